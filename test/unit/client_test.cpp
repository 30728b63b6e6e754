#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "action_support.hpp"
#include "base/error.hpp"
#include "http/curl.hpp"
#include "odoo/client.hpp"
#include "support/scripted_server.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using odoo::Answer;
using odoo::Call;
using odoo::Client;
using odoo::Outcome;
using test::ScriptedServer;
using test::Thrown;
using test::thrown_by;

namespace {

constexpr const char* k_key = "0123456789abcdef-api-key";
constexpr const char* k_version =
    R"({"server_version": "17.0", "server_version_info": [17, 0, 0, "final", 0, ""]})";

http::CurlOptions one_at_a_time() {
    http::CurlOptions options;
    options.concurrency = 1;
    return options;
}

struct ScriptedClient {
    StopFlag stop;
    Limits limits{stop, 20s};
    std::vector<std::string> log_lines;
    Log log{[this](std::string_view line) { log_lines.emplace_back(line); }};
    ScriptedServer server;
    // One at a time: the scripts are answers in their order.
    http::Curl curl{one_at_a_time()};
    Client client{curl, {server.url(), "nacom", "ana", Secret(k_key)}, limits, log};

    ScriptedClient() { client.set_backoff(odoo::Backoff(0.01)); }

    void log_in() {
        server.add(test::result(k_version));
        server.add(test::result("2"));
        (void)client.login();
    }

    std::vector<Answer> call(std::size_t times = 1, bool divisible = false) {
        const std::vector<Call> calls(times, Call{"sale.order", "search_read", R"({"domain":[],"limit":5})"});
        return client.call(calls, divisible);
    }
};

Thrown login_with(const std::vector<test::Script>& scripts) {
    ScriptedClient bench;
    for (const auto& script : scripts) bench.server.add(script);
    auto thrown = thrown_by([&] { (void)bench.client.login(); });
    CHECK(bench.server.left() == 0);
    return thrown;
}

}  // namespace

TEST_CASE("the login learns version, user and clock", "[client]") {
    ScriptedClient bench;
    bench.server.add(test::result(k_version));
    bench.server.add(test::result("2"));
    const auto info = bench.client.login();
    CHECK(info.version == "17.0");
    CHECK(info.uid == 2);
    CHECK(to_odoo(info.now) == "2026-11-23 13:41:18");
    CHECK(
        bench.server.bodies().at(0) ==
        R"({"jsonrpc":"2.0","method":"call","params":{"service":"common","method":"version","args":[]},"id":1})");
    CHECK(
        bench.server.bodies().at(1) ==
        R"({"jsonrpc":"2.0","method":"call","params":{"service":"common","method":"authenticate","args":["nacom","ana",")" +
            std::string(k_key) + R"(",{}]},"id":2})");
    CHECK_THAT(bench.server.requests().at(0), Catch::StartsWith("POST /jsonrpc HTTP/1.1\r\n"));
}

TEST_CASE("a call carries database, user, key, model, method and named arguments", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(test::result(R"([{"id": 1, "name": "S00001"}])"));
    const auto answers = bench.call();
    CHECK(answers.at(0).outcome == Outcome::ok);
    CHECK(answers.at(0).result().at(0).at("name").string() == "S00001");
    CHECK(
        bench.server.bodies().at(2) ==
        R"({"jsonrpc":"2.0","method":"call","params":{"service":"object","method":"execute_kw","args":["nacom",2,")" +
            std::string(k_key) + R"(","sale.order","search_read",[],{"domain":[],"limit":5}]},"id":3})");
    CHECK(bench.client.traffic().requests == 3);
    CHECK(bench.client.traffic().retries == 0);
    CHECK(bench.client.traffic().bytes > 200);
}

TEST_CASE("a remembered user needs no login, until Odoo refuses the number or the key", "[client]") {
    for (const char* refusal : {"odoo.exceptions.AccessDenied", "odoo.exceptions.MissingError"}) {
        ScriptedClient bench;
        bench.client.remember_user(7);
        bench.server.add(test::result(k_version));
        CHECK(bench.client.login().uid == 7);
        CHECK_FALSE(bench.client.is_accepted());
        bench.server.add(test::result("[]"));
        (void)bench.call();
        CHECK(bench.client.is_accepted());
        CHECK_THAT(bench.server.bodies().at(1), Catch::Contains(R"(["nacom",7,")"));
        bench.server.add(test::rpc_error(refusal, "no"));
        bench.server.add(test::result("2"));
        bench.server.add(test::result("[]"));
        (void)bench.call();
        CHECK_THAT(bench.server.bodies().at(3), Catch::Contains("authenticate"));
        CHECK_THAT(bench.server.bodies().at(4), Catch::Contains(R"(["nacom",2,")"));
        CHECK(bench.client.server().uid == 2);
        bench.server.add(test::rpc_error(refusal, "no"));
        CHECK_THROWS_AS((void)bench.call(), Error);  // the number is Odoo's own by now
        CHECK(bench.server.left() == 0);
    }
}

TEST_CASE("a refused login is an auth error with the remedy, and is not retried", "[client]") {
    const auto thrown = login_with({test::result(k_version), test::result("false")});
    CHECK(thrown.kind == ErrorKind::auth);
    CHECK(thrown.message == "Odoo refused the login of 'ana' to database 'nacom'");
    CHECK_THAT(thrown.hint, Catch::Contains("ODOO_API_KEY") && Catch::Contains("two-factor"));
}

TEST_CASE("a login that Odoo answers oddly fails", "[client]") {
    CHECK(login_with({test::result(k_version), test::result("0")}).kind == ErrorKind::odoo_answer);
    CHECK(login_with({test::result(k_version), test::result("\"2\"")}).kind == ErrorKind::odoo_answer);
    CHECK(login_with({test::result(k_version), test::result("true")}).kind == ErrorKind::odoo_answer);
    CHECK(login_with({test::result("{}")}).kind == ErrorKind::odoo_unavailable);
    CHECK(login_with({test::result("[]")}).kind == ErrorKind::odoo_unavailable);
}

TEST_CASE("an Odoo older than 16 is refused, newer ones of any spelling are not", "[client]") {
    for (const std::string version : {"13.0", "14.0", "saas~15.2", "15.0-20260101"}) {
        const auto old = login_with({test::result(R"({"server_version": ")" + version + "\"}")});
        CHECK(old.kind == ErrorKind::config);
        CHECK(old.message == "this is Odoo '" + version + "', older than 16");
    }
    CHECK(login_with({test::result(R"({"server_version": "mystery"})")}).kind == ErrorKind::config);
    for (const auto* version : {"16.0", "saas~17.2+e", "17.0-20260101", "19.0"}) {
        ScriptedClient bench;
        bench.server.add(test::result(std::string(R"({"server_version": ")") + version + "\"}"));
        bench.server.add(test::result("5"));
        CHECK(bench.client.login().version == version);
    }
}

TEST_CASE("a version is shown as one short line, whatever the server says", "[client]") {
    ScriptedClient bench;
    bench.server.add(test::result(R"({"server_version": "17.0\u001b[2J\u0000\u009b"})"));
    bench.server.add(test::result("5"));
    CHECK(bench.client.login().version == "17.0\\u001b[2J\\u009b");
}

TEST_CASE("an unknown database is a configuration error without the server's address", "[client]") {
    const auto thrown = login_with(
        {test::result(k_version), test::rpc_error("psycopg2.OperationalError",
                                                  "connection to server at \"127.0.0.1\", port 5499 failed: "
                                                  "FATAL:  database \"nacom\" does not exist\n")});
    CHECK(thrown.kind == ErrorKind::config);
    CHECK(thrown.message == "common.authenticate: Odoo has no database 'nacom'");
    CHECK(thrown.hint == "check ODOO_DB");
}

TEST_CASE("a login without a Date header is refused", "[client]") {
    const std::string headers = "X-No-Date: 1\r\n";
    auto dateless = test::result("2");
    dateless.answer = [headers](const std::string& body) {
        return test::http_answer(200, "application/json",
                                 R"({"id": )" + test::id_of(body) + R"(, "result": 2})", headers);
    };
    const auto thrown = login_with({test::result(k_version), dateless});
    CHECK(thrown.kind == ErrorKind::odoo_unavailable);
    CHECK_THAT(thrown.message, Catch::Contains("Date header"));
}

TEST_CASE("a URL that is not an Odoo server is a configuration error", "[client]") {
    const auto thrown = login_with({test::html(404)});
    CHECK(thrown.kind == ErrorKind::config);
    CHECK(thrown.message == "common.version: answered HTTP 404");
    CHECK_THAT(thrown.hint, Catch::Contains("ODOO_URL"));
    CHECK(login_with({test::html(301, "Location: https://x.example\r\n")}).kind == ErrorKind::config);
    CHECK(login_with({test::html(200)}).kind == ErrorKind::odoo_unavailable);
    CHECK(login_with({test::html(401)}).kind == ErrorKind::auth);
}

TEST_CASE("no answer after the login moves Odoo's clock", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    const auto dated = [](const std::string& date) {
        test::Script script;
        script.answer = [date](const std::string& body) {
            return test::http_answer(200, "application/json",
                                     R"({"id": )" + test::id_of(body) + R"(, "result": []})",
                                     "Date: " + date + "\r\n");
        };
        return script;
    };
    bench.server.add(dated("Mon, 23 Nov 2026 13:50:00 GMT"));
    bench.server.add(dated("Mon, 23 Nov 2026 13:35:00 GMT"));
    (void)bench.call();
    (void)bench.call();
    CHECK(to_odoo(bench.client.server().now) == "2026-11-23 13:41:18");
}

TEST_CASE("a transient failure is retried until it has passed", "[client]") {
    auto cut = test::result(R"([{"id": 1}])");
    cut.cut_after = 200;
    auto reset = test::closed();
    reset.reset = true;
    const auto half_json =
        test::raw(test::http_answer(200, "application/json", R"({"jsonrpc": "2.0", "id": 3, "result": [)"));
    const std::vector<test::Script> scripts{
        test::closed(),
        cut,
        reset,
        half_json,
        test::html(408),
        test::html(429),
        test::html(502),
        test::html(503),
        test::html(504),
        test::html(500),
        test::html(501),
        test::rpc_error("psycopg2.errors.SerializationFailure", "could not serialize access"),
        test::rpc_error("psycopg2.errors.LockNotAvailable", "could not obtain lock"),
        test::rpc_error("psycopg2.errors.DeadlockDetected", "deadlock detected"),
        test::rpc_error("psycopg2.pool.PoolError", "The Connection Pool Is Full"),
        test::rpc_error("psycopg2.OperationalError", "server closed the connection"),
        test::rpc_error("builtins.MemoryError", ""),
    };
    for (std::size_t i = 0; i < scripts.size(); ++i) {
        INFO("script " << i);
        ScriptedClient bench;
        bench.log_in();
        bench.server.add(scripts[i]);
        bench.server.add(test::result("[]"));
        CHECK(bench.call().at(0).result().size() == 0);
        CHECK(bench.client.traffic().retries == 1);
        CHECK(bench.server.left() == 0);
        REQUIRE(bench.log_lines.size() == 1);
        CHECK_THAT(bench.log_lines.at(0), Catch::Contains("warning") &&
                                              Catch::Contains("call=sale.order.search_read") &&
                                              Catch::Contains("reason=") && Catch::Contains("wait_ms="));
    }
}

TEST_CASE("what does not pass is given up after five tries", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(5, test::html(503));
    const auto thrown = thrown_by([&] { (void)bench.call(); });
    CHECK(thrown.kind == ErrorKind::odoo_unavailable);
    CHECK(thrown.message == "sale.order.search_read: answered HTTP 503 (tried 5 times)");
    CHECK(bench.server.requests().size() == 2 + 5);
    CHECK(bench.client.traffic().retries == 4);
}

TEST_CASE("an unreachable server fails after five attempts", "[client]") {
    StopFlag stop;
    const Limits limits(stop, 20s);
    const Log log([](std::string_view) {});
    http::Curl curl{http::CurlOptions{}};
    Client client(
        curl, {"http://127.0.0.1:" + std::to_string(test::closed_port()) + "/", "db", "ana", Secret(k_key)},
        limits, log);
    client.set_backoff(odoo::Backoff(0.01));
    const auto thrown = thrown_by([&] { (void)client.login(); });
    CHECK(thrown.kind == ErrorKind::odoo_unavailable);
    CHECK_THAT(thrown.message,
               Catch::StartsWith("common.version: cannot connect: ") && Catch::EndsWith("(tried 5 times)"));
}

TEST_CASE("an exhausted pool of connections, which Odoo answers with a bare 500, is waited for", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(4, test::html(500));
    bench.server.add(test::result("[]"));
    CHECK(bench.call().at(0).result().size() == 0);
    CHECK(bench.client.traffic().retries == 4);
}

TEST_CASE("no more requests are under way than the transport allows, also while they are retried",
          "[client]") {
    StopFlag stop;
    const Limits limits(stop, 20s);
    const Log log([](std::string_view) {});
    std::atomic<int> served{0};
    ScriptedServer server([&](const std::string& body) {
        // The first eight calls after the login fail, by turns as a pool does that is exhausted.
        const int number = served++ - 2;
        auto script = number < 0       ? test::result(number == -2 ? k_version : "2")
                      : number >= 8    ? test::result("[]")
                      : number % 2 > 0 ? test::html(500)
                                       : test::rpc_error("psycopg2.pool.PoolError", "full");
        script.delay = 10ms;
        static_cast<void>(body);
        return script;
    });
    http::CurlOptions options;
    options.concurrency = 2;
    http::Curl curl(options);
    Client client(curl, {server.url(), "nacom", "ana", Secret(k_key)}, limits, log);
    client.set_backoff(odoo::Backoff(0.01));
    (void)client.login();
    const std::vector<Call> calls(6, Call{"sale.order", "search_read", R"({"domain":[]})"});
    CHECK(client.call(calls).size() == 6);
    CHECK(server.most_at_once() == 2);
    CHECK(client.traffic().requests == 2 + 6 + 8);
    CHECK(client.traffic().retries == 8);
}

TEST_CASE("any other bare 5xx is repeated once, also when something else failed before", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(2, test::html(501));
    CHECK(thrown_by([&] { (void)bench.call(); }).kind == ErrorKind::odoo_unavailable);
    CHECK(bench.server.requests().size() == 2 + 2);
    bench.server.add(test::html(503));
    bench.server.add(test::html(501));
    bench.server.add(test::result("[]"));
    CHECK(bench.call().at(0).result().size() == 0);
}

TEST_CASE("what a person has to settle is never repeated", "[client]") {
    struct Row {
        test::Script script;
        ErrorKind kind;
    };
    const std::vector<Row> rows{
        {test::rpc_error("odoo.exceptions.AccessDenied", "Access Denied"), ErrorKind::auth},
        {test::rpc_error("odoo.exceptions.AccessError", "You are not allowed"), ErrorKind::auth},
        {test::rpc_error("builtins.ValueError", "Invalid field 'nope'"), ErrorKind::odoo_answer},
        {test::rpc_error("odoo.exceptions.UserError", "Object x doesn't exist"), ErrorKind::odoo_answer},
        {test::html(400), ErrorKind::odoo_answer},
        {test::html(401), ErrorKind::auth},
        {test::html(403), ErrorKind::auth},
        {test::html(404), ErrorKind::config},
        {test::html(413), ErrorKind::odoo_answer},
        {test::html(200), ErrorKind::odoo_unavailable},
        {test::raw(test::http_answer(200, "application/json", R"({"id": 999, "result": []})")),
         ErrorKind::odoo_answer},
        {test::raw(test::http_answer(200, "application/json", R"({"jsonrpc": "2.0", "id": 3})")),
         ErrorKind::odoo_answer},
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        INFO("row " << i);
        ScriptedClient bench;
        bench.log_in();
        bench.server.add(rows[i].script);
        const auto thrown = thrown_by([&] { (void)bench.call(); });
        CHECK(thrown.kind == rows[i].kind);
        CHECK_THAT(thrown.message, Catch::StartsWith("sale.order.search_read: "));
        CHECK(bench.server.requests().size() == 3);
        CHECK(bench.log_lines.empty());
    }
}

TEST_CASE("an exception of Odoo is known by its name", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(test::rpc_error("odoo.exceptions.UserError", "Object x doesn't exist"));
    try {
        (void)bench.call();
        FAIL("nothing was thrown");
    } catch (const odoo::RpcError& error) {
        CHECK(error.exception() == "odoo.exceptions.UserError");
    }
}

TEST_CASE("Retry-After is waited for", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(test::html(429, "Retry-After: 1\r\n"));
    bench.server.add(test::result("[]"));
    const auto begin = std::chrono::steady_clock::now();
    (void)bench.call();
    CHECK(std::chrono::steady_clock::now() - begin >= 1s);
}

TEST_CASE("a divisible page that failed comes back at once, and its neighbours with it", "[client]") {
    for (const auto& death : {test::closed(), test::html(502), test::html(504), test::html(413),
                              test::rpc_error("builtins.MemoryError", "")}) {
        ScriptedClient bench;
        bench.log_in();
        bench.client.set_concurrency(1);
        bench.server.add(test::result("[1]"));
        bench.server.add(death);
        bench.server.add(test::result("[3]"));
        const auto answers = bench.call(3, true);
        CHECK(answers.at(0).result().at(0).integer() == 1);
        CHECK(answers.at(1).outcome == Outcome::page_too_large);
        CHECK_THAT(answers.at(1).message, Catch::StartsWith("sale.order.search_read: "));
        CHECK_THROWS_WITH(answers.at(1).result(), Catch::Contains("failed page"));
        CHECK(answers.at(2).result().at(0).integer() == 3);
        CHECK(bench.client.traffic().retries == 0);
    }
}

TEST_CASE("a transient failure is retried for divisible pages too", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(test::html(503));
    bench.server.add(test::result("[]"));
    CHECK(bench.call(1, true).at(0).outcome == Outcome::ok);
    CHECK(bench.client.traffic().retries == 1);
}

TEST_CASE("a batch keeps its order, and only its failed calls are sent again", "[client]") {
    std::atomic<int> third_calls{0};
    const auto answer = [&](const std::string& body) {
        if (body.find("\"version\"") != std::string::npos) return test::result(k_version);
        if (body.find("\"authenticate\"") != std::string::npos) return test::result("2");
        const auto document = json::Document::parse(body);
        const auto number = document.root().at("params").at("args").at(6).at("n").number();
        if (number == "3" && ++third_calls < 3) return test::html(503);
        auto script = test::result(std::string(number));
        script.delay = number == "0" ? 60ms : 5ms;
        return script;
    };
    ScriptedServer server(answer);
    StopFlag stop;
    const Limits limits(stop, 20s);
    const Log log([](std::string_view) {});
    http::CurlOptions options;
    options.concurrency = 4;
    http::Curl curl{options};
    Client client(curl, {server.url(), "db", "ana", Secret(k_key)}, limits, log);
    client.set_backoff(odoo::Backoff(0.01));
    client.set_concurrency(4);
    (void)client.login();
    std::vector<Call> calls;
    for (int i = 0; i < 10; ++i) calls.push_back({"m", "f", "{\"n\":" + std::to_string(i) + "}"});
    const auto answers = client.call(calls);
    for (std::size_t i = 0; i < calls.size(); ++i)
        CHECK(answers.at(i).result().integer() == static_cast<long>(i));
    CHECK(server.requests().size() == 2 + 10 + 2);
    CHECK(client.traffic().retries == 2);
    CHECK(server.most_at_once() <= 4);
    CHECK(client.call({}).empty());
}

TEST_CASE("a call before the login is a bug that is named", "[client]") {
    ScriptedClient bench;
    CHECK_THROWS_WITH(bench.call(), Catch::Contains("before the login"));
    CHECK(bench.server.requests().empty());
}

TEST_CASE("a stop request ends a hanging call within a second", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(2, test::hang());
    std::thread stopper([&] {
        std::this_thread::sleep_for(100ms);
        bench.stop.request(SIGINT);
    });
    const auto begin = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(bench.call(2), Interrupted);
    CHECK(std::chrono::steady_clock::now() - begin < 1s);
    stopper.join();
}

TEST_CASE("a stop request ends the wait before a repetition", "[client]") {
    ScriptedClient bench;
    bench.log_in();
    bench.server.add(test::html(429, "Retry-After: 30\r\n"));
    std::thread stopper([&] {
        std::this_thread::sleep_for(100ms);
        bench.stop.request(SIGTERM);
    });
    const auto begin = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(bench.call(), Interrupted);
    CHECK(std::chrono::steady_clock::now() - begin < 1s);
    stopper.join();
}

TEST_CASE("the deadline ends a hanging call", "[client]") {
    StopFlag stop;
    const Limits limits(stop, 400ms);
    ScriptedServer server;
    server.add(5, test::hang());
    const Log log([](std::string_view) {});
    http::Curl curl{http::CurlOptions{}};
    Client client(curl, {server.url(), "db", "ana", Secret(k_key)}, limits, log);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(thrown_by([&] { (void)client.login(); }).kind == ErrorKind::deadline);
    CHECK(std::chrono::steady_clock::now() - begin < 1400ms);
}

TEST_CASE("the key stands in no message and no log line, even when the server repeats it", "[client]") {
    const std::string echo = std::string("key ") + k_key + " is bad";
    const std::vector<test::Script> scripts{
        test::rpc_error("builtins.ValueError", echo), test::rpc_error(echo, echo),
        test::rpc_error("psycopg2.errors.DeadlockDetected", echo),
        test::raw(test::http_answer(200, "text/" + std::string(k_key), "x")),
        test::raw("HTTP/1.0 302 Found\r\nLocation: https://x/" + std::string(k_key) +
                  "\r\nContent-Length: 0\r\n\r\n")};
    for (const auto& script : scripts) {
        ScriptedClient bench;
        bench.log_in();
        bench.server.add(5, script);
        const auto thrown = thrown_by([&] { (void)bench.call(); });
        CHECK_THAT(thrown.message, Catch::StartsWith("sale.order.search_read: "));
        std::string all = thrown.message + thrown.hint;
        for (const auto& line : bench.log_lines) all += line;
        CHECK_THAT(all, !Catch::Contains(k_key) && Catch::Contains("***"));
    }
}

TEST_CASE("a login whose answer has no usable Date is refused, whatever the answers before it had",
          "[client]") {
    const auto dated = [](const std::string& result, const std::string& header) {
        test::Script script;
        script.answer = [result, header](const std::string& body) {
            return test::http_answer(200, "application/json",
                                     R"({"id": )" + test::id_of(body) + R"(, "result": )" + result + "}",
                                     header);
        };
        return script;
    };
    for (const auto* header : {"X-Date: -\r\n", "Date: soon\r\n", "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n",
                               "Date: Fri, 31 Dec 9999 23:59:59 GMT\r\n"}) {
        INFO(header);
        const auto thrown =
            login_with({dated(k_version, "Date: Mon, 23 Nov 2026 13:41:18 GMT\r\n"), dated("2", header)});
        CHECK(thrown.kind == ErrorKind::odoo_unavailable);
        CHECK_THAT(thrown.message, Catch::StartsWith("the answers of Odoo "));
        CHECK_FALSE(thrown.hint.empty());
    }
}
