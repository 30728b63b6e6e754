#include "schema/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

#include "postgres/transaction.hpp"
#include "schema/sql.hpp"

namespace ciclo::schema {
namespace {

// Two people who apply at the same time would collide on the catalog: one waits.
constexpr std::string_view k_lock = "SELECT pg_advisory_xact_lock(hashtext('ciclo schema apply'))";

std::array<postgres::Statement, 6> files() {
    return {sql::s_faturamento, sql::s_carteira, sql::s_separacao,
            sql::s_estoque,     sql::s_cadastro, sql::s_ciclo};
}

// The table that a statement creates, indexes, comments on or fills; "" for any other statement.
std::string table_of(const std::string& statement) {
    static const std::regex k_pattern(
        R"((?:CREATE TABLE IF NOT EXISTS|CREATE INDEX IF NOT EXISTS \w+ ON|COMMENT ON TABLE|COMMENT ON COLUMN|INSERT INTO)\s+(\w+))");
    std::smatch match;
    return std::regex_search(statement, match, k_pattern) ? match[1].str() : std::string();
}

bool exists(postgres::Connection& connection, const std::string& table) {
    return connection.execute("SELECT to_regclass(quote_ident($1)) IS NOT NULL", {table}).boolean(0, 0);
}

// `fills`: takes the statements that fill a table that is new, for when every column is there.
std::vector<std::string> create_tables(postgres::Connection& connection, std::vector<std::string>& fills) {
    std::vector<std::string> done;
    std::set<std::string> present;
    for (const auto file : files()) {
        for (const auto& statement : split_statements(file.text)) {
            const auto table = table_of(statement);
            const bool creates = statement.find("CREATE TABLE") != std::string::npos;
            if (creates && exists(connection, table)) present.insert(table);
            if (present.count(table) != 0) continue;
            if (statement.starts_with("INSERT")) {
                fills.push_back(statement);
                continue;
            }
            connection.execute(statement);
            if (creates) done.push_back("created table " + table);
        }
    }
    return done;
}

std::vector<std::string> add_columns(postgres::Connection& connection) {
    std::vector<std::string> done;
    for (const auto& fault : faults(connection)) {
        if (!fault.actual.empty()) continue;
        connection.execute(
            fmt::format("ALTER TABLE {} ADD COLUMN {} {}", fault.table, fault.column, fault.expected));
        done.push_back(fmt::format("added column {}.{} {}", fault.table, fault.column, fault.expected));
    }
    return done;
}

std::string sentence(const ColumnFault& fault) {
    if (fault.actual.empty()) return fmt::format("{}.{} is missing", fault.table, fault.column);
    return fmt::format("{}.{} is {}, expected {}", fault.table, fault.column, fault.actual, fault.expected);
}

}  // namespace

std::string text() {
    std::string out;
    for (const auto file : files()) out += std::string(file.text) + "\n";
    return out;
}

std::vector<ColumnFault> faults(postgres::Connection& connection) {
    const auto result = connection.execute(sql::columns);
    std::vector<ColumnFault> out;
    for (int row = 0; row < result.rows(); ++row) {
        const postgres::NamedRow fault(result, row);
        out.push_back({fault.text("table_name"), fault.text("column_name"), fault.text("expected"),
                       fault.text("actual"), fault.boolean("table_missing")});
    }
    return out;
}

void check(postgres::Connection& connection) {
    std::set<std::string> sentences;
    bool can_be_added = false;
    bool is_wrong = false;
    for (const auto& fault : faults(connection)) {
        sentences.insert(fault.table_missing ? fmt::format("table {} is missing", fault.table)
                                             : sentence(fault));
        (fault.actual.empty() ? can_be_added : is_wrong) = true;
    }
    if (sentences.empty()) return;
    std::string message = "the database lacks what is needed:";
    for (const auto& line : sentences) message += "\n  " + line;
    language::Phrase hint;
    if (can_be_added) hint = "run 'ciclo schema apply'"_tr;
    if (is_wrong) {
        hint = hint.and_then(
            "a column of another type is the application's to change ('ciclo schema print' shows what is "
            "expected)"_tr,
            "; ");
    }
    throw Error(ErrorKind::config, message, hint);
}

std::vector<std::string> apply(postgres::Connection& connection) {
    postgres::Transaction transaction(connection);
    connection.execute(k_lock);
    std::vector<std::string> fills;
    auto done = create_tables(connection, fills);
    const auto added = add_columns(connection);
    done.insert(done.end(), added.begin(), added.end());
    for (const auto& statement : fills) connection.execute(statement);
    transaction.commit();
    return done;
}

std::vector<std::string> split_statements(std::string_view script) {
    std::vector<std::string> out;
    while (true) {
        const auto end = script.find(";\n");
        if (end == std::string_view::npos) break;
        out.emplace_back(script.substr(0, end));
        script.remove_prefix(end + 2);
    }
    return out;
}

}  // namespace ciclo::schema
