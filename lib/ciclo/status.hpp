// What `ciclo status` reports, gathered from the database alone: it must work while Odoo is down. Writes
// nothing. Not for: words (report/status).
#pragma once

#include <optional>
#include <vector>

#include "base/exit_code.hpp"
#include "ciclo/at_work.hpp"
#include "ciclo/freshness.hpp"
#include "ciclo/history.hpp"
#include "ciclo/rejects.hpp"
#include "config/config.hpp"
#include "staging/window.hpp"

namespace ciclo {

struct StageStatus {
    StageFreshness freshness;
    // What the next regular cycle would read, as far as the database shows: whether fields or filters changed
    // shows only with Odoo. Absent where the stage reads nothing from Odoo, or there is no journal.
    std::optional<staging::Window> next;
};

struct StatusReport {
    bool has_journal = false;  // else the database has never seen `ciclo schema apply`
    std::chrono::seconds max_age{};
    std::vector<StageStatus> stages;
    std::optional<AtWork> at_work;
    std::optional<CycleRecord> last_cycle;  // the last one that no longer runs
    RejectCount rejects;                    // what is set aside now
    std::vector<TableMove> moves;           // only where no stage ever had a good run

    // ok, or stale when any stage is stale.
    [[nodiscard]] ExitCode code() const;
    [[nodiscard]] std::vector<const StageFreshness*> stale_stages() const;
};

// Throws Error(config) for a database without the application's tables and for an unknown time zone.
StatusReport read_status(postgres::Connection& connection, const config::Config& config);

}  // namespace ciclo
