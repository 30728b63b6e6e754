// The outcome of a command for people (a short table) and for programs (one JSON object), on standard output.
// Not for: the log (base/log) or deciding anything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "check/check_point.hpp"
#include "ciclo/cycle_report.hpp"

namespace ciclo::report {

// A table of the stages and what they changed (or would change), then one sentence; every line ends with a
// newline.
std::string cycle_text(const CycleReport& report, language::Language language);
// One JSON object on one line, newline included.
std::string cycle_json(const CycleReport& report);
// The same with a last member "rows", up to where its rows begin: they follow with commas between, then
// k_after_rows.
std::string cycle_json_before_rows(const CycleReport& report);
inline constexpr std::string_view k_after_rows = "]}\n";

// A row that a dry run would change: a line, and for an updated row one more for each column, long values
// cut; or one JSON object with whole values.
std::string row_text(const RowChange& row, language::Language language);
std::string row_json(const RowChange& row);

// A point of a check, printed as soon as it is known: its mark, name and sentence, and a remedy where there
// is one.
std::string point_text(const CheckPoint& point, language::Language language);
// The last line of a check.
std::string verdict_text(const std::vector<CheckPoint>& points, language::Language language);
// All of it as one JSON object on one line.
std::string check_json(const std::vector<CheckPoint>& points);

}  // namespace ciclo::report
