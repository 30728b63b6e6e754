#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "ciclo/later_columns.hpp"
#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "embedded.hpp"
#include "schema/schema.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

std::set<std::string> on_disk() {
    const std::filesystem::path lib = CICLO_SOURCE_DIR "/lib";
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(lib)) {
        if (entry.path().extension() == ".sql")
            out.insert(std::filesystem::relative(entry.path(), lib).string());
    }
    return out;
}

// The page asks first whether the table is there.
bool reads_what_is_gone(const postgres::Statement& statement, const ApplicationState& state) {
    return statement.name == "page/overview_inconsistencies.sql" && state.name > "2026";
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

TEST_CASE("every statement can be prepared on the tables of every date beside the temporary tables",
          "[postgres]") {
    std::set<std::string> prepared;
    for (const auto& state : application_states()) {
        INFO(state.name);
        const auto database = database_of(state);
        Session session(database.url());
        // A database without deliveries, then databases with them.
        if (&state != &application_states().front()) schema::apply(session.connection, true);
        fit_session(session.connection, schema::read_shape(session.connection));
        // In the order of the folders: what a stage's tables stand on comes first.
        for (const auto& script : embedded_scripts()) {
            INFO(script.name);
            // What the application gave up is not made again.
            if (script.name.starts_with("schema/")) continue;
            CHECK_NOTHROW(session.connection.execute_script(script));
        }
        std::size_t count = 0;
        for (const auto& statement : embedded_single()) {
            INFO(statement.name);
            if (session.connection.leaves_out(statement) || reads_what_is_gone(statement, state)) continue;
            CHECK_NOTHROW(session.connection.prepare(std::string(statement.name), statement));
            prepared.emplace(statement.name);
            ++count;
        }
        CHECK(session.value("SELECT count(*) FROM pg_prepared_statements") == std::to_string(count));
    }
    CHECK(prepared.size() == embedded_single().size());
}
