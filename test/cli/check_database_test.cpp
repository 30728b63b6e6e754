// What `ciclo check` finds in PostgreSQL, one kind of failure each: its code, its sentence and its remedy.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "check_support.hpp"
#include "cluster/cluster.hpp"
#include "postgres/relay.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::string remedy_of(const std::string& line) {
    const std::string mark = "\nremedy: ";
    const auto at = line.find(mark);
    return at == std::string::npos ? std::string() : line.substr(at + mark.size());
}

}  // namespace

TEST_CASE("missing rights are named with the GRANT that gives them, and the GRANT solves it") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    REQUIRE(check(machine).outcome.status == 0);
    role.execute(
        "REVOKE UPDATE ON carteira_principal FROM {}; REVOKE SELECT, DELETE ON saldo_standby FROM {}");
    role.execute("REVOKE USAGE ON SEQUENCE separacao_id_seq FROM {}");
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == number_of(ExitCode::auth_refused));
    const auto line = checked.line("rights");
    CHECK_THAT(line, StartsWith(fmt::format(
                         "FAIL role {} lacks UPDATE on carteira_principal, SELECT, DELETE on saldo_standby,"
                         " USAGE on separacao_id_seq\n",
                         role.name())));
    CHECK(remedy_of(line) ==
          fmt::format("GRANT UPDATE ON carteira_principal TO {0}; GRANT SELECT, DELETE ON saldo_standby TO "
                      "{0}; GRANT USAGE ON SEQUENCE separacao_id_seq TO {0};",
                      role.name()));
    machine.execute(remedy_of(line));
    CHECK(check(machine).outcome.status == 0);
}

TEST_CASE(
    "a right that only an optional step needs leaves that step out: an AVISO of check and of the cycle") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    role.execute("REVOKE INSERT, UPDATE ON contatos_agendamento FROM {}");
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(
        checked.line("rights"),
        StartsWith(fmt::format("AVISO role {} lacks INSERT, UPDATE on contatos_agendamento", role.name())));
    machine.execute("DELETE FROM contatos_agendamento");
    const auto cycle = machine.run_program({"run"});
    INFO(cycle.text());
    CHECK(cycle.status == 0);
    CHECK_THAT(cycle.text(),
               Contains("CONTATOS_SEM_DIREITO") && Contains("GRANT INSERT, UPDATE ON contatos_agendamento"));
    machine.execute(remedy_of(checked.line("rights")));
    CHECK_THAT(check(machine).line("rights"), StartsWith("ok"));
}

TEST_CASE("a former sync that still writes is named, with its authors, tables and times") {
    Ready machine;
    CHECK(check(machine).line("other writers") == "ok none since the first cycle");
    const auto sees = [&](const std::string& sql) {
        machine.execute(sql);
        return check(machine).line("other writers");
    };
    // Before the first cycle it was right to write, and other steps of that program go on.
    CHECK(sees("UPDATE carteira_principal SET updated_by = 'Sistema Odoo', updated_at = now() - interval '2 "
               "days';"
               "UPDATE movimentacao_estoque SET criado_por = 'Sistema Odoo - Reversao'") ==
          "ok none since the first cycle");
    const auto line = sees(
        "UPDATE faturamento_produto SET updated_by = 'FaturamentoService',"
        " updated_at = now() AT TIME ZONE 'America/Sao_Paulo' + interval '1 minute';"
        "UPDATE movimentacao_estoque SET criado_por = 'ProcessadorFaturamento - Lote 3',"
        " criado_em = now() AT TIME ZONE 'America/Sao_Paulo' + interval '2 minutes'");
    CHECK_THAT(line, StartsWith("AVISO 'ProcessadorFaturamento - Lote 3' movimentacao_estoque (1, 20") &&
                         Contains("); 'FaturamentoService' faturamento_produto (1, 20") &&
                         Contains("remedy: another sync writes the same rows"));
    CHECK(check(machine).outcome.status == 0);
}

TEST_CASE("where inconsistencia_faturamento is gone, the check says so and all is well") {
    Ready machine;
    machine.execute("DROP TABLE inconsistencia_faturamento");
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("schema"),
               StartsWith("ok every table and column is there; inconsistencia_faturamento"));
    CHECK(machine.run_program({"schema", "check"}).status == 0);
    CHECK(machine.run_program({"report", "--html", "-"}).status == 0);
}

TEST_CASE("the check says who writes the totals of shipments, and whether freights are looked for") {
    Ready machine;
    const auto line_after = [&](const std::string& sql) {
        if (!sql.empty()) machine.execute(sql);
        return check(machine).line("shipments");
    };
    const std::string no_freights = "; without table fretes none is reported for lacking a freight";
    machine.execute("DROP TABLE IF EXISTS fretes");
    CHECK(line_after(
              "ALTER TABLE embarques DROP COLUMN IF EXISTS peso_total, DROP COLUMN IF EXISTS valor_total,"
              " DROP COLUMN IF EXISTS pallet_total") == "ok they have no totals" + no_freights);
    CHECK(line_after(
              "ALTER TABLE embarques ADD COLUMN peso_total float; CREATE TABLE fretes (embarque_id integer,"
              " cnpj_cliente varchar(20))") ==
          "ok a cycle writes their totals: embarque_itens has no trigger that does; those without a freight "
          "are "
          "reported");
    CHECK(line_after(
              "CREATE FUNCTION totals() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
              "CREATE TRIGGER trigger_atualizar_totais_embarque AFTER INSERT ON embarque_itens FOR EACH ROW"
              " EXECUTE FUNCTION totals(); DROP TABLE fretes") ==
          "ok the application's trigger writes their totals" + no_freights);
}

TEST_CASE("deliveries that are left out are named with what they lack: a table, or a right") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    role.execute("REVOKE INSERT ON entregas_monitoradas FROM {}");
    CHECK_THAT(check(machine).line("rights"),
               StartsWith(fmt::format("AVISO role {} lacks INSERT on entregas_monitoradas", role.name())) &&
                   Contains("GRANT INSERT ON entregas_monitoradas"));
    machine.execute("ALTER TABLE cidades_atendidas RENAME TO gone");
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("schema"),
               Contains("deliveries are left out: there is no cidades_atendidas (schema apply"));
}

TEST_CASE("deleting needs a right more, and only then") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    const auto checked = check(machine, {"--removal", "delete"});
    CHECK(checked.outcome.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(checked.line("rights"), Contains("lacks DELETE on carteira_principal"));
    machine.execute(remedy_of(checked.line("rights")));
    CHECK(check(machine, {"--removal", "delete"}).outcome.status == 0);
}

TEST_CASE("a role without the schema, or without temporary tables, gets the missing GRANT") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    machine.execute("REVOKE USAGE ON SCHEMA public FROM PUBLIC");
    const auto no_schema = check(machine);
    INFO(no_schema.outcome.text());
    CHECK(no_schema.outcome.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(no_schema.line("schema"), StartsWith("FAIL the role may use no schema") &&
                                             Contains("GRANT USAGE ON SCHEMA public TO " + role.name()));
    role.execute("GRANT USAGE ON SCHEMA public TO {}");
    machine.execute(fmt::format("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC", machine.database.name()));
    const auto no_room = check(machine);
    INFO(no_room.outcome.text());
    CHECK(no_room.outcome.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(
        no_room.line("temporary tables"),
        StartsWith("FAIL check/try_temporary.sql: postgres: permission denied to create temporary tables"));
    machine.execute(remedy_of(no_room.line("temporary tables")));
    CHECK(check(machine).outcome.status == 0);
}

TEST_CASE("a role at the limit of its connections is an AVISO") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    machine.database.cluster().as_superuser(fmt::format("ALTER ROLE {} CONNECTION LIMIT 1", role.name()));
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("connections"),
               StartsWith("AVISO 0 more can be opened\nremedy: raise max_connections"));
}

TEST_CASE("tables in another encoding than UTF8 are an AVISO") {
    Machine machine;
    auto& cluster = machine.database.cluster();
    const auto name = machine.database.name() + "_latin";
    cluster.as_superuser(fmt::format(
        "CREATE DATABASE {} OWNER ciclo TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'",
        name));
    machine.variables["DATABASE_URL"] = cluster.socket_url(name, "ciclo");
    const auto checked = check(machine);
    CHECK_THAT(checked.line("encoding"), StartsWith("AVISO LATIN1: a name with a character that it lacks") &&
                                             Contains("encoding UTF8"));
    CHECK_THAT(checked.line("schema"), Contains("table carteira_principal is missing"));
    CHECK(checked.outcome.status == number_of(ExitCode::config_error));
    CHECK(checked.line("last carteira").empty());
    cluster.as_superuser(fmt::format("DROP DATABASE {}", name));
}

TEST_CASE("a time zone that the server does not know is a wrong setting") {
    Ready machine;
    const auto checked = check(machine, {"--time-zone", "America/Atlantida"});
    CHECK(checked.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(checked.line("time zone"), StartsWith("FAIL ") && Contains("remedy: set CICLO_TIME_ZONE"));
}

TEST_CASE("a connection pooler is refused") {
    Ready machine;
    const auto& cluster = machine.database.cluster();
    const Relay relay(cluster.directory() / fmt::format(".s.PGSQL.{}", cluster.port()),
                      RelayFault::other_backend_pid);
    machine.variables["DATABASE_URL"] =
        fmt::format("postgres://ciclo:{}@127.0.0.1:{}/{}", Machine::k_database_password, relay.port(),
                    machine.database.name());
    const auto checked = check(machine);
    CHECK(checked.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(checked.line("database"),
               Contains("behind a connection pooler") && Contains("remedy: use the direct"));
    CHECK_THAT(checked.line("odoo login"), StartsWith("ok "));
}

TEST_CASE("a wrong password, a read-only database and one that never answers are reported within seconds",
          "[long]") {
    Cluster with_passwords({.tcp = true});
    const Database locked(with_passwords);
    Ready refused;
    auto url = locked.tcp_url();
    url.replace(url.find(with_passwords.password()), with_passwords.password().size(),
                Machine::k_database_password);
    refused.variables["DATABASE_URL"] = url;
    Ready read_only;
    read_only.database.cluster().as_superuser(
        fmt::format("ALTER DATABASE {} SET default_transaction_read_only = on", read_only.database.name()));
    Ready silent;
    const SilentListener listener;
    silent.variables["DATABASE_URL"] =
        fmt::format("postgres://ciclo:{}@127.0.0.1:{}/x", Machine::k_database_password, listener.port());
    // Side by side: two of them are waited for.
    const auto first = start_check(refused);
    const auto second = start_check(read_only);
    const auto third = start_check(silent);
    struct Case {
        Outcome outcome;
        ExitCode code;
        std::vector<std::string> wanted;
    };
    for (const auto& [outcome, code, wanted] :
         {Case{first->wait(),
               ExitCode::auth_refused,
               {"the password was refused", "remedy: check user and password"}},
          Case{second->wait(), ExitCode::database_unavailable, {"read-only", "must lead to the primary"}},
          Case{third->wait(), ExitCode::database_unavailable, {"no answer in time", "is the server up"}}}) {
        INFO(outcome.text());
        CHECK(outcome.status == number_of(code));
        CHECK(outcome.taken < std::chrono::seconds{10});
        check_contains(outcome.out, wanted);
        const auto lines = lines_of(outcome.out);
        CHECK_THAT(lines.at("database"), StartsWith("FAIL "));
        CHECK_THAT(lines.at("odoo login"), StartsWith("ok "));
        CHECK(lines.count("rights") == 0);
        CHECK_THAT(outcome.out, !Contains(Machine::k_database_password));
    }
}

TEST_CASE(
    "a database that stops answering in the middle of the check is reported once, and Odoo is checked all "
    "the same",
    "[long]") {
    Ready machine;
    // The catalog's own table: every statement on it waits.
    Session owner(machine.database.admin_url());
    owner.execute("BEGIN");
    owner.execute("LOCK TABLE pg_attrdef IN ACCESS EXCLUSIVE MODE");
    const auto checked = check(machine);
    owner.execute("ROLLBACK");
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == number_of(ExitCode::database_unavailable));
    CHECK(checked.outcome.taken < std::chrono::seconds{20});
    CHECK_THAT(checked.line("rights"), StartsWith("FAIL "));
    CHECK_THAT(checked.line("odoo login"), StartsWith("ok "));
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("an event trigger that refuses temporary tables is not taken for a missing right") {
    Ready machine;
    Session admin(machine.database.admin_url());
    admin.connection.execute_script(
        "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS"
        " 'BEGIN RAISE insufficient_privilege USING MESSAGE = ''no new tables''; END';"
        "CREATE EVENT TRIGGER refuse ON ddl_command_start EXECUTE FUNCTION refuse()");
    const auto line = check(machine).line("temporary tables");
    CHECK_THAT(line, Contains("no new tables") && Contains("event trigger") && !Contains("GRANT TEMPORARY"));
}
