#include "config/values.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "config/regular_file.hpp"

namespace ciclo::config {
namespace {

constexpr std::size_t k_longest_quote_bytes = 80;
// PostgreSQL's longest zone names have about 40 characters.
constexpr std::size_t k_longest_zone_bytes = 64;

[[noreturn]] void refuse(std::string_view text, std::string_view fault, std::string_view expected) {
    throw Error(ErrorKind::config, fmt::format("{} {}; expected {}", quoted(text), fault, expected));
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20U || c == '\x7f';
}

// ASCII only, whatever the locale says.
bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool consists_of(std::string_view text, std::string_view also_allowed) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_alphanumeric(c) || also_allowed.find(c) != std::string_view::npos;
    });
}

std::vector<std::string_view> elements(std::string_view text) {
    std::vector<std::string_view> out;
    for (auto comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
        out.push_back(trimmed(text.substr(0, comma)));
        text.remove_prefix(comma + 1);
    }
    out.push_back(trimmed(text));
    return out;
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string quoted(std::string_view text) {
    return "'" + visible(first_line(text, k_longest_quote_bytes)) + "'";
}

bool parse_switch(std::string_view text) {
    const auto word = lower(text);
    if (word == "1" || word == "true" || word == "yes" || word == "on") return true;
    if (word == "0" || word == "false" || word == "no" || word == "off") return false;
    refuse(text, "is not a boolean", "1, true, yes or on, or 0, false, no or off");
}

std::optional<language::Language> parse_language(std::string_view text) {
    const auto word = lower(text.substr(0, text.find_first_of("-_")));
    if (word == "pt") return language::Language::portuguese;
    if (word == "en" || word == "c" || word == "posix") return language::Language::english;
    return std::nullopt;
}

int parse_count(std::string_view text, int lowest, int highest) {
    const auto value = number<int>(text);
    if (value && *value >= lowest && *value <= highest) return *value;
    refuse(text, value ? "is out of range" : "is not a whole number in range",
           highest == std::numeric_limits<int>::max()
               ? fmt::format("a whole number from {}", lowest)
               : fmt::format("a whole number from {} to {}", lowest, highest));
}

std::vector<std::string> parse_words(std::string_view text, std::string_view also_allowed) {
    std::vector<std::string> out;
    for (const auto word : elements(text)) {
        if (!consists_of(word, also_allowed)) {
            refuse(
                text, fmt::format("holds {}", word.empty() ? "an empty element" : quoted(word)),
                also_allowed.empty()
                    ? "a comma-separated list of letters and digits"
                    : fmt::format("a comma-separated list of letters, digits and any of {}", also_allowed));
        }
        if (std::find(out.begin(), out.end(), word) == out.end()) out.emplace_back(word);
    }
    return out;
}

std::vector<std::string> parse_names(std::string_view text) {
    std::vector<std::string> out;
    for (auto name : elements(text)) {
        const bool is_quoted =
            name.size() > 1 && name.front() == name.back() && (name.front() == '"' || name.front() == '\'');
        if (is_quoted) name = trimmed(name.substr(1, name.size() - 2));
        if (name.empty() || std::any_of(name.begin(), name.end(), is_control)) {
            refuse(text, name.empty() ? "holds an empty element" : "holds a control character",
                   "a comma-separated list of names");
        }
        if (std::find(out.begin(), out.end(), name) == out.end()) out.emplace_back(name);
    }
    return out;
}

std::vector<std::int64_t> parse_ids(std::string_view text) {
    std::vector<std::int64_t> out;
    if (trimmed(text).empty()) return out;
    for (const auto word : elements(text)) {
        const auto id = number<std::int64_t>(word);
        if (!id || *id < 1) refuse(text, "is not a list of ids", "comma-separated positive numbers");
        if (std::find(out.begin(), out.end(), *id) == out.end()) out.push_back(*id);
    }
    return out;
}

std::vector<ExitCode> parse_exit_codes(std::string_view text) {
    std::vector<ExitCode> out;
    if (trimmed(text).empty()) return out;
    const auto rows = exit_code_table();
    for (const auto word : elements(text)) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& one) {
            return one.code != ExitCode::ok &&
                   (one.name == word || std::to_string(number_of(one.code)) == word);
        });
        if (row == rows.end())
            refuse(text, fmt::format("holds {}, which no run ends with", quoted(word)),
                   "exit codes that 'ciclo run --help' names, like 14,75 or done_with_rejects");
        out.push_back(row->code);
    }
    return out;
}

UtcSeconds parse_date(std::string_view text) {
    const auto day = text.size() == 10 ? from_odoo(text) : std::nullopt;
    if (!day) refuse(text, "is not a date", "YYYY-MM-DD");
    if (*day > local_machine_now()) refuse(text, "is in the future", "a day until today");
    return *day;
}

std::string parse_time_zone(std::string_view text) {
    if (!consists_of(text, "_+/-") || text.size() > k_longest_zone_bytes) {
        refuse(text, "is not the name of a time zone", "for example America/Sao_Paulo");
    }
    return std::string(text);
}

std::map<std::string, std::string> parse_fields(std::string_view text) {
    constexpr std::string_view k_expected = "model.field=field_here, comma-separated";
    std::map<std::string, std::string> out;
    for (const auto element : elements(text)) {
        const auto equals = element.find('=');
        const auto key = element.substr(0, equals);
        const auto value = equals == std::string_view::npos ? std::string_view{} : element.substr(equals + 1);
        const bool is_path = consists_of(key, "_.") && key.find('.') != std::string_view::npos &&
                             !key.starts_with('.') && !key.ends_with('.') &&
                             key.find("..") == std::string_view::npos;
        if (!is_path || !consists_of(value, "_")) {
            refuse(element, "is not valid", k_expected);
        }
        if (!out.emplace(key, value).second) refuse(key, "is given twice", k_expected);
    }
    return out;
}

std::string parse_readable_file(std::string_view text) {
    std::string path(text);
    try {
        open_regular_file(path, "the path of a readable file");
    } catch (Error& error) {
        error.within(quoted(text));
        throw;
    }
    return path;
}

std::string parse_metrics_file(std::string_view text) {
    if (!text.ends_with(".prom")) {
        refuse(text, "does not end in .prom", "a name that node_exporter reads, like /var/lib/x/ciclo.prom");
    }
    return parse_line(text);
}

std::string parse_line(std::string_view text) {
    if (text.empty()) throw Error(ErrorKind::config, "is empty; expected one line of text");
    if (std::any_of(text.begin(), text.end(), is_control)) {
        throw Error(ErrorKind::config,
                    "contains a line break or a control character; expected one line of text");
    }
    return std::string(text);
}

}  // namespace ciclo::config
