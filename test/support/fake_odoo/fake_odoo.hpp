// A stand-in for a server of Odoo 16 to 19 (17 until set_version says otherwise), on a loopback port, with
// its base in memory. Answers are byte for byte those of real servers (proved against recorded exchanges),
// unless a rule says otherwise. Not for: writing through the API (no method writes; tests use store()).
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "fake_odoo/fault.hpp"
#include "fake_odoo/http_server.hpp"
#include "fake_odoo/rpc.hpp"
#include "fake_odoo/rules.hpp"
#include "fake_odoo/store.hpp"

namespace ciclo::fake_odoo {

// One call as it came in, over either API, and how it was answered. What JSON-2 asks in place of
// `common.version` and `common.authenticate` is called by those names.
struct RequestLog {
    bool is_json2 = false;
    std::string service;
    std::string method;  // of the model, else of the service
    std::string model;
    std::string domain;  // JSON; empty: none
    std::vector<std::string> fields;
    std::string keywords;     // all named arguments, JSON
    std::size_t records = 0;  // in a list result
    std::size_t request_bytes = 0;
    std::string body;                // of a request over JSON-RPC, as it came
    std::size_t response_bytes = 0;  // of the body
    int status = 200;
    bool faulty = false;  // a rule acted
};

// Notes model, domain, fields and named arguments of a call.
void describe(const Call& call, RequestLog& log);

// Everything may be called while the server answers.
class FakeOdoo {
  public:
    static constexpr std::string_view k_database = "odoo";
    static constexpr std::string_view k_user = "ciclo@example.com";
    static constexpr std::string_view k_api_key = "chave-de-teste-0123456789";
    static constexpr long long k_uid = 2;

    // Listens on 127.0.0.1 (port 0: a free one) with a base that holds res.company 1 and the API's own user.
    explicit FakeOdoo(int port = 0);

    // "http://127.0.0.1:PORT"
    [[nodiscard]] std::string url() const;
    [[nodiscard]] int port() const { return m_server.port(); }
    Store& store() { return m_store; }

    // Stops the server's clock at `now`: Date header, create_date, write_date (which also hide microseconds).
    void set_now(UtcSeconds now);
    // Back to the machine's clock.
    void use_real_clock();
    [[nodiscard]] UtcSeconds now() const;
    // The Date header alone: wrong by so much (stamps stay right), or this text; "" leaves it out.
    void shift_date(std::chrono::seconds by);
    void send_date(const std::string& text);

    // The first rule that matches a request acts on it. Returns a number for fired().
    std::size_t on_request(Rule rule) { return m_rules.add(std::move(rule)); }
    [[nodiscard]] int fired(std::size_t rule) const { return m_rules.fired(rule); }
    void clear_rules() { m_rules.clear(); }

    [[nodiscard]] std::vector<RequestLog> requests() const;
    void clear_requests();

    // AccessError for any method on it, fields_get too; for everyone or for one user.
    void deny_model(const std::string& model, std::optional<long long> uid = std::nullopt);
    // As a user without a right on the model meets it: fields_get describes the fields, only asking for
    // records is refused.
    void deny_records(const std::string& model, std::optional<long long> uid = std::nullopt);
    // From now on this user may read only what these groups may (external ids: "base.group_user").
    void limit_to_groups(const Groups& groups, long long uid = k_uid);
    // Left out of fields_get, an AccessError when requested.
    void deny_field(const std::string& model, const std::string& field);
    // Record rules: rows silently missing. The predicate may use the store.
    void hide_records(const std::string& model, Restrictions::Hides hides);
    void hide_records(const std::string& model, const Ids& ids);
    // As if the module that adds them were not installed.
    void remove_field(const std::string& model, const std::string& field);
    void remove_model(const std::string& model);
    void clear_restrictions();

    // "17.0", "18.0" ...: names of fields, texts, comparisons, and from 19 on JSON-2.
    void set_version(const std::string& version);
    // The Brazilian modules, as --localisation names them: names of fields and models. The records stay what
    // they are, and are written under CIEL IT's names always.
    void set_localisation(const std::string& word);
    // From now on each answer takes at least so long; without a pace, as long as it takes.
    struct Pace {
        std::chrono::microseconds answer;
        std::chrono::microseconds kib;  // for each KiB of its body, besides
    };
    void set_pace(const Pace& pace);
    // false: every login is refused.
    void set_login_ok(bool ok);
    void set_database(const std::string& name);
    // Further users, or another password for one.
    void set_user(long long uid, const std::string& login, const std::string& password);
    // A key of that user, also as a record that the user can read; one that has expired is none from 18 on.
    void add_key(long long uid, const std::string& key, std::optional<UtcSeconds> expires = std::nullopt,
                 const std::string& name = "ciclo");
    // Users have no keys any more: a password at most.
    void clear_keys();
    // false: neither API is known to a request that does not name the database.
    void set_rpc_server_wide(bool yes);
    // As of Odoo 22: /jsonrpc is an unknown page.
    void remove_json_rpc();

    // A route of the stand-in's own beside /jsonrpc: POST body in, status and JSON out.
    using Route = std::function<std::pair<int, std::string>(const std::string& body)>;
    void add_route(const std::string& path, Route route);

  private:
    [[nodiscard]] Micros micros() const;
    [[nodiscard]] std::string date() const;
    HttpAnswer handle(const HttpRequest& request);
    HttpAnswer answer_api(const HttpRequest& request);
    HttpAnswer answer_rpc(const HttpRequest& request);
    HttpAnswer answer_call(const rapidjson::Document& document, RequestLog& log);
    HttpAnswer answer_version(const HttpRequest& request);
    HttpAnswer answer_json2(const HttpRequest& request);
    Result call_json2(const HttpRequest& request, const std::string& model, const std::string& method,
                      RequestLog& log);
    long long user_of_bearer(const HttpRequest& request);
    bool knows_database(const HttpRequest& request);
    void note(RequestLog log, const HttpAnswer& answer);
    // What a right answer is made of, and the page of it that the API in use sends.
    using Pages = std::function<HttpAnswer(const RpcAnswer&)>;
    HttpAnswer with_fault(const Fault& fault, RpcAnswer answer, const Pages& as_page);
    [[nodiscard]] HttpAnswer page(int status, const std::string& type, std::string body) const;
    [[nodiscard]] HttpAnswer json_page(const RpcAnswer& answer) const;
    [[nodiscard]] HttpAnswer wrong_type(bool is_since_19) const;
    [[nodiscard]] HttpAnswer json2_page(const RpcAnswer& answer) const;

    mutable std::mutex m_mutex;  // clock, log, routes and pace
    std::optional<UtcSeconds> m_now;
    std::chrono::seconds m_date_shift{0};
    std::optional<std::string> m_date;
    std::vector<RequestLog> m_requests;
    std::map<std::string, Route> m_routes;
    std::optional<Pace> m_pace;
    Store m_store;
    Base m_base;  // under the store's lock
    Rules m_rules;
    HttpServer m_server;  // last: it ends first
};

}  // namespace ciclo::fake_odoo
