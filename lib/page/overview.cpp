#include "page/overview.hpp"

#include <utility>

#include "page/sql.hpp"

namespace ciclo::page {
namespace {

using postgres::Connection;
using postgres::Result;

// `row_of` makes one of each row; the last column of every row is how many there are in all.
template <typename Row, typename RowOf>
Listed<Row> listed(const Result& result, RowOf row_of) {
    Listed<Row> out;
    for (int row = 0; row < result.rows(); ++row) out.rows.push_back(row_of(row));
    if (result.rows() > 0) out.total = result.integer(0, result.columns() - 1);
    return out;
}

std::vector<DayOfChanges> read_changes(Connection& connection, const std::string& zone) {
    const auto result = connection.execute(sql::overview_changes, {zone, std::to_string(k_days_of_changes)});
    std::vector<DayOfChanges> days;
    for (int row = 0; row < result.rows(); ++row) {
        const auto number = [&](int column) { return result.integer(row, column); };
        days.push_back({result.text(row, 0), number(1), number(2), number(3), number(4), number(5), number(6),
                        number(7), number(8)});
    }
    return days;
}

void read_inconsistencies(Connection& connection, const std::string& most, Overview& overview) {
    const auto result = connection.execute(sql::overview_inconsistencies, {most});
    for (int row = 0; row < result.rows(); ++row) {
        overview.inconsistencies.rows.push_back({result.text(row, 0), result.integer(row, 1),
                                                 result.text(row, 2), result.text(row, 3),
                                                 result.text(row, 4)});
    }
    if (result.rows() == 0) return;
    overview.inconsistencies.total = result.integer(0, 5);
    overview.open_inconsistencies = result.integer(0, 6);
}

Listed<Reject> read_rejects(Connection& connection, const std::string& zone, int most) {
    auto list = ciclo::read_rejects(connection, zone, most);
    return {std::move(list.rejects), list.total};
}

Listed<OpenAlert> read_alerts(Connection& connection, const std::string& most) {
    const auto result = connection.execute(sql::overview_alerts, {most});
    return listed<OpenAlert>(result, [&](int row) {
        return OpenAlert{result.text(row, 0), result.text(row, 1), result.text(row, 2), result.text(row, 3),
                         result.text(row, 4), result.text(row, 5), result.text(row, 6), result.text(row, 7)};
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
