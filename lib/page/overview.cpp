#include "page/overview.hpp"

#include <utility>

#include "page/sql.hpp"

namespace ciclo::page {
namespace {

using postgres::Connection;
using postgres::NamedRow;
using postgres::Result;

// `row_of` makes one of each row; `total` of every row is how many there are in all.
template <typename Row, typename RowOf>
Listed<Row> listed(const Result& result, std::string_view total, RowOf row_of) {
    Listed<Row> out;
    for (int row = 0; row < result.rows(); ++row) out.rows.push_back(row_of(NamedRow(result, row)));
    if (result.rows() > 0) out.total = NamedRow(result).integer(total);
    return out;
}

std::vector<DayOfChanges> read_changes(Connection& connection, const std::string& zone) {
    const auto result = connection.execute(sql::overview_changes, {zone, std::to_string(k_days_of_changes)});
    std::vector<DayOfChanges> days;
    for (int row = 0; row < result.rows(); ++row) {
        const NamedRow day(result, row);
        days.push_back({day.text("day"), day.integer("cycles"), day.integer("nf_inserted"),
                        day.integer("nf_updated"), day.integer("nf_cancelled"),
                        day.integer("separacoes_marked"), day.integer("backlog_inserted"),
                        day.integer("backlog_updated"), day.integer("backlog_archived"),
                        day.integer("deliveries_inserted"), day.integer("shipment_items_updated"),
                        day.integer("events")});
    }
    return days;
}

void read_inconsistencies(Connection& connection, const std::string& most, Overview& overview) {
    if (!connection.execute(sql::inconsistencies_there).boolean(0, 0)) return;
    const auto result = connection.execute(sql::overview_inconsistencies, {most});
    overview.inconsistencies = listed<OpenKind>(result, "kinds", [](const NamedRow& row) {
        return OpenKind{row.text("tipo"), row.integer("count"), row.text("oldest"), row.text("newest"),
                        row.text("examples")};
    });
    if (result.rows() > 0) overview.open_inconsistencies = NamedRow(result).integer("total");
}

Listed<Reject> read_rejects(Connection& connection, const std::string& zone, int most) {
    auto list = ciclo::read_rejects(connection, zone, most);
    return {std::move(list.rejects), list.total};
}

Listed<OpenAlert> read_alerts(Connection& connection, const std::string& most) {
    const auto result = connection.execute(sql::overview_alerts, {most});
    return listed<OpenAlert>(result, "total", [](const NamedRow& row) {
        return OpenAlert{row.text("lot"),    row.text("pedido"), row.text("product"), row.text("client"),
                         row.text("change"), row.text("before"), row.text("after"),   row.text("since")};
    });
}

}  // namespace

Overview read_overview(Connection& connection, const std::string& time_zone, int most_rows) {
    const auto most = std::to_string(most_rows);
    Overview overview;
    overview.first_cycle = connection.execute(sql::overview_first_cycle, {time_zone}).text(0, 0);
    overview.days = read_changes(connection, time_zone);
    read_inconsistencies(connection, most, overview);
    overview.rejects = read_rejects(connection, time_zone, most_rows);
    overview.reject_count = count_rejects(connection);
    overview.alerts = read_alerts(connection, most);
    return overview;
}

std::string local_now(Connection& connection, const std::string& time_zone) {
    return connection.execute(sql::overview_now, {time_zone}).text(0, 0);
}

}  // namespace ciclo::page
