#include "report/locale_format.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

#include "base/time.hpp"

namespace ciclo::report {
namespace {

using language::Language;

constexpr std::array k_weekdays{"Sun"_tr, "Mon"_tr, "Tue"_tr, "Wed"_tr, "Thu"_tr, "Fri"_tr, "Sat"_tr};
// In Portuguese a month is written as its number.
constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_portuguese(Language language) {
    return language == Language::portuguese;
}

std::string grouped(std::string digits, Language language) {
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), 1, is_portuguese(language) ? '.' : ',');
    }
    return digits;
}

bool is_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
}

}  // namespace

std::string number_text(long long number, Language language) {
    const auto digits = std::to_string(number);
    return number < 0 ? "-" + grouped(digits.substr(1), language) : grouped(digits, language);
}

std::string quantity_text(std::string_view number, Language language) {
    const bool is_negative = number.starts_with('-');
    const auto point = number.find('.');
    const auto whole = number.substr(is_negative ? 1 : 0,
                                     point == std::string_view::npos ? point : point - (is_negative ? 1 : 0));
    auto fraction = point == std::string_view::npos ? std::string_view{} : number.substr(point + 1);
    if (whole.empty() || !is_digits(whole) || !is_digits(fraction)) return std::string(number);
    while (fraction.ends_with('0')) fraction.remove_suffix(1);
    return fmt::format("{}{}{}{}", is_negative ? "-" : "", grouped(std::string(whole), language),
                       fraction.empty()          ? ""
                       : is_portuguese(language) ? ","
                                                 : ".",
                       fraction);
}

std::string moment_text(std::string_view local, Language language) {
    const auto time = from_odoo(local);
    if (!time) return std::string(local);
    const auto day = std::chrono::floor<std::chrono::days>(*time);
    const std::chrono::year_month_day date(day);
    const auto number = static_cast<unsigned>(date.day());
    const auto month = static_cast<unsigned>(date.month());
    const auto year = static_cast<int>(date.year());
    const auto at = clock_text(local);
    return is_portuguese(language) ? fmt::format("{:02}/{:02}/{} {}", number, month, year, at)
                                   : fmt::format("{} {} {}, {}", number, k_months.at(month - 1), year, at);
}

std::string clock_text(std::string_view local) {
    const auto time = from_odoo(local);
    if (!time) return std::string(local);
    const std::chrono::hh_mm_ss clock(*time - std::chrono::floor<std::chrono::days>(*time));
    return fmt::format("{:02}:{:02}", clock.hours().count(), clock.minutes().count());
}

std::string day_text(std::string_view local, Language language) {
    const auto time = from_odoo(local);
    if (!time) return std::string(local);
    const auto day = std::chrono::floor<std::chrono::days>(*time);
    const std::chrono::year_month_day date(day);
    const auto weekday = k_weekdays.at(std::chrono::weekday(day).c_encoding()).in(language);
    const auto number = static_cast<unsigned>(date.day());
    const auto month = static_cast<unsigned>(date.month());
    return is_portuguese(language) ? fmt::format("{} {:02}/{:02}", weekday, number, month)
                                   : fmt::format("{} {} {}", weekday, number, k_months.at(month - 1));
}

}  // namespace ciclo::report
