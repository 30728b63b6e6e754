// Which columns of the application's tables the statements read or write, by PostgreSQL's own judgement:
// without a column that one of them names, it cannot be prepared.
#include <fmt/core.h>
#include <algorithm>

#include <catch2/catch.hpp>
#include <regex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ciclo/changes.hpp"
#include "ciclo/later_columns.hpp"
#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "embedded.hpp"
#include "postgres/sql_error.hpp"
#include "schema/schema.hpp"
#include "schema/sql.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Names = std::set<std::string>;

namespace {

// The words of a text that could be names of columns.
Names words_of(std::string_view text) {
    Names out;
    std::string word;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') {
            word += c;
        } else if (!word.empty()) {
            out.insert(std::exchange(word, {}));
        }
    }
    if (!word.empty()) out.insert(word);
    return out;
}

struct Column {
    std::string table;
    std::string name;
    std::string type;
};

// Those of the application's tables in columns.sql.
std::vector<Column> listed_columns() {
    std::vector<Column> out;
    const std::string text(schema::sql::columns.text);
    const std::regex row(R"(\('(\w+)', '(\w+)', '([^']+)'\))");
    for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) {
        if (!(*it)[1].str().starts_with("ciclo_"))
            out.push_back({(*it)[1].str(), (*it)[2].str(), (*it)[3].str()});
    }
    return out;
}

class Trial {
  public:
    Trial() : m_session(m_database.url()) {
        schema::apply(m_session.connection, true);
        // Those of later versions too; the statements that name them are those of a database that has all.
        for (const auto& [table, column, type] : listed_columns()) {
            m_session.execute("CREATE TABLE IF NOT EXISTS " + table + " ()");
            m_session.execute(
                fmt::format("ALTER TABLE {} ADD COLUMN IF NOT EXISTS {} {}", table, column, type));
        }
        for (const auto& script : embedded_scripts()) m_session.connection.execute_script(script);
        for (const auto& statement : embedded_single())
            m_readings.push_back({fitted(statement.text, {}), words_of(statement.text)});
        for (const auto& text : comparing_statements()) m_readings.push_back({text, words_of(text)});
        m_session.execute("BEGIN");
    }

    postgres::Result columns() {
        return m_session.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)"
            "  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT "
            "a.attisdropped"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE "
            "'ciclo%'"
            " ORDER BY 1, 2");
    }

    bool is_needed(const std::string& table, const std::string& column) {
        m_session.execute("SAVEPOINT whole");
        const bool needed =
            fails("ALTER TABLE " + table + " DROP COLUMN " + column) || some_statement_fails(column);
        m_session.execute("ROLLBACK TO whole");
        return needed;
    }

  private:
    struct Reading {
        std::string text;
        Names words;
    };

    bool some_statement_fails(const std::string& column) {
        return std::any_of(m_readings.begin(), m_readings.end(), [&](const auto& reading) {
            return reading.words.count(column) != 0 &&
                   fails("PREPARE trial AS " + reading.text, "DEALLOCATE trial");
        });
    }

    bool fails(const std::string& sql, const std::string& afterwards = "") {
        try {
            m_session.execute(sql);
            if (!afterwards.empty()) m_session.execute(afterwards);
            return false;
        } catch (const postgres::SqlError& error) {
            INFO(error.what());
            // undefined_column, and dependent_objects_still_exist: a view of the program stands on it.
            CHECK((error.sqlstate() == "42703" || error.sqlstate() == "2BP01"));
            return true;
        }
    }

    Database m_database;
    Session m_session;
    std::vector<Reading> m_readings;
};

}  // namespace

TEST_CASE("the columns that are required are those that a statement reads or writes", "[schema]") {
    Trial trial;
    const auto columns = trial.columns();
    Names needed;
    for (int row = 0; row < columns.rows(); ++row) {
        if (trial.is_needed(columns.text(row, 0), columns.text(row, 1)))
            needed.insert(columns.text(row, 0) + "." + columns.text(row, 1) + " " + columns.text(row, 2));
    }
    CHECK(needed.size() > 150);
    Names expected;
    for (const auto& one : listed_columns()) expected.insert(one.table + "." + one.name + " " + one.type);
    for (const auto& one : needed) {
        INFO("add to lib/schema/columns.sql: " << one);
        CHECK(expected.count(one) == 1);
    }
    for (const auto& one : expected) {
        INFO("take out of lib/schema/columns.sql, nothing reads or writes it: " << one);
        CHECK(needed.count(one) == 1);
    }
}
