// --metrics-file and CICLO_PING_URL of the built program: what they report, and that neither changes how a
// run ends.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "machine.hpp"
#include "support/exposition.hpp"
#include "support/scripted_server.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

constexpr const char* k_check = "5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
constexpr const char* k_last_success = "ciclo_last_success_timestamp_seconds";

Script taken(const std::string& = "") {
    return raw(http_answer(200, "text/plain; charset=utf-8", "OK"));
}

// A machine whose runs are watched from outside and on it.
struct Watched : Machine {
    Watched() {
        variables["CICLO_PING_URL"] = service.url() + "/ping/" + k_check;
        variables["CICLO_METRICS_FILE"] = metrics_path();
    }

    [[nodiscard]] std::string metrics_path() const {
        return (database.cluster().directory() / "ciclo.prom").string();
    }
    [[nodiscard]] Exposition metrics() const {
        std::ifstream file(metrics_path());
        std::ostringstream text;
        text << file.rdbuf();
        return Exposition(text.str());
    }
    // "start 12": the pings that the service received, in order; every ping has the same run id.
    std::string reported() {
        std::string out;
        std::string run;
        for (const auto& request : service.requests()) {
            const auto begin = fmt::format("POST /ping/{}/", k_check);
            REQUIRE_THAT(request, StartsWith(begin));
            const auto query = request.find("?rid=");
            out += (out.empty() ? "" : " ") + request.substr(begin.size(), query - begin.size());
            const auto rid = request.substr(query + 5, 36);
            CHECK((run.empty() || run == rid));
            run = rid;
        }
        last_run = run;
        return out;
    }
    // Runs, and checks that the check's name stands nowhere.
    Outcome run_watched(const std::vector<std::string>& words = {}) {
        auto outcome = run_program(words);
        for (const auto& text : {outcome.out, outcome.err, rows("SELECT x::text FROM ciclo_execucao x"),
                                 service.bodies().empty() ? "" : service.bodies().back()}) {
            CHECK_THAT(text, !Contains(k_check));
        }
        check_no_secret(*this, outcome);
        return outcome;
    }

    ~Watched() { std::filesystem::remove(metrics_path()); }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    ScriptedServer service{taken};
    std::string last_run;
};

}  // namespace

TEST_CASE("a good run is reported from start to end under its id in the journal, and leaves its metrics") {
    Watched machine;
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_watched({"--quiet"});
    INFO(outcome.text());
    REQUIRE(outcome.status == 0);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.empty());
    CHECK(machine.reported() == "start 0");
    CHECK(machine.last_run == machine.value("SELECT id FROM ciclo_execucao"));
    CHECK(machine.service.bodies().at(0).empty());
    check_contains(machine.service.bodies().at(1),
                   {"info    start execution=" + machine.last_run, "carteira"});
    const auto metrics = machine.metrics();
    CHECK(metrics.value("ciclo_last_run_exit_code") == "0");
    CHECK(metrics.value(k_last_success) == metrics.value("ciclo_last_run_timestamp_seconds"));
    CHECK(
        machine.value(fmt::format("SELECT abs(extract(epoch FROM finished_at) - {}) < 5 FROM ciclo_execucao",
                                  metrics.value(k_last_success))) == "t");
    CHECK(metrics.value("ciclo_rejects") == "0");
    CHECK(metrics.value("ciclo_stage_records", {{"stage", "carteira"}, {"kind", "inserted"}}) == "1");
    for (const auto* stage : {"faturamento", "integridade", "faturado", "carteira"}) {
        CHECK(metrics.value("ciclo_stage_success", {{"stage", stage}}) == "1");
    }
    CHECK(metrics.has("ciclo_stage_findings"));
}

TEST_CASE(
    "a failed run is reported with its code and its message, and the last success stays in the metrics") {
    Watched machine;
    machine.add_pedido_with_nf();
    REQUIRE(machine.run_watched().status == 0);
    const auto success = machine.metrics().value(k_last_success);
    machine.odoo.deny_model("account.move");
    const auto outcome = machine.run_watched({"--log-format", "json"});
    check_failure(machine, outcome, ExitCode::auth_refused, {"account.move"});
    check_contains(machine.service.bodies().back(),
                   {R"("level":"error")", "account.move", R"("exit_code":77)"});
    CHECK(machine.metrics().value("ciclo_last_run_exit_code") == "77");
    CHECK(std::abs(std::stoll(machine.metrics().value(k_last_success)) - std::stoll(success)) <= 2);
}

TEST_CASE(
    "the last success is the journal's where the file is gone, and the file's where the journal is out of "
    "reach") {
    Watched machine;
    REQUIRE(machine.run_watched().status == 0);
    machine.execute("UPDATE ciclo_execucao SET finished_at = '2026-11-20 12:00:00+00'");
    machine.odoo.deny_model("account.move");
    std::filesystem::remove(machine.metrics_path());
    CHECK(machine.run_watched().status == number_of(ExitCode::auth_refused));
    CHECK(machine.metrics().value(k_last_success) == "1795176000");
    machine.variables["DATABASE_URL"] = fmt::format("postgres://ciclo@127.0.0.1:{}/x", closed_port());
    machine.variables["CICLO_DEADLINE"] = "3s";
    const auto unreachable = machine.run_watched();
    INFO(unreachable.text());
    CHECK(unreachable.status != 0);
    CHECK(machine.metrics().value("ciclo_last_run_exit_code") == std::to_string(unreachable.status));
    CHECK(machine.metrics().value(k_last_success) == "1795176000");
}

TEST_CASE("a dry run sends no ping and writes no metrics") {
    Watched machine;
    machine.add_pedido_with_nf();
    CHECK(machine.run_watched({"--dry-run"}).status == 0);
    CHECK(machine.service.requests().empty());
    CHECK_FALSE(std::filesystem::exists(machine.metrics_path()));
    CHECK(machine.run_program({"check"}).status == 0);
    CHECK(machine.service.requests().empty());
}

// The deadline is as long as a hanging service may hold the start: that time is not the cycle's.
TEST_CASE("a service that refuses, breaks or hangs changes no outcome, and costs ten seconds at most") {
    for (const auto& [answer, repeated] : variants<std::pair<Script, std::size_t>>(
             {{html(404), 1}, {closed(), 2}, {html(500), 2}, {raw("no http at all"), 2}, {hang(), 2}}, 2)) {
        Watched machine;
        machine.add_pedido_with_nf();
        machine.service.add(10, answer);
        const auto outcome = machine.run_watched({"--deadline", "5s"});
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(outcome.taken < std::chrono::seconds{13});
        CHECK(machine.service.requests().size() == 2 * repeated);
        CHECK(machine.journal() == "ok|0");
        const auto warning = outcome.err.find("the monitoring ping failed");
        CHECK(warning != std::string::npos);
        CHECK(outcome.err.find("the monitoring ping failed", warning + 1) == std::string::npos);
    }
}

TEST_CASE("with an unreachable ping URL and unwritable metrics the run ends as always") {
    Watched machine;
    machine.add_pedido_with_nf();
    machine.variables["CICLO_PING_URL"] = fmt::format("http://127.0.0.1:{}/{}", closed_port(), k_check);
    machine.variables["CICLO_METRICS_FILE"] = "/no/such/directory/ciclo.prom";
    const auto outcome = machine.run_watched();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    check_contains(outcome.err, {"the metrics file was not written", "/no/such/directory/ciclo.prom",
                                 "the monitoring ping failed", "cannot be reached"});
    machine.odoo.deny_model("account.move");
    check_failure(machine, machine.run_watched(), ExitCode::auth_refused, {"account.move"});
}

TEST_CASE("a run that a signal cuts short while the service hangs ends with the signal's code, soon") {
    Watched machine;
    machine.service.add(10, hang());
    const auto program = machine.start_program();
    while (machine.service.requests().empty()) std::this_thread::sleep_for(std::chrono::milliseconds{10});
    const auto sent = std::chrono::steady_clock::now();
    program->signal(SIGTERM);
    const auto outcome = program->wait();
    CHECK(std::chrono::steady_clock::now() - sent < std::chrono::seconds{4});
    check_failure(machine, outcome, ExitCode::interrupted_term, {"stopped by SIGTERM"});
    CHECK(machine.reported() == "start 143");
    CHECK(machine.metrics().value("ciclo_last_run_exit_code") == "143");
}

TEST_CASE(
    "a committed cycle whose result nobody can take ends with its own code, everywhere, and says so once") {
    for (const auto* words : {"> /dev/full", "--output json >&-", ">&3"}) {
        INFO(words);
        Watched machine;
        machine.add_pedido_with_nf();
        machine.advance(std::chrono::seconds{1});
        // Descriptor 3: a pipe whose reader has gone.
        Program program(
            {"/bin/bash", "-c", fmt::format("exec 3> >(:); wait $!; exec '{}' {}", ciclo_program(), words)},
            machine.variables);
        const auto outcome = program.wait();
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        const auto at = outcome.err.find("the result could not be printed");
        CHECK(at != std::string::npos);
        CHECK(outcome.err.find("the result could not be printed", at + 1) == std::string::npos);
        CHECK_THAT(outcome.err,
                   Contains("cannot write to standard output") || Contains("its reader has gone"));
        CHECK(machine.journal() == "ok|0");
        CHECK(machine.metrics().value("ciclo_last_run_exit_code") == "0");
        CHECK(machine.reported() == "start 0");
    }
}

TEST_CASE("a dry run whose result nobody can take has failed") {
    Machine machine;
    Program dry_run({"/bin/sh", "-c", fmt::format("exec '{}' --dry-run > /dev/full", ciclo_program())},
                    machine.variables);
    check_failure(machine, dry_run.wait(), ExitCode::internal_error, {"cannot write to standard output"});
}

TEST_CASE("the check's URL from a file works, one that is not a URL is refused before anything starts") {
    Watched machine;
    const auto path = (machine.database.cluster().directory() / "ping-url").string();
    std::ofstream(path) << machine.variables.at("CICLO_PING_URL") << "\n";
    machine.variables.erase("CICLO_PING_URL");
    machine.variables["CICLO_PING_URL_FILE"] = path;
    const auto outcome = machine.run_watched();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.err, !Contains("unknown variable"));
    CHECK(machine.reported() == "start 0");
    std::ofstream(path) << "hc-ping.com/" << k_check;
    check_failure(machine, machine.run_watched(), ExitCode::config_error,
                  {"CICLO_PING_URL_FILE", "https://"});
    CHECK(machine.reported() == "start 0");
    CHECK(machine.value("SELECT string_agg(outcome, ' ' ORDER BY started_at) FROM ciclo_execucao") ==
          "ok config_error");
    std::filesystem::remove(path);
}
