// Which of Odoo's APIs the client takes, and what it does where one of them is not there or refuses the key.
#include <httplib.h>

#include <catch2/catch.hpp>

#include "action_support.hpp"
#include "fake_odoo/fake_odoo.hpp"
#include "http/curl.hpp"
#include "odoo/client.hpp"
#include "support/scripted_server.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using fake_odoo::FakeOdoo;
using odoo::Api;

namespace {

struct Bench {
    StopFlag stop;
    Limits limits{stop, 20s};
    std::vector<std::string> log_lines;
    Log log{[this](std::string_view line) { log_lines.emplace_back(line); }};
    http::Curl curl{http::CurlOptions{}};
    FakeOdoo odoo;
    std::optional<odoo::Client> client;

    explicit Bench(const std::string& version) {
        odoo.set_version(version);
        odoo.store().create("res.partner", {{"name", "MERCADO"}});
        use_key(std::string(FakeOdoo::k_api_key));
    }

    [[nodiscard]] odoo::Credentials credentials(const std::string& key,
                                                const std::string& database = "odoo") const {
        return {odoo.url(), database, std::string(FakeOdoo::k_user), Secret(key)};
    }

    void use_key(const std::string& key, const std::string& database = "odoo") {
        client.emplace(curl, credentials(key, database), limits, log);
        client->set_backoff(odoo::Backoff(0.01));
        client->set_api(Api::automatic);
    }

    long long count() {
        const std::vector<odoo::Call> calls{{"res.partner", "search_count", R"({"domain":[]})"}};
        return client->call(calls).front().result().integer();
    }

    // The methods that the server was asked for, in order; "2:" before those of JSON-2.
    std::string asked() {
        std::string all;
        for (const auto& request : odoo.requests())
            all += (all.empty() ? "" : " ") + std::string(request.is_json2 ? "2:" : "") + request.method;
        odoo.clear_requests();
        return all;
    }
};

constexpr const char* k_expired = "e4900000000000000000000000000000000fa4e6";

}  // namespace

TEST_CASE("auto takes JSON-2 from Odoo 19 on, and JSON-RPC before", "[api]") {
    for (const auto* version : {"16.0", "17.0", "18.0", "saas~18.4"}) {
        Bench bench(version);
        CHECK(bench.client->login().version == version);
        CHECK(bench.client->api() == Api::json_rpc);
        CHECK(bench.client->api_name() == "JSON-RPC");
        CHECK(bench.count() == 1);
        CHECK(bench.asked() == "version authenticate search_count");
    }
    Bench bench("19.0");
    const auto info = bench.client->login();
    CHECK(info.version == "19.0");
    CHECK(info.uid == FakeOdoo::k_uid);
    CHECK(is_plausible(info.now));
    CHECK(bench.client->api_name() == "JSON-2");
    CHECK(bench.count() == 1);
    CHECK(bench.asked() == "2:version 2:authenticate 2:search_count");
    CHECK_FALSE(bench.client->has_password());
}

TEST_CASE("an API that was asked for is the one that is used", "[api]") {
    Bench bench("19.0");
    bench.client->set_api(Api::json_rpc);
    (void)bench.client->login();
    CHECK(bench.count() == 1);
    CHECK(bench.asked() == "version authenticate search_count");
    CHECK_FALSE(bench.client->has_password());
    bench.client->set_api(Api::json2);
    (void)bench.client->login();
    CHECK(bench.count() == 1);
    CHECK(bench.asked() == "2:version 2:authenticate 2:search_count");
    for (const auto* older : {"17.0", "18.0"}) {
        bench.odoo.set_version(older);
        const auto thrown = test::thrown_by([&] { (void)bench.client->login(); });
        CHECK(thrown.kind == ErrorKind::config);
        CHECK(thrown.message == "web.version: answered HTTP 404, not JSON-2");
        CHECK_THAT(thrown.hint, Catch::Contains("Odoo 19") && Catch::Contains("--odoo-api"));
    }
}

TEST_CASE("what the last cycle found spares the questions: of 17 the page of 19's version, of both the login",
          "[api]") {
    Bench bench("17.0");
    bench.client->remember_user(FakeOdoo::k_uid);
    bench.client->set_api(Api::automatic, Api::json_rpc);
    (void)bench.client->login();
    CHECK(bench.count() == 1);
    CHECK(bench.client->traffic().requests == 2);
    CHECK(bench.asked() == "version search_count");
    // An upgrade: the key is tried at once.
    bench.odoo.set_version("19.0");
    (void)bench.client->login();
    CHECK(bench.count() == 1);
    CHECK(bench.client->api() == Api::json2);
    CHECK(bench.asked() == "version 2:authenticate 2:search_count");
    bench.client->set_api(Api::automatic, Api::json2);
    (void)bench.client->login();
    CHECK_FALSE(bench.client->is_accepted());
    CHECK(bench.count() == 1);
    CHECK(bench.client->is_accepted());
    CHECK(bench.asked() == "2:version 2:search_count");
    // And back, from a copy of the base on an older server.
    bench.odoo.set_version("18.0");
    (void)bench.client->login();
    CHECK(bench.count() == 1);
    CHECK(bench.asked() == "version authenticate search_count");
}

TEST_CASE("a password on Odoo 19 falls back to JSON-RPC, and is reported", "[api]") {
    Bench bench("19.0");
    bench.odoo.set_user(FakeOdoo::k_uid, std::string(FakeOdoo::k_user), "senha-secreta");
    bench.use_key("senha-secreta");
    (void)bench.client->login();
    CHECK(bench.client->has_password());
    CHECK(bench.client->api() == Api::json_rpc);
    CHECK(bench.count() == 1);
    CHECK(bench.asked() == "2:version 2:authenticate authenticate search_count");
    // The next cycle: the password needs no login, a key that has been made meanwhile is seen.
    bench.client->remember_user(FakeOdoo::k_uid);
    bench.client->set_api(Api::automatic, Api::json_rpc);
    (void)bench.client->login();
    CHECK(bench.client->has_password());
    CHECK(bench.count() == 1);
    CHECK(bench.asked() == "version 2:authenticate search_count");
    bench.odoo.add_key(FakeOdoo::k_uid, "senha-secreta");
    (void)bench.client->login();
    CHECK_FALSE(bench.client->has_password());
    CHECK(bench.client->api() == Api::json2);
    // JSON-2 alone takes no password.
    bench.odoo.clear_keys();
    bench.use_key("senha-secreta");
    bench.client->set_api(Api::json2);
    CHECK(test::thrown_by([&] { (void)bench.client->login(); }).kind == ErrorKind::auth);
}

TEST_CASE("a key that is wrong or has expired is refused by both APIs, with the remedy", "[api]") {
    for (const auto* version : {"18.0", "19.0"}) {
        for (const std::string key : {k_expired, "0000000000000000000000000000000000000000"}) {
            Bench bench(version);
            bench.odoo.add_key(FakeOdoo::k_uid, k_expired, from_odoo("2020-01-01 00:00:00"));
            bench.use_key(key);
            const auto thrown = test::thrown_by([&] { (void)bench.client->login(); });
            CHECK(thrown.kind == ErrorKind::auth);
            CHECK(thrown.message == "Odoo refused the login of 'ciclo@example.com' to database 'odoo'");
            CHECK_THAT(thrown.hint, Catch::Contains("ODOO_API_KEY") && Catch::Contains("expires"));
            for (const auto& line : bench.log_lines) CHECK_THAT(line, !Catch::Contains(key));
        }
    }
    // 17 knows no end of a key.
    Bench bench("17.0");
    bench.odoo.add_key(FakeOdoo::k_uid, k_expired, from_odoo("2020-01-01 00:00:00"));
    bench.use_key(k_expired);
    CHECK(bench.client->login().uid == FakeOdoo::k_uid);
}

TEST_CASE("a server of 19 without JSON-RPC is read over JSON-2, also where the last cycle used JSON-RPC",
          "[api]") {
    Bench bench("19.0");
    bench.odoo.remove_json_rpc();
    bench.client->remember_user(FakeOdoo::k_uid);
    bench.client->set_api(Api::automatic, Api::json_rpc);
    (void)bench.client->login();
    CHECK(bench.client->api() == Api::json2);
    CHECK(bench.count() == 1);
    // The refusal of a key is its own, not that JSON-RPC is gone.
    bench.use_key(k_expired);
    const auto thrown = test::thrown_by([&] { (void)bench.client->login(); });
    CHECK(thrown.kind == ErrorKind::auth);
    CHECK_THAT(thrown.message, Catch::StartsWith("Odoo refused the login of"));
}

TEST_CASE("a web server that lets JSON-RPC through and not JSON-2 costs nothing, and the key is no password",
          "[api]") {
    for (const int status : {401, 403, 404, 405}) {
        Bench bench("19.0");
        // As in the first cycle after an upgrade of this program: the user is known, the API is not.
        bench.client->remember_user(FakeOdoo::k_uid);
        bench.odoo.on_request({.method = "authenticate", .fault = fake_odoo::Fault::status(status)});
        (void)bench.client->login();
        CHECK(bench.client->api() == Api::json_rpc);
        CHECK_FALSE(bench.client->has_password());
        CHECK(bench.count() == 1);
    }
    Bench bench("19.0");
    bench.odoo.on_request({.method = "authenticate", .times = 2, .fault = fake_odoo::Fault::status(403)});
    const auto thrown = test::thrown_by([&] { (void)bench.client->login(); });
    CHECK(thrown.kind == ErrorKind::auth);
    CHECK_THAT(thrown.message, Catch::StartsWith("res.users.context_get: answered HTTP 403"));
}

TEST_CASE("an unknown database is named over both APIs", "[api]") {
    for (const auto* version : {"17.0", "19.0"}) {
        Bench bench(version);
        bench.use_key(std::string(FakeOdoo::k_api_key), "outra");
        const auto thrown = test::thrown_by([&] { (void)bench.client->login(); });
        CHECK(thrown.kind == ErrorKind::config);
        CHECK_THAT(thrown.message, Catch::Contains("Odoo has no database '"));
        CHECK_THAT(thrown.hint, Catch::Contains("ODOO_DB"));
    }
}

TEST_CASE("an exhausted pool of connections is waited for over both APIs", "[api]") {
    for (const auto* version : {"17.0", "19.0"}) {
        for (const auto& fault :
             {fake_odoo::Fault::pool_exhausted(),
              fake_odoo::Fault::odoo_error("psycopg2.pool.PoolError", "The Connection Pool Is Full")}) {
            Bench bench(version);
            (void)bench.client->login();
            bench.odoo.on_request({.method = "search_count", .times = 4, .fault = fault});
            CHECK(bench.count() == 1);
            CHECK(bench.client->traffic().retries == 4);
            CHECK(bench.client->traffic().requests == (std::string(version) == "17.0" ? 3 + 1 + 4 : 3 + 4));
        }
    }
}

TEST_CASE("JSON-2 takes what is no object for no arguments, and would send whole tables", "[api]") {
    Bench bench("19.0");
    bench.odoo.store().create("res.partner", {{"name", "PADARIA"}});
    httplib::Client client(bench.odoo.url());
    const httplib::Headers headers{{"Authorization", "bearer " + std::string(FakeOdoo::k_api_key)},
                                   {"X-Odoo-Database", "odoo"}};
    const auto sent = [&](const std::string& body) {
        return client.Post("/json/2/res.partner/search_read", headers, body, "application/json")->body;
    };
    for (const auto* body : {"", "[[], [\"name\"]]"}) {
        CHECK_THAT(sent(body), Catch::Contains("MERCADO") && Catch::Contains("PADARIA") &&
                                   Catch::Contains("create_date"));
    }
    CHECK(sent(R"({"domain": [["name", "=", "PADARIA"]], "fields": ["name"], "load": ""})") ==
          R"([{"id": 2, "name": "PADARIA"}])");
}
