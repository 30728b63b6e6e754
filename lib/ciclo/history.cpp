#include "ciclo/history.hpp"

#include "ciclo/at_work.hpp"
#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

// The columns of history.sql.
enum Column {
    c_id,
    c_is_running,
    c_started_at,
    c_local_started,
    c_finished_at,
    c_taken_ms,
    c_outcome,
    c_exit_code,
    c_version,
    c_odoo_version,
    c_host,
    c_arguments,
    c_counts,
    c_error,
    c_stage,
    c_stage_outcome,
    c_full_load,
    c_read_from,
    c_read_to,
    c_stage_started_at,
    c_stage_finished_at,
    c_stage_taken_ms,
    c_stage_counts,
    c_details,
    c_stage_error,
};

std::optional<UtcSeconds> time_at(const postgres::Result& rows, int row, Column column) {
    return from_odoo(rows.text(row, column));
}

CycleRecord cycle_of(const postgres::Result& rows, int row) {
    CycleRecord out;
    out.id = rows.text(row, c_id);
    out.is_running = rows.boolean(row, c_is_running);
    out.started_at = time_at(rows, row, c_started_at).value_or(UtcSeconds{});
    out.local_started = rows.text(row, c_local_started);
    out.finished_at = time_at(rows, row, c_finished_at);
    if (rows.get(row, c_taken_ms)) out.taken = std::chrono::milliseconds{rows.integer(row, c_taken_ms)};
    out.outcome = rows.text(row, c_outcome);
    if (rows.get(row, c_exit_code)) out.exit_code = static_cast<int>(rows.integer(row, c_exit_code));
    out.version = rows.text(row, c_version);
    out.odoo_version = rows.text(row, c_odoo_version);
    out.host = rows.text(row, c_host);
    out.arguments = rows.text(row, c_arguments);
    out.counts = counts_of(rows.text(row, c_counts));
    out.error = rows.text(row, c_error);
    return out;
}

StageRecord stage_of(const postgres::Result& rows, int row) {
    StageRecord out;
    out.stage = rows.text(row, c_stage);
    out.outcome = rows.text(row, c_stage_outcome);
    out.full_load = rows.boolean(row, c_full_load);
    out.read_from = time_at(rows, row, c_read_from);
    out.read_to = time_at(rows, row, c_read_to);
    out.started_at = time_at(rows, row, c_stage_started_at).value_or(UtcSeconds{});
    out.finished_at = time_at(rows, row, c_stage_finished_at).value_or(UtcSeconds{});
    out.taken = std::chrono::milliseconds{rows.integer(row, c_stage_taken_ms)};
    out.counts = counts_of(rows.text(row, c_stage_counts));
    out.findings = findings_of(rows.text(row, c_details));
    out.error = rows.text(row, c_stage_error);
    return out;
}

}  // namespace

std::vector<CycleRecord> read_history(postgres::Connection& connection, const std::string& time_zone,
                                      int last, bool failed_only) {
    const auto at_work = cycle_at_work(connection, time_zone);
    const auto running =
        at_work && !at_work->execution.empty() ? postgres::Param(at_work->execution) : postgres::Param();
    const auto rows =
        connection.execute(sql::history, {std::to_string(last), failed_only ? "t" : "f", time_zone, running});
    std::vector<CycleRecord> out;
    for (int row = 0; row < rows.rows(); ++row) {
        if (out.empty() || out.back().id != rows.text(row, c_id)) out.push_back(cycle_of(rows, row));
        if (rows.get(row, c_stage)) out.back().stages.push_back(stage_of(rows, row));
    }
    return out;
}

}  // namespace ciclo
