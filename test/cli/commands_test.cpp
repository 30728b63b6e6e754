#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "ciclo/version.hpp"
#include "config/option_table.hpp"
#include "json/value.hpp"
#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

// The one JSON object that standard output holds.
json::Document object_of(const Outcome& outcome) {
    auto document = json::Document::parse(outcome.out);
    REQUIRE(document.root().is(json::Type::object));
    return document;
}

std::string tables(Session& session) {
    return session.value(
        "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'");
}

}  // namespace

TEST_CASE("every command has a help, and neither it nor the version needs a single variable") {
    Machine machine;
    machine.variables.clear();
    for (const auto& words : std::vector<std::vector<std::string>>{{"--help"},
                                                                   {"-h"},
                                                                   {"run", "--help"},
                                                                   {"check", "--help"},
                                                                   {"status", "--help"},
                                                                   {"history", "--help"},
                                                                   {"report", "--help"},
                                                                   {"rejects", "--help"},
                                                                   {"removed", "--help"},
                                                                   {"schema", "--help"}}) {
        const auto outcome = machine.run_program(words);
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(outcome.err.empty());
        check_contains(outcome.out, {"usage: ciclo", "examples:", "DATABASE_URL"});
    }
    for (const auto& words : std::vector<std::vector<std::string>>{
             {"--version"}, {"run", "--version"}, {"check", "--version"}, {"schema", "--version"}}) {
        const auto outcome = machine.run_program(words);
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(outcome.err.empty());
        CHECK_THAT(outcome.out, Catch::Matchers::StartsWith(fmt::format("ciclo {} (", k_version)));
    }
    CHECK(machine.odoo.requests().empty());
}

TEST_CASE("the help of a cycle names every option that means something to it") {
    Machine machine;
    const auto outcome = machine.run_program({"--help"});
    for (const auto& row : config::option_table()) {
        if (!row.flag.empty() && overlap(row.scope, config::Scope::cycle))
            CHECK_THAT(outcome.out, Contains(fmt::format("--{} ", row.flag)));
    }
}

TEST_CASE("no command, 'run' and --executar-uma-vez are the same cycle") {
    Machine machine;
    for (const auto& words : std::vector<std::vector<std::string>>{{}, {"run"}, {"--executar-uma-vez"}}) {
        const auto outcome = machine.run_program(words);
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        check_contains(outcome.out, {"carteira", "ok: a complete cycle"});
    }
    CHECK(machine.value("SELECT count(*) FROM ciclo_execucao WHERE exit_code = 0") == "3");
}

TEST_CASE("a cycle runs as cron starts it: an absolute path, the variables it needs and nothing else") {
    Machine machine;
    machine.add_pedido_with_nf();
    std::vector<std::string> words{"/usr/bin/env", "-i"};
    for (const auto& [name, value] : machine.variables) words.push_back(fmt::format("{}={}", name, value));
    words.emplace_back(ciclo_program());
    machine.advance(std::chrono::seconds{1});
    Program program(words, {});
    const auto outcome = program.wait();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
    check_no_secret(machine, outcome);
}

TEST_CASE("--output json is one object with the outcome of each stage") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_program({"--output", "json", "--log-format", "json"});
    INFO(outcome.text());
    REQUIRE(outcome.status == 0);
    const auto document = object_of(outcome);
    const auto root = document.root();
    CHECK(root.at("exit_code").integer() == 0);
    CHECK(root.at("outcome").string() == "ok");
    CHECK(root.at("execution").string() == machine.value("SELECT id FROM ciclo_execucao"));
    std::string stages;
    for (const auto& stage : root.at("stages").elements()) {
        stages += fmt::format("{} {}\n", stage.at("stage").string(), stage.at("outcome").string());
    }
    CHECK(stages == "faturamento ok\nintegridade ok\nfaturado ok\ncarteira ok\n");
    // And /web/version, which this Odoo does not have.
    CHECK(root.at("totals").at("requests").integer() ==
          static_cast<long long>(machine.odoo.requests().size()) + 1);
    std::istringstream log(outcome.err);
    int lines = 0;
    for (std::string line; std::getline(log, line); ++lines) {
        CHECK(json::Document::parse(line).root().at("level").string() == "info");
    }
    CHECK(lines >= 5);
}

TEST_CASE("--output json reports a failure too, with its cause and what is kept") {
    Machine machine;
    machine.odoo.deny_model("account.move");
    const auto outcome = machine.run_program({"--output", "json"});
    check_failure(machine, outcome, ExitCode::auth_refused, {"account.move"});
    const auto document = object_of(outcome);
    const auto root = document.root();
    CHECK(root.at("exit_code").integer() == 77);
    CHECK(root.at("outcome").string() == "auth_refused");
    CHECK(root.at("stages").size() == 0);
    CHECK_THAT(std::string(root.at("error").string()), Contains("account.move"));
    CHECK_THAT(std::string(root.at("kept").string()), Contains("unchanged"));
    CHECK_THAT(std::string(root.at("hint").string()), Contains("read access"));
}

TEST_CASE("--quiet prints nothing at all when all is well, and the journal is written") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_program({"--quiet"});
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.empty());
    CHECK(machine.rows("SELECT outcome, exit_code, arguments FROM ciclo_execucao") ==
          "ok|0|run --quiet=true");
    CHECK(machine.value("SELECT count(*) FROM ciclo_etapa WHERE outcome = 'ok'") == "4");
}

TEST_CASE("--quiet is not silent about a failure") {
    Machine machine;
    machine.variables["ODOO_API_KEY"] = "chave-errada-5555";
    const auto outcome = machine.run_program({"--quiet"});
    check_failure(machine, outcome, ExitCode::auth_refused, {"Odoo refused the login"});
}

TEST_CASE("a result that nobody can read is not a success") {
    Machine machine;
    machine.variables.clear();
    const auto full = std::vector<std::string>{"/bin/sh", "-c",
                                               fmt::format("exec '{}' --help > /dev/full", ciclo_program())};
    Program program(full, {});
    const auto outcome = program.wait();
    check_failure(machine, outcome, ExitCode::internal_error, {"cannot write to standard output"});
}

TEST_CASE("a standard stream that the caller has closed is not reused by the program, which never hangs") {
    Machine machine;
    for (const char* words : {"--help", "run --dry-run", "status", "check"}) {
        INFO(words);
        Program program({"/bin/sh", "-c", fmt::format("exec '{}' {} >&-", ciclo_program(), words)},
                        machine.variables);
        const auto outcome = program.wait();
        CHECK_FALSE(outcome.timed_out);
        check_failure(machine, outcome, ExitCode::internal_error,
                      {"cannot write to standard output: Bad file descriptor", "hint: send it to a file"});
    }
    Program silent({"/bin/sh", "-c", fmt::format("exec '{}' run 2>&- <&-", ciclo_program())},
                   machine.variables);
    CHECK(silent.wait().status == 0);
}

TEST_CASE("a secret that is given by the path of its file works, and a wrong path is named") {
    Machine machine;
    const auto path = machine.database.cluster().directory() / "api-key";
    FILE* file = std::fopen(path.c_str(), "w");
    REQUIRE(file != nullptr);
    std::fputs((machine.variables.at("ODOO_API_KEY") + "\n").c_str(), file);
    std::fclose(file);
    machine.variables.erase("ODOO_API_KEY");
    machine.variables["ODOO_API_KEY_FILE"] = path;
    const auto outcome = machine.run_program();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    check_no_secret(machine, outcome);
    machine.variables["ODOO_API_KEY_FILE"] = "/nowhere/api-key";
    check_failure(machine, machine.run_program(), ExitCode::config_error,
                  {"ODOO_API_KEY_FILE", "/nowhere/api-key"});
}

TEST_CASE(
    "'schema apply' makes the tables, a second one finds nothing to add, and 'schema check' is content") {
    Machine machine;
    const Database empty;
    Session session(empty.url());
    machine.variables = {{"DATABASE_URL", empty.url()}};
    check_failure(machine, machine.run_program({"schema", "check"}), ExitCode::config_error,
                  {"table carteira_principal is missing", "schema apply"});
    const auto first = machine.run_program({"schema", "apply"});
    INFO(first.text());
    CHECK(first.status == 0);
    check_contains(first.out, {"created table faturamento_produto\n", "created table ciclo_recalculo\n"});
    CHECK(tables(session).find("entregas_monitoradas") == std::string::npos);
    check_contains(machine.run_program({"schema", "apply", "--with-deliveries"}).out,
                   {"created table entregas_monitoradas\n"});
    CHECK(tables(session) == tables(machine.session));
    const auto second = machine.run_program({"schema", "apply"});
    CHECK(second.status == 0);
    CHECK(second.out == "nothing to add\n");
    const auto check = machine.run_program({"schema", "check"});
    CHECK(check.status == 0);
    CHECK(check.out == "every table and column is there\n");
}

TEST_CASE("'schema print' needs no variable, and its output makes the tables in an empty database") {
    Machine machine;
    const Database empty;
    Session session(empty.url());
    machine.variables.clear();
    CHECK_THAT(machine.run_program({"schema", "print"}).out, !Contains("entregas_monitoradas ("));
    const auto printed = machine.run_program({"schema", "print", "--with-deliveries"});
    REQUIRE(printed.status == 0);
    session.connection.execute_script(printed.out);
    CHECK(tables(session) == tables(machine.session));
    machine.variables = {{"DATABASE_URL", empty.url()}};
    CHECK(machine.run_program({"schema", "check"}).status == 0);
    CHECK(machine.run_program({"schema", "apply"}).out == "nothing to add\n");
}

TEST_CASE("a variable with a typing error is a warning that names the right one") {
    Machine machine;
    machine.variables["CICLO_WINDWO"] = "40m";
    const auto outcome = machine.run_program();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    check_contains(outcome.err, {"CICLO_WINDWO", "CICLO_WINDOW"});
}

TEST_CASE("a command whose reader has gone, like that of `head`, ends quietly with its own exit status") {
    Machine machine;
    REQUIRE(machine.run_program().status == 0);
    const auto unread = [&](const std::string& words) {
        INFO(words);
        // The pipe's other end is closed before the program begins.
        Program program({"/bin/bash", "-c",
                         fmt::format("exec 3> >(:); wait $!; exec '{}' {} >&3", ciclo_program(), words)},
                        machine.variables);
        const auto outcome = program.wait();
        INFO(outcome.text());
        CHECK(outcome.err.empty());
        return outcome.status;
    };
    for (const auto* words : {"--help", "--version", "history", "history --json", "status", "rejects",
                              "removed", "schema print", "schema check", "report --html -", "check"})
        CHECK(unread(words) == 0);
    CHECK(unread("--dry-run --quiet --detailed-exitcode --output json") == 0);
    machine.execute("DELETE FROM ciclo_etapa");
    CHECK(unread("status") == number_of(ExitCode::stale));
}

TEST_CASE("a wrong setting is followed by the command whose help lists the settings") {
    for (const auto* command : {"run", "status", "history", "report", "rejects", "removed"}) {
        const auto outcome = Program({ciclo_program(), command}, {{"DATABASE_URL", "mysql://x"}}).wait();
        INFO(outcome.text());
        CHECK(outcome.status == number_of(ExitCode::config_error));
        CHECK_THAT(outcome.err,
                   Contains(fmt::format("hint: 'ciclo {} --help' lists every setting", command)));
    }
}
