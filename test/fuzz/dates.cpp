// Points in time and lengths of it: what is taken comes out as it went in.
#include <chrono>

#include "base/duration_text.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "config/duration.hpp"
#include "config/values.hpp"
#include "fuzz/target.hpp"

namespace ciclo::fuzz {
namespace {

void check_odoo(std::string_view text) {
    const auto time = from_odoo(text);
    if (!time) return;
    const auto written = to_odoo(*time);
    require(from_odoo(written) == time, "what was written is read as the same", written);
    require(from_odoo(to_iso(*time).substr(0, 19)) == time, "ISO 8601 says the same", written);
    // Second 60 is the next minute.
    if (text.size() > 17 && text.substr(17, 2) == "60") return;
    require(written.substr(0, 10) == text.substr(0, 10), "the day is the one that was given", text);
    if (text.size() > 10)
        require(written.substr(11) == text.substr(11, 8), "the time is the one that was given", text);
}

void check_http(const std::string& text) {
    const auto time = from_http_date(text);
    if (!time || !is_plausible(*time)) return;
    const auto written = to_odoo(*time);
    require(text.find(written.substr(0, 4)) != std::string::npos, "the year is the one that was given", text);
    require(text.find(written.substr(8, 2)) != std::string::npos ||
                text.find(std::to_string(std::stoi(written.substr(8, 2)))) != std::string::npos,
            "the day is the one that was given", text);
}

template <typename Parse>
void check_setting(std::string_view text, Parse parse) {
    try {
        parse(text);
    } catch (const Error& error) {
        require(error.kind() == ErrorKind::config, "a setting is to blame", error.what());
        require_visible(error.what());
    }
}

}  // namespace

void dates(std::string_view input) {
    check_odoo(input);
    check_http(std::string(input));
    check_setting(input, [](auto text) {
        const auto length = config::parse_duration(text);
        require(length.count() >= 0 && length <= std::chrono::hours{24 * 3660}, "0 to ten years", text);
        require(config::parse_duration(std::to_string(length.count()) + "s") == length,
                "seconds are seconds");
        require(!duration(length).empty() && !age(length).empty(), "a length has a text");
    });
    check_setting(input,
                  [](auto text) { require(config::parse_positive_minutes(text).count() > 0, "above 0"); });
    check_setting(input, [](auto text) {
        const auto day = config::parse_date(text);
        require(to_odoo(day) == std::string(text) + " 00:00:00", "the day is the one that was given", text);
    });
}

}  // namespace ciclo::fuzz
