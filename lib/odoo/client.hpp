// Calls to Odoo: the choice between its APIs, login, waves, retries. Not for: envelopes (protocol.hpp),
// paging (reader.hpp), what records mean (staging/).
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
#include "odoo/protocol.hpp"
#include "odoo/retry.hpp"

namespace ciclo::odoo {

// Which of Odoo's APIs is used (--odoo-api). automatic: JSON-2 from Odoo 19 on, where the server has it and
// the key is one.
enum class Api { automatic, json_rpc, json2 };

struct ServerInfo {
    std::string version;  // "17.0"
    std::int64_t uid = 0;
    // The server's clock at login, from the Date header of its last answer. No later answer moves it.
    UtcSeconds now{};
};

// What an answer without an exception may still be: a page that failed (a killed worker, 502, 504,
// MemoryError), which its caller may retry in halves.
enum class Outcome { ok, page_too_large };

struct Answer {
    Outcome outcome = Outcome::ok;
    // Valid for Outcome::ok.
    std::optional<json::Document> document;
    // Why the page failed.
    std::string message;
    // Of which the document is an answer.
    const Protocol* protocol = nullptr;

    // What the method returned.
    [[nodiscard]] json::Value result() const;
};

// How often one call is tried, and how long each time.
struct RetryBudget {
    int attempts = k_most_attempts;
    std::chrono::milliseconds request = http::Request().timeout;
};

struct Traffic {
    long long requests = 0;
    long long rounds = 0;  // how often answers were waited for: requests side by side are one
    long long bytes = 0;   // decoded bytes of answers
    long long retries = 0;
};

class Client {
  public:
    // `transport`, `limits` and `log` must outlive the client.
    Client(http::Transport& transport, Credentials credentials, const Limits& limits, const Log& log);

    // The user's id of an earlier login: login() then asks for no other, and a call that Odoo refuses for it
    // logs in and is sent again. A key of somebody else never passes for that id.
    void remember_user(std::int64_t uid) { m_remembered_uid = uid; }

    // Which API to use from the next login on. `known`: the one of an earlier login, which `automatic` tries
    // first and, where it is JSON-RPC, asks for nothing else until the server is 19.
    void set_api(Api api, std::optional<Api> known = std::nullopt);

    // API, version, login, clock. Throws Error(auth) for a refused login, Error(config) for an unknown
    // database, a server older than 16 or one without the API that was asked for, Error(odoo_unavailable)
    // for one that cannot be reached, answers no JSON or no Date from 2000 to 2100.
    ServerInfo login();

    // Sends all calls, as many at once as the transport allows, and returns their answers in order. Retries
    // transient failures (connect failures, empty answers, 408, 429, 500 with a page, 502 to 504,
    // serialization, lock, pool errors; another bare 5xx once) with growing jittered waits inside the limits,
    // then throws Error(odoo_unavailable). An Odoo error throws: AccessDenied and AccessError Error(auth),
    // anything else Error(odoo_answer), with the exception's name, the model and the first line of the
    // message. `divisible` calls come back as page_too_large instead, at once, when the worker died or a
    // gateway gave up on them.
    std::vector<Answer> call(std::span<const Call> calls, bool divisible = false);

    // How many pages a reader asks for at once; how many requests are under way is the transport's.
    [[nodiscard]] int concurrency() const { return m_concurrency; }
    void set_concurrency(int value) { m_concurrency = value; }
    // Others from now on, which must outlive the client too.
    void set_limits(const Limits& limits) { m_limits = &limits; }
    // For callers that prefer a quick answer: fewer attempts, less time for each.
    void set_retry_budget(RetryBudget budget) { m_retry_budget = budget; }
    [[nodiscard]] RetryBudget retry_budget() const { return m_retry_budget; }
    // For tests: shorter waits before a retry.
    void set_backoff(Backoff backoff) { m_backoff = backoff; }
    [[nodiscard]] const Traffic& traffic() const { return m_traffic; }
    [[nodiscard]] const ServerInfo& server() const { return m_server; }
    // In use since the login.
    [[nodiscard]] Api api() const { return m_protocol == &json2() ? Api::json2 : Api::json_rpc; }
    [[nodiscard]] std::string_view api_name() const { return m_protocol->name(); }
    // Odoo offers JSON-2 and takes the key for JSON-RPC only: it is a password.
    [[nodiscard]] bool has_password() const { return m_has_password; }
    // Whether Odoo has accepted user and key by now: with a remembered user the first call shows it.
    [[nodiscard]] bool is_accepted() const { return m_is_accepted; }

  private:
    struct Open;

    std::vector<Answer> send_calls(std::span<const Call> calls, bool divisible);
    std::vector<Answer> send(std::span<const Message> messages, bool divisible);
    void settle(std::span<const Message> messages, std::span<Answer> answers, bool divisible);
    std::vector<http::Response> exchange(std::span<const Message> messages, std::span<Open> open);
    std::chrono::milliseconds plan_retry(Open& open, const Verdict& verdict, const std::string& label);
    void note(const http::Response& response);
    void choose_api();
    bool offers_json2();
    void ask_version();
    void check_version() const;
    std::int64_t authenticate();
    std::optional<std::int64_t> ask_user();
    std::optional<std::int64_t> try_both();
    [[nodiscard]] UtcSeconds clock() const;

    http::Transport& m_transport;
    Credentials m_credentials;
    const Limits* m_limits;
    const Log& m_log;
    Api m_api = Api::json_rpc;
    std::optional<Api> m_known_api;
    const Protocol* m_protocol = &json_rpc();
    bool m_has_password = false;
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
