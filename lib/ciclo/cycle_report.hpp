// What a cycle did: its stages, its counts, its error. Not for: running it (cycle), nor showing it (report/).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/exit_code.hpp"
#include "base/time.hpp"
#include "ciclo/notice.hpp"
#include "ciclo/stage_outcome.hpp"
#include "ciclo/table_changes.hpp"
#include "integridade/finding.hpp"
#include "language/phrase.hpp"
#include "staging/counts.hpp"
#include "staging/window.hpp"

namespace ciclo {

struct StageReport {
    std::string_view name;
    StageOutcome outcome = StageOutcome::ok;  // stages that were not reached are absent
    std::chrono::milliseconds taken{};
    staging::Counts counts;
    std::vector<Notice> notices;
    std::vector<integridade::Finding> findings;  // one a check, also those that found nothing
    std::optional<staging::Window> window;       // absent where the stage reads nothing
};

// Open pedidos by the year in which they were created; 0: Odoo does not say.
struct PedidosOfYear {
    int year = 0;
    long long pedidos = 0;
};

// What a dry run found; nothing of it was written.
struct DryRunReport {
    std::vector<TableChanges> changes;    // only tables in which rows would change
    std::string set_aside;                // what a cycle would end with 14 for, in a sentence; "" for nothing
    std::vector<PedidosOfYear> entering;  // those that would enter

    [[nodiscard]] long long rows() const;
    // Whether rows of the application would change.
    [[nodiscard]] bool is_pending() const;
};

struct CycleReport {
    ExitCode code = ExitCode::ok;
    std::string execution;
    bool is_selection = false;  // just the pedidos and NFs that were asked for
    std::string odoo_version;
    std::vector<StageReport> stages;
    staging::Counts totals;  // requests, bytes, statements, milliseconds, peak memory, rejects
    std::string error;       // "" when all went well: cause, stage first
    language::Phrase kept;   // what the database holds after a failure
    language::Phrase hint;
    bool looked_at_all = true;  // else nobody had written the application's tables since the last look
    bool in_doubt = false;      // a COMMIT's answer was lost, and nothing could be found out about it
    std::optional<DryRunReport> dry_run;  // of a dry run; without changes when it failed
    // With config.metrics_file: when the last cycle before this one that ended with ok did so. Absent when
    // the journal has none, or could not be read.
    std::optional<UtcSeconds> last_success;

    // A cycle with rejects counts as failed: somebody has to act.
    [[nodiscard]] bool failed() const { return code != ExitCode::ok && code != ExitCode::changes_pending; }
};

// What the database holds after a cycle that failed, and what to do: by its exit code, where the cycle did
// not say itself.
void explain(CycleReport& report);

// What the database holds after a cycle that ended with that code, `committed` being its committed stages
// ("faturamento, integridade"): where the code alone cannot say it, these.
language::Phrase kept_after(const ExitCodeRow& row, const std::string& committed);

}  // namespace ciclo
