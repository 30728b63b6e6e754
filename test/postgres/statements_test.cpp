#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "carteira/sql.hpp"
#include "check/sql.hpp"
#include "ciclo/sql.hpp"
#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "faturado/sql.hpp"
#include "faturamento/sql.hpp"
#include "integridade/sql.hpp"
#include "page/sql.hpp"
#include "postgres/sql.hpp"
#include "schema/schema.hpp"
#include "schema/sql.hpp"
#include "staging/sql.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

using postgres::Statement;

std::vector<Statement> embedded() {
    std::vector<Statement> out;
    const auto append = [&](const auto& list) { out.insert(out.end(), list.begin(), list.end()); };
    append(schema::sql::k_all);
    append(postgres::sql::k_all);
    append(staging::sql::k_all);
    append(faturamento::sql::k_all);
    append(integridade::sql::k_all);
    append(faturado::sql::k_all);
    append(carteira::sql::k_all);
    append(ciclo::sql::k_all);
    append(check::sql::k_all);
    append(page::sql::k_all);
    return out;
}

// Several statements in one text: they are run, not prepared.
bool is_script(const Statement& statement) {
    const auto name = statement.name.substr(statement.name.find('/') + 1);
    return name == "tables.sql" || name == "link_tables.sql" ||
           (name.size() > 3 && std::isdigit(static_cast<unsigned char>(name.front())) != 0);
}

std::vector<Statement> statements(bool scripts) {
    std::vector<Statement> out;
    for (const auto& statement : embedded()) {
        if (is_script(statement) == scripts) out.push_back(statement);
    }
    return out;
}

std::set<std::string> on_disk() {
    const std::filesystem::path lib = CICLO_SOURCE_DIR "/lib";
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(lib)) {
        if (entry.path().extension() == ".sql")
            out.insert(std::filesystem::relative(entry.path(), lib).string());
    }
    return out;
}

}  // namespace

TEST_CASE("every .sql file of lib/ is embedded, once, and nothing else is", "[postgres]") {
    const auto statements = embedded();
    std::set<std::string> names;
    for (const auto& statement : statements) names.emplace(statement.name);
    CHECK(names.size() == statements.size());
    CHECK(names.size() > 80);
    CHECK(names == on_disk());
}

TEST_CASE("every .sql file begins with a comment that says what it is for", "[postgres]") {
    for (const auto& [text, file] : embedded()) {
        INFO(file);
        CHECK(text.substr(0, 3) == "-- ");
        CHECK(text.substr(0, text.find('\n')).size() > 30);
        CHECK(text.back() == '\n');
    }
}

TEST_CASE("every statement can be prepared on a fresh schema beside the temporary tables", "[postgres]") {
    const Database database;
    Session session(database.url());
    schema::apply(session.connection);
    // In the order of the folders above: what a stage's tables stand on comes first.
    for (const auto& script : statements(true)) {
        INFO(script.name);
        CHECK_NOTHROW(session.connection.execute_script(script));
    }
    const auto single = statements(false);
    for (const auto& statement : single) {
        INFO(statement.name);
        CHECK_NOTHROW(session.connection.prepare(std::string(statement.name), statement));
    }
    CHECK(session.value("SELECT count(*) FROM pg_prepared_statements") == std::to_string(single.size()));
}
