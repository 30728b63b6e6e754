// `ciclo status` of the built program: what it says of a database, and the exit status.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "ciclo/journal.hpp"
#include "json/value.hpp"
#include "machine.hpp"
#include "postgres/relay.hpp"
#include "scripted_server.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

constexpr int k_stale = number_of(ExitCode::stale);

// Beside `ciclo`, nothing but the address of the database: no variable leads to Odoo.
Outcome status_of(Machine& machine, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{ciclo_program(), "status"};
    words.insert(words.end(), more.begin(), more.end());
    auto outcome = Program(words, {{"DATABASE_URL", machine.variables.at("DATABASE_URL")}}).wait();
    check_no_secret(machine, outcome);
    return outcome;
}

void run_a_good_cycle(Machine& machine) {
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_program();
    INFO(outcome.text());
    REQUIRE(outcome.status == 0);
}

// As if the rows of these stages had been written earlier.
void move_back(Machine& machine, const std::string& stages, const std::string& by) {
    machine.execute(
        fmt::format("UPDATE ciclo_etapa SET started_at = started_at - interval '{0}', finished_at = "
                    "finished_at - interval '{0}'"
                    " WHERE stage IN ({1})",
                    by, stages));
}

void forget_the_journal(Machine& machine) {
    // The temporary views of a cycle's session hang on these tables until it is gone.
    REQUIRE(machine.leaves_nothing_behind());
    machine.execute(
        "DROP TABLE ciclo_etapa, ciclo_execucao, ciclo_rejeito, ciclo_nf, ciclo_pedido, ciclo_recalculo "
        "CASCADE");
}

// Everything that a command could change: every table's rows, and the tables themselves.
std::string contents(Machine& machine) {
    return machine.row_versions() + machine.rows("SELECT x.xmin, x.* FROM ciclo_execucao x ORDER BY id") +
           machine.rows("SELECT e.xmin, e.* FROM ciclo_etapa e ORDER BY execution, stage") +
           machine.rows(
               "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
}

}  // namespace

TEST_CASE("'status' after a good cycle ends with 0, has a line a stage, and needs no Odoo") {
    Machine machine;
    run_a_good_cycle(machine);
    const auto requests = machine.odoo.requests().size();
    const auto before = contents(machine);
    const auto outcome = status_of(machine);
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    CHECK_THAT(outcome.out, StartsWith("all is well: every stage had a good run in the last 45 min\n"));
    check_contains(outcome.out, {"  ok     faturamento  20", "  ok     integridade  20",
                                 "  ok     faturado     20", "  ok     carteira     20", "0 min",
                                 "next: the last ", "inserted: 1", "times are local (America/Sao_Paulo)"});
    CHECK_THAT(outcome.out,
               Contains(machine.value("SELECT to_char(finished_at AT TIME ZONE 'America/Sao_Paulo',"
                                      " 'YYYY-MM-DD HH24:MI') FROM ciclo_etapa WHERE stage = 'carteira'")));
    CHECK(machine.odoo.requests().size() == requests);
    CHECK(contents(machine) == before);
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("20: 'status' names the stage that is stale, since when and why, and --max-age moves the limit") {
    Machine machine;
    run_a_good_cycle(machine);
    move_back(machine, "'carteira'", "12 hours 5 minutes");
    const auto outcome = status_of(machine);
    INFO(outcome.text());
    CHECK(outcome.status == k_stale);
    CHECK_THAT(outcome.out,
               StartsWith("carteira has been stale since ") && Contains(" (12 h 5 min): no cycle"));
    check_contains(outcome.out, {"  STALE  carteira ", "  ok     faturamento ", "  ok     faturado "});
    CHECK(status_of(machine, {"--max-age", "13h"}).status == 0);
    CHECK(status_of(machine, {"--max-age", "12h"}).status == k_stale);
    const auto in_portuguese = status_of(machine, {"--lang", "pt"});
    CHECK(in_portuguese.status == k_stale);
    check_contains(in_portuguese.out,
                   {"a etapa carteira está parada desde ", " (12 h 5 min): nenhum ciclo começou",
                    "  PARADA carteira ", "horário local (America/Sao_Paulo)"});
}

TEST_CASE("20: all stages that are stale are named, and CICLO_MAX_AGE is honoured") {
    Machine machine;
    run_a_good_cycle(machine);
    move_back(machine, "'faturamento', 'integridade', 'faturado', 'carteira'", "46 minutes");
    const auto outcome = status_of(machine);
    INFO(outcome.text());
    CHECK(outcome.status == k_stale);
    CHECK_THAT(outcome.out, StartsWith("faturamento, integridade, faturado, carteira have been stale"));
    machine.variables["CICLO_MAX_AGE"] = "1h";
    CHECK(machine.run_program({"status"}).status == 0);
}

TEST_CASE("'status --quiet' prints nothing while all is well, and the status when a stage is stale") {
    Machine machine;
    run_a_good_cycle(machine);
    const auto well = status_of(machine, {"--quiet"});
    CHECK(well.status == 0);
    CHECK(well.out.empty());
    CHECK(well.err.empty());
    move_back(machine, "'carteira'", "1 day");
    const auto stale = status_of(machine, {"--quiet"});
    CHECK(stale.status == k_stale);
    CHECK_THAT(stale.out, StartsWith("carteira has been stale"));
}

TEST_CASE("'status' reports why the last cycle failed and what is set aside, though no stage is stale yet") {
    Machine machine;
    run_a_good_cycle(machine);
    machine.odoo.deny_model("account.move");
    REQUIRE(machine.run_program().status == number_of(ExitCode::auth_refused));
    machine.execute(
        "INSERT INTO ciclo_rejeito (model, record_id, reason, first_seen, last_seen)"
        " VALUES ('sale.order', 7, 'price_unit is no number', now(), now())");
    const auto outcome = status_of(machine);
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.out,
               StartsWith("no stage is stale, but the last cycle ended with auth_refused (77)\n"));
    check_contains(outcome.out, {"last cycle: auth_refused (77), started 20", "account.move",
                                 "  database: unchanged; give the Odoo user read access to this model",
                                 "set aside: 1 records of Odoo ('ciclo rejects')"});
    const auto in_portuguese = status_of(machine, {"--lang=pt"});
    check_contains(in_portuguese.out,
                   {"nenhuma etapa está parada, mas o último ciclo terminou com auth_refused (77)",
                    "banco de dados: nada mudou; dê ao usuário do Odoo leitura deste modelo",
                    "rejeitados: 1 registros do Odoo"});
}

TEST_CASE("'status' reports a running cycle, and one that was killed") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    const auto cycle = machine.start_program();
    REQUIRE(machine.becomes_true("SELECT EXISTS (SELECT 1 FROM ciclo_execucao)"));
    const auto outcome = status_of(machine);
    INFO(outcome.text());
    CHECK(outcome.status == k_stale);
    CHECK_THAT(outcome.out,
               StartsWith("faturamento, integridade, faturado, carteira have never had a good run: a cycle "
                          "is running\n"));
    check_contains(outcome.out, {"a cycle is running on host " + host_name() + " since 20", ", session "});
    const auto as_json = status_of(machine, {"--json"});
    const auto document = json::Document::parse(as_json.out);
    CHECK(document.root().at("at_work").at("execution").string() ==
          machine.value("SELECT id FROM ciclo_execucao"));
    cycle->signal(SIGKILL);
    CHECK(cycle->wait().killed_by == SIGKILL);
    REQUIRE(machine.leaves_nothing_behind());
    const auto killed = status_of(machine);
    INFO(killed.text());
    CHECK_THAT(killed.out, Contains("have never had a good run: the last cycle was killed\n") &&
                               Contains("last cycle: started 20") && !Contains("running"));
}

TEST_CASE("'status' says what the next cycle would read: a window, a catch-up or a full load") {
    Machine machine;
    run_a_good_cycle(machine);
    const auto next = [&](const std::string& read_to) {
        machine.execute("UPDATE ciclo_etapa SET read_to = (now() AT TIME ZONE 'UTC') - interval '" + read_to +
                        "'");
        return status_of(machine).out;
    };
    CHECK_THAT(next("0 min"), Contains("next: the last 40 min"));
    CHECK_THAT(next("12 hours"), Contains("next: the last 12 h 10 min"));
    CHECK_THAT(next("31 days"), Contains("next: full load (the gap is longer than --max-catch-up)"));
    CHECK_THAT(status_of(machine, {"--max-catch-up", "60d", "--overlap", "1h"}).out,
               Contains("next: the last 31 d 1 h"));
    machine.execute("DELETE FROM carteira_principal");
    CHECK_THAT(status_of(machine).out, Contains("next: full load (the table is empty)"));
}

TEST_CASE(
    "20: on a database that ciclo never filled 'status' reports since when the application's tables are "
    "unchanged") {
    Machine machine;
    run_a_good_cycle(machine);
    const bool has_journal = GENERATE(true, false);
    machine.execute(
        "UPDATE faturamento_produto SET created_at = '2026-11-19 08:00', updated_at = '2026-11-20 18:02';"
        "UPDATE carteira_principal SET updated_at = '2026-11-21 09:30';"
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at)"
        " VALUES ('MANUAL1', 'A', '', 'A', 1, 1, now(), now())");
    if (has_journal) {
        machine.execute("DELETE FROM ciclo_etapa; DELETE FROM ciclo_execucao");
    } else {
        forget_the_journal(machine);
    }
    // The server may see a moment later than we do that the cycle's session is gone.
    machine.execute(
        "DO $$ BEGIN WHILE EXISTS (SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
        " WHERE l.locktype = 'advisory' AND d.datname = current_database()) LOOP PERFORM pg_sleep(0.02); END "
        "LOOP; END $$");
    const auto outcome = status_of(machine);
    INFO(outcome.text());
    CHECK(outcome.status == k_stale);
    CHECK_THAT(
        outcome.out,
        StartsWith(has_journal
                       ? "faturamento, integridade, faturado, carteira have never had a good run: no cycle"
                       : "ciclo has never run on this database: its own tables are missing\n"));
    check_contains(outcome.out, {"  STALE  carteira     never",
                                 "faturamento_produto has not changed since 2026-11-20 18:02 (",
                                 "carteira_principal has not changed since 2026-11-21 09:30 ("});
    CHECK((outcome.out.find("ciclo schema apply") == std::string::npos) == has_journal);
    const auto as_json = status_of(machine, {"--json"});
    CHECK(as_json.status == k_stale);
    const auto document = json::Document::parse(as_json.out);
    CHECK(document.root().at("has_journal").boolean() == has_journal);
    CHECK(document.root().at("moves").at(0).at("local_time").string() == "2026-11-20 18:02");
}

TEST_CASE(
    "78: 'status' on a database without the application's tables, or with older ones, names the remedy") {
    Machine machine;
    const Database empty;
    const auto good = machine.variables.at("DATABASE_URL");
    machine.variables["DATABASE_URL"] = empty.url();
    check_failure(machine, status_of(machine), ExitCode::config_error,
                  {"faturamento_produto, carteira_principal", "ciclo schema apply"});
    machine.variables["DATABASE_URL"] = good;
    machine.execute("ALTER TABLE ciclo_etapa DROP COLUMN counts");
    check_failure(machine, status_of(machine), ExitCode::config_error, {"counts", "ciclo schema apply"});
    check_failure(machine, status_of(machine, {"--time-zone", "America/Atlantida"}), ExitCode::config_error,
                  {"America/Atlantida", "CICLO_TIME_ZONE"});
}

TEST_CASE("'status' and 'history' work for a role that may only read, in a database that is read-only") {
    Machine machine;
    run_a_good_cycle(machine);
    const auto& database = machine.database;
    const auto role = "leitor_" + database.name();
    database.cluster().as_superuser("CREATE ROLE " + role + " LOGIN");
    database.cluster().as_superuser("ALTER ROLE " + role + " SET default_transaction_read_only = on");
    machine.variables["DATABASE_URL"] = database.cluster().socket_url(database.name(), role);
    check_failure(machine, status_of(machine), ExitCode::auth_refused, {"permission denied", "grant SELECT"});
    machine.execute(
        "GRANT SELECT ON ciclo_execucao, ciclo_etapa, ciclo_rejeito, faturamento_produto, carteira_principal"
        " TO " +
        role);
    const auto outcome = status_of(machine);
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.out, StartsWith("all is well"));
    const auto history = machine.run_program({"history"});
    INFO(history.text());
    CHECK(history.status == 0);
    CHECK_THAT(history.out, Contains("1 cycles, 1 ok"));
    // Of a session that is another role's it sees the lock, and finds the cycle by the journal.
    machine.variables["DATABASE_URL"] = database.url();
    machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    const auto cycle = machine.start_program();
    REQUIRE(machine.becomes_true("SELECT count(*) = 2 FROM ciclo_execucao"));
    machine.variables["DATABASE_URL"] = database.cluster().socket_url(database.name(), role);
    CHECK_THAT(status_of(machine).out, Contains("a cycle is running on host " + host_name()));
    cycle->signal(SIGTERM);
    CHECK(cycle->wait().status == number_of(ExitCode::interrupted_term));
}

TEST_CASE("74: 'status' gives up within its few seconds on a database that is away or never answers") {
    Machine machine;
    const SilentListener silent;
    const auto url = [](int port) {
        return fmt::format("postgres://ciclo:{}@127.0.0.1:{}/x", Machine::k_database_password, port);
    };
    machine.variables["DATABASE_URL"] = url(silent.port());
    const auto never = machine.start_program({"status"});
    machine.variables["DATABASE_URL"] = url(closed_port());
    const auto away = machine.start_program({"status"});
    for (const auto* program : {&never, &away}) {
        const auto outcome = (*program)->wait();
        check_failure(machine, outcome, ExitCode::database_unavailable, {"127.0.0.1", "hint: "});
        CHECK(outcome.taken < std::chrono::seconds{16});
    }
}

TEST_CASE("74: 'status' does not wait for a table that is locked for a change") {
    Machine machine;
    run_a_good_cycle(machine);
    Session other(machine.database.url());
    other.execute("BEGIN");
    other.execute("LOCK TABLE ciclo_etapa IN ACCESS EXCLUSIVE MODE");
    const auto outcome = machine.run_program({"status"});
    other.execute("ROLLBACK");
    check_failure(machine, outcome, ExitCode::database_unavailable, {"lock timeout"});
    CHECK(outcome.taken < std::chrono::seconds{10});
}

TEST_CASE("'status' runs as cron starts it, and its JSON is one object") {
    Machine machine;
    run_a_good_cycle(machine);
    Program program({"/usr/bin/env", "-i", "DATABASE_URL=" + machine.variables.at("DATABASE_URL"),
                     ciclo_program(), "status", "--json", "--lang", "pt"},
                    {});
    const auto outcome = program.wait();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    const auto document = json::Document::parse(outcome.out);
    const auto root = document.root();
    CHECK(root.at("exit_code").integer() == 0);
    CHECK(root.at("outcome").string() == "ok");
    CHECK_THAT(std::string(root.at("sentence").string()), StartsWith("all is well"));
    REQUIRE(root.at("stages").size() == 4);
    CHECK(root.at("stages").at(0).at("next").at("full").is(json::Type::boolean));
    CHECK(root.at("stages").at(1).at("next").is(json::Type::null));
    CHECK(root.at("stages").at(3).at("counts").at("inserted").integer() == 1);
    CHECK(root.at("last_cycle").at("execution").string() == machine.value("SELECT id FROM ciclo_execucao"));
}

TEST_CASE("a run that is refused before its cycle begins is what status names, not the schedule") {
    struct Refusal {
        const char* name;
        const char* sql;  // as superuser
        Variables variables;
        ExitCode code;
        const char* error;
    };
    const std::vector<Refusal> refusals{
        {"row level security",
         "ALTER TABLE separacao ENABLE ROW LEVEL SECURITY; ALTER TABLE separacao FORCE ROW LEVEL SECURITY",
         {},
         ExitCode::auth_refused,
         "row level security"},
        {"a table is missing",
         "DROP TABLE contatos_agendamento",
         {},
         ExitCode::config_error,
         "contatos_agendamento"},
        {"an unknown time zone",
         "",
         {{"CICLO_TIME_ZONE", "America/Nowhere"}},
         ExitCode::config_error,
         "America/Nowhere"},
        {"a missing setting", "", {{"ODOO_DB", ""}}, ExitCode::config_error, "ODOO_DB"},
    };
    for (const auto& refusal : refusals) {
        INFO(refusal.name);
        Machine machine;
        machine.add_pedido_with_nf();
        REQUIRE(machine.run_program().status == 0);
        machine.execute("UPDATE ciclo_etapa SET finished_at = finished_at - interval '2 hours'");
        if (*refusal.sql != '\0') machine.execute(refusal.sql);
        const auto right = machine.variables;
        for (const auto& [name, value] : refusal.variables) machine.variables[name] = value;
        const auto refused = machine.run_program();
        check_failure(machine, refused, refusal.code, {refusal.error});
        // Neither a dry run nor a run of a selection says anything about the schedule.
        CHECK(machine.run_program({"--dry-run"}).status == number_of(refusal.code));
        CHECK(machine.run_program({"--pedido", "VCD0000001"}).status == number_of(refusal.code));
        CHECK(machine.value("SELECT count(*) FROM ciclo_execucao") == "2");
        CHECK(machine.journal() == fmt::format("{}|{}", name_of(refusal.code), number_of(refusal.code)));
        check_contains(machine.value("SELECT error FROM ciclo_execucao ORDER BY started_at DESC LIMIT 1"),
                       {refusal.error});
        machine.variables = right;
        const auto status = machine.run_program({"status"});
        INFO(status.text());
        CHECK(status.status == number_of(ExitCode::stale));
        check_contains(status.out, {fmt::format("the last cycle ended with {} ({})", name_of(refusal.code),
                                                number_of(refusal.code))});
        CHECK(machine.leaves_nothing_behind());
    }
}
