// What a cycle and a dry run have in common for a stage that was read: apply it, and retry a transaction that
// conflicted with another one. Not for: when to commit (cycle) or to roll back (dry_run).
#pragma once

#include <functional>

#include "base/limits.hpp"
#include "ciclo/cycle_report.hpp"
#include "ciclo/stages.hpp"

namespace ciclo {

// Inside the transaction that is open: the stage's writes, and what they counted, noticed and found.
// `read_counts`: what its reading counted. How long it took is the caller's to say.
StageReport apply_stage(const Stage& stage, Contexts& contexts, const staging::Counts& read_counts);

// Runs `transaction`, which must start over each time, again after a serialization failure, a deadlock or a
// lock timeout. `name`: for the log.
void run_repeatedly(std::string_view name, const Limits& limits, const Log& log,
                    const std::function<void()>& transaction);

}  // namespace ciclo
