// `ciclo removed` for people (a line a row) and for programs (whole rows). Not for: reading them
// (ciclo/removed).
#pragma once

#include <string>

#include "ciclo/removed.hpp"
#include "language/phrase.hpp"

namespace ciclo::report {

// `time_zone`: of its local times.
std::string removed_text(const RemovedList& list, const std::string& time_zone, language::Language language);
// One JSON object on one line, newline included; points in time are UTC, but for those inside the rows.
std::string removed_json(const RemovedList& list);

}  // namespace ciclo::report
