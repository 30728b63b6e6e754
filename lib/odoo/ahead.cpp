#include "odoo/ahead.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "odoo/calls.hpp"

namespace ciclo::odoo {
namespace {

std::string key_of(const Call& call) {
    return call.model + call.arguments;
}

// What is asked ahead is tried once: who needs it tries it again, as often as it takes.
class OneAttempt {
  public:
    explicit OneAttempt(Client& client) : m_client(client), m_usual(client.retry_budget()) {
        client.set_retry_budget({1, m_usual.request});
    }
    ~OneAttempt() { m_client.set_retry_budget(m_usual); }
    OneAttempt(const OneAttempt&) = delete;
    OneAttempt& operator=(const OneAttempt&) = delete;

  private:
    Client& m_client;
    RetryBudget m_usual;
};

}  // namespace

void Ahead::ask(std::vector<Call> calls) {
    if (calls.empty()) return;
    for (auto& call : std::exchange(m_beside, {})) calls.push_back(std::move(call));
    const OneAttempt once(m_client);
    try {
        auto answers = m_client.call(calls, true);
        for (std::size_t i = 0; i < calls.size(); ++i) keep(calls[i], std::move(answers[i]));
    } catch (const Error& error) {
        // One that Odoo refuses costs the others their answers; who needs it asks again, and reports it. A
        // login that is refused is refused once.
        if (!is_of_odoo(error) || (error.kind() == ErrorKind::auth && !m_client.is_accepted())) throw;
        m_log.debug("not read ahead", {{"reason", error.what()}});
    }
}

void Ahead::ask_beside(const std::vector<Call>& calls) {
    for (const auto& call : calls) {
        const auto key = key_of(call);
        if (!m_counts.contains(key) && !m_pages.contains(key)) m_beside.push_back(call);
    }
}

bool Ahead::has_come(const std::vector<Call>& calls) const {
    return std::all_of(calls.begin(), calls.end(), [&](const auto& call) {
        return m_pages.contains(key_of(call)) || m_counts.contains(key_of(call));
    });
}

void Ahead::forget() {
    m_beside.clear();
    m_counts.clear();
    m_pages.clear();
}

// One that failed is asked for again by who needs it.
void Ahead::keep(const Call& call, Answer answer) {
    if (answer.outcome != Outcome::ok) return;
    if (call.method == k_search_count)
        m_counts.insert_or_assign(key_of(call), counted(answer, call.model));
    else
        m_pages.insert_or_assign(key_of(call), std::move(answer));
}

std::vector<long long> Ahead::counts(const std::vector<Call>& calls) {
    std::vector<Call> open;
    for (const auto& call : calls) {
        if (!m_counts.contains(key_of(call))) open.push_back(call);
    }
    auto answers = m_client.call(open);
    for (std::size_t i = 0; i < open.size(); ++i) keep(open[i], std::move(answers[i]));
    std::vector<long long> counts;
    for (const auto& call : calls) counts.push_back(m_counts.at(key_of(call)));
    for (const auto& call : calls) m_counts.erase(key_of(call));
    return counts;
}

std::vector<Answer> Ahead::pages(const std::vector<Call>& calls, bool are_divisible) {
    std::vector<Answer> answers(calls.size());
    std::vector<Call> open;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (auto ahead = m_pages.extract(key_of(calls[i]))) {
            answers[i] = std::move(ahead.mapped());
        } else {
            open.push_back(calls[i]);
            places.push_back(i);
        }
    }
    if (open.empty()) return answers;
    for (auto& call : std::exchange(m_beside, {})) {
        const bool is_open = std::any_of(open.begin(), open.end(),
                                         [&](const auto& other) { return key_of(other) == key_of(call); });
        if (!is_open) open.push_back(std::move(call));
    }
    auto sent = m_client.call(open, are_divisible);
    for (std::size_t i = 0; i < places.size(); ++i) answers[places[i]] = std::move(sent[i]);
    for (std::size_t i = places.size(); i < sent.size(); ++i) keep(open[i], std::move(sent[i]));
    return answers;
}

}  // namespace ciclo::odoo
