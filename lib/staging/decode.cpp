#include "staging/decode.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/text.hpp"
#include "base/time.hpp"
#include "postgres/connection.hpp"
#include "staging/cnpj.hpp"

namespace ciclo::staging {
namespace {

struct Acceptance {
    Kind kind;
    std::string_view odoo_types;  // separated by spaces
};

constexpr std::array k_acceptance{
    Acceptance{Kind::text, " char text selection "},
    Acceptance{Kind::key, " char text selection "},
    Acceptance{Kind::decimal, " float monetary integer "},
    Acceptance{Kind::total, " float monetary integer "},
    Acceptance{Kind::date, " date datetime "},
    Acceptance{Kind::datetime, " datetime date "},
    Acceptance{Kind::reference, " many2one integer "},
    Acceptance{Kind::references, " many2many one2many "},
    Acceptance{Kind::flag, " boolean char text selection "},
    Acceptance{Kind::cnpj, " char text selection "},
    Acceptance{Kind::word, " char text selection many2one "},
};

// numeric(15,4), the narrowest of the application's columns.
constexpr int k_most_integer_digits = 11;
// Of a number's text, exponent counted in: more than any double needs, and far from the 16,383 digits behind
// the point at which PostgreSQL ends a number.
constexpr int k_most_digits = 400;
// A row of an index holds 2,704 bytes, and the longest name that a table holds has 50 characters.
constexpr std::size_t k_longest_key = 500;

bool is_false(const json::Value& value) {
    return value.is(json::Type::null) || (value.is(json::Type::boolean) && !value.boolean());
}

[[noreturn]] void refuse(const DecodedField& field, std::string_view what) {
    throw Error(ErrorKind::odoo_answer, fmt::format("field '{}' is {}", field.odoo_name, what));
}

// The exponent of a JSON number's text, absent for one beyond all numbers; 0 where it has none.
std::optional<int> exponent_of(std::string_view text) {
    const auto at = text.find_first_of("eE");
    if (at == std::string_view::npos) return 0;
    auto exponent = text.substr(at + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    int out = 0;
    const auto [end, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), out);
    if (error != std::errc{} || out < -k_most_digits || out > k_most_digits) return std::nullopt;
    return out;
}

// Digits before the decimal point of a JSON number's text, exponent counted in; at least 1.
int integer_digits(std::string_view text) {
    std::string_view mantissa = text.substr(0, text.find_first_of("eE"));
    if (mantissa.starts_with('-')) mantissa.remove_prefix(1);
    const auto digits = static_cast<int>(std::min(mantissa.find('.'), mantissa.size()));
    return std::max(digits + exponent_of(text).value_or(0), 1);
}

bool has_too_many_digits(std::string_view text) {
    const auto at = text.find_first_of("eE");
    return text.size() > k_most_digits || (!exponent_of(text) && text.substr(at + 1).starts_with('-'));
}

bool is_finite(std::string_view text) {
    return !text.empty() && text.find_first_of("Nn") == std::string_view::npos;
}

std::string decode_number(const json::Value& value, const DecodedField& field) {
    const auto text = value.number();
    if (!is_finite(text)) refuse(field, "not a finite number");
    if (has_too_many_digits(text))
        throw Error(ErrorKind::odoo_answer, fmt::format("field '{}' has too many digits", field.odoo_name));
    if (!exponent_of(text) || integer_digits(text) > k_most_integer_digits)
        refuse(field, fmt::format("too large: {}", text));
    return std::string(text);
}

std::optional<std::string> decode_total(const json::Value& value) {
    const auto text = value.number();
    if (!is_finite(text) || has_too_many_digits(text) || !exponent_of(text) ||
        integer_digits(text) > k_most_integer_digits)
        return std::nullopt;
    return std::string(text);
}

std::optional<std::string> decode_text(const json::Value& value) {
    if (value.is(json::Type::number)) return std::string(value.number());
    auto text = clean_utf8(value.string());
    if (text.empty()) return std::nullopt;
    return text;
}

std::optional<std::string> decode_key(const json::Value& value, const DecodedField& field) {
    const auto text = decode_text(value).value_or("");
    const auto trimmed = without_outer_blanks(text);
    if (trimmed.empty()) return std::nullopt;
    if (trimmed.size() > k_longest_key) refuse(field, fmt::format("longer than {} bytes", k_longest_key));
    return std::string(trimmed);
}

std::optional<std::string> decode_cnpj(const json::Value& value) {
    const auto text = decode_text(value);
    return text ? std::optional(punctuated_cnpj(*text)) : std::nullopt;
}

std::optional<std::string> decode_word(const json::Value& value, const DecodedField& field) {
    if (!field.words) return decode_text(value);
    const auto id = value.integer();
    const auto word = field.words->by_id.find(id);
    if (word != field.words->by_id.end()) return word->second;
    return field.words->otherwise.empty() ? std::to_string(id) : field.words->otherwise;
}

std::string decode_time(const json::Value& value, const DecodedField& field, std::size_t length) {
    const auto text = value.string();
    const auto time = from_odoo(text);
    if (!time) refuse(field, "not a date: '" + first_line(text, 40) + "'");
    return to_odoo(*time).substr(0, length);
}

std::string decode_ids(const json::Value& value) {
    std::vector<std::int64_t> ids;
    for (const auto& element : value.elements()) ids.push_back(element.integer());
    return postgres::array_literal(ids);
}

std::string decode_flag(const json::Value& value) {
    if (value.is(json::Type::boolean)) return std::string(flag_text(value.boolean() ? "sim" : ""));
    return std::string(flag_text(value.is(json::Type::string) ? value.string() : ""));
}

std::string lower_ascii(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

}  // namespace

bool accepts(Kind kind, std::string_view odoo_type) {
    const auto* row =
        std::find_if(k_acceptance.begin(), k_acceptance.end(), [&](const auto& r) { return r.kind == kind; });
    return row->odoo_types.find(fmt::format(" {} ", odoo_type)) != std::string_view::npos;
}

std::string_view flag_text(std::string_view text) {
    constexpr std::array<std::string_view, 7> k_yes{"sim", "s", "true", "yes", "y", "1", "t"};
    const auto word = lower_ascii(text);
    return std::find(k_yes.begin(), k_yes.end(), word) == k_yes.end() ? "Não" : "Sim";
}

std::optional<std::string> decode(const json::Value& value, const DecodedField& field) {
    if (field.kind == Kind::flag) return decode_flag(value);
    if (field.kind == Kind::references && is_false(value)) return "{}";
    if (is_false(value)) return std::nullopt;
    switch (field.kind) {
        case Kind::text:
            return decode_text(value);
        case Kind::key:
            return decode_key(value, field);
        case Kind::decimal:
            return decode_number(value, field);
        case Kind::total:
            return decode_total(value);
        case Kind::date:
            return decode_time(value, field, 10);
        case Kind::datetime:
            return decode_time(value, field, 19);
        case Kind::reference:
            return std::to_string(value.integer());
        case Kind::references:
            return decode_ids(value);
        case Kind::cnpj:
            return decode_cnpj(value);
        case Kind::word:
            return decode_word(value, field);
        case Kind::flag:
            break;
    }
    throw Error(ErrorKind::internal, "unhandled field kind");
}

}  // namespace ciclo::staging
