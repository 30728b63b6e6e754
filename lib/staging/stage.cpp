#include "staging/stage.hpp"

#include <fmt/core.h>

#include "staging/sql.hpp"

namespace ciclo::staging {

Tables tables() {
    return {
        {sql::tables},
        "stg_ciclo stg_notice stg_reject stg_touched_shipment stg_order_stamp stg_line_stamp stg_move_stamp "
        "stg_partner_stamp stg_changed stg_order stg_sweep stg_known_name stg_first_run stg_affected "
        "pg_temp.plain"};
}

Counts run_statements(postgres::Connection& connection, const std::vector<postgres::Statement>& statements) {
    Counts counts;
    for (const auto& statement : statements) {
        if (!connection.leaves_out(statement)) counts.add_row(connection.execute(statement));
    }
    return counts;
}

long long fill(postgres::Connection& connection, std::string_view table, const postgres::Statement& statement,
               const std::vector<postgres::Param>& params) {
    const auto rows = connection.execute(statement, params).affected();
    if (rows > 0) connection.execute_script(fmt::format("ANALYZE {};", table));
    return rows;
}

Counts fill_and_count(postgres::Connection& connection, std::string_view table,
                      const postgres::Statement& statement, const std::vector<postgres::Param>& params) {
    Counts counts;
    counts.add_row(connection.execute(statement, params));
    connection.execute_script(fmt::format("ANALYZE {};", table));
    return counts;
}

std::vector<std::int64_t> earlier_rejects(Staging& staging, const Model& model) {
    const auto unless_staged =
        staging.staged(model) == 0
            ? std::string()
            : fmt::format(" AND NOT EXISTS (SELECT 1 FROM {} s WHERE s.id = r.record_id)", model.table);
    return staging.ids(
        fmt::format("SELECT r.record_id FROM ciclo_rejeito r WHERE r.model = '{}'{} ORDER BY 1", model.name,
                    unless_staged));
}

Counts persist_rejects(postgres::Connection& connection, const Model& model) {
    Counts counts;
    const std::vector<postgres::Param> params{std::string(model.name)};
    counts.add_row(connection.execute(sql::rejects_forget, params));
    counts.add_row(connection.execute(sql::rejects_store, params));
    return counts;
}

}  // namespace ciclo::staging
