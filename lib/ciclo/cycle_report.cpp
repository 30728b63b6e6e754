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
bool depends_on_stages(const CycleReport& report) {
    const bool nothing_stands =
        std::none_of(report.stages.begin(), report.stages.end(),
                     [](const auto& stage) { return stage.outcome == StageOutcome::ok; });
    return (report.code == ExitCode::outcome_unknown && !report.in_doubt) ||
           report.code == ExitCode::internal_error || report.code == ExitCode::deadline_exceeded ||
           report.code >= ExitCode::interrupted_hup ||
           (report.code == ExitCode::carteira_failed && nothing_stands);
}

language::Phrase stages_kept(const CycleReport& report) {
    std::string names;
    for (const auto& stage : report.stages) {
        if (stage.outcome == StageOutcome::ok) names += (names.empty() ? "" : ", ") + std::string(stage.name);
    }
    if (names.empty()) return "unchanged: no stage was committed"_tr;
    return "{} (committed)"_tr(names);
}

}  // namespace

void explain(CycleReport& report) {
    if (report.dry_run) {
        if (report.failed()) report.kept = "unchanged: a dry run writes nothing"_tr;
        return;
    }
    for (const auto& row : exit_code_table()) {
        if (row.code != report.code || report.code == ExitCode::ok) continue;
        if (report.kept.empty()) report.kept = depends_on_stages(report) ? stages_kept(report) : row.kept;
        if (report.hint.empty()) report.hint = row.cause;
    }
}

}  // namespace ciclo
