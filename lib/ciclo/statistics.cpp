#include "ciclo/statistics.hpp"

#include <string>

#include "ciclo/changes.hpp"
#include "ciclo/sql.hpp"
#include "postgres/sql_error.hpp"

namespace ciclo {
namespace {

// "a, b": the tables to analyse, "" when there is none.
std::string due(postgres::Connection& connection) {
    const auto watched = watched_tables();
    const std::vector<std::string> names(watched.begin(), watched.end());
    const auto result = connection.execute(sql::tables_without_statistics, {postgres::array_literal(names)});
    std::string list;
    for (int row = 0; row < result.rows(); ++row) list += (row > 0 ? ", " : "") + result.text(row, 0);
    return list;
}

}  // namespace

void renew_statistics(postgres::Connection& connection, const Log& log) {
    try {
        const auto tables = due(connection);
        if (tables.empty()) return;
        connection.execute("ANALYZE (SKIP_LOCKED) " + tables);
        log.debug("analyzed", {{"tables", tables}});
    } catch (const postgres::SqlError& error) {
        if (error.connection_lost()) throw;
        log.warning("statistics were not renewed", {{"reason", error.what()}});
    }
}

}  // namespace ciclo
