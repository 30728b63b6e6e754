#include "schema/rights.hpp"

#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <sstream>

#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "schema/schema.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

struct Right {
    std::string name;
    std::string table;
};

// Each right of lib/schema/README.md on its own. (That a cycle needs no more is tested with a cycle.)
std::vector<Right> listed_rights() {
    std::ifstream file(CICLO_SOURCE_DIR "/lib/schema/README.md");
    std::ostringstream text;
    text << file.rdbuf();
    const auto readme = text.str();
    static const std::regex k_grant(R"(GRANT ([A-Z, ]+) ON ([a-z_,\s]+) TO ciclo[;`])");
    static const std::regex k_word(R"(\w+)");
    std::vector<Right> out;
    for (std::sregex_iterator it(readme.begin(), readme.end(), k_grant), end; it != end; ++it) {
        const auto rights = (*it)[1].str();
        const auto tables = (*it)[2].str();
        for (std::sregex_iterator right(rights.begin(), rights.end(), k_word); right != end; ++right) {
            for (std::sregex_iterator table(tables.begin(), tables.end(), k_word); table != end; ++table) {
                out.push_back({right->str(), table->str()});
            }
        }
    }
    return out;
}

std::string shown(const std::vector<schema::MissingRight>& missing) {
    std::string out;
    for (const auto& one : missing) out += fmt::format("{} on {}\n", one.rights, one.object);
    return out;
}

// A database with the tables, and a session of a role that may do nothing yet.
struct Restricted {
    Restricted() : owner(database.url()), role("r_" + database.name()) {
        schema::apply(owner.connection, true);
        // Only some databases have them.
        owner.connection.execute_script(
            "CREATE TABLE fretes (embarque_id integer, cnpj_cliente varchar(20))");
        database.cluster().as_superuser(fmt::format("CREATE ROLE {} LOGIN", role));
        session = std::make_unique<Session>(database.cluster().socket_url(database.name(), role));
    }
    ~Restricted() {
        session.reset();
        Session(database.admin_url()).execute(fmt::format("DROP OWNED BY {}", role));
        database.cluster().as_superuser(fmt::format("DROP ROLE {}", role));
    }
    Restricted(const Restricted&) = delete;
    Restricted& operator=(const Restricted&) = delete;

    void grant(const std::string& what) { owner.execute(fmt::format("GRANT {} TO {}", what, role)); }
    void revoke(const std::string& what) { owner.execute(fmt::format("REVOKE {} FROM {}", what, role)); }
    std::string missing(bool deletes = false) {
        return shown(schema::missing_rights(session->connection, deletes));
    }

    Database database;
    Session owner;
    std::string role;
    std::unique_ptr<Session> session;
};

}  // namespace

TEST_CASE("the rights that are looked for are those that the README lists, every one and no other",
          "[postgres]") {
    Restricted world;
    const auto listed = listed_rights();
    REQUIRE(listed.size() > 50);
    for (const auto& right : listed) world.grant(fmt::format("{} ON {}", right.name, right.table));
    world.grant("USAGE ON ALL SEQUENCES IN SCHEMA public");
    // The last one that the README lists is for deleting alone.
    CHECK(world.missing(true).empty());
    for (const auto& right : listed) {
        const auto what = fmt::format("{} ON {}", right.name, right.table);
        INFO(what);
        world.revoke(what);
        CHECK(world.missing(true) == fmt::format("{} on {}\n", right.name, right.table));
        world.grant(what);
    }
    world.revoke("DELETE ON carteira_principal");
    CHECK(world.missing().empty());
}

TEST_CASE("a role without any right misses them all, table by table, and its sequences", "[postgres]") {
    Restricted world;
    const auto missing = schema::missing_rights(world.session->connection, false);
    CHECK(missing.size() > 21);
    std::string all;
    for (const auto& one : missing) all += one.grant + ";\n";
    CHECK_THAT(all, Catch::Matchers::Contains(fmt::format(
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON separacao TO {};", world.role)) &&
                        Catch::Matchers::Contains(
                            fmt::format("GRANT USAGE ON SEQUENCE separacao_id_seq TO {};", world.role)));
    world.owner.connection.execute_script(all);
    CHECK(world.missing().empty());
}

TEST_CASE("rights on single columns count where they cover every column that is expected", "[postgres]") {
    Restricted world;
    const auto columns = [&](const std::string& where) {
        return world.owner.value(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid ="
            " 'cadastro_rota'::regclass AND attnum > 0" +
            where);
    };
    world.owner.execute("ALTER TABLE cadastro_rota ADD COLUMN so_da_aplicacao text");
    world.grant(fmt::format("SELECT ({}) ON cadastro_rota",
                            columns(" AND attname NOT IN ('rota', 'so_da_aplicacao')")));
    CHECK_THAT(world.missing(), Catch::Matchers::Contains("SELECT on cadastro_rota\n"));
    world.grant("SELECT (rota) ON cadastro_rota");
    CHECK_THAT(world.missing(), !Catch::Matchers::Contains("cadastro_rota\n"));
}

TEST_CASE("rows that are kept before they go are read whole: the application's own columns count too",
          "[postgres]") {
    Restricted world;
    world.owner.execute("ALTER TABLE saldo_standby ADD COLUMN so_da_aplicacao text");
    const auto known = world.owner.value(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = "
        "'saldo_standby'::regclass"
        " AND attnum > 0 AND attname <> 'so_da_aplicacao'");
    world.grant(fmt::format("SELECT ({}), UPDATE, DELETE ON saldo_standby", known));
    CHECK_THAT(world.missing(), Catch::Matchers::Contains("SELECT on saldo_standby\n"));
    world.grant("SELECT (so_da_aplicacao) ON saldo_standby");
    CHECK_THAT(world.missing(), !Catch::Matchers::Contains("saldo_standby\n"));
}

TEST_CASE("of every table whose rows a statement keeps, all columns have to be readable", "[postgres]") {
    std::set<std::string> kept;
    static const std::regex k_keep(R"(INSERT INTO ciclo_removido \([a-z_, ]+\)\s+SELECT ('(\w+)'|\w))");
    static const std::regex k_each(R"(SELECT '(\w+)'( AS table_name)?, (\w\.)?id, (to_jsonb|row))");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(CICLO_SOURCE_DIR "/lib")) {
        if (entry.path().extension() != ".sql") continue;
        std::ifstream file(entry.path());
        std::ostringstream stream;
        stream << file.rdbuf();
        const auto text = stream.str();
        std::smatch match;
        if (!std::regex_search(text, match, k_keep)) continue;
        if (match[2].matched) {
            kept.insert(match[2].str());
            continue;
        }
        for (std::sregex_iterator it(text.begin(), text.end(), k_each), end; it != end; ++it)
            kept.insert((*it)[1].str());
    }
    REQUIRE(kept.size() > 5);
    Restricted world;
    for (const auto& right : listed_rights()) world.grant(fmt::format("{} ON {}", right.name, right.table));
    world.grant("USAGE ON ALL SEQUENCES IN SCHEMA public");
    for (const auto& table : kept) {
        INFO(table);
        world.revoke(fmt::format("SELECT ON {}", table));
        world.grant(
            fmt::format("SELECT ({}) ON {}",
                        world.owner.value("SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
                                          " WHERE attrelid = '" +
                                          table + "'::regclass AND attnum > 0"),
                        table));
        world.owner.execute(fmt::format("ALTER TABLE {} ADD COLUMN so_da_aplicacao text", table));
        CHECK(world.missing(true) == fmt::format("SELECT on {}\n", table));
        world.grant(fmt::format("SELECT ON {}", table));
    }
    CHECK(world.missing(true).empty());
}

TEST_CASE("a table that is missing misses no right, and one with identity columns needs no sequence",
          "[postgres]") {
    Restricted world;
    world.owner.execute("DROP TABLE cadastro_rota");
    CHECK_THAT(world.missing(), !Catch::Matchers::Contains("cadastro_rota\n"));
    CHECK_THAT(world.missing(), Catch::Matchers::Contains("USAGE on contatos_agendamento_id_seq\n"));
    world.owner.execute("ALTER TABLE contatos_agendamento ALTER COLUMN id DROP DEFAULT");
    CHECK_THAT(world.missing(), !Catch::Matchers::Contains("contatos_agendamento_id_seq\n"));
}
