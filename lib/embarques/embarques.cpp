#include "embarques/embarques.hpp"

#include "embarques/sql.hpp"

namespace ciclo::embarques {
namespace {

staging::Counts follow(postgres::Connection& connection, bool validates) {
    if (connection.execute(sql::collect, {validates ? "t" : "f"}).integer(0, 0) == 0) return {};
    connection.execute_script("ANALYZE stg_shipment;");
    connection.execute(sql::lock_items);
    if (!connection.leaves_out(sql::lock_embarques)) connection.execute(sql::lock_embarques);
    auto counts = staging::run_statements(connection, {sql::follow_items, sql::follow_totals});
    if (!connection.leaves_out(sql::may_read_freights) &&
        connection.execute(sql::may_read_freights).boolean(0, 0)) {
        counts.add_all(
            staging::run_statements(connection, {sql::find_without_freight, sql::note_without_freight}));
    }
    connection.execute_script("TRUNCATE stg_shipment;");
    return counts;
}

}  // namespace

staging::Tables tables() {
    return {{sql::tables}, ""};
}

staging::Counts validate(postgres::Connection& connection) {
    return follow(connection, true);
}

staging::Counts follow_lots(postgres::Connection& connection) {
    return follow(connection, false);
}

}  // namespace ciclo::embarques
