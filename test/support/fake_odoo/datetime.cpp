#include "fake_odoo/datetime.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <regex>

#include "base/time.hpp"

namespace ciclo::fake_odoo {
namespace {

constexpr Micros k_second = 1'000'000;

UtcSeconds seconds_of(Micros time) {
    return std::chrono::floor<std::chrono::seconds>(
        std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{time}});
}

// ".605578" -> 605578
Micros fraction(std::string text) {
    if (text.empty()) return 0;
    text.resize(7, '0');
    return std::stoll(text.substr(1));
}

}  // namespace

std::optional<Micros> micros_from(std::string_view text) {
    static const std::regex k_form(
        R"(^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(\.\d{1,6})?\d*\s*(?:Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$)");
    std::cmatch parts;
    if (!std::regex_match(text.data(), text.data() + text.size(), parts, k_form)) return std::nullopt;
    std::string whole = parts[1].str();
    if (parts[2].matched) whole += " " + parts[2].str() + (parts[3].matched ? parts[3].str() : ":00");
    const auto time = from_odoo(whole);
    if (!time) return std::nullopt;
    return time->time_since_epoch().count() * k_second + fraction(parts[4].str());
}

std::string odoo_text(Micros time) {
    return to_odoo(seconds_of(time));
}

std::string http_date(Micros time) {
    static constexpr std::array k_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto moment = seconds_of(time);
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::string text = to_odoo(moment);
    return fmt::format("{}, {} {} {} {} GMT", k_days[std::chrono::weekday{day}.c_encoding()],
                       text.substr(8, 2), k_months[static_cast<unsigned>(date.month()) - 1],
                       text.substr(0, 4), text.substr(11));
}

}  // namespace ciclo::fake_odoo
