// One ordered cycle: preflight, faturamento, integridade, faturado, carteira, registro. The only room that
// knows the order. Not for: what a stage does (the stages), nor how the outcome is shown (report/).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/exit_code.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "ciclo/changes.hpp"
#include "ciclo/clocks.hpp"
#include "ciclo/notice.hpp"
#include "config/config.hpp"
#include "http/transport.hpp"
#include "integridade/integridade.hpp"
#include "staging/stage.hpp"

namespace ciclo {

struct StageReport {
    std::string_view name;
    std::string outcome;  // "ok" or "failed"; stages that were not reached are absent
    std::chrono::milliseconds taken{};
    staging::Counts counts;
    std::vector<Notice> notices;
    std::vector<integridade::Finding> findings;  // one a check, also those that found nothing
    std::optional<staging::Window> window;       // absent where the stage reads nothing
};

// What a dry run found; nothing of it was written.
struct DryRunReport {
    std::vector<TableChanges> changes;  // only tables in which rows would change
    std::string set_aside;              // records that a cycle would set aside, in a sentence; "" for none

    [[nodiscard]] long long rows() const;
};

struct CycleReport {
    ExitCode code = ExitCode::ok;
    std::string execution;
    std::string odoo_version;
    std::vector<StageReport> stages;
    staging::Counts totals;  // requests, bytes, statements, milliseconds, peak memory, rejects
    std::string error;       // "" when all went well: cause, stage first
    language::Phrase kept;   // what the database holds after a failure
    language::Phrase hint;
    std::optional<DryRunReport> dry_run;  // of a dry run; without changes when it failed
    // With config.metrics_file: when the last cycle before this one that ended with ok did so. Absent when
    // the journal knows none, or could not be asked.
    std::optional<UtcSeconds> last_success;

    // A cycle with rejects counts as failed: somebody has to act.
    [[nodiscard]] bool failed() const { return code != ExitCode::ok && code != ExitCode::changes_pending; }
};

struct CycleOptions {
    const config::Config& config;
    // The words of the command line, for the journal.
    std::string arguments;
    // Of a dry run: takes the rows that would change. nullptr: their number is enough.
    RowSink* rows = nullptr;
    // The cycle's uuid, where a ping has sent it before; "" makes a new one.
    std::string execution{};
    // nullptr: the real ones.
    const OtherClocks* clocks = nullptr;
};

// Runs the cycle to its end, or with config.dry_run tries it out, and never throws for what the outside does:
// the report says what happened.
CycleReport run_cycle(const CycleOptions& options, http::Transport& transport, const Limits& limits,
                      const Log& log);

}  // namespace ciclo
