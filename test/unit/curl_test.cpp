#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "action_support.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "http/address.hpp"
#include "http/curl.hpp"
#include "support/scripted_server.hpp"
#include "support/tls_server.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using http::Curl;
using http::CurlOptions;
using http::Failure;
using http::Request;
using http::Response;
using test::http_answer;
using test::ScriptedServer;
using test::time_of;
using test::TlsServer;

namespace {

struct Exchange {
    StopFlag stop;
    Limits limits{stop, 20s};
    ScriptedServer server;
    CurlOptions options;

    Response ask(const std::string& body = "{}", std::chrono::milliseconds timeout = 10s) {
        Curl curl(options);
        const std::vector<Request> requests{{server.url() + "/jsonrpc", body, "application/json", timeout}};
        return curl.exchange(requests, limits).at(0);
    }
};

Failure failure_at(const std::string& url) {
    StopFlag stop;
    const Limits limits(stop, 20s);
    Curl curl{CurlOptions{}};
    const std::vector<Request> requests{{url, "{}"}};
    return curl.exchange(requests, limits).at(0).failure;
}

}  // namespace

TEST_CASE("an answer comes back with status, lower-case headers and body", "[curl]") {
    Exchange bench;
    bench.server.add(test::raw(http_answer(200, "application/json", "{\"a\": 1}", "X-Odd:  \tv \r\n")));
    const auto response = bench.ask(R"({"id": 1})");
    CHECK(response.failure == Failure::none);
    CHECK(response.message.empty());
    CHECK(response.status == 200);
    CHECK(response.headers.at("content-type") == "application/json");
    CHECK(response.headers.at("x-odd") == "v");
    CHECK(response.body == "{\"a\": 1}");
    CHECK_FALSE(response.retry_after.has_value());
    CHECK(bench.server.bodies().at(0) == R"({"id": 1})");
}

TEST_CASE("a large request is sent without Expect and with compression allowed", "[curl]") {
    Exchange bench;
    bench.server.add(test::raw(http_answer(200, "application/json", "{}")));
    const std::string body(3'000'000, ' ');
    CHECK(bench.ask(body).status == 200);
    const auto request = bench.server.requests().at(0);
    const auto head = request.substr(0, request.find("\r\n\r\n"));
    CHECK(head.starts_with("POST /jsonrpc HTTP/1.1\r\n"));
    CHECK_THAT(head, !Catch::Contains("Expect"));
    CHECK_THAT(head, Catch::Contains("Accept-Encoding: ") && Catch::Contains("gzip"));
    CHECK_THAT(head, Catch::Contains("Content-Type: application/json\r\n"));
    CHECK_THAT(head, Catch::Contains("User-Agent: ciclo"));
    CHECK(request.size() == head.size() + 4 + body.size());
}

TEST_CASE("headers are sent, a secret one too, and the body's length is always given", "[curl]") {
    Exchange bench;
    bench.server.add(test::raw(http_answer(200, "application/json", "{}")));
    Curl curl(bench.options);
    const Secret key("c1c10000000000000000000000000000000fa4e1");
    std::vector<Request> requests{{bench.server.url(), "{}"}};
    requests[0].headers = {{"X-Odoo-Database", "nacom"}, {"Authorization", "bearer ", key}};
    CHECK(curl.exchange(requests, bench.limits).at(0).status == 200);
    CHECK_THAT(bench.server.requests().at(0),
               Catch::Contains("X-Odoo-Database: nacom\r\n") &&
                   Catch::Contains("Authorization: bearer " + key.reveal() + "\r\n") &&
                   Catch::Contains("Content-Length: 2\r\n") && !Catch::Contains("Transfer-Encoding"));
}

TEST_CASE("a GET has no body", "[curl]") {
    Exchange bench;
    bench.server.add(test::raw(http_answer(200, "application/json", "{}")));
    Curl curl(bench.options);
    std::vector<Request> requests{{bench.server.url() + "/web/version", ""}};
    requests[0].method = http::Method::get;
    CHECK(curl.exchange(requests, bench.limits).at(0).status == 200);
    CHECK_THAT(bench.server.requests().at(0),
               Catch::StartsWith("GET /web/version HTTP/1.1\r\n") && !Catch::Contains("Content-Type"));
}

TEST_CASE("a header that would begin another one is refused, without its secret", "[curl]") {
    Exchange bench;
    Curl curl(bench.options);
    const Secret key("chave\r\nX-Other: 1");
    std::vector<Request> requests{{bench.server.url(), "{}"}, {bench.server.url(), "{}"}};
    requests[0].headers = {{"Authorization", "bearer ", key}};
    requests[1].headers = {{"X-Odoo-Database", "a\nb"}};
    const auto responses = curl.exchange(requests, bench.limits);
    CHECK(responses.at(0).failure == Failure::protocol);
    CHECK(responses.at(0).message == "the header 'Authorization' holds a control character");
    CHECK(responses.at(1).failure == Failure::protocol);
    CHECK(bench.server.requests().empty());
}

TEST_CASE("an HTTP error is an answer, not a failure", "[curl]") {
    Exchange bench;
    bench.server.add(test::html(502));
    const auto response = bench.ask();
    CHECK(response.failure == Failure::none);
    CHECK(response.status == 502);
}

TEST_CASE("Retry-After comes in seconds or as a date, and is capped", "[curl]") {
    const auto later = [](std::chrono::seconds by) {
        const auto time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + by);
        char text[64];
        tm parts{};
        gmtime_r(&time, &parts);
        strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        return std::string(text);
    };
    const auto retry_after = [](const std::string& value) {
        Exchange bench;
        bench.server.add(test::html(429, "Retry-After: " + value + "\r\n"));
        return bench.ask().retry_after;
    };
    CHECK(retry_after("7") == 7s);
    CHECK(retry_after("99999") == 600s);
    CHECK(retry_after(later(-100s)) == 0s);
    CHECK(retry_after("soon") == 0s);
    const auto by_date = retry_after(later(30s));
    REQUIRE(by_date.has_value());
    CHECK(*by_date > 25s);
    CHECK(*by_date <= 30s);
}

TEST_CASE("a connection closed without an answer is empty", "[curl]") {
    Exchange bench;
    bench.server.add(test::closed());
    const auto response = bench.ask();
    CHECK(response.failure == Failure::empty);
    CHECK(response.status == 0);
    CHECK_FALSE(response.message.empty());
}

TEST_CASE("a reset connection is empty", "[curl]") {
    Exchange bench;
    auto script = test::closed();
    script.reset = true;
    bench.server.add(script);
    CHECK(bench.ask().failure == Failure::empty);
}

TEST_CASE("an answer cut at any place is never taken for a whole one", "[curl]") {
    Exchange bench;
    const auto whole = http_answer(200, "application/json", R"({"result": [1, 2, 3]})");
    for (std::size_t length = 1; length < whole.size(); length += 7) {
        auto script = test::raw(whole);
        script.cut_after = length;
        bench.server.add(script);
        const auto response = bench.ask();
        INFO("cut after " << length << " bytes: " << response.message);
        CHECK(response.failure == Failure::empty);
        CHECK(response.body.empty());
    }
}

TEST_CASE("an answer that is not HTTP is empty", "[curl]") {
    Exchange bench;
    bench.server.add(test::raw("hello, this is something else\r\n"));
    CHECK(bench.ask().failure == Failure::empty);
}

TEST_CASE("a 100 Continue before the answer does no harm", "[curl]") {
    Exchange bench;
    bench.server.add(
        test::raw("HTTP/1.1 100 Continue\r\nX-Old: 1\r\n\r\n" + http_answer(200, "application/json", "{}")));
    const auto response = bench.ask();
    CHECK(response.status == 200);
    CHECK(response.headers.count("x-old") == 0);
}

TEST_CASE("a request that outlasts its own limit is a timeout", "[curl]") {
    Exchange bench;
    bench.server.add(test::hang());
    Response response;
    const auto time = time_of([&] { response = bench.ask("{}", 300ms); });
    CHECK(response.failure == Failure::timeout);
    CHECK(time >= 290ms);
    CHECK(time < 2s);
}

TEST_CASE("a server that sends nothing for longer than the stall limit is a timeout", "[curl]") {
    Exchange bench;
    bench.options.stall = 1s;
    bench.server.add(test::hang());
    Response response;
    CHECK(time_of([&] { response = bench.ask(); }) < 5s);
    CHECK(response.failure == Failure::timeout);
}

TEST_CASE("an answer in small slices comes together", "[curl]") {
    Exchange bench;
    auto script = test::raw(http_answer(200, "application/json", R"({"result": [1, 2, 3]})"));
    script.slice = 9;
    script.pause = 2ms;
    bench.server.add(script);
    CHECK(bench.ask().body == R"({"result": [1, 2, 3]})");
}

TEST_CASE("an answer beyond the cap is refused, one of exactly the cap is not", "[curl]") {
    Exchange bench;
    bench.options.max_body_bytes = 100'000;
    bench.server.add(test::raw(http_answer(200, "application/json", std::string(100'000, ' '))));
    CHECK(bench.ask().body.size() == 100'000);
    bench.server.add(test::raw("HTTP/1.0 200 OK\r\n\r\n" + std::string(100'001, ' ')));
    const auto response = bench.ask();
    CHECK(response.failure == Failure::too_big);
    CHECK(response.message == "the answer has more than 100000 bytes");
    CHECK(response.body.empty());
}

TEST_CASE("a head of an answer that has no end is refused as too large", "[curl]") {
    Exchange bench;
    std::string many;
    for (int i = 0; i < 6'000; ++i)
        many += "X-More-" + std::to_string(i) + ": " + std::string(60, 'x') + "\r\n";
    for (const auto& headers : {"X-Long: " + std::string(200'000, 'x') + "\r\n", many}) {
        bench.server.add(test::raw(http_answer(200, "application/json", "{}", headers)));
        const auto response = bench.ask();
        CHECK(response.failure == Failure::too_big);
        CHECK(response.message == "the head of the answer is too large");
    }
}

TEST_CASE("a refused connection and an unknown host are connect failures", "[curl]") {
    CHECK(failure_at("http://127.0.0.1:" + std::to_string(test::closed_port())) == Failure::connect);
    CHECK(failure_at("https://no-such-host.invalid/jsonrpc") == Failure::connect);
}

TEST_CASE("a redirect is refused with its target and the remedy", "[curl]") {
    Exchange bench;
    bench.server.add(test::html(301, "Location: https://www.example.com/jsonrpc?session=abc\r\n"));
    const auto response = bench.ask();
    CHECK(response.failure == Failure::protocol);
    CHECK(response.message ==
          "redirected to https://www.example.com/jsonrpc; set ODOO_URL to the final address");
    CHECK(bench.server.requests().size() == 1);
}

TEST_CASE("http is for this machine only, unless it is allowed", "[curl]") {
    const auto refusal = [](const std::string& url, bool allow) {
        return http::address_of(url, allow).refusal;
    };
    for (const auto* url :
         {"http://127.0.0.1:8069", "http://127.8.9.1/", "http://localhost", "http://LOCALHOST:1",
          "http://[::1]:8069/x", "https://example.com", "http://127.1/"}) {
        INFO(url);
        CHECK(refusal(url, false).empty());
    }
    for (const auto* url :
         {"http://example.com", "http://127.0.0.1.example.com/", "http://localhost.example.com",
          "http://127.0.0.1@example.com/", "http://10.0.0.1", "http://[::2]/", "http://128.0.0.1"}) {
        INFO(url);
        CHECK_THAT(refusal(url, false), Catch::Contains("use https, or --allow-http"));
        CHECK(refusal(url, true).empty());
    }
    CHECK_THAT(refusal("ftp://example.com", true), Catch::Contains("'ftp' is not supported"));
    CHECK_THAT(refusal("file:///etc/passwd", true), Catch::Contains("'file' is not supported"));
    CHECK_THAT(refusal("example.com", true), Catch::Contains("not a URL"));
    CHECK_THAT(refusal("", true), Catch::Contains("not a URL"));
    CHECK_THAT(refusal("http://user:geheim@example.com", false), !Catch::Contains("geheim"));
}

TEST_CASE("a refused URL is never connected to, and its neighbours still are", "[curl]") {
    Exchange bench;
    bench.server.add(test::raw(http_answer(200, "application/json", "{}")));
    Curl curl(bench.options);
    const std::vector<Request> requests{{"http://192.0.2.1/jsonrpc", "{}"}, {bench.server.url(), "{}"}};
    std::vector<Response> responses;
    CHECK(time_of([&] { responses = curl.exchange(requests, bench.limits); }) < 2s);
    CHECK(responses.at(0).failure == Failure::protocol);
    CHECK_THAT(responses.at(0).message, Catch::Contains("http to '192.0.2.1'"));
    CHECK(responses.at(1).status == 200);
}

TEST_CASE("answers stand in the order of the requests, at most the allowed number at once", "[curl]") {
    const auto echo = [](const std::string& body) {
        auto script = test::raw(http_answer(200, "application/json", body));
        script.delay = body == "[0]" ? 200ms : 20ms;
        return script;
    };
    StopFlag stop;
    const Limits limits(stop, 20s);
    ScriptedServer server(echo);
    CurlOptions options;
    options.concurrency = 3;
    Curl curl(options);
    std::vector<Request> requests;
    for (int i = 0; i < 12; ++i) requests.push_back({server.url(), "[" + std::to_string(i) + "]"});
    for (int round = 0; round < 2; ++round) {
        const auto responses = curl.exchange(requests, limits);
        for (std::size_t i = 0; i < requests.size(); ++i) CHECK(responses.at(i).body == requests.at(i).body);
    }
    CHECK(server.most_at_once() <= 3);
    CHECK(server.most_at_once() >= 2);
    CHECK(server.requests().size() == 24);
    CHECK(curl.exchange({}, limits).empty());
}

TEST_CASE("no request waits for a slower one beside it", "[curl]") {
    StopFlag stop;
    const Limits limits(stop, 20s);
    std::atomic<bool> came = false;
    ScriptedServer server([&](const std::string& body) {
        auto script = test::raw(http_answer(200, "application/json", body));
        if (body != "[0]") return script;
        script.answer = [&server, &came](const std::string& slow) {
            const auto give_up = std::chrono::steady_clock::now() + 3s;
            const auto has_come = [&] {
                const auto bodies = server.bodies();
                return std::find(bodies.begin(), bodies.end(), "[9]") != bodies.end();
            };
            while (!(came = has_come()) && std::chrono::steady_clock::now() < give_up)
                std::this_thread::sleep_for(5ms);
            return http_answer(200, "application/json", slow);
        };
        return script;
    });
    CurlOptions options;
    options.concurrency = 2;
    Curl curl(options);
    std::vector<Request> requests;
    for (int i = 0; i < 10; ++i) requests.push_back({server.url(), "[" + std::to_string(i) + "]"});
    curl.exchange(requests, limits);
    CHECK(came);
}

TEST_CASE("a stop request ends a hanging exchange within a second, and the object still works", "[curl]") {
    StopFlag stop;
    const Limits limits(stop, 60s);
    ScriptedServer server;
    server.add(2, test::hang());
    Curl curl(CurlOptions{});
    const std::vector<Request> requests{{server.url(), "{}"}, {server.url(), "{}"}, {server.url(), "{}"}};
    std::thread stopper([&] {
        const auto latest = std::chrono::steady_clock::now() + 5s;
        while (server.requests().size() < 2 && std::chrono::steady_clock::now() < latest) {
            std::this_thread::sleep_for(5ms);
        }
        stop.request(SIGTERM);
    });
    CHECK(time_of([&] { CHECK_THROWS_AS(curl.exchange(requests, limits), Interrupted); }) < 1s);
    stopper.join();

    StopFlag calm;
    const Limits fresh(calm, 10s);
    server.add(test::raw(http_answer(200, "application/json", "{}")));
    CHECK(curl.exchange(std::span(requests).first(1), fresh).at(0).status == 200);
}

TEST_CASE("the deadline ends a hanging exchange", "[curl]") {
    StopFlag stop;
    const Limits limits(stop, 300ms);
    ScriptedServer server;
    server.add(test::hang());
    Curl curl(CurlOptions{});
    const std::vector<Request> requests{{server.url(), "{}"}};
    const auto ask = [&] {
        try {
            const auto failure = curl.exchange(requests, limits).at(0).failure;
            // The request's own limit is the same instant: it may win, and then the caller's next wait
            // throws.
            CHECK(failure == Failure::timeout);
            limits.sleep(50ms);
            FAIL("the deadline did not throw");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::deadline);
        }
    };
    CHECK(time_of(ask) < 1300ms);
}

TEST_CASE("a proxy of the environment is not used for this machine", "[curl]") {
    Exchange bench;
    setenv("http_proxy", ("http://127.0.0.1:" + std::to_string(test::closed_port())).c_str(), 1);
    bench.server.add(test::raw(http_answer(200, "application/json", "{}")));
    CHECK(bench.ask().status == 200);
    unsetenv("http_proxy");
}

TEST_CASE("a certificate that does not verify is a TLS failure, and its own authority file cures it",
          "[curl]") {
    const TlsServer server;
    StopFlag stop;
    const Limits limits(stop, 20s);
    const std::vector<Request> requests{{server.url("localhost") + "/", "{}"},
                                        {server.url("127.0.0.1") + "/", "{}"}};
    const auto distrusting = Curl(CurlOptions{}).exchange(requests, limits);
    CHECK(distrusting.at(0).failure == Failure::tls);
    CHECK_THAT(distrusting.at(0).message, Catch::Contains("certificate"));
    CurlOptions trusting;
    trusting.ca_file = server.certificate();
    const auto responses = Curl(trusting).exchange(requests, limits);
    CHECK(responses.at(0).failure == Failure::none);
    CHECK(responses.at(0).body == "{}");
    // The certificate names localhost only.
    CHECK(responses.at(1).failure == Failure::tls);
}

TEST_CASE("a missing authority file is a TLS failure", "[curl]") {
    const TlsServer server;
    StopFlag stop;
    const Limits limits(stop, 20s);
    CurlOptions options;
    options.ca_file = "/nonexistent/ca.pem";
    const std::vector<Request> requests{{server.url("localhost") + "/", "{}"}};
    CHECK(Curl(options).exchange(requests, limits).at(0).failure == Failure::tls);
}

TEST_CASE("the versions name libcurl and its TLS library", "[curl]") {
    CHECK_THAT(http::library_versions(), Catch::StartsWith("libcurl/") && Catch::Contains("SSL"));
}

TEST_CASE("a slow exchange is reported once, while it lasts, and a quick one is not", "[curl]") {
    test::ScriptedServer server;
    int reported = 0;
    http::CurlOptions options;
    options.tell_after = 40ms;
    options.report_waiting = [&] { ++reported; };
    http::Curl transport(options);
    StopFlag stop;
    const Limits limits(stop, 10s);
    const auto ask = [&](std::chrono::milliseconds delay) {
        auto script = test::raw(test::http_answer(200, "application/json", "{}"));
        script.delay = delay;
        server.add(script);
        http::Request request;
        request.url = server.url();
        return transport.exchange({&request, 1}, limits).front().status;
    };
    CHECK(ask(0ms) == 200);
    CHECK(reported == 0);
    CHECK(ask(200ms) == 200);
    CHECK(reported == 1);
}
