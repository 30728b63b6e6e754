// `ciclo history` for people (a line a cycle) and for programs (one JSON object). Not for: reading the
// journal (ciclo/history).
#pragma once

#include <string>
#include <vector>

#include "ciclo/history.hpp"
#include "json/writer.hpp"
#include "language/phrase.hpp"

namespace ciclo::report {

// In the order given; a bar shows how long each took beside the longest of them. Every line ends with a
// newline.
std::string history_text(const std::vector<CycleRecord>& cycles, const std::string& time_zone,
                         language::Language language);
// One JSON object on one line, newline included; points in time are UTC, but for local_started.
std::string history_json(const std::vector<CycleRecord>& cycles, const std::string& time_zone);

// How a cycle ended: "odoo_unavailable (69)", "killed", "running".
language::Phrase outcome_of(const CycleRecord& cycle);
// Why it ended so, or who acts: as the cycle said itself, else by its exit code. Empty for a code of another
// version.
language::Phrase remedy_of(const CycleRecord& cycle);

// One cycle of it, for other objects.
void write_cycle(json::Writer& writer, const CycleRecord& cycle);

}  // namespace ciclo::report
