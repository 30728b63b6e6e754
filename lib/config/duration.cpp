#include "config/duration.hpp"

#include <fmt/core.h>

#include <charconv>
#include <optional>

#include "base/error.hpp"
#include "config/values.hpp"

namespace ciclo::config {
namespace {

using std::chrono::seconds;

// Longer than any window that makes sense, and short enough that no sum with a date leaves its calendar.
constexpr seconds k_longest = std::chrono::days{3660};
constexpr std::string_view k_expected_duration =
    "expected a whole number with s, m, h or d, or a bare number of minutes, for example 40m";

[[noreturn]] void refuse_duration(std::string_view text, std::string_view fault,
                                  std::string_view expected = k_expected_duration) {
    throw Error(ErrorKind::config, fmt::format("{} {}; {}", quoted(text), fault, expected));
}

std::optional<seconds> unit_of(std::string_view suffix) {
    if (suffix.empty() || suffix == "m") return std::chrono::minutes{1};
    if (suffix == "s") return seconds{1};
    if (suffix == "h") return std::chrono::hours{1};
    if (suffix == "d") return std::chrono::days{1};
    return std::nullopt;
}

}  // namespace

seconds parse_duration(std::string_view text) {
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    if (digits.empty() && text.starts_with('-')) refuse_duration(text, "is negative");
    const auto unit = unit_of(text.substr(digits.size()));
    if (digits.empty() || !unit) refuse_duration(text, "is not a duration");
    seconds::rep count = 0;
    const auto error = std::from_chars(digits.data(), digits.data() + digits.size(), count).ec;
    if (error != std::errc{} || count > k_longest / *unit)
        refuse_duration(text, "is too long", "expected at most 3660d");
    return count * *unit;
}

seconds parse_positive_duration(std::string_view text) {
    const auto duration = parse_duration(text);
    if (duration == seconds::zero()) refuse_duration(text, "is zero", "expected at least 1s");
    return duration;
}

std::chrono::minutes parse_minutes(std::string_view text) {
    const auto duration = parse_duration(text);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(duration);
    if (minutes != duration)
        refuse_duration(text, "is not a whole number of minutes",
                        "expected whole minutes, for example 90m, 3h or 1d");
    return minutes;
}

std::chrono::minutes parse_positive_minutes(std::string_view text) {
    const auto minutes = parse_minutes(text);
    if (minutes == std::chrono::minutes::zero()) refuse_duration(text, "is zero", "expected at least 1m");
    return minutes;
}

}  // namespace ciclo::config
