// `ciclo rejects` for people and for programs. Not for: reading what is set aside (ciclo/rejects).
#pragma once

#include <string>

#include "ciclo/rejects.hpp"
#include "language/phrase.hpp"

namespace ciclo::report {

// What a person can do about it; of one that is accepted who did, when and why.
language::Phrase next_step(const Reject& reject);

// Some lines a record, those that count first, and how many count. `time_zone`: of its local times.
std::string rejects_text(const RejectList& list, const std::string& time_zone, language::Language language);
// One record of it.
std::string reject_text(const Reject& reject, language::Language language);
// One JSON object on one line, newline included; points in time are UTC.
std::string rejects_json(const RejectList& list);

}  // namespace ciclo::report
