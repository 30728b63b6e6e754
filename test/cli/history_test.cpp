// `ciclo history` of the built program.
#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>

#include "json/value.hpp"
#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

Outcome history_of(Machine& machine, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{ciclo_program(), "history"};
    words.insert(words.end(), more.begin(), more.end());
    auto outcome = Program(words, {{"DATABASE_URL", machine.variables.at("DATABASE_URL")}}).wait();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    check_no_secret(machine, outcome);
    return outcome;
}

long long count_lines(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
}

// An ok cycle, one that failed, an ok one.
void run_three(Machine& machine) {
    machine.add_pedido_with_nf();
    REQUIRE(machine.run_program().status == 0);
    machine.odoo.deny_model("account.move");
    REQUIRE(machine.run_program().status == number_of(ExitCode::auth_refused));
    machine.odoo.clear_restrictions();
    REQUIRE(machine.run_program().status == 0);
}

}  // namespace

TEST_CASE("'history' has a line a cycle, the newest last, and the error of a failed one below it") {
    Machine machine;
    run_three(machine);
    const auto text = history_of(machine).out;
    INFO(text);
    CHECK(count_lines(text) == 5);
    const auto first = machine.value(
        "SELECT to_char(min(started_at) AT TIME ZONE 'America/Sao_Paulo',"
        " 'YYYY-MM-DD HH24:MI:SS') FROM ciclo_execucao");
    CHECK_THAT(text, Catch::Matchers::StartsWith(first));
    check_contains(text, {"#", "ok (0)", " changes, full load\n", "auth_refused (77)\n    ", "account.move",
                          "ok (0)                    0 changes\n"});
    CHECK_THAT(text, EndsWith("3 cycles, 2 ok; the newest last, times are local (America/Sao_Paulo)\n"));
    CHECK(text.find("full load") < text.find("auth_refused"));
    const auto in_portuguese = history_of(machine, {"--lang", "pt"}).out;
    check_contains(in_portuguese,
                   {" mudanças, carga completa\n",
                    "3 ciclos, 2 ok; o mais novo por último, horário local (America/Sao_Paulo)"});
}

TEST_CASE("'history --last' shows the newest ones, '--failed' those that did not end with ok") {
    Machine machine;
    run_three(machine);
    const auto last = history_of(machine, {"--last", "1"}).out;
    INFO(last);
    CHECK(count_lines(last) == 2);
    CHECK_THAT(last, Contains("ok (0)                    0 changes\n") && !Contains("full load"));
    const auto failed = history_of(machine, {"--failed"}).out;
    INFO(failed);
    CHECK_THAT(failed, Contains("auth_refused (77)") && Contains("1 cycles, 0 ok") && !Contains("ok (0)"));
    machine.variables["CICLO_LAST"] = "2";
    CHECK_THAT(machine.run_program({"history"}).out, Contains("2 cycles, 1 ok"));
    machine.variables["CICLO_FAILED"] = "yes";
    CHECK_THAT(machine.run_program({"history"}).out, Contains("1 cycles, 0 ok"));
    CHECK(machine.run_program({"history", "--last", "0"}).status == number_of(ExitCode::config_error));
}

TEST_CASE("'history' of an empty journal says so and ends with 0") {
    Machine machine;
    CHECK(history_of(machine).out == "no such cycle in the journal\n");
    CHECK(history_of(machine, {"--lang", "pt"}).out == "nenhum ciclo assim no diário\n");
    const auto document = json::Document::parse(history_of(machine, {"--json"}).out);
    CHECK(document.root().at("cycles").size() == 0);
}

TEST_CASE("78: 'history' without the journal's tables, or without any, names the remedy") {
    Machine machine;
    machine.execute("DROP TABLE ciclo_etapa, ciclo_execucao CASCADE");
    check_failure(machine, machine.run_program({"history"}), ExitCode::config_error,
                  {"the journal's tables are missing", "ciclo schema apply"});
    const Database empty;
    machine.variables["DATABASE_URL"] = empty.url();
    check_failure(machine, machine.run_program({"history"}), ExitCode::config_error,
                  {"faturamento_produto, carteira_principal", "ciclo schema apply"});
}

TEST_CASE("'history' distinguishes a running cycle from one that was killed") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    const auto killed = machine.start_program();
    REQUIRE(machine.becomes_true("SELECT EXISTS (SELECT 1 FROM ciclo_execucao)"));
    killed->signal(SIGKILL);
    CHECK(killed->wait().killed_by == SIGKILL);
    REQUIRE(machine.leaves_nothing_behind());
    const auto running = machine.start_program();
    REQUIRE(machine.becomes_true("SELECT count(*) = 2 FROM ciclo_execucao"));
    const auto text = history_of(machine).out;
    INFO(text);
    CHECK(text.find("killed\n") < text.find("running\n"));
    CHECK_THAT(text, EndsWith("2 cycles, 0 ok; the newest last, times are local (America/Sao_Paulo)\n"));
    const auto failed = history_of(machine, {"--failed"}).out;
    CHECK_THAT(failed, Contains("killed\n") && !Contains("running"));
    const auto document = json::Document::parse(history_of(machine, {"--json"}).out);
    CHECK(document.root().at("cycles").at(0).at("state").string() == "killed");
    CHECK(document.root().at("cycles").at(1).at("state").string() == "at_work");
    running->signal(SIGTERM);
    CHECK(running->wait().status == number_of(ExitCode::interrupted_term));
}

TEST_CASE("'history --json' has all that the journal has of a cycle and its stages, under env -i") {
    Machine machine;
    machine.add_pedido_with_nf();
    REQUIRE(machine.run_program({"--quiet"}).status == 0);
    Program program({"/usr/bin/env", "-i", "DATABASE_URL=" + machine.variables.at("DATABASE_URL"),
                     ciclo_program(), "history", "--json"},
                    {});
    const auto outcome = program.wait();
    INFO(outcome.text());
    REQUIRE(outcome.status == 0);
    const auto document = json::Document::parse(outcome.out);
    const auto cycle = document.root().at("cycles").at(0);
    CHECK(cycle.at("execution").string() == machine.value("SELECT id FROM ciclo_execucao"));
    CHECK(cycle.at("started_at").string() ==
          machine.value("SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') "
                        "FROM ciclo_execucao"));
    CHECK(cycle.at("outcome").string() == "ok");
    CHECK(cycle.at("exit_code").integer() == 0);
    CHECK(cycle.at("arguments").string() == "run --quiet=true");
    CHECK(cycle.at("odoo_version").string() == machine.value("SELECT odoo_version FROM ciclo_execucao"));
    CHECK(cycle.at("counts").at("requests").integer() > 0);
    std::string stages;
    for (const auto& stage : cycle.at("stages").elements()) {
        stages += fmt::format("{} {} {}\n", stage.at("stage").string(), stage.at("outcome").string(),
                              stage.at("findings").size());
        CHECK(stage.at("read_to").string() ==
              machine.value("SELECT to_char(read_to, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                            " FROM ciclo_etapa LIMIT 1"));
    }
    CHECK(stages ==
          machine.rows("SELECT stage || ' ok ' || coalesce(jsonb_array_length(jsonb_path_query_array(details,"
                       " '$[*] ? (exists(@.check))')), 0) FROM ciclo_etapa ORDER BY started_at") +
              "\n");
}

TEST_CASE("'history' does not hand a terminal what stands in an error") {
    Machine machine;
    run_three(machine);
    machine.execute(
        "UPDATE ciclo_execucao SET error = E'red\\x1b[31m' || repeat('x', 400) WHERE exit_code = 77");
    const auto text = history_of(machine).out;
    CHECK_THAT(text, Contains("    red\\u001b[31mxxx") && Contains("xxx...\n") && !Contains("\x1b"));
}

TEST_CASE("absurd numbers in the journal stop neither 'history' nor 'report' nor 'check'") {
    Machine machine;
    run_three(machine);
    machine.execute(
        "UPDATE ciclo_execucao SET counts = '{\"peak_memory_kib\": 1e30, \"ms\": 99999999999999999999, "
        "\"x\": -1e400}';"
        "UPDATE ciclo_etapa SET counts = '{\"inserted\": 9223372036854775807, \"updated\": "
        "9223372036854775807,"
        " \"rows_inserted\": 1e300, \"marked\": \"many\"}'");
    for (const auto& words : {std::vector<std::string>{"history"},
                              {"history", "--json"},
                              {"report", "--html", "-"},
                              {"status"}}) {
        INFO(words.front());
        const auto outcome = machine.run_program(words);
        INFO(outcome.text());
        CHECK((outcome.status == 0 || outcome.status == number_of(ExitCode::stale)));
    }
    CHECK_THAT(machine.run_program({"check"}).out, Contains("memory"));
}
