// The past cycles as the journal holds them: for people and programs that look back. Not for: how fresh a
// stage is (freshness), nor for writing the journal (journal).
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "base/time.hpp"
#include "ciclo/journal_json.hpp"
#include "ciclo/stage_outcome.hpp"
#include "postgres/connection.hpp"
#include "staging/stage.hpp"

namespace ciclo {

struct StageRecord {
    std::string stage;
    StageOutcome outcome = StageOutcome::failed;
    bool full_load = false;
    std::optional<UtcSeconds> read_from;
    std::optional<UtcSeconds> read_to;
    UtcSeconds started_at{};
    UtcSeconds finished_at{};
    std::chrono::milliseconds taken{};
    staging::Counts counts;
    std::vector<FindingRecord> findings;  // checks, also those that found nothing, then notices
    std::string error;                    // "" when all went well
};

struct CycleRecord {
    std::string id;
    bool is_running = false;
    UtcSeconds started_at{};
    std::string local_started;              // "2026-11-24 14:10:02" in the requested time zone
    std::optional<UtcSeconds> finished_at;  // absent while it runs, and always when it was killed
    // From start to end, while it runs until now; absent when it was killed.
    std::optional<std::chrono::milliseconds> taken;
    std::string outcome;  // name of the exit code, which another version may have; "" without finished_at
    std::optional<int> exit_code;
    std::string version;
    std::string odoo_version;  // "" when Odoo was never reached
    std::string host;
    std::string arguments;
    staging::Counts counts;           // of the whole cycle: ms, requests, rejects ...
    std::string error;                // what went wrong, or was passed over; "" for nothing
    std::string hint;                 // what to do then, where that is more than its exit code says
    std::vector<StageRecord> stages;  // in the order in which they ran

    // A run of --pedido or --nf, which is no cycle of its window: its stages have none.
    [[nodiscard]] bool is_selection() const {
        return std::any_of(stages.begin(), stages.end(), [](const auto& stage) {
            return stage.outcome == StageOutcome::ok && !stage.read_to;
        });
    }
    // "faturamento, integridade": its stages that were committed.
    [[nodiscard]] std::string committed() const;
    [[nodiscard]] bool was_killed() const { return !finished_at && !is_running; }
    [[nodiscard]] bool ended_with(ExitCode code) const { return exit_code == number_of(code); }
    [[nodiscard]] bool ended_well() const { return ended_with(ExitCode::ok); }
};

// The last `last` cycles, oldest first; `failed_only`: of those that did not end with ok, or were killed.
// Throws SqlError; on a database without the journal's tables one of kind database (see check_journal()).
std::vector<CycleRecord> read_history(postgres::Connection& connection, const std::string& time_zone,
                                      int last, bool failed_only);

}  // namespace ciclo
