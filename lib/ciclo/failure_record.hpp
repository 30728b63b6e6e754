// What a run that failed leaves in the journal, on a session of its own: its cycle's rows, or one for a run
// that was refused before its cycle began (else 'ciclo status' would take it for a schedule that does not
// start anything). Not for: complete cycles (cycle), what a failure says (outcome).
#pragma once

#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "ciclo/cycle_report.hpp"
#include "ciclo/journal.hpp"
#include "ciclo/plan.hpp"
#include "ciclo/stage_progress.hpp"
#include "config/config.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// For finding out about a COMMIT and for recording a failure: within seconds, and a moment longer than
// `limits` after a stop or the deadline, which all that asks for it shares: the end must not take two
// seconds, also where the server hangs.
Limits limits_of_record(const Limits& limits);

// A cycle that the journal knows. All must outlive the call.
struct FailedCycle {
    const Journal& journal;
    const CycleReport& report;  // its last stage is the one that failed, where one was at work
    const StageProgress& progress;
    const Plan& plan;
    const std::vector<postgres::ServerProcess>& ended;  // its sessions
};

// Records the stage's failure and the cycle's end, and ends what is left of its sessions: the next cycle must
// not wait for what this one has lost. Throws nothing: where the database does not answer, the exit status
// and the log still report the failure.
void record_failure(const config::Config& config, const FailedCycle& failed, const Limits& limits,
                    const Log& log);

// Leaves a row that has begun and ended with `code` and `error`, where the database can be reached within
// seconds and has the journal; else nothing but a line of the log. Throws nothing. Of `config` only what
// leads to the database has to be right.
void record_refusal(const config::Config& config, const std::string& execution, const std::string& arguments,
                    ExitCode code, const std::string& error, const Limits& limits, const Log& log);

}  // namespace ciclo
