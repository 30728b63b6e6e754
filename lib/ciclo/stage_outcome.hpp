// How a stage ended; of one that was not reached nothing is recorded. Not for: how a cycle ended (its exit
// code).
#pragma once

#include <string_view>

namespace ciclo {

enum class StageOutcome { ok, failed };

// As the journal and JSON say it: "ok", "failed".
std::string_view name_of(StageOutcome outcome);

// Any other name counts as failed: the journal is open to every role that may write it.
StageOutcome outcome_named(std::string_view name);

}  // namespace ciclo
