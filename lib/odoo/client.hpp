// Odoo's JSON-RPC calls: envelope, login, errors, retries. Not for: paging (reader.hpp), what records mean
// (staging/).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "http/transport.hpp"
#include "json/value.hpp"
#include "odoo/retry.hpp"
#include "odoo/verdict.hpp"

namespace ciclo::odoo {

struct Credentials {
    std::string url;  // without a path: https://example.odoo.com
    std::string database;
    std::string username;
    Secret api_key;  // an API key or a password, in the password position of every call
};

struct ServerInfo {
    std::string version;  // "17.0"
    std::int64_t uid = 0;
    // The server's clock at login, from the Date header of its last answer. No later answer moves it.
    UtcSeconds now{};
};

// One execute_kw call with named arguments.
struct Call {
    std::string model;
    std::string method;
    // A JSON object: {"domain": [...], "fields": [...]}.
    std::string arguments;
};

// What an answer without an exception may still be: a page that failed (a killed worker, 502, 504,
// MemoryError), which its caller may retry in halves.
enum class Outcome { ok, page_too_large };

struct Answer {
    Outcome outcome = Outcome::ok;
    // Valid for Outcome::ok; root() is the envelope.
    std::optional<json::Document> document;
    // Why the page failed.
    std::string message;

    // The envelope's `result`; a null Value is never returned (a missing result throws Error(odoo_answer)).
    [[nodiscard]] json::Value result() const;
};

// How often one call is tried, and how long each time.
struct RetryBudget {
    int attempts = k_most_attempts;
    std::chrono::milliseconds request = http::Request().timeout;
};

struct Traffic {
    long long requests = 0;
    long long bytes = 0;  // decoded bytes of answers
    long long retries = 0;
};

class Client {
  public:
    // `transport`, `limits` and `log` must outlive the client.
    Client(http::Transport& transport, Credentials credentials, const Limits& limits, const Log& log);

    // The user's id of an earlier login: login() then asks for no other, and a call that Odoo refuses for it
    // logs in and is sent again. A key of somebody else never passes for that id.
    void remember_user(std::int64_t uid) { m_remembered_uid = uid; }

    // Version, login, clock. Throws Error(auth) for a refused login (`authenticate` answers false),
    // Error(config) for an unknown database or a server older than 16, Error(odoo_unavailable) for one that
    // cannot be reached, answers no JSON-RPC or no Date from 2000 to 2100.
    ServerInfo login();

    // Sends all calls, as many at once as the transport allows, and returns their answers in order. Retries
    // transient failures (connect failures, empty answers, 408, 429, 502 to 504, serialization, lock, pool
    // errors; a bare 500 once) with growing jittered waits inside the limits, then throws
    // Error(odoo_unavailable). An Odoo error throws: AccessDenied and AccessError Error(auth), anything else
    // Error(odoo_answer), with the exception's name, the model and the first line of the message. `divisible`
    // calls come back as page_too_large instead, at once, when the worker died or a gateway gave up on them.
    std::vector<Answer> call(std::span<const Call> calls, bool divisible = false);

    // How many pages a reader asks for at once; how many requests are under way is the transport's.
    [[nodiscard]] int concurrency() const { return m_concurrency; }
    void set_concurrency(int value) { m_concurrency = value; }
    // Others from now on, which must outlive the client too.
    void set_limits(const Limits& limits) { m_limits = &limits; }
    // For callers that prefer a quick answer: fewer attempts, less time for each.
    void set_retry_budget(RetryBudget timeout) { m_retry_budget = timeout; }
    // For tests: shorter waits before a retry.
    void set_backoff(Backoff backoff) { m_backoff = backoff; }
    [[nodiscard]] const Traffic& traffic() const { return m_traffic; }
    [[nodiscard]] const ServerInfo& server() const { return m_server; }
    // Whether Odoo has accepted user and key by now: with a remembered user the first call shows it.
    [[nodiscard]] bool is_accepted() const { return m_is_accepted; }

  private:
    // A JSON-RPC call without its id.
    struct Envelope {
        std::string label;
        std::string params;
    };
    struct Open;

    [[nodiscard]] Envelope common(std::string_view method, const std::string& arguments) const;
    [[nodiscard]] Envelope execute_kw(const Call& call) const;
    std::vector<Answer> send(std::span<const Envelope> envelopes, bool divisible);
    std::vector<Answer> send_calls(std::span<const Call> calls, bool divisible);
    void settle(std::span<const Envelope> envelopes, std::span<Answer> answers, bool divisible);
    std::vector<http::Response> exchange(std::span<const Envelope> envelopes, std::span<Open> open);
    std::chrono::milliseconds plan_retry(Open& open, const Verdict& verdict, const std::string& label);
    void note(const http::Response& response);
    void check_version();
    std::int64_t authenticate();
    [[nodiscard]] UtcSeconds clock() const;

    http::Transport& m_transport;
    Credentials m_credentials;
    const Limits* m_limits;
    const Log& m_log;
    ServerInfo m_server;
    std::optional<std::int64_t> m_remembered_uid;
    bool m_is_accepted = false;
    // The Date header of the last answer; nothing where it had none.
    std::optional<UtcSeconds> m_date;
    Traffic m_traffic;
    RetryBudget m_retry_budget;
    Backoff m_backoff;
    int m_concurrency = 2;
    std::int64_t m_next_id = 1;
};

// The first number in "17.0", "saas~17.2+e" or "17.0-20260101"; 0 when there is none.
int major_version(std::string_view version);

}  // namespace ciclo::odoo
