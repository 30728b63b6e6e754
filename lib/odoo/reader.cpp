#include "odoo/reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <future>
#include <iterator>
#include <numeric>
#include <utility>

#include "base/error.hpp"
#include "odoo/calls.hpp"
#include "odoo/sequence.hpp"

namespace ciclo::odoo {
namespace {

// A list and its count are two snapshots: on a busy server they may differ, but not for ever.
constexpr int k_most_lists = 3;
// Lists that are asked for side by side whatever the concurrency.
constexpr std::size_t k_most_light = 6;
// Records that take longer to decode and copy than a thread to begin.
constexpr std::size_t k_worth_a_thread = 500;

std::size_t records_in(const std::vector<Page>& pages) {
    return std::accumulate(pages.begin(), pages.end(), std::size_t{0},
                           [](auto sum, const auto& page) { return sum + page.records.size(); });
}

// The first page of each, and the counts that prove them.
std::vector<Call> first_calls_of(const std::vector<Query>& queries) {
    std::vector<Call> calls;
    for (const auto& query : queries) {
        calls.push_back(page_of({0, &query, query.page_size}));
        if (query.end == End::count) calls.push_back(count_of(query.model, query.domain));
    }
    return calls;
}

std::vector<Call> calls_of(const std::vector<Count>& wanted) {
    std::vector<Call> calls;
    for (const auto& [model, domain] : wanted) calls.push_back(count_of(model, domain));
    return calls;
}

FieldTypes types_of(const Answer& answer, const std::string& model) {
    try {
        FieldTypes types;
        for (const auto& [field, description] : answer.result().members()) {
            types.insert_or_assign(std::string(field), field_info(description));
        }
        return types;
    } catch (Error& error) {
        error.within(fmt::format("{}.fields_get", model));
        throw;
    }
}

// No fields when the model does not exist (its module is not installed), nothing when this user may not ask.
std::optional<FieldTypes> optional_types(Client& client, const Call& call) {
    try {
        const std::vector<Call> calls{call};
        return types_of(client.call(calls).front(), call.model);
    } catch (const RpcError& error) {
        if (error.names_no_model()) return FieldTypes();
        if (error.refuses_access()) return std::nullopt;
        throw;
    }
}

// The next page of each sequence.
std::vector<Answer> pages_of(Ahead& ahead, const std::vector<Sequence>& wave) {
    if (wave.empty()) return {};
    std::vector<Call> calls;
    calls.reserve(wave.size());
    for (const auto& sequence : wave) calls.push_back(page_of(sequence));
    return ahead.pages(calls, wave.front().is_divisible());
}

// Also when a read ends with an error.
class EndOfProgress {
  public:
    explicit EndOfProgress(const Log& log) : m_log(log) {}
    ~EndOfProgress() { m_log.end_progress(); }
    EndOfProgress(const EndOfProgress&) = delete;
    EndOfProgress& operator=(const EndOfProgress&) = delete;

  private:
    const Log& m_log;
};

}  // namespace

ModelFields Reader::field_types(const std::map<std::string, std::vector<std::string>>& models,
                                const std::vector<std::string>& optional) {
    ModelFields types;
    std::vector<Call> needed;
    for (const auto& [model, fields] : models) {
        const auto call = fields_get(model, fields, k_attributes);
        if (std::find(optional.begin(), optional.end(), model) == optional.end()) {
            needed.push_back(call);
        } else if (auto known = optional_types(m_client, call)) {
            types.emplace(model, std::move(*known));
        }
    }
    const auto answers = m_client.call(needed);
    for (std::size_t i = 0; i < needed.size(); ++i)
        types[needed[i].model] = types_of(answers[i], needed[i].model);
    return types;
}

std::map<std::string, std::vector<std::string>> Reader::choices(
    const std::map<std::string, std::string>& field_of_model) {
    std::vector<Call> calls;
    for (const auto& [model, field] : field_of_model)
        calls.push_back(fields_get(model, {field}, {"type", "selection"}));
    const auto answers = m_client.call(calls);
    std::map<std::string, std::vector<std::string>> out;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        try {
            for (const auto& [field, description] : answers[i].result().members()) {
                if (auto offered = choices_of(description)) out[calls[i].model] = std::move(*offered);
            }
        } catch (Error& error) {
            error.within(fmt::format("{}.fields_get", calls[i].model));
            throw;
        }
    }
    return out;
}

void Reader::read(const std::vector<Query>& queries, const PageHandler& on_page) {
    const EndOfProgress at_the_end(m_log);
    std::vector<std::size_t> open(queries.size());
    std::iota(open.begin(), open.end(), 0U);
    for (int list = 1; !open.empty(); ++list) {
        const auto received = read_lists(queries, open, on_page);
        open = not_whole(queries, open, received, list == k_most_lists);
    }
}

// Every one of `open` to its end; how many records each of them had.
std::vector<long long> Reader::read_lists(const std::vector<Query>& queries,
                                          const std::vector<std::size_t>& open, const PageHandler& on_page) {
    for (const auto i : open) {
        if (queries[i].end == End::count) m_ahead.ask_beside({count_of(queries[i].model, queries[i].domain)});
    }
    std::vector<long long> received(queries.size());
    std::deque<Sequence> waiting;
    for (const auto i : open) {
        if (queries[i].page_size < 1) throw Error(ErrorKind::internal, "page_size must be at least 1");
        waiting.push_back({i, &queries[i], queries[i].page_size});
    }
    // Lists of stamps are light: all of them side by side, none waits for the slower of two.
    const bool is_light = open.size() <= k_most_light && std::all_of(open.begin(), open.end(), [&](auto i) {
                              return queries[i].end == End::count;
                          });
    const auto most = is_light ? static_cast<int>(open.size()) : m_client.concurrency();
    std::vector<Sequence> wave;
    std::vector<Answer> answers;
    const auto ask_next = [&] {
        wave = waiting.empty() ? std::vector<Sequence>() : take_wave(waiting, most);
        return pages_of(m_ahead, wave);
    };
    answers = ask_next();
    while (!wave.empty()) {
        const auto pages = take_pages(wave, answers, waiting, m_log);
        for (const auto& sequence : wave) received[sequence.index] = sequence.records;
        m_log.progress("reading Odoo",
                       {{"model", wave.front().query->model}, {"records", wave.front().records}});
        // Where it is much the next pages are on their way while these are handed on.
        const auto policy =
            records_in(pages) >= k_worth_a_thread ? std::launch::async : std::launch::deferred;
        auto next = std::async(policy, ask_next);
        for (const auto& page : pages) on_page(page.query, page.records);
        answers = next.get();
    }
    return received;
}

// Which of `open` are not what Odoo counts. Throws for one of them when it is `final`.
std::vector<std::size_t> Reader::not_whole(const std::vector<Query>& queries,
                                           const std::vector<std::size_t>& open,
                                           const std::vector<long long>& received, bool is_final) {
    std::vector<std::size_t> counted_queries;
    std::copy_if(open.begin(), open.end(), std::back_inserter(counted_queries),
                 [&](auto i) { return queries[i].end == End::count; });
    std::vector<Call> calls;
    for (const auto i : counted_queries) calls.push_back(count_of(queries[i].model, queries[i].domain));
    const auto counts = m_ahead.counts(calls);
    std::vector<std::size_t> differing;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto query = counted_queries[i];
        const auto expected = counts[i];
        if (received[query] == expected) continue;
        if (is_final)
            throw Error(ErrorKind::odoo_answer,
                        fmt::format("{}: Odoo sent {} records and counts {}", queries[query].model,
                                    received[query], expected),
                        "records were lost in transit or created meanwhile; the next run reads them again; "
                        "if it repeats, "
                        "check the proxies between Odoo and this program"_tr);
        m_log.debug("a list is not what Odoo counts; reading it again",
                    {{"model", queries[query].model}, {"received", received[query]}, {"counted", expected}});
        differing.push_back(query);
    }
    return differing;
}

std::vector<long long> Reader::count(const std::string& model, const std::vector<Domain>& domains) {
    std::vector<Count> wanted;
    for (const auto& domain : domains) wanted.push_back({model, domain});
    return count(wanted);
}

std::vector<long long> Reader::count(const std::vector<Count>& wanted) {
    return m_ahead.counts(calls_of(wanted));
}

void Reader::ask_ahead(const std::vector<Query>& queries, const std::vector<Count>& counts,
                       const std::function<void()>& meanwhile) {
    auto calls = calls_of(counts);
    for (auto& call : first_calls_of(queries)) calls.push_back(std::move(call));
    if (!meanwhile) return m_ahead.ask(std::move(calls));
    // One after the other where no thread is to be had.
    auto asked =
        std::async(std::launch::async | std::launch::deferred, [&] { m_ahead.ask(std::move(calls)); });
    meanwhile();
    asked.get();
}

bool Reader::has_come(const std::vector<Query>& queries) const {
    return m_ahead.has_come(first_calls_of(queries));
}

void Reader::ask_beside(const std::vector<Query>& queries) {
    m_ahead.ask_beside(first_calls_of(queries));
}

}  // namespace ciclo::odoo
