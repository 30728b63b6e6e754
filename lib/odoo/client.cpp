#include "odoo/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/waiting.hpp"
#include "json/writer.hpp"

namespace ciclo::odoo {
namespace {

// search_read with named arguments and `load` for every read; older ones are not tested.
// Before it the lines of an invoice's goods have no display_type, and none would be read.
constexpr int k_oldest_version = 16;

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

std::string params(std::string_view service, std::string_view method, const std::string& arguments) {
    json::Writer writer;
    writer.begin_object().key("service").string(service).key("method").string(method);
    writer.key("args").raw(arguments).end_object();
    return writer.take();
}

std::string request_body(const std::string& params, std::int64_t id) {
    json::Writer writer;
    writer.begin_object().key("jsonrpc").string("2.0").key("method").string("call");
    writer.key("params").raw(params).key("id").integer(id).end_object();
    return writer.take();
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
    return document->root().at("result");
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

Client::Envelope Client::common(std::string_view method, const std::string& arguments) const {
    return {fmt::format("common.{}", method), params("common", method, arguments)};
}

Client::Envelope Client::execute_kw(const Call& call) const {
    json::Writer writer;
    writer.begin_array()
        .string(m_credentials.database)
        .integer(m_server.uid)
        .string(m_credentials.api_key.reveal());
    writer.string(call.model).string(call.method).begin_array().end_array().raw(call.arguments).end_array();
    return {fmt::format("{}.{}", call.model, call.method), params("object", "execute_kw", writer.take())};
}

ServerInfo Client::login() {
    m_server = {};
    check_version();
    m_is_accepted = !m_remembered_uid;
    m_server.uid = m_remembered_uid ? *m_remembered_uid : authenticate();
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

void Client::check_version() {
    const std::vector<Envelope> asked{common("version", "[]")};
    const auto answers = send(asked, false);
    const auto result = answers.front().result();
    const auto version = result.is(json::Type::object) ? result.find("server_version") : std::nullopt;
    if (!version || !version->is(json::Type::string)) {
        throw Error(ErrorKind::odoo_unavailable, "common.version: the answer names no server_version");
    }
    constexpr std::size_t k_longest_version = 40;
    m_server.version = visible(first_line(version->string(), k_longest_version));
    if (major_version(m_server.version) < k_oldest_version) {
        throw Error(ErrorKind::config,
                    fmt::format("this is Odoo '{}', older than {}", m_server.version, k_oldest_version),
                    "upgrade Odoo: earlier versions store NFs in another way"_tr);
    }
}

std::int64_t Client::authenticate() {
    json::Writer writer;
    writer.begin_array().string(m_credentials.database).string(m_credentials.username);
    writer.string(m_credentials.api_key.reveal()).begin_object().end_object().end_array();
    const std::vector<Envelope> asked{common("authenticate", writer.take())};
    const auto answers = send(asked, false);
    const auto uid = answers.front().result();
    if (uid.is(json::Type::boolean) && !uid.boolean()) {
        throw Error(ErrorKind::auth,
                    fmt::format("Odoo refused the login of '{}' to database '{}'", m_credentials.username,
                                m_credentials.database),
                    "check ODOO_USERNAME and ODOO_API_KEY; a user with two-factor login needs an API key"_tr);
    }
    if (uid.integer() <= 0)
        throw Error(ErrorKind::odoo_answer, "common.authenticate: the user's id is not positive");
    return uid.integer();
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
    m_remembered_uid.reset();
    m_server.uid = authenticate();
    m_is_accepted = true;
    return send_calls(calls, divisible);
}

std::vector<Answer> Client::send_calls(std::span<const Call> calls, bool divisible) {
    std::vector<Envelope> envelopes;
    envelopes.reserve(calls.size());
    for (const auto& one : calls) envelopes.push_back(execute_kw(one));
    return send(envelopes, divisible);
}

std::vector<Answer> Client::send(std::span<const Envelope> envelopes, bool divisible) {
    std::vector<Answer> answers(envelopes.size());
    settle(envelopes, answers, divisible);
    return answers;
}

// Sends what is open again and again, until every call has its answer or one of them throws.
void Client::settle(std::span<const Envelope> envelopes, std::span<Answer> answers, bool divisible) {
    std::vector<Open> open(envelopes.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i].index = i;
    while (!open.empty()) {
        auto responses = exchange(envelopes, open);
        std::vector<Open> again;
        std::chrono::milliseconds wait{0};
        for (std::size_t i = 0; i < open.size(); ++i) {
            const auto& label = envelopes[open[i].index].label;
            auto verdict = judge(responses[i], {open[i].id, label, m_credentials.database});
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
            }
        }
        open = std::move(again);
        if (!open.empty()) waiting_for("Odoo", [&] { m_limits->sleep(wait); });
    }
}

std::vector<http::Response> Client::exchange(std::span<const Envelope> envelopes, std::span<Open> open) {
    std::vector<http::Request> requests;
    for (auto& one : open) {
        one.id = m_next_id++;
        ++one.attempts;
        requests.push_back(
            {m_credentials.url + "/jsonrpc", request_body(envelopes[one.index].params, one.id)});
        requests.back().timeout = m_retry_budget.request;
    }
    const auto started = Limits::Clock::now();
    auto responses = waiting_for("Odoo", [&] { return m_transport.exchange(requests, *m_limits); });
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Limits::Clock::now() - started);
    for (std::size_t i = 0; i < responses.size(); ++i) {
        m_log.debug("odoo", {{"call", envelopes[open[i].index].label},
                             {"status", static_cast<long long>(responses[i].status)},
                             {"bytes", static_cast<long long>(responses[i].body.size())},
                             {"ms", static_cast<long long>(took.count())}});
    }
    m_traffic.requests += static_cast<long long>(requests.size());
    for (const auto& response : responses) note(response);
    return responses;
}

// Throws when this call is not worth another attempt.
std::chrono::milliseconds Client::plan_retry(Open& open, const Verdict& verdict, const std::string& label) {
    if (verdict.error) std::rethrow_exception(verdict.error);
    const bool is_spent = verdict.judgement == Judgement::transient_once && open.retried_once;
    if (is_spent || open.attempts >= m_retry_budget.attempts) {
        throw Error(ErrorKind::odoo_unavailable,
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
