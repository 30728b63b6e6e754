#include "faturado/faturado.hpp"

#include "faturado/sql.hpp"

namespace ciclo::faturado {
namespace {

// The previous holder of a row's lock may have changed it, or its shipment item: both are checked again.
void lock_and_look_again(postgres::Connection& connection) {
    connection.execute_script("TRUNCATE stg_unmarked;");
    staging::fill(connection, "stg_unmarked", sql::lock_consumed);
    connection.execute_script("TRUNCATE stg_consumed;");
    connection.execute(sql::collect_consumed);
    connection.execute_script("ANALYZE stg_consumed;");
}

}  // namespace

staging::Tables tables() {
    return {{sql::tables}, "stg_unmarked stg_unmarked_separacao"};
}

staging::Counts apply(staging::StageContext& context) {
    auto& connection = context.connection;
    if (staging::fill(connection, "stg_unmarked", sql::collect_unmarked) == 0) return {};
    const auto consumed = connection.execute(sql::collect_consumed).integer(0, 0);
    if (consumed > 0) lock_and_look_again(connection);
    return staging::run_statements(connection, {sql::mark_faturado});
}

}  // namespace ciclo::faturado
