// Pieces of text that several reports share: counts in words, a line of a text from outside.
// Not for: whole reports.
#pragma once

#include <string>
#include <string_view>

#include "base/duration_text.hpp"
#include "language/phrase.hpp"
#include "staging/counts.hpp"

namespace ciclo::report {

// Where a stage's time went: for --output json and the log, too much for people.
bool is_duration(std::string_view count);
// Says what was looked at; the others say what was done.
bool is_looked_at(std::string_view count);

// Those that are not 0: "new: 3, rows updated: 12". "" for none.
std::string looked_at(const staging::Counts& counts, language::Language language);
std::string done(const staging::Counts& counts, language::Language language);
// How much was done: the sum of what done() names.
long long changes(const staging::Counts& counts);

// `text`, or `otherwise` where it is empty.
std::string or_else(const std::string& text, std::string_view otherwise);

// The first line, without control characters (a terminal would obey them), "..." where it was cut.
std::string cut_line(std::string_view text, std::size_t max_bytes);

}  // namespace ciclo::report
