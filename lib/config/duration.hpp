// Lengths of time as people write them: 90s, 40m, 26h, 2d; a bare number is minutes. Not for: points in time
// (base/time).
#pragma once

#include <chrono>
#include <string_view>

namespace ciclo::config {

// Never negative, at most ten years. Throws Error(config) that quotes the text and says what is expected.
std::chrono::seconds parse_duration(std::string_view text);

// parse_duration() without zero.
std::chrono::seconds parse_positive_duration(std::string_view text);

// parse_duration() for settings that count minutes: seconds that make no whole minute are refused, not
// rounded.
std::chrono::minutes parse_minutes(std::string_view text);

// parse_minutes() without zero.
std::chrono::minutes parse_positive_minutes(std::string_view text);

}  // namespace ciclo::config
