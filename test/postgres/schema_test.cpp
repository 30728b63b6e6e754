#include "schema/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "schema/sql.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;
using Lines = std::set<std::string>;

namespace {

const std::vector<std::string> k_none;

Lines lines_of(Session& session, const std::string& sql) {
    Lines out;
    const auto result = session.execute(sql);
    for (int row = 0; row < result.rows(); ++row) out.insert(result.text(row, 0));
    return out;
}

std::vector<std::string> without(const Lines& all, const Lines& less) {
    std::vector<std::string> out;
    std::set_difference(all.begin(), all.end(), less.begin(), less.end(), std::back_inserter(out));
    return out;
}

// One line for each thing that the catalog knows of the schema "public", each beginning with its table's
// name.
const char* const k_catalog =
    "WITH tables AS (SELECT oid, relname, relkind, relfilenode FROM pg_class"
    "                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v'))"
    " SELECT concat_ws(' ', relname, 'storage', relkind, relfilenode) FROM tables"
    " UNION ALL SELECT concat_ws(' ', relname, 'column', attnum, attname, format_type(atttypid, atttypmod), "
    "attnotnull,"
    "        pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))"
    "   FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND attnum > 0"
    "   LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND adnum = attnum"
    " UNION ALL SELECT concat_ws(' ', relname, 'constraint', conname, pg_get_constraintdef(c.oid))"
    "   FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid"
    " UNION ALL SELECT concat_ws(' ', tablename, 'index', indexdef) FROM pg_indexes WHERE schemaname = "
    "'public'"
    " UNION ALL SELECT concat_ws(' ', relname, 'trigger', pg_get_triggerdef(g.oid))"
    "   FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid"
    " UNION ALL SELECT concat_ws(' ', viewname, 'view', definition) FROM pg_views WHERE schemaname = 'public'"
    " UNION ALL SELECT concat_ws(' ', relname, 'comment', obj_description(oid, 'pg_class')) FROM tables";

// Every row of every table, with its version, without the one column that `apply` has to add.
Lines row_lines(Session& session) {
    Lines out;
    for (const auto& table : lines_of(session,
                                      "SELECT relname FROM pg_class WHERE relkind = 'r' AND"
                                      " relnamespace = 'public'::regnamespace")) {
        out.merge(lines_of(
            session,
            fmt::format(
                "SELECT '{0} ' || t.ctid || ' ' || t.xmin || ' ' || (to_jsonb(t) - 'forma_agendamento')"
                " FROM {0} t",
                table)));
    }
    return out;
}

// A database as an application has made it over the years: more than we need, less in places, and old sins.
const char* const k_application =
    "DROP VIEW ciclo_saude;"
    "DROP TABLE ciclo_etapa, ciclo_execucao, ciclo_rejeito, ciclo_nf, ciclo_pedido, ciclo_recalculo, "
    "cadastro_sub_rota;"
    "DROP INDEX idx_separacao_pedido, idx_faturamento_produto_nf_produto;"
    "ALTER TABLE carteira_principal DROP COLUMN forma_agendamento,"
    "  ADD COLUMN prioridade integer NOT NULL DEFAULT 3, ADD COLUMN anotacao text,"
    "  ALTER COLUMN raz_social TYPE varchar(400), ALTER COLUMN municipio TYPE text,"
    "  ALTER COLUMN preco_produto_pedido TYPE numeric(18,2);"
    "ALTER TABLE faturamento_produto ADD COLUMN conferido boolean NOT NULL DEFAULT false,"
    "  ALTER COLUMN nome_produto TYPE varchar(300);"
    "CREATE TABLE usuarios (id serial PRIMARY KEY, nome text NOT NULL);"
    "CREATE TABLE trigger_calls (table_name text, operation text);"
    "CREATE VIEW vw_carteira AS SELECT num_pedido, sum(qtd_saldo_produto_pedido) AS saldo FROM "
    "carteira_principal GROUP BY 1;"
    "CREATE FUNCTION count_call() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    "  INSERT INTO trigger_calls VALUES (TG_TABLE_NAME, TG_OP); RETURN NULL; END $$;"
    "CREATE TRIGGER count_calls AFTER INSERT OR UPDATE OR DELETE ON carteira_principal"
    "  FOR EACH ROW EXECUTE FUNCTION count_call();"
    "CREATE TRIGGER count_calls AFTER INSERT OR UPDATE OR DELETE ON faturamento_produto"
    "  FOR EACH ROW EXECUTE FUNCTION count_call();"
    "INSERT INTO usuarios (nome) VALUES ('Ana');"
    "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
    "  qtd_saldo_produto_pedido, created_at, updated_at, ativo, prioridade, anotacao)"
    "  VALUES ('MANUAL1', 'X', '', 'A', 7, 7, now(), now(), true, 1, 'urgente'),"
    "         ('VCD0000001', '4310162', '', 'A', 1, 1, now(), now(), true, 2, 'ligar antes');"
    // The same NF and product twice, as nothing forbade it.
    "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto, "
    "nome_produto,"
    "  qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, status_nf, created_at, "
    "updated_at, conferido)"
    "  SELECT '555', '2025-01-01', '', 'C', 'X', 'A', 1, 1, 1, 'Lançado', now(), now(), true FROM "
    "generate_series(1, 2);"
    "INSERT INTO relatorio_faturamento_importado (numero_nf, valor_total, ativo) VALUES ('555', 2, true);"
    "TRUNCATE trigger_calls;";

// The session of a cycle that ended is still dropping its temporary views, which hold ciclo's columns.
void wait_for_last_cycle(World& world) {
    while (world.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                       " AND application_name LIKE 'ciclo/%'") != "0") {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

std::string complaint(Session& session) {
    const auto error = error_of<Error>([&] { schema::check(session.connection); });
    CHECK(error.kind() == ErrorKind::config);
    return std::string(error.what()) + "\n" + error.hint().english();
}

}  // namespace

TEST_CASE("apply on an empty database makes exactly the columns that are expected, and a second one nothing",
          "[schema]") {
    const Database database;
    Session session(database.url());
    CHECK_FALSE(schema::faults(session.connection).empty());
    const auto done = schema::apply(session.connection, true);
    CHECK(schema::faults(session.connection).empty());
    CHECK_NOTHROW(schema::check(session.connection));
    const auto made = lines_of(
        session,
        "SELECT relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) FROM pg_class c JOIN"
        " pg_attribute a ON a.attrelid = c.oid WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' "
        "AND"
        " attnum > 0");
    Lines expected;
    const std::string text(schema::sql::columns.text);
    const std::regex row(R"(\('(\w+)', '(\w+)', '([^']+)'\))");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), row); it != std::sregex_iterator(); ++it) {
        expected.insert((*it)[1].str() + "." + (*it)[2].str() + " " + (*it)[3].str());
    }
    const auto of_ciclo = [](const Lines& all) {
        Lines out;
        std::copy_if(all.begin(), all.end(), std::inserter(out, out.end()),
                     [](const auto& line) { return line.starts_with("ciclo_"); });
        return out;
    };
    CHECK_THAT(without(of_ciclo(made), expected), Equals(k_none));
    // What came with a later version of the application is not ours to make.
    for (const auto& one : without(expected, made)) {
        INFO(one);
        CHECK(schema::read_shape(session.connection).absent.count(one.substr(0, one.find(' '))) == 1);
    }
    CHECK(expected.size() > 200);
    CHECK(std::to_string(done.size()) == session.value("SELECT count(*) FROM pg_class WHERE relnamespace = "
                                                       "'public'::regnamespace AND relkind IN ('r', 'v')"));
    const auto before = lines_of(session, k_catalog);
    CHECK(schema::apply(session.connection).empty());
    CHECK(lines_of(session, k_catalog) == before);
}

TEST_CASE("two people who apply at the same time both end well", "[schema]") {
    const Database database;
    Session first(database.url());
    Session second(database.url());
    std::vector<std::string> by_other;
    std::thread other([&] { by_other = schema::apply(second.connection); });
    const auto by_us = schema::apply(first.connection);
    other.join();
    CHECK(std::min(by_us.size(), by_other.size()) == 0);
    CHECK(std::max(by_us.size(), by_other.size()) > 15);
    CHECK(schema::faults(first.connection).empty());
}

TEST_CASE("what an application has is neither altered nor dropped, and a cycle runs beside it", "[schema]") {
    World world;
    auto& session = world.session;
    world.execute(k_application);
    const auto catalog = lines_of(session, k_catalog);
    const auto rows = row_lines(session);
    auto done = schema::apply(session.connection);
    std::sort(done.begin(), done.end());
    CHECK(done ==
          std::vector<std::string>{"added column carteira_principal.forma_agendamento character varying(50)",
                                   "created table cadastro_sub_rota", "created table ciclo_etapa",
                                   "created table ciclo_execucao", "created table ciclo_nf",
                                   "created table ciclo_pedido", "created table ciclo_recalculo",
                                   "created table ciclo_rejeito", "created view ciclo_saude"});
    const auto after = lines_of(session, k_catalog);
    CHECK_THAT(without(catalog, after), Equals(k_none));
    for (const auto& line : without(after, catalog)) {
        INFO(line);
        CHECK((line.starts_with("ciclo_") || line.starts_with("cadastro_sub_rota ") ||
               line.find(" forma_agendamento character varying(50)") != std::string::npos));
    }
    CHECK(row_lines(session) == rows);
    CHECK(schema::apply(session.connection).empty());

    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.run_twice();
    CHECK_THAT(without(catalog, lines_of(session, k_catalog)), Equals(k_none));
    CHECK(world.rows("SELECT num_pedido, qtd_saldo_produto_pedido, prioridade, anotacao FROM "
                     "carteira_principal ORDER BY 1") ==
          "MANUAL1|7.000|1|urgente\nVCD0000001|6.000|2|ligar antes");
    CHECK(world.rows("SELECT numero_nf, conferido FROM faturamento_produto ORDER BY 1") ==
          "130001|f\n555|t\n555|t");
    CHECK(world.rows("SELECT * FROM vw_carteira ORDER BY 1") == "MANUAL1|7.000\nVCD0000001|6.000");
    // The pedido's row, twice: with Odoo's values, then with the customer's way of agendamento. The NF's row,
    // which finds no lot, once. The old rows never.
    const std::string calls =
        "SELECT table_name, operation, count(*) FROM trigger_calls GROUP BY 1, 2 ORDER BY 1, 2";
    CHECK(world.rows(calls) == "carteira_principal|UPDATE|2\nfaturamento_produto|INSERT|1");
}

TEST_CASE("a column that is narrower or of another type is reported and left alone", "[schema]") {
    const Database database;
    Session session(database.url());
    schema::apply(session.connection);
    session.connection.execute_script(
        "ALTER TABLE carteira_principal ALTER COLUMN municipio TYPE varchar(40),"
        "  ALTER COLUMN qtd_produto_pedido TYPE numeric(15,2), ALTER COLUMN data_pedido TYPE text;"
        "ALTER TABLE separacao ALTER COLUMN id TYPE bigint, ALTER COLUMN protocolo TYPE text;");
    const auto before = lines_of(session, k_catalog);
    CHECK(schema::apply(session.connection).empty());
    CHECK(lines_of(session, k_catalog) == before);
    std::vector<std::string> found;
    for (const auto& fault : schema::faults(session.connection)) {
        CHECK(fault.table == "carteira_principal");
        CHECK_FALSE(fault.table_missing);
        found.push_back(fault.column + ": " + fault.actual + ", " + fault.expected);
    }
    CHECK(found == std::vector<std::string>{"data_pedido: text, date",
                                            "municipio: character varying(40), character varying(100)",
                                            "qtd_produto_pedido: numeric(15,2), numeric(15,3)"});
    const auto text = complaint(session);
    CHECK_THAT(
        text,
        Contains("carteira_principal.municipio is character varying(40), expected character varying(100)"));
    CHECK_THAT(text, Contains("the application's to change"));
}

TEST_CASE("check names every table and column that is missing, and the remedy", "[schema]") {
    const Database database;
    Session session(database.url());
    schema::apply(session.connection);
    session.connection.execute_script(
        "DROP TABLE saldo_standby, contatos_agendamento;"
        "ALTER TABLE separacao DROP COLUMN zerado_por_sync;");
    const auto before = lines_of(session, k_catalog);
    const auto text = complaint(session);
    CHECK_THAT(text, Contains("table saldo_standby is missing") &&
                         Contains("table contatos_agendamento is missing") &&
                         Contains("separacao.zerado_por_sync is missing") &&
                         Contains("run 'ciclo schema apply'"));
    CHECK_THAT(text, !Contains("saldo_standby.num_pedido"));
    CHECK(lines_of(session, k_catalog) == before);
    CHECK(schema::apply(session.connection).size() == 3);
    CHECK_NOTHROW(schema::check(session.connection));
}

TEST_CASE(
    "the application's database of every date has all that is needed, and apply adds ciclo's own tables "
    "alone",
    "[schema]") {
    for (const auto& state : application_states()) {
        INFO(state.name);
        const Database database;
        make_application(database.url(), state);
        Session session(database.url());
        const auto before = lines_of(session, k_catalog);
        const auto done = schema::apply(session.connection);
        CHECK(done.size() > 5);
        for (const auto& sentence : done)
            CHECK_THAT(sentence, StartsWith("created table ciclo_") || StartsWith("created view ciclo_"));
        CHECK_THAT(without(before, lines_of(session, k_catalog)), Equals(k_none));
        CHECK(schema::apply(session.connection).empty());
        const auto shape = schema::check(session.connection);
        CHECK(shape.absent.count("inconsistencia_faturamento") == (state.name < "2026" ? 0 : 1));
        CHECK(shape.absent.count("separacao.tags_pedido") == (state.name < "2026" ? 1 : 0));
        CHECK(shape.values.size() ==
              (state.files.empty() || state.files.back() != "models_only.sql" ? 0 : 7));
    }
}

TEST_CASE("a NOT NULL column without default whose value in new rows is not known is named, with the remedy",
          "[schema]") {
    const Database database;
    Session session(database.url());
    schema::apply(session.connection);
    session.connection.execute_script(
        "ALTER TABLE carteira_principal ADD COLUMN canal integer NOT NULL;"
        "ALTER TABLE separacao ADD COLUMN turno varchar(5) NOT NULL DEFAULT 'A';"
        "ALTER TABLE movimentacao_estoque ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY;"
        "ALTER TABLE alertas_separacao_cotada ALTER COLUMN id DROP DEFAULT;"
        "ALTER TABLE cadastro_rota ADD COLUMN x integer NOT NULL;");
    const auto text = complaint(session);
    CHECK_THAT(text, Contains("carteira_principal.canal is NOT NULL without a default") &&
                         Contains("alertas_separacao_cotada.id is NOT NULL without a default") &&
                         Contains("SET DEFAULT") && !Contains("schema apply"));
    CHECK(schema::faults(session.connection).size() == 2);
    CHECK(schema::apply(session.connection).empty());
}

TEST_CASE("why rows were archived is taken over once from the texts of an earlier version", "[schema]") {
    World world;
    auto& session = world.session;
    world.execute(
        "DROP TABLE ciclo_item;"
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, ativo, created_at, updated_at, updated_by) SELECT 'VCD000000' || n, '1', "
        "'', '', 1, 1,"
        " n = 4, now(), now(), (ARRAY['ciclo: ausente no Odoo', 'ciclo: saldo zero', 'maria', 'ciclo: fora "
        "dos filtros'])[n]"
        " FROM generate_series(1, 4) n");
    CHECK(schema::apply(session.connection) ==
          std::vector<std::string>{"created table ciclo_item",
                                   "brought 1 rows of carteira_principal to ativo true: wholly invoiced",
                                   "brought 1 rows of carteira_principal to saldo 0: no longer in Odoo"});
    const auto* taken = "SELECT num_pedido, cod_produto, removed_reason FROM ciclo_item";
    CHECK(world.rows(taken) == "VCD0000001|1|ausente no Odoo");
    world.execute("UPDATE carteira_principal SET updated_by = 'ciclo: ausente no Odoo'");
    CHECK(schema::apply(session.connection).empty());
    CHECK(world.rows(taken) == "VCD0000001|1|ausente no Odoo");
}

TEST_CASE(
    "tables of an earlier version are brought over whole, then by a full load; until then a cycle ends with "
    "78",
    "[schema]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    wait_for_last_cycle(world);
    // As an earlier version left it: neither the version nor what came later, and archived rows in its own
    // way.
    world.execute(
        "DROP TABLE ciclo_esquema; ALTER TABLE ciclo_nf DROP COLUMN status_nf, DROP COLUMN movements_due, "
        "DROP COLUMN credit_notes;"
        "ALTER TABLE ciclo_rejeito DROP COLUMN accepted_at;"
        "DROP TABLE ciclo_evento; DROP VIEW ciclo_saude; ALTER TABLE ciclo_execucao DROP COLUMN "
        "max_age_seconds;"
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, ativo, created_at, updated_at, updated_by)"
        " SELECT 'VCD1' || n, '1', '', '', 5, 0, false, now(), now(), 'ciclo: saldo zero' FROM "
        "generate_series(1, 2300) n"
        " UNION ALL SELECT 'VCD2' || n, '1', '', '', 5, 5, false, now(), now(), 'ciclo: ausente no Odoo'"
        "  FROM generate_series(1, 1001) n"
        " UNION ALL SELECT 'VCD3', '1', '', '', 5, 5, false, now(), now(), 'maria'"
        " UNION ALL SELECT 'VCD4', '1', '', '', 5, 5, NULL, now(), now(), 'maria';"
        "INSERT INTO ciclo_item SELECT num_pedido, '1', 'ausente no Odoo', now() FROM carteira_principal"
        " WHERE updated_by = 'ciclo: ausente no Odoo'");
    const auto before = world.run();
    CHECK(before.code == ExitCode::config_error);
    CHECK_THAT(before.error, Contains("table ciclo_esquema is missing"));
    world.execute("CREATE TABLE ciclo_esquema (version integer PRIMARY KEY)");
    CHECK(world.run().code == ExitCode::config_error);
    auto done = schema::apply(world.session.connection);
    for (const auto* made : {"created table ciclo_evento", "created view ciclo_saude",
                             "added column ciclo_execucao.max_age_seconds integer"}) {
        INFO(made);
        CHECK(std::count(done.begin(), done.end(), made) == 1);
    }
    CHECK(std::count(done.begin(), done.end(),
                     "brought 2300 rows of carteira_principal to ativo true: wholly invoiced") == 1);
    CHECK(std::count(done.begin(), done.end(),
                     "brought 1001 rows of carteira_principal to saldo 0: no longer in Odoo") == 1);
    CHECK(world.rows("SELECT left(num_pedido, 4), qtd_saldo_produto_pedido::int, ativo, count(*) FROM "
                     "carteira_principal"
                     " WHERE num_pedido <> 'VCD0000001' GROUP BY 1, 2, 3 ORDER BY 1") ==
          "VCD1|0|t|2300\nVCD2|0|f|1001\nVCD3|5|f|1\nVCD4|5||1");
    CHECK(world.value("SELECT count(*) FROM ciclo_removido WHERE reason = 'ausente no Odoo'"
                      " AND (row->>'qtd_saldo_produto_pedido')::numeric = 5") == "1001");
    CHECK(schema::apply(world.session.connection).empty());
    world.execute("DELETE FROM carteira_principal WHERE num_pedido <> 'VCD0000001'");
    const auto after = world.run();
    CHECK(after.code == ExitCode::ok);
    world.execute("UPDATE ciclo_esquema SET version = 1");
    const auto older = world.run();
    CHECK(older.code == ExitCode::config_error);
    CHECK_THAT(older.error, Contains("the tables of ciclo are at version 1, this program needs version 3"));
}

TEST_CASE("apply makes the indexes of ciclo's own tables that an earlier version did not have", "[schema]") {
    const Database database;
    Session session(database.url());
    schema::apply(session.connection);
    session.execute("DROP INDEX idx_ciclo_nf_data");
    CHECK_THAT(schema::apply(session.connection),
               Equals(std::vector<std::string>{"created index idx_ciclo_nf_data"}));
    CHECK_THAT(schema::apply(session.connection), Equals(std::vector<std::string>{}));
}

TEST_CASE("apply renews the view ciclo_saude where the tables are of an earlier version, and only there",
          "[schema]") {
    const Database database;
    Session session(database.url());
    schema::apply(session.connection);
    const std::string other =
        "CREATE OR REPLACE VIEW ciclo_saude AS SELECT ''::text AS stage, now() AS last_good, interval '0' AS "
        "age,"
        " ''::varchar(40) AS outcome, interval '0' AS max_age, false AS late";
    session.execute(other);
    CHECK(schema::apply(session.connection).empty());
    CHECK(session.value("SELECT count(*) FROM ciclo_saude") == "1");
    session.execute("UPDATE ciclo_esquema SET version = 2");
    CHECK(schema::apply(session.connection).empty());
    CHECK(session.value("SELECT count(*) FROM ciclo_saude WHERE late") == "4");
    session.execute("DROP VIEW ciclo_saude");
    CHECK_THAT(schema::apply(session.connection),
               Equals(std::vector<std::string>{"created view ciclo_saude"}));
}

TEST_CASE("a script is split at the ends of its statements and nowhere else", "[schema]") {
    CHECK(schema::split_statements("").empty());
    CHECK(schema::split_statements("-- only a comment\n").empty());
    CHECK(schema::split_statements("-- a\nSELECT 1;\nSELECT\n 2;\n") ==
          std::vector<std::string>{"-- a\nSELECT 1", "SELECT\n 2"});
    std::size_t statements = 0;
    for (const auto& statement : schema::split_statements(schema::text(true))) {
        INFO(statement);
        CHECK(std::regex_search(statement, std::regex("(CREATE TABLE|CREATE INDEX) IF NOT EXISTS|CREATE OR "
                                                      "REPLACE VIEW|COMMENT ON|INSERT INTO ciclo_")));
        ++statements;
    }
    CHECK(statements > 50);
}
