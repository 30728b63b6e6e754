// What the end of a cycle says: exit code, cause, what to do. Not for: the log, the journal (cycle), what the
// database holds then (explain, cycle_report).
#pragma once

#include "base/error.hpp"
#include "ciclo/cycle_report.hpp"
#include "ciclo/rejects.hpp"

namespace ciclo {

struct Failure {
    std::string_view stage;              // "" before the first one
    ExitCode of_stage = ExitCode::ok;    // of the one whose failure counts
    ExitCode of_current = ExitCode::ok;  // of the one that was at work
    bool is_current_done = false;        // by an attempt before
    bool in_doubt = false;               // its COMMIT's answer was lost, and nothing could be found out
};

// After `error`.
void say_failure(CycleReport& report, const Error& error, const Failure& failure);
// After stages that all were committed: records that are set aside, pedidos and NFs asked for that are not
// there.
void say_rejects(CycleReport& report, const RejectCount& rejects);

}  // namespace ciclo
