#include "odoo/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/waiting.hpp"

namespace ciclo::odoo {
namespace {

// search_read with named arguments and `load` for every read; older ones are not tested.
// Before it the lines of an invoice's goods have no display_type, and none would be read.
constexpr int k_oldest_version = 16;

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

// From it on Odoo has JSON-2.
constexpr int k_json2_version = 19;

constexpr auto k_slow = "does Odoo answer at all? if it is only slow, raise --deadline"_tr;

// No try was left: it says nothing about what the server knows.
class GivenUp : public Error {
  public:
    using Error::Error;
};

// Not the deadline's, not a lack of memory, and no server that does not answer at all.
bool is_of_server(const Error& error) {
    constexpr std::array k_kinds{ErrorKind::auth, ErrorKind::config, ErrorKind::odoo_answer,
                                 ErrorKind::odoo_unavailable};
    return dynamic_cast<const GivenUp*>(&error) == nullptr &&
           std::find(k_kinds.begin(), k_kinds.end(), error.kind()) != k_kinds.end();
}

}  // namespace

int major_version(std::string_view version) {
    const auto digit = version.find_first_of("0123456789");
    int major = 0;
    if (digit != std::string_view::npos) {
        std::from_chars(version.data() + digit, version.data() + version.size(), major);
    }
    return major;
}

json::Value Answer::result() const {
    if (!document) throw Error(ErrorKind::internal, "a failed page has no result");
    return protocol->result(*document);
}

// A call that is not answered yet.
struct Client::Open {
    std::size_t index = 0;
    std::int64_t id = 0;
    int attempts = 0;
    bool retried_once = false;
};

Client::Client(http::Transport& transport, Credentials credentials, const Limits& limits, const Log& log)
    : m_transport(transport), m_credentials(std::move(credentials)), m_limits(&limits), m_log(log) {
    m_credentials.url = without_slash(m_credentials.url);
}

ServerInfo Client::login() {
    m_server = {};
    m_has_password = false;
    choose_api();
    check_version();
    m_is_accepted = !m_remembered_uid;
    // Where JSON-2 was not in use in the last cycle, the key is tried at once: it may be a password.
    const bool is_known = m_remembered_uid && m_known_api.value_or(Api::json_rpc) == api();
    m_server.uid = is_known ? *m_remembered_uid : authenticate();
    m_server.now = clock();
    return m_server;
}

UtcSeconds Client::clock() const {
    if (!m_date) {
        throw Error(
            ErrorKind::odoo_unavailable, "the answers of Odoo carry no Date header",
            "Odoo's clock bounds what is read; have the web server in front of it pass the header on"_tr);
    }
    if (!is_plausible(*m_date)) {
        throw Error(ErrorKind::odoo_unavailable,
                    fmt::format("the answers of Odoo are dated {} UTC", to_odoo(*m_date)),
                    "synchronize the clock of Odoo's server, or of the web server in front of it, by NTP"_tr);
    }
    return *m_date;
}

void Client::set_api(Api api, std::optional<Api> known) {
    m_api = api;
    m_known_api = known;
}

// With the version, which the same question answers.
void Client::choose_api() {
    const bool begins_with_json2 =
        m_api == Api::json2 || (m_api == Api::automatic && m_known_api != Api::json_rpc);
    if (begins_with_json2 && offers_json2()) return;
    m_protocol = &json_rpc();
    try {
        ask_version();
    } catch (const Error& error) {
        // From Odoo 22 on it is gone.
        const bool may_be_json2 = m_api == Api::automatic && !begins_with_json2 && is_of_server(error);
        if (!may_be_json2 || !offers_json2()) throw;
    }
    // An upgrade, or a key that was a password so far.
    if (m_api == Api::automatic && major_version(m_server.version) >= k_json2_version) m_protocol = &json2();
}

// A server that does not know the question is older; whatever else is wrong with it JSON-RPC will say.
bool Client::offers_json2() {
    m_protocol = &json2();
    try {
        ask_version();
    } catch (const Error& error) {
        if (m_api == Api::json2 || !is_of_server(error)) throw;
        m_log.debug("Odoo has no JSON-2; using JSON-RPC", {{"reason", error.what()}});
        return false;
    }
    const bool is_new = major_version(m_server.version) >= k_json2_version;
    if (!is_new && m_api == Api::json2)
        throw Error(ErrorKind::config, fmt::format("this is Odoo '{}': it has no JSON-2", m_server.version),
                    "JSON-2 exists from Odoo 19 on; leave --odoo-api at auto"_tr);
    return is_new;
}

void Client::ask_version() {
    const std::vector<Message> asked{m_protocol->version()};
    const auto answers = send(asked, false);
    const auto version = m_protocol->version_in(answers.front().result());
    if (!version)
        throw Error(ErrorKind::odoo_unavailable,
                    fmt::format("{}: the answer names no version", asked.front().label));
    constexpr std::size_t k_longest_version = 40;
    m_server.version = visible(first_line(*version, k_longest_version));
}

void Client::check_version() const {
    if (major_version(m_server.version) < k_oldest_version)
        throw Error(ErrorKind::config,
                    fmt::format("this is Odoo '{}', older than {}", m_server.version, k_oldest_version),
                    "upgrade Odoo: earlier versions store NFs in another way"_tr);
}

std::int64_t Client::authenticate() {
    auto uid = m_api == Api::automatic && m_protocol == &json2() ? try_both() : ask_user();
    if (!uid)
        throw Error(ErrorKind::auth,
                    fmt::format("Odoo refused the login of '{}' to database '{}'", m_credentials.username,
                                m_credentials.database),
                    k_login_hint);
    return *uid;
}

// A password is no key: JSON-2 refuses it, JSON-RPC takes it as long as it is there. So does a web server in
// front of Odoo that lets only what it knows through.
std::optional<std::int64_t> Client::try_both() {
    std::optional<Error> obstacle;
    try {
        if (const auto uid = ask_user()) return uid;
    } catch (const Error& error) {
        if (!is_of_server(error)) throw;
        obstacle = error;
    }
    m_protocol = &json_rpc();
    try {
        const auto uid = m_remembered_uid ? m_remembered_uid : ask_user();
        m_has_password = uid && !obstacle;
        if (uid) return uid;
    } catch (const Error& error) {
        if (!is_of_server(error)) throw;
    }
    m_protocol = &json2();
    if (obstacle) throw Error(*obstacle);
    return std::nullopt;
}

// Nothing where the login is refused.
std::optional<std::int64_t> Client::ask_user() {
    const std::vector<Message> asked{m_protocol->login(m_credentials)};
    std::optional<std::int64_t> uid;
    try {
        const auto answers = send(asked, false);
        uid = m_protocol->user_in(answers.front().result());
    } catch (const RpcError& error) {
        if (!error.refuses_login()) throw;
    }
    if (uid && *uid <= 0)
        throw Error(ErrorKind::odoo_answer,
                    fmt::format("{}: the user's id is not positive", asked.front().label));
    return uid;
}

std::vector<Answer> Client::call(std::span<const Call> calls, bool divisible) {
    if (m_server.uid == 0) throw Error(ErrorKind::internal, "a call to Odoo before the login");
    try {
        auto answers = send_calls(calls, divisible);
        m_is_accepted = m_is_accepted || !calls.empty();
        return answers;
    } catch (const RpcError& error) {
        if (!m_remembered_uid || !error.refuses_login()) throw;
        m_log.info("Odoo refuses the remembered user; logging in", {{"reason", error.exception()}});
    }
    const auto remembered = std::exchange(m_remembered_uid, std::nullopt);
    m_known_api.reset();
    try {
        m_server.uid = authenticate();
    } catch (...) {
        m_remembered_uid = remembered;  // the next call finds out again that nobody has logged in
        throw;
    }
    m_is_accepted = true;
    return send_calls(calls, divisible);
}

std::vector<Answer> Client::send_calls(std::span<const Call> calls, bool divisible) {
    std::vector<Message> messages;
    messages.reserve(calls.size());
    for (const auto& one : calls) messages.push_back(m_protocol->call(one, m_credentials, m_server.uid));
    return send(messages, divisible);
}

std::vector<Answer> Client::send(std::span<const Message> messages, bool divisible) {
    std::vector<Answer> answers(messages.size());
    for (auto& answer : answers) answer.protocol = m_protocol;
    settle(messages, answers, divisible);
    return answers;
}

// Sends what is open again and again, until every call has its answer or one of them throws.
void Client::settle(std::span<const Message> messages, std::span<Answer> answers, bool divisible) {
    std::vector<Open> open(messages.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i].index = i;
    while (!open.empty()) {
        auto responses = exchange(messages, open);
        std::vector<Open> again;
        std::chrono::milliseconds wait{0};
        std::string obstacle;
        for (std::size_t i = 0; i < open.size(); ++i) {
            const auto& label = messages[open[i].index].label;
            auto verdict = m_protocol->judge(responses[i], {open[i].id, label, m_credentials.database});
            responses[i] = {};
            auto& answer = answers[open[i].index];
            if (verdict.judgement == Judgement::answer) {
                answer.document = std::move(verdict.document);
            } else if (verdict.judgement == Judgement::too_large && divisible) {
                answer.outcome = Outcome::page_too_large;
                answer.message = fmt::format("{}: {}", label, verdict.reason);
            } else {
                wait = std::max(wait, plan_retry(open[i], verdict, label));
                again.push_back(open[i]);
                obstacle = fmt::format("Odoo ({}: {})", label, verdict.reason);
            }
        }
        open = std::move(again);
        if (!open.empty())
            waiting_for(
                obstacle, [&] { m_limits->sleep(wait); }, k_slow);
    }
}

std::vector<http::Response> Client::exchange(std::span<const Message> messages, std::span<Open> open) {
    std::vector<http::Request> requests;
    for (auto& one : open) {
        one.id = m_next_id++;
        ++one.attempts;
        requests.push_back(m_protocol->request(messages[one.index], m_credentials, one.id));
        requests.back().timeout = m_retry_budget.request;
        requests.back().label = messages[one.index].label;
    }
    const auto started = Limits::Clock::now();
    auto responses = waiting_for(
        "Odoo", [&] { return m_transport.exchange(requests, *m_limits); }, k_slow);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Limits::Clock::now() - started);
    for (std::size_t i = 0; i < responses.size(); ++i) {
        m_log.debug("odoo", {{"call", messages[open[i].index].label},
                             {"status", static_cast<long long>(responses[i].status)},
                             {"bytes", static_cast<long long>(responses[i].body.size())},
                             {"ms", static_cast<long long>(took.count())}});
    }
    m_traffic.requests += static_cast<long long>(requests.size());
    ++m_traffic.rounds;
    for (const auto& response : responses) note(response);
    return responses;
}

// Throws when this call is not worth another attempt.
std::chrono::milliseconds Client::plan_retry(Open& open, const Verdict& verdict, const std::string& label) {
    if (verdict.error) std::rethrow_exception(verdict.error);
    const bool is_spent = verdict.judgement == Judgement::transient_once && open.retried_once;
    if (is_spent || open.attempts >= m_retry_budget.attempts) {
        throw GivenUp(ErrorKind::odoo_unavailable,
                      fmt::format("{}: {} (tried {} times)", label, verdict.reason, open.attempts),
                      "is Odoo up, and reachable from here? check ODOO_URL; the next run will catch up"_tr);
    }
    if (verdict.judgement == Judgement::transient_once) open.retried_once = true;
    const auto wait = m_backoff.wait_after(open.attempts, verdict.retry_after);
    ++m_traffic.retries;
    m_log.warning("retrying a call to Odoo", {{"call", label},
                                              {"reason", verdict.reason},
                                              {"attempt", static_cast<long long>(open.attempts)},
                                              {"wait_ms", static_cast<long long>(wait.count())}});
    return wait;
}

void Client::note(const http::Response& response) {
    m_traffic.bytes += static_cast<long long>(response.body.size());
    const auto date = response.headers.find("date");
    m_date = date == response.headers.end() ? std::nullopt : from_http_date(date->second);
}

}  // namespace ciclo::odoo
