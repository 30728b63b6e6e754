#include "ciclo/cycle_report.hpp"

#include <algorithm>

namespace ciclo {

std::string_view name_of(StageOutcome outcome) {
    switch (outcome) {  // without a default: the compiler warns of a name that is missing
        case StageOutcome::ok:
            return "ok";
        case StageOutcome::failed:
            return "failed";
    }
    return "";
}

StageOutcome outcome_named(std::string_view name) {
    return name == name_of(StageOutcome::ok) ? StageOutcome::ok : StageOutcome::failed;
}

long long DryRunReport::rows() const {
    long long rows = 0;
    for (const auto& table : changes) rows += table.rows();
    return rows;
}

bool DryRunReport::is_pending() const {
    return std::any_of(changes.begin(), changes.end(),
                       [](const auto& table) { return table.is_of_application(); });
}

namespace {

// Where the exit code alone cannot say what the database holds: which stages stand. The carteira may fail
// before any has begun, when Odoo hides pedidos.
bool depends_on_stages(ExitCode code, const std::string& committed) {
    return code == ExitCode::internal_error || code == ExitCode::deadline_exceeded ||
           code >= ExitCode::interrupted_hup || (code == ExitCode::carteira_failed && committed.empty());
}

language::Phrase stages_kept(const std::string& committed) {
    if (committed.empty()) return "unchanged: no stage was committed"_tr;
    return "{} (committed)"_tr(committed);
}

}  // namespace

language::Phrase kept_after(const ExitCodeRow& row, const std::string& committed) {
    return depends_on_stages(row.code, committed) ? stages_kept(committed) : language::Phrase(row.kept);
}

void explain(CycleReport& report) {
    if (report.dry_run) {
        if (report.failed()) report.kept = "unchanged: a dry run writes nothing"_tr;
        return;
    }
    std::string committed;
    for (const auto& stage : report.stages) {
        if (stage.outcome == StageOutcome::ok)
            committed += (committed.empty() ? "" : ", ") + std::string(stage.name);
    }
    for (const auto& row : exit_code_table()) {
        if (row.code != report.code || report.code == ExitCode::ok) continue;
        const bool is_known = report.code == ExitCode::outcome_unknown && !report.in_doubt;
        if (report.kept.empty()) report.kept = is_known ? stages_kept(committed) : kept_after(row, committed);
        if (report.hint.empty()) report.hint = row.cause;
    }
}

}  // namespace ciclo
