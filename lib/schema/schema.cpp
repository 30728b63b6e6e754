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

// Tables that a later version of the application dropped, with all that read and wrote them.
constexpr std::array<std::string_view, 1> k_given_up{"inconsistencia_faturamento"};
// The application's too, but not every database has its deliveries.
constexpr std::array<std::string_view, 5> k_of_deliveries{"entregas_monitoradas", "agendamentos_entrega",
                                                          "transportadoras", "cidades", "cidades_atendidas"};
// What the statements of that step ask for ("-- Only where ...").
constexpr auto k_central_delivery_column = "entregas_monitoradas.numero_nf";
// Holds k_version once all of apply() is done.
constexpr auto k_versions = "ciclo_esquema";
// Without it there is no application in this database yet.
constexpr auto k_central = "carteira_principal";

bool is_given_up(const std::string& table) {
    return std::find(k_given_up.begin(), k_given_up.end(), table) != k_given_up.end();
}

bool is_of_deliveries(const std::string& table) {
    return std::find(k_of_deliveries.begin(), k_of_deliveries.end(), table) != k_of_deliveries.end();
}

std::array<postgres::Statement, 7> files() {
    return {sql::s_faturamento, sql::s_carteira, sql::s_separacao, sql::s_estoque,
            sql::s_cadastro,    sql::s_entregas, sql::s_ciclo};
}

std::string name_after(const char* pattern, const std::string& statement) {
    std::smatch match;
    return std::regex_search(statement, match, std::regex(pattern)) ? match[1].str() : std::string();
}

// The table that a statement creates, indexes, comments on or fills; "" for any other statement.
std::string table_of(const std::string& statement) {
    return name_after(
        R"((?:CREATE TABLE IF NOT EXISTS|CREATE INDEX IF NOT EXISTS \w+ ON|COMMENT ON TABLE|COMMENT ON COLUMN|INSERT INTO)\s+(\w+))",
        statement);
}

// The view that it makes or comments on; "" for any other.
std::string view_of(const std::string& statement) {
    return name_after(R"((?:CREATE OR REPLACE VIEW|COMMENT ON VIEW)\s+(\w+))", statement);
}

bool exists(postgres::Connection& connection, const std::string& table) {
    return connection.execute("SELECT to_regclass(quote_ident($1)) IS NOT NULL", {table}).boolean(0, 0);
}

// `fills`: takes the statements that fill a table that is new, for when every column is there.
std::vector<std::string> create_tables(postgres::Connection& connection, bool with_deliveries,
                                       std::vector<std::string>& fills) {
    std::vector<std::string> done;
    std::set<std::string> present;
    const bool has_application = exists(connection, k_central);
    for (const auto file : files()) {
        for (const auto& statement : split_statements(file.text)) {
            if (!view_of(statement).empty()) continue;
            const auto table = table_of(statement);
            const bool creates = statement.find("CREATE TABLE") != std::string::npos;
            const bool stays_away =
                (has_application && is_given_up(table)) || (!with_deliveries && is_of_deliveries(table));
            if (creates && (stays_away || exists(connection, table))) present.insert(table);
            if (present.count(table) != 0) continue;
            if (statement.starts_with("INSERT")) {
                if (table == k_versions) continue;  // noted when all is done
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

// Of ciclo's own tables only: the application's are its own affair.
std::vector<std::string> add_indexes(postgres::Connection& connection) {
    static const std::regex k_index(R"(CREATE INDEX IF NOT EXISTS (\w+))");
    std::vector<std::string> done;
    for (const auto& statement : split_statements(sql::s_ciclo.text)) {
        std::smatch match;
        if (!std::regex_search(statement, match, k_index) || exists(connection, match[1].str())) continue;
        connection.execute(statement);
        done.push_back("created index " + match[1].str());
    }
    return done;
}

long long version_of(postgres::Connection& connection) {
    return postgres::NamedRow(connection.execute(sql::version)).integer("version");
}

// Once the columns that they read are there. One of the present version is left alone: only its owner may
// replace it.
std::vector<std::string> make_views(postgres::Connection& connection) {
    const bool is_present = version_of(connection) >= k_version;
    std::vector<std::string> done;
    std::set<std::string> made;
    for (const auto& statement : split_statements(sql::s_ciclo.text)) {
        const auto view = view_of(statement);
        if (view.empty() || (is_present && made.count(view) == 0 && exists(connection, view))) continue;
        if (!exists(connection, view)) done.push_back("created view " + view);
        connection.execute(statement);
        made.insert(view);
    }
    return done;
}

// Brings rows that earlier versions left to what they say today, a thousand in a transaction: nobody waits
// long.
void bring_over(postgres::Connection& connection, const postgres::Statement& statement, std::string_view what,
                std::vector<std::string>& done) {
    std::int64_t all = 0;
    while (true) {
        const auto rows = postgres::NamedRow(connection.execute(statement)).integer("rows");
        if (rows == 0) break;
        all += rows;
    }
    if (all > 0) done.push_back(fmt::format("brought {} rows of carteira_principal to {}", all, what));
}

std::string sentence(const ColumnFault& fault) {
    if (fault.actual.empty()) return fmt::format("{}.{} is missing", fault.table, fault.column);
    if (fault.must_be_given) {
        return fmt::format("{}.{} is NOT NULL without a default, and its value in new rows is not known",
                           fault.table, fault.column);
    }
    return fmt::format("{}.{} is {}, expected {}", fault.table, fault.column, fault.actual, fault.expected);
}

void check_version(postgres::Connection& connection) {
    const auto found = version_of(connection);
    if (found >= k_version) return;
    throw Error(
        ErrorKind::config,
        fmt::format("the tables of ciclo are at version {}, this program needs version {}", found, k_version),
        "run 'ciclo schema apply'"_tr);
}

}  // namespace

std::string text(bool with_deliveries) {
    std::string out;
    for (const auto file : files()) {
        if (with_deliveries || file.text != sql::s_entregas.text) out += std::string(file.text) + "\n";
    }
    return out;
}

Shape read_shape(postgres::Connection& connection) {
    const auto result = connection.execute(sql::columns);
    Shape out;
    for (int row = 0; row < result.rows(); ++row) {
        const postgres::NamedRow named(result, row);
        ColumnFault found{named.text("table_name"),       named.text("column_name"),
                          named.text("expected"),         named.text("actual"),
                          named.boolean("table_missing"), named.boolean("must_be_given")};
        const auto value = named.text("value");
        if (!value.empty()) {
            out.values.push_back({found.table, found.column, value});
        } else if (found.table_missing && is_given_up(found.table)) {
            out.absent.insert(found.table);
        } else if (found.table_missing && is_of_deliveries(found.table)) {
            out.absent_deliveries.insert(found.table);
            out.absent.insert(k_central_delivery_column);
            out.absent.insert(found.table + "." + found.column);
        } else if (named.boolean("may_be_missing")) {
            out.absent.insert(found.table + "." + found.column);
        } else {
            out.faults.push_back(std::move(found));
        }
    }
    return out;
}

std::vector<ColumnFault> faults(postgres::Connection& connection) {
    return read_shape(connection).faults;
}

Shape check(postgres::Connection& connection) {
    auto shape = read_shape(connection);
    std::set<std::string> sentences;
    bool can_be_added = false;
    bool is_wrong = false;
    bool must_be_given = false;
    for (const auto& fault : shape.faults) {
        sentences.insert(fault.table_missing ? fmt::format("table {} is missing", fault.table)
                                             : sentence(fault));
        (fault.must_be_given ? must_be_given : fault.actual.empty() ? can_be_added : is_wrong) = true;
    }
    if (sentences.empty()) {
        check_version(connection);
        return shape;
    }
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
    if (must_be_given) {
        hint = hint.and_then(
            "give a column that new rows do not know a default: ALTER TABLE ... ALTER COLUMN ... SET DEFAULT ..."_tr,
            "; ");
    }
    throw Error(ErrorKind::config, message, hint);
}

void make_stand_ins(postgres::Connection& connection, const Shape& shape) {
    for (const auto file : files()) {
        for (auto statement : split_statements(file.text)) {
            const auto at = statement.find("CREATE TABLE IF NOT EXISTS ");
            if (at == std::string::npos || shape.absent.count(table_of(statement)) == 0) continue;
            connection.execute_script(statement.replace(at, 12, "CREATE TEMP TABLE"));
        }
    }
}

std::vector<std::string> apply(postgres::Connection& connection, bool with_deliveries) {
    postgres::Transaction transaction(connection);
    connection.execute(k_lock);
    std::vector<std::string> fills;
    auto done = create_tables(connection, with_deliveries, fills);
    for (const auto& added : {add_columns(connection), add_indexes(connection), make_views(connection)})
        done.insert(done.end(), added.begin(), added.end());
    for (const auto& statement : fills) connection.execute(statement);
    transaction.commit();
    bring_over(connection, sql::open_invoiced, "ativo true: wholly invoiced", done);
    bring_over(connection, sql::zero_removed, "saldo 0: no longer in Odoo", done);
    connection.execute(sql::set_version, {std::to_string(k_version)});
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
