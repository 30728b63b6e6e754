#include "check/reporter.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace ciclo;
using namespace std::chrono_literals;

namespace {

CheckPoint failed(ExitCode code) {
    return {"x", PointLevel::fail, code, {}, {}};
}

struct Reported {
    std::vector<CheckPoint> points;
    PointSink sink = [this](const CheckPoint& point) { points.push_back(point); };
    StopFlag stop;
};

}  // namespace

TEST_CASE("who has to act first decides the exit code, and an AVISO never does") {
    using enum ExitCode;
    CHECK(worst({}) == ok);
    CHECK(worst({{"x", PointLevel::aviso, ok, {}, {}}}) == ok);
    CHECK(worst({failed(odoo_unavailable), failed(database_unavailable)}) == database_unavailable);
    CHECK(worst({failed(database_unavailable), failed(auth_refused), failed(odoo_unavailable)}) ==
          auth_refused);
    CHECK(worst({failed(auth_refused), failed(config_error)}) == config_error);
    CHECK(worst({failed(config_error), failed(auth_refused)}) == config_error);
    CHECK(worst({failed(internal_error), failed(odoo_unavailable)}) == odoo_unavailable);
    CHECK(worst({failed(internal_error)}) == internal_error);
}

TEST_CASE("a side that does not answer in its time is one failed point, with that side's code and remedy") {
    Reported reported;
    const Limits whole(reported.stop, 1min);
    CheckReporter reporter(whole, reported.sink);
    const auto slow = [&]() -> CheckResult {
        whole.within(0ms).check();
        return {};
    };
    CHECK_FALSE(reporter.run("odoo", k_odoo, slow));
    REQUIRE(reported.points.size() == 1);
    CHECK(reported.points.front().code == ExitCode::odoo_unavailable);
    CHECK(reported.points.front().sentence.english() == "no answer from Odoo within 30 s");
    CHECK_FALSE(reported.points.front().remedy.empty());
}

TEST_CASE("the time of the whole program and a signal end the check instead") {
    Reported reported;
    const Limits over(reported.stop, 0ms);
    CheckReporter reporter(over, reported.sink);
    const auto asks = [&]() -> CheckResult {
        over.check();
        return {};
    };
    CHECK_THROWS_AS(reporter.run("odoo", k_odoo, asks), Error);
    reported.stop.request(15);
    CHECK_THROWS_AS(reporter.run("odoo", k_odoo, asks), Interrupted);
    CHECK(reported.points.empty());
}

TEST_CASE(
    "an error is a failed point with its own message, and a refused right without a hint names where rights "
    "are listed") {
    Reported reported;
    const Limits limits(reported.stop, 1min);
    CheckReporter reporter(limits, reported.sink);
    CHECK_FALSE(reporter.run(
        "a", k_postgres, []() -> CheckResult { throw Error(ErrorKind::config, "wrong", "unchanged"_tr); }));
    CHECK_FALSE(
        reporter.run("b", k_postgres, []() -> CheckResult { throw Error(ErrorKind::auth, "refused"); }));
    CHECK(reporter.run("c", k_postgres, [] { return CheckResult{"unchanged"_tr}; }));
    REQUIRE(reported.points.size() == 3);
    CHECK(reported.points[0].sentence.english() == "wrong");
    CHECK(reported.points[0].remedy.english() == "unchanged");
    CHECK(reported.points[0].code == ExitCode::config_error);
    CHECK(reported.points[1].remedy.english().find("lib/schema/README.md") != std::string::npos);
    CHECK(reported.points[2].level == PointLevel::ok);
}

TEST_CASE("a stage is stale after 45 minutes, a clock wrong after one") {
    CHECK(judge_last_run(45min).remedy.empty());
    CHECK_FALSE(judge_last_run(45min + 1s).remedy.empty());
    CHECK_FALSE(judge_last_run(std::nullopt).remedy.empty());
    CHECK(judge_clock(60s).remedy.empty());
    CHECK(judge_clock(-60s).remedy.empty());
    CHECK_FALSE(judge_clock(61s).remedy.empty());
    CHECK_FALSE(judge_clock(-61s).remedy.empty());
    CHECK(judge_clock(-7s).sentence.english() == "-7 s from the clock of this machine");
}

TEST_CASE("a connection is encrypted or stays on this machine, or it is an AVISO") {
    CHECK(judge_tls(true, false, "TLSv1.3", "verify-full").sentence.english() == "encrypted (TLSv1.3)");
    CHECK(judge_tls(true, false, "TLSv1.3", "verify-ca").remedy.empty());
    CHECK(judge_tls(true, true, "TLSv1.3", "require").remedy.empty());
    CHECK(judge_tls(true, false, "TLSv1.3", "require").remedy.english().find("verify-full") !=
          std::string::npos);
    CHECK(judge_tls(false, true, "", "prefer").remedy.empty());
    CHECK(judge_tls(false, false, "", "prefer").remedy.english().find("sslmode=require") !=
          std::string::npos);
}

TEST_CASE("memory is tight when less than twice the most that a cycle used is free") {
    CHECK(judge_memory(2048, 1024).remedy.empty());
    CHECK_FALSE(judge_memory(2047, 1024).remedy.empty());
    CHECK(judge_memory(1, std::nullopt).remedy.empty());
    CHECK(judge_memory(std::nullopt, 1024).remedy.empty());
    CHECK(judge_memory(20'480, 5'120).sentence.english() ==
          "20 MiB free; the last cycles needed up to 5 MiB");
}
