// `ciclo status` for people (a sentence, a line a stage, what else they should know) and for programs (one
// JSON object). Not for: finding it out (ciclo/status).
#pragma once

#include <string>

#include "ciclo/status.hpp"
#include "language/phrase.hpp"

namespace ciclo::report {

// The first line: that all is well, or what is stale, since when and why.
language::Phrase headline(const StatusReport& status);

// Every line ends with a newline. `time_zone`: of its local times.
std::string status_text(const StatusReport& status, const std::string& time_zone,
                        language::Language language);
// One JSON object on one line, newline included; points in time are UTC, but for those of the application.
std::string status_json(const StatusReport& status);

}  // namespace ciclo::report
