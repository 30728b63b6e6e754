#include "ciclo/changes.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "dry_run_support.hpp"
#include "postgres/transaction.hpp"
#include "schema/schema.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

struct Tables {
    Tables() : writer(database.url()), baseline(database.url()) {
        schema::apply(writer.connection, true);
        writer.connection.execute_script(
            "INSERT INTO cadastro_rota (cod_uf, rota, ativa, created_at, updated_at)"
            " SELECT chr(65 + i / 26) || chr(65 + i % 26), 'R' || i, true, '2026-01-01', '2026-01-01'"
            " FROM generate_series(0, 25) i");
    }

    // "table inserted|updated|deleted" of what `sql` would change.
    std::string counts(const std::string& sql, RowSink* rows = nullptr) {
        postgres::Transaction transaction(writer.connection);
        writer.connection.execute_script(sql);
        std::string out;
        for (const auto& table : find_changes(writer.connection, baseline.connection, rows)) {
            out += std::string(table.table) + " " + std::to_string(table.inserted) + "|" +
                   std::to_string(table.updated) + "|" + std::to_string(table.deleted) + "\n";
        }
        return out;
    }

    Database database;
    Session writer;
    Session baseline;
};

}  // namespace

TEST_CASE("rows inserted, updated and deleted by an open transaction are distinguished") {
    Tables tables;
    Listing listing;
    CHECK(tables.counts("UPDATE cadastro_rota SET rota = NULL WHERE false;"
                        "UPDATE cadastro_rota SET rota = 'NOVA' WHERE cod_uf = 'AB';"
                        "DELETE FROM cadastro_rota WHERE cod_uf IN ('AC', 'AD');"
                        "INSERT INTO cadastro_rota (cod_uf, rota, ativa, created_at, updated_at)"
                        " VALUES ('ZZ', 'Z', true, now(), now())",
                        &listing) == "cadastro_rota 1|1|2\n");
    CHECK(listing.keys() ==
          "cadastro_rota deleted UF AC\ncadastro_rota deleted UF AD\ncadastro_rota inserted UF ZZ\n"
          "cadastro_rota updated UF AB");
    CHECK(listing.lines() == std::vector<std::string>{"cadastro_rota deleted", "cadastro_rota deleted",
                                                      "cadastro_rota inserted",
                                                      "cadastro_rota updated rota: R1 -> NOVA"});
    CHECK(tables.writer.value("SELECT count(*) FROM cadastro_rota WHERE rota = 'NOVA'") == "0");
}

TEST_CASE(
    "without a net effect there is no change: a row locked, written as it was, or made and taken away "
    "again") {
    Tables tables;
    CHECK(tables.counts("").empty());
    CHECK(tables.counts("SELECT * FROM cadastro_rota FOR UPDATE").empty());
    CHECK(tables.counts("UPDATE cadastro_rota SET rota = rota").empty());
    CHECK(tables
              .counts("UPDATE cadastro_rota SET rota = 'X' WHERE cod_uf = 'AB';"
                      "UPDATE cadastro_rota SET rota = 'R1' WHERE cod_uf = 'AB'")
              .empty());
    CHECK(
        tables
            .counts("INSERT INTO cadastro_rota (cod_uf, rota, ativa, created_at, updated_at)"
                    " VALUES ('ZZ', 'Z', true, now(), now()); DELETE FROM cadastro_rota WHERE cod_uf = 'ZZ'")
            .empty());
    // Changed first, deleted then: gone is gone.
    CHECK(tables.counts("UPDATE cadastro_rota SET rota = 'X' WHERE cod_uf = 'AB';"
                        "DELETE FROM cadastro_rota WHERE cod_uf = 'AB'") == "cadastro_rota 0|0|1\n");
}

TEST_CASE("changes of many rows are counted over batches, and NULL is distinguished from an empty text") {
    Tables tables;
    tables.writer.connection.execute_script(
        "INSERT INTO contatos_agendamento (cnpj, forma, contato) SELECT 'C' || i, 'ODOO', '' FROM"
        " generate_series(1, 1200) i");
    Listing listing;
    CHECK(tables.counts(
              "UPDATE contatos_agendamento SET contato = NULL WHERE id <= 1100;"
              "DELETE FROM contatos_agendamento WHERE id > 1150;"
              "INSERT INTO contatos_agendamento (cnpj) SELECT 'N' || i FROM generate_series(1, 700) i",
              &listing) == "contatos_agendamento 700|1100|50\n");
    CHECK(listing.rows.size() == 1850);
    std::set<std::string> keys;
    for (const auto& row : listing.rows) keys.insert(row.key);
    CHECK(keys.size() == 1850);
    const auto updated = std::find_if(listing.rows.begin(), listing.rows.end(),
                                      [](const auto& row) { return row.change == Change::updated; });
    REQUIRE(updated != listing.rows.end());
    REQUIRE(updated->columns.size() == 1);
    CHECK(updated->columns.front().before == "");
    CHECK(updated->columns.front().after == std::nullopt);
}

TEST_CASE("a row that another session holds a lock on is reported like any other") {
    Tables tables;
    Session other(tables.database.url());
    tables.writer.connection.execute_script(
        "INSERT INTO embarques (id, numero, status, criado_em, criado_por) VALUES (1, 7, 'ativo', now(), "
        "'x')");
    other.execute("BEGIN");
    // What a foreign key to the row does: beside it an update makes a multixact of the row's xmax.
    other.execute("SELECT * FROM embarques FOR KEY SHARE");
    CHECK(tables.counts("UPDATE embarques SET status = 'cancelado'") == "embarques 0|1|0\n");
    other.execute("ROLLBACK");
}

TEST_CASE("every table of the application is watched") {
    Tables tables;
    std::string wanted;
    const auto names = watched_tables();
    for (const auto& name : std::set<std::string_view>(names.begin(), names.end())) {
        if (!name.starts_with("ciclo_")) wanted += std::string(name) + " ";
    }
    CHECK(tables.writer.value(
              "SELECT string_agg(tablename || ' ', '' ORDER BY tablename COLLATE \"C\") FROM pg_tables"
              " WHERE schemaname = 'public' AND tablename NOT LIKE 'ciclo\\_%'") == wanted);
}
