#include "config/duration.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using Catch::Matchers::Contains;
using ciclo::config::parse_duration;
using ciclo::config::parse_minutes;
using ciclo::config::parse_positive_duration;
using ciclo::config::parse_positive_minutes;
using namespace std::chrono_literals;

namespace {

std::string refused_duration(std::string_view text) {
    try {
        parse_duration(text);
    } catch (const ciclo::Error& error) {
        CHECK(error.kind() == ciclo::ErrorKind::config);
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("a duration is a number with a unit, and minutes without one") {
    CHECK(parse_duration("90s") == 90s);
    CHECK(parse_duration("40m") == 40min);
    CHECK(parse_duration("26h") == 26h);
    CHECK(parse_duration("2d") == 48h);
    CHECK(parse_duration("40") == 40min);
    CHECK(parse_duration("007m") == 7min);
    CHECK(parse_duration("0") == 0s);
    CHECK(parse_duration("3660d") == std::chrono::days{3660});
}

TEST_CASE("what is not a duration is refused with the text and an example") {
    for (const auto* text : {"", "m", "abc", "40 m", " 40m", "40m ", "40M", "1h30m", "1.5h", "+5m", "0x10",
                             "40min", "4\n0m", "٤m"}) {
        CAPTURE(text);
        CHECK_THAT(refused_duration(text), Contains("is not a duration; expected") && Contains("40m"));
    }
    CHECK_THAT(refused_duration("abc"), Contains("'abc'"));
}

TEST_CASE("a negative duration is refused as such") {
    CHECK_THAT(refused_duration("-5m"), Contains("'-5m' is negative"));
}

TEST_CASE("a duration past ten years or past the number range is refused, never wrapped around") {
    for (const auto* text : {"3661d", "316224001s", "9223372036854775807d", "153722867280912931m",
                             "99999999999999999999999999"}) {
        CAPTURE(text);
        CHECK_THAT(refused_duration(text), Contains("is too long"));
    }
}

TEST_CASE("settings in minutes take seconds that make whole minutes and refuse others") {
    CHECK(parse_minutes("120s") == 2min);
    CHECK(parse_minutes("0") == 0min);
    CHECK_THROWS_WITH(parse_minutes("90s"), Contains("'90s' is not a whole number of minutes"));
    CHECK_THROWS_WITH(parse_minutes("1s"), Contains("whole number of minutes"));
}

TEST_CASE("a deadline of seconds is taken, one of zero refused") {
    CHECK(parse_positive_duration("90s") == 90s);
    CHECK_THROWS_WITH(parse_positive_duration("0m"), Contains("is zero; expected at least 1s"));
}

TEST_CASE("a window of zero is refused") {
    CHECK(parse_positive_minutes("1m") == 1min);
    for (const auto* text : {"0", "0s", "0m", "0h", "0d"}) {
        CHECK_THROWS_WITH(parse_positive_minutes(text), Contains("is zero; expected at least 1m"));
    }
}
