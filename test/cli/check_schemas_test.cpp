// Which tables a role's search path leads to, and what of them it shows: what `ciclo check` says, and that a
// cycle does not take hidden rows for rows that are gone.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "check_support.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::string rows_of(Machine& machine, const std::string& table) {
    return machine.value("SELECT count(*) FROM " + table);
}

// Runs a cycle that must be refused before it writes.
void check_refused(Machine& machine, ExitCode code, const std::vector<std::string>& wanted) {
    const auto before = machine.row_versions();
    check_failure(machine, machine.run_program(), code, wanted);
    CHECK(machine.row_versions() == before);
    check_failure(machine, machine.run_program({"--dry-run"}), code, wanted);
}

}  // namespace

TEST_CASE("a policy that may hide rows ends check and cycle with 77, and names its tables") {
    Ready machine;
    const Role role(machine);
    role.grant_listed();
    machine.execute(
        "ALTER TABLE faturamento_produto ENABLE ROW LEVEL SECURITY;"
        "ALTER TABLE separacao ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY all_rows ON separacao USING (true)");
    const auto checked = check(machine);
    CHECK(checked.outcome.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(checked.line("tables"),
               StartsWith("FAIL row level security may hide rows from this role: faturamento_produto, "
                          "separacao\nremedy: ") &&
                   Contains("BYPASSRLS"));
    check_refused(machine, ExitCode::auth_refused, {"faturamento_produto, separacao", "BYPASSRLS"});
    machine.execute(
        "ALTER TABLE faturamento_produto DISABLE ROW LEVEL SECURITY;"
        "ALTER TABLE separacao DISABLE ROW LEVEL SECURITY");
    CHECK(machine.run_program().status == 0);
}

TEST_CASE("a view in a table's place ends check and cycle with 78; a partition is an AVISO") {
    Ready machine;
    machine.execute(
        "ALTER TABLE separacao RENAME TO separacao_todas;"
        "CREATE VIEW separacao AS SELECT * FROM separacao_todas WHERE id > 0");
    const auto checked = check(machine);
    CHECK(checked.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(checked.line("tables"),
               StartsWith("FAIL not a table, but a view or a foreign table: separacao\nremedy: "));
    check_refused(machine, ExitCode::config_error, {"a view or a foreign table: separacao"});
    machine.execute(
        "DROP VIEW separacao; ALTER TABLE separacao_todas RENAME TO separacao;"
        "CREATE TABLE standby (LIKE saldo_standby) PARTITION BY RANGE (id);"
        "ALTER TABLE standby ATTACH PARTITION saldo_standby DEFAULT");
    CHECK_THAT(check(machine).line("tables"),
               StartsWith("AVISO all in schema public; saldo_standby is a partition of standby\nremedy: "));
    CHECK(machine.run_program().status == 0);
}

TEST_CASE("an old copy of a table earlier in the search path is named") {
    Ready machine;
    CHECK(check(machine).line("tables") == "ok all in schema public");
    machine.execute(
        fmt::format("CREATE SCHEMA old; CREATE TABLE old.separacao (LIKE separacao INCLUDING ALL);"
                    "ALTER ROLE ciclo IN DATABASE {} SET search_path = old, public",
                    machine.database.name()));
    const auto line = check(machine).line("tables");
    CHECK_THAT(line, StartsWith("AVISO the application's in schema old (separacao), public (") &&
                         Contains(", those of ciclo in schema public; separacao is also in public\n") &&
                         Contains("ALTER ROLE ciclo SET search_path"));
}

TEST_CASE(
    "a role that may put functions before PostgreSQL's own is named, and a foreign schema is left out") {
    Ready machine;
    CHECK(check(machine).line("search path") == "ok only owners may create objects in its schemas");
    machine.execute(
        fmt::format("CREATE SCHEMA common; GRANT ALL ON SCHEMA common TO PUBLIC;"
                    "ALTER ROLE ciclo IN DATABASE {} SET search_path = common, public",
                    machine.database.name()));
    // As an attacker would: exact types go before PostgreSQL's text = text.
    machine.execute(
        "CREATE TABLE common.run_by (who text);"
        "CREATE FUNCTION common.spy(varchar, varchar) RETURNS boolean LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO common.run_by VALUES (current_user); RETURN $1::text = $2::text; END';"
        "CREATE OPERATOR common.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = common.spy)");
    CHECK(machine.run_program({"--full"}).status == 0);
    CHECK(rows_of(machine, "common.run_by") == "0");
    CHECK(check(machine).line("search path") == "ok only owners may create objects in its schemas");
    machine.execute("GRANT CREATE ON SCHEMA public TO PUBLIC");
    CHECK(check(machine).line("search path") ==
          "AVISO may create functions and operators there that run as ciclo: PUBLIC in schema public\n"
          "remedy: REVOKE CREATE ON SCHEMA public FROM PUBLIC;");
}

TEST_CASE("a schema of the role's own name leads to the same lock; so does a program of an earlier version") {
    Ready machine;
    Session other(machine.database.url());
    const auto runs = [&] { return machine.run_program({"--lock-wait=0"}).status == 0; };
    const auto lock = [&](const std::string& key) {
        other.execute("SELECT pg_advisory_lock(hashtext('ciclo'), hashtext(" + key + "))");
    };
    lock("'public'");  // of an earlier version
    check_failure(machine, machine.run_program({"--lock-wait=0"}), ExitCode::already_running,
                  {"another cycle"});
    other.execute("SELECT pg_advisory_unlock_all()");
    CHECK(runs());
    lock("to_regclass('carteira_principal')::oid::text");
    machine.execute("CREATE SCHEMA ciclo");
    check_failure(machine, machine.run_program({"--lock-wait=0"}), ExitCode::already_running,
                  {"another cycle"});
    other.execute("SELECT pg_advisory_unlock_all()");
    CHECK(runs());
}

TEST_CASE("a time zone is a name: offsets, which PostgreSQL reads the POSIX way, and abbreviations are 78") {
    Ready machine;
    CHECK_THAT(check(machine).line("time zone"), StartsWith("ok America/Sao_Paulo (UTC-03:00)"));
    for (const auto* zone : {"GMT-3", "America/Sao_Paulo3", "BRT", "UTC+3", "Etc/GMT+33"}) {
        INFO(zone);
        machine.variables["CICLO_TIME_ZONE"] = zone;
        check_failure(machine, machine.run_program(), ExitCode::config_error,
                      {std::string("'") + zone + "' is not the name of a time zone", "America/Sao_Paulo"});
    }
    for (const auto* zone : {"UTC", "Etc/GMT+3", "america/sao_paulo", "Brazil/East"}) {
        INFO(zone);
        machine.variables["CICLO_TIME_ZONE"] = zone;
        CHECK(machine.run_program({"status"}).status == 0);
    }
    CHECK_THAT(check(machine).line("time zone"), StartsWith("ok Brazil/East (UTC-03:00)"));
}

TEST_CASE("a sequence behind its table is an AVISO that names column, values and the statement to run") {
    Ready machine;
    CHECK(check(machine).line("sequences") == "ok each is ahead of its table");
    // As a restore of the rows alone leaves them: one called before, one never called, and an identity.
    machine.execute(
        "INSERT INTO cadastro_rota (id, cod_uf, rota, ativa, created_at, updated_at)"
        " VALUES (4711, 'ZZ', 'X', true, now(), now());"
        "SELECT setval('separacao_id_seq', 5);"
        "INSERT INTO separacao (id, cod_uf, status, nf_cd, separacao_impressa)"
        " VALUES (6, 'SP', 'ABERTO', false, false);"
        "ALTER TABLE saldo_standby ALTER id DROP DEFAULT;"
        "ALTER TABLE saldo_standby ALTER id ADD GENERATED BY DEFAULT AS IDENTITY;"
        "INSERT INTO saldo_standby (id, origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
        "nome_cliente, qtd_saldo, valor_saldo, tipo_standby, criado_em, criado_por)"
        " VALUES (1, 'L', 'X1', 'P', '1', 'N', 1, 1, 'T', now(), 'people')");
    const auto before = everything(machine);
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    const auto line = checked.line("sequences");
    CHECK_THAT(
        line,
        StartsWith("AVISO an INSERT would meet an id that is there (the next value, the highest id): "
                   "cadastro_rota.id (1, 4711); saldo_standby.id (1, 1); separacao.id (6, 6)\nremedy: "));
    CHECK(everything(machine) == before);
    machine.execute(line.substr(line.find("SELECT setval")));
    CHECK(check(machine).line("sequences") == "ok each is ahead of its table");
}

TEST_CASE("a role that may not read a table or its sequence gets no AVISO about it") {
    Ready machine;
    machine.execute(
        "INSERT INTO separacao (id, cod_uf, status, nf_cd, separacao_impressa)"
        " VALUES (4711, 'SP', 'ABERTO', false, false)");
    CHECK_THAT(check(machine).line("sequences"), Contains("separacao.id"));
    const Role role(machine);
    role.grant_listed();
    role.execute("REVOKE ALL ON SEQUENCE separacao_id_seq FROM {}");
    CHECK(check(machine).line("sequences") == "ok each is ahead of its table");
}

TEST_CASE("a code of --no-stock-products that no product has is an AVISO") {
    Ready machine;
    CHECK(check(machine).line("no-stock codes").empty());
    const auto known = machine.value("SELECT min(cod_produto) FROM cadastro_palletizacao");
    REQUIRE_FALSE(known.empty());
    CHECK(check(machine, {"--no-stock-products", known}).line("no-stock codes") == "ok " + known);
    const auto checked = check(machine, {"--no-stock-products", "PALETE," + known});
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("no-stock codes"),
               StartsWith("AVISO no product has the code PALETE: its NFs would not be left out\nremedy: "));
}
