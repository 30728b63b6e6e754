#include "ciclo/history.hpp"

#include "ciclo/at_work.hpp"
#include "ciclo/notices.hpp"
#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

using postgres::NamedRow;

std::optional<UtcSeconds> time_at(const NamedRow& row, std::string_view column) {
    return from_odoo(row.text(column));
}

CycleRecord cycle_of(const NamedRow& row) {
    CycleRecord out;
    out.id = row.text("id");
    out.is_running = row.boolean("is_running");
    out.started_at = time_at(row, "started_at").value_or(UtcSeconds{});
    out.local_started = row.text("local_started");
    out.finished_at = time_at(row, "finished_at");
    if (row.get("taken_ms")) out.taken = std::chrono::milliseconds{row.integer("taken_ms")};
    out.outcome = row.text("outcome");
    if (row.get("exit_code")) out.exit_code = static_cast<int>(row.integer("exit_code"));
    out.version = row.text("version");
    out.odoo_version = row.text("odoo_version");
    out.host = row.text("host");
    out.arguments = row.text("arguments");
    out.counts = counts_of(row.text("counts"));
    out.error = row.text("error");
    if (const auto end = out.error.rfind(k_hint_follows); end != std::string::npos) {
        out.hint = out.error.substr(end + k_hint_follows.size());
        out.error.resize(end);
    }
    return out;
}

StageRecord stage_of(const NamedRow& row) {
    StageRecord out;
    out.stage = row.text("stage");
    out.outcome = outcome_named(row.text("stage_outcome"));
    out.full_load = row.boolean("full_load");
    out.read_from = time_at(row, "read_from");
    out.read_to = time_at(row, "read_to");
    out.started_at = time_at(row, "stage_started_at").value_or(UtcSeconds{});
    out.finished_at = time_at(row, "stage_finished_at").value_or(UtcSeconds{});
    out.taken = std::chrono::milliseconds{row.integer("stage_taken_ms")};
    out.counts = counts_of(row.text("stage_counts"));
    out.findings = findings_of(row.text("details"));
    out.error = row.text("stage_error");
    return out;
}

}  // namespace

std::string CycleRecord::committed() const {
    std::string names;
    for (const auto& stage : stages) {
        if (stage.outcome == StageOutcome::ok) names += (names.empty() ? "" : ", ") + stage.stage;
    }
    return names;
}

std::vector<CycleRecord> read_history(postgres::Connection& connection, const std::string& time_zone,
                                      int last, bool failed_only) {
    const auto at_work = cycle_at_work(connection, time_zone);
    const auto running =
        at_work && !at_work->execution.empty() ? postgres::Param(at_work->execution) : postgres::Param();
    const auto rows =
        connection.execute(sql::history, {std::to_string(last), failed_only ? "t" : "f", time_zone, running});
    std::vector<CycleRecord> out;
    for (int number = 0; number < rows.rows(); ++number) {
        const NamedRow row(rows, number);
        if (out.empty() || out.back().id != row.text("id")) out.push_back(cycle_of(row));
        if (row.get("stage")) out.back().stages.push_back(stage_of(row));
    }
    return out;
}

}  // namespace ciclo
