#include "base/time.hpp"

#include <fmt/core.h>

#include <charconv>
#include <ctime>

namespace ciclo {
namespace {

std::optional<int> number(std::string_view text, std::size_t at, std::size_t length) {
    if (at + length > text.size()) return std::nullopt;
    int value = 0;
    const char* begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + length, value);
    if (error != std::errc{} || end != begin + length || *begin == '-') return std::nullopt;
    return value;
}

bool has(std::string_view text, std::size_t at, char wanted) {
    return at < text.size() && text[at] == wanted;
}

}  // namespace

std::string to_odoo(UtcSeconds time) {
    const std::chrono::hh_mm_ss clock{time - std::chrono::floor<std::chrono::days>(time)};
    return fmt::format("{} {:02}:{:02}:{:02}", to_odoo_day(time), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

std::string to_odoo_day(UtcSeconds time) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string to_iso(UtcSeconds time) {
    constexpr std::size_t k_time_of_day = 9;  // " 12:34:56", whatever the length of the year
    auto text = to_odoo(time);
    text[text.size() - k_time_of_day] = 'T';
    return text + "Z";
}

std::optional<UtcSeconds> from_odoo(std::string_view text) {
    const auto year = number(text, 0, 4);
    const auto month = number(text, 5, 2);
    const auto day = number(text, 8, 2);
    // The calendar of both servers has no year 0.
    if (!year || *year == 0 || !month || !day || !has(text, 4, '-') || !has(text, 7, '-'))
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    const UtcSeconds midnight{std::chrono::sys_days{date}};
    if (text.size() == 10) return midnight;
    const auto hour = number(text, 11, 2);
    const auto minute = number(text, 14, 2);
    const auto second = number(text, 17, 2);
    const bool punctuated =
        (has(text, 10, ' ') || has(text, 10, 'T')) && has(text, 13, ':') && has(text, 16, ':');
    if (!hour || !minute || !second || !punctuated || *hour > 23 || *minute > 59 || *second > 60)
        return std::nullopt;
    if (text.size() > 19 && text[19] != '.') return std::nullopt;
    return midnight + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second};
}

std::optional<UtcSeconds> from_http_date(const std::string& text) {
    tm parts{};
    const char* end = strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    const std::chrono::year_month_day date{std::chrono::year{parts.tm_year + 1900},
                                           std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                                           std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
    // timegm() would take 31 February for 3 March.
    if (end == nullptr || !date.ok()) return std::nullopt;
    return UtcSeconds{std::chrono::seconds{timegm(&parts)}};
}

bool is_plausible(UtcSeconds time) {
    using std::chrono::year;
    return time >= std::chrono::sys_days{year{2000} / 1 / 1} &&
           time < std::chrono::sys_days{year{2101} / 1 / 1};
}

UtcSeconds local_machine_now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace ciclo
