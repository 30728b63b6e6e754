#include "report/ping.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <functional>
#include <thread>

#include "action_support.hpp"
#include "base/text.hpp"
#include "support/scripted_server.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using report::Ping;
using std::chrono::milliseconds;
using test::hang;
using test::html;
using test::http_answer;
using test::raw;
using test::Script;
using test::ScriptedServer;
using test::time_of;

namespace {

constexpr const char* k_uuid = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
constexpr const char* k_run = "babc209c-f485-45f2-ba6a-89fb759f9bfb";

Script taken(const std::string& headers = "") {
    return raw(http_answer(200, "text/plain; charset=utf-8", "OK", headers));
}

// One run against a service that says what the test wrote down.
struct Watched {
    StopFlag stop;
    Limits limits{stop, 1min};
    ScriptedServer server{[](const std::string&) { return taken(); }};
    http::Curl transport{report::ping_options(false, "ciclo/test")};
    report::PingTimes times{4s, 5s, 1ms, 2s};
    std::vector<std::string> lines;
    Log log{[this](std::string_view line) { lines.emplace_back(line); }};

    Ping ping(const std::string& suffix = "") { return ping_at(server.url() + "/ping/" + k_uuid + suffix); }
    Ping ping_at(const std::string& url) { return {Secret(url), k_run, transport, log, times}; }

    // The first lines of the requests, in order.
    [[nodiscard]] std::vector<std::string> reported() const {
        std::vector<std::string> out;
        for (const auto& request : server.requests()) out.push_back(request.substr(0, request.find('\r')));
        return out;
    }
    // The one warning; no line holds the check's name.
    std::string warning() {
        REQUIRE(lines.size() == 1);
        CHECK_THAT(lines.front(),
                   Contains("warning") && Contains("the monitoring ping failed") && !Contains(k_uuid));
        return lines.front();
    }
};

std::string line_of(const std::string& what) {
    return std::string("POST /ping/") + k_uuid + "/" + what + "?rid=" + k_run + " HTTP/1.1";
}

}  // namespace

TEST_CASE("a run pings at its start, and at its end with the code and the last lines of the log") {
    Watched watched;
    auto ping = watched.ping();
    ping.start(watched.limits);
    watched.log.info("start", {{"execution", k_run}});
    watched.log.debug("detail");
    watched.log.error("carteira: broken");
    watched.lines.clear();
    ping.end(ExitCode::carteira_failed, watched.limits);
    CHECK(watched.reported() == std::vector<std::string>{line_of("start"), line_of("12")});
    CHECK(watched.server.bodies().at(0).empty());
    CHECK_THAT(watched.server.bodies().at(1), Contains("info    start execution=") &&
                                                  EndsWith("error   carteira: broken\n") &&
                                                  !Contains("detail"));
    CHECK_THAT(watched.server.requests().at(1), Contains("Content-Type: text/plain; charset=utf-8"));
    CHECK(watched.lines.empty());
}

TEST_CASE("every exit code of the program is one that the service takes") {
    for (const auto& row : exit_code_table()) {
        Watched watched;
        watched.ping().end(row.code, watched.limits);
        CHECK(watched.reported() == std::vector<std::string>{line_of(std::to_string(number_of(row.code)))});
        CHECK(number_of(row.code) <= 255);
    }
}

TEST_CASE("without a URL no ping is sent") {
    Watched watched;
    Ping ping(Secret(), k_run, watched.transport, watched.log);
    ping.start(watched.limits);
    ping.end(ExitCode::ok, watched.limits);
    CHECK(watched.lines.empty());
}

TEST_CASE("a query of the check's own address stays in it") {
    Watched watched;
    watched.ping("?create=1").start(watched.limits);
    CHECK(watched.reported() == std::vector<std::string>{std::string("POST /ping/") + k_uuid +
                                                         "/start?create=1&rid=" + k_run + " HTTP/1.1"});
}

TEST_CASE("the body holds the newest whole lines that the service stores, as it said at the start") {
    const auto body_with = [](const std::string& header) {
        Watched watched;
        watched.server.add(taken(header));
        auto ping = watched.ping();
        ping.start(watched.limits);
        for (int i = 0; i < 3'000; ++i)
            watched.log.info("line " + std::to_string(i) + " of S\xC3\xA3o Paulo");
        ping.end(ExitCode::ok, watched.limits);
        return watched.server.bodies().at(1);
    };
    for (const auto& [header, most] :
         std::vector<std::pair<std::string, std::size_t>>{{"", 10'000},
                                                          {"Ping-Body-Limit: 500\r\n", 500},
                                                          {"Ping-Body-Limit: 100000\r\n", 100'000},
                                                          {"Ping-Body-Limit: 999999999\r\n", 100'000},
                                                          {"Ping-Body-Limit: a lot\r\n", 10'000},
                                                          {"Ping-Body-Limit: -1\r\n", 10'000}}) {
        CAPTURE(header);
        const auto body = body_with(header);
        CHECK(body.size() <= most);
        CHECK(body.size() > most - 100);
        CHECK_THAT(body, StartsWith("20") && EndsWith("line 2999 of S\xC3\xA3o Paulo\n"));
    }
    CHECK(body_with("Ping-Body-Limit: 0\r\n").empty());
    const auto cut = body_with("Ping-Body-Limit: 48\r\n");
    CHECK(cut.size() <= 48);
    CHECK(is_clean_utf8(cut));
}

TEST_CASE("no secret is in the body, and invalid UTF-8 is replaced") {
    Watched watched;
    register_secret("chave-muito-secreta-1");
    watched.log.info("key chave-muito-secreta-1 S\xE3o");
    watched.ping().end(ExitCode::ok, watched.limits);
    const auto body = watched.server.bodies().at(0);
    CHECK_THAT(body, !Contains("chave-muito-secreta-1") && Contains("key *** S\xEF\xBF\xBDo"));
}

TEST_CASE("a service with a transient failure is retried once") {
    for (const auto& first : {html(500), html(503), test::closed()}) {
        Watched watched;
        watched.server.add(first);
        watched.ping().start(watched.limits);
        CHECK(watched.reported() == std::vector<std::string>{line_of("start"), line_of("start")});
        CHECK(watched.lines.empty());
    }
}

TEST_CASE("a service that refuses is not retried: one warning for the whole run") {
    for (const auto& [answer, reason] : std::vector<std::pair<Script, std::string>>{
             {html(404), "status 404"}, {html(409), "status 409"}, {html(429), "status 429"}}) {
        Watched watched;
        watched.server.add(2, answer);
        auto ping = watched.ping();
        ping.start(watched.limits);
        ping.end(ExitCode::ok, watched.limits);
        CHECK(watched.reported() == std::vector<std::string>{line_of("start"), line_of("0")});
        CHECK_THAT(watched.warning(),
                   Contains(reason) && Contains("ping=start") && Contains("host=127.0.0.1"));
    }
}

TEST_CASE("a service that stays broken is one warning, after one repetition each") {
    Watched watched;
    watched.server.add(4, html(500));
    auto ping = watched.ping();
    ping.start(watched.limits);
    ping.end(ExitCode::ok, watched.limits);
    CHECK(watched.server.requests().size() == 4);
    CHECK_THAT(watched.warning(), Contains("status 500"));
}

TEST_CASE("a redirect is not followed, and its target is not shown") {
    Watched watched;
    watched.server.add(raw(
        http_answer(301, "text/html", "", std::string("Location: https://elsewhere/") + k_uuid + "\r\n")));
    watched.ping().start(watched.limits);
    CHECK(watched.server.requests().size() == 1);
    CHECK_THAT(watched.warning(), Contains("redirects") && !Contains("elsewhere"));
}

TEST_CASE("connection refused: one warning, at once") {
    Watched watched;
    auto ping = watched.ping_at("http://127.0.0.1:" + std::to_string(test::closed_port()) + "/" + k_uuid);
    CHECK(time_of([&] { ping.start(watched.limits); }) < 3s);
    CHECK_THAT(watched.warning(), Contains("cannot be reached"));
}

TEST_CASE("plain http to another machine carries no ping") {
    Watched watched;
    watched.ping_at(std::string("http://203.0.113.7/") + k_uuid).start(watched.limits);
    CHECK_THAT(watched.warning(), Contains("host=203.0.113.7"));
}

TEST_CASE("an endless answer is not read to its end") {
    Watched watched;
    watched.server.add(raw(http_answer(200, "text/plain", std::string(1'000'000, 'x'))));
    watched.ping().start(watched.limits);
    CHECK_THAT(watched.warning(), Contains("too large"));
}

TEST_CASE("a service that hangs costs one ping and no more, its repetition included") {
    CHECK(report::PingTimes().ping == 5s);
    Watched watched;
    watched.times = {200ms, 250ms, 1ms, 2s};
    watched.server.add(2, hang());
    CHECK(time_of([&] { watched.ping().end(ExitCode::ok, watched.limits); }) < 2s);
    CHECK(watched.server.left() == 0);
    CHECK_THAT(watched.warning(), Contains("no answer in time"));
}

TEST_CASE("a service that drips its answer is cut off like one that hangs") {
    Watched watched;
    auto slow = taken();
    slow.slice = 30;
    slow.pause = 100ms;
    watched.server.add(2, slow);
    CHECK(time_of([&] { watched.ping().start(watched.limits.within(150ms)); }) < 2s);
    CHECK_THAT(watched.warning(), Contains("no answer in time"));
}

TEST_CASE("the start waits no longer than the run may take") {
    Watched watched;
    watched.server.add(2, hang());
    const Limits little(watched.stop, 300ms);
    CHECK(time_of([&] { watched.ping().start(little); }) < 2s);
    CHECK_THAT(watched.warning(), Contains("no answer in time"));
}

TEST_CASE("a stop ends the wait for the service at once") {
    Watched watched;
    watched.server.add(2, hang());
    std::thread other([&] {
        std::this_thread::sleep_for(200ms);
        watched.stop.request(SIGTERM);
    });
    auto ping = watched.ping();
    CHECK(time_of([&] { ping.end(ExitCode::ok, watched.limits); }) < 2s);
    other.join();
    CHECK_THAT(watched.warning(), Contains("stopped by a signal"));
    CHECK(watched.server.requests().size() == 1);
}

TEST_CASE("a run that a signal or its deadline cut short is reported, in a bounded time of its own") {
    CHECK(report::PingTimes().last < 2s);
    for (const bool is_signal : {true, false}) {
        Watched watched;
        watched.times.last = 400ms;
        const Limits over(watched.stop, is_signal ? milliseconds{1min} : 0ms);
        if (is_signal) watched.stop.request(SIGTERM);
        watched.ping().end(ExitCode::interrupted_term, over);
        CHECK(watched.reported() == std::vector<std::string>{line_of("143")});
        CHECK(watched.lines.empty());
        watched.server.add(2, hang());
        CHECK(time_of([&] { watched.ping().end(ExitCode::interrupted_term, over); }) < 1500ms);
        CHECK_THAT(watched.warning(), Contains(is_signal ? "stopped by a signal" : "no answer in time"));
    }
}
