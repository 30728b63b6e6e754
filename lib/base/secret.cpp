#include "base/secret.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace ciclo {
namespace {

constexpr std::size_t k_shortest_blanked = 4;

std::vector<std::string>& registry() {
    static std::vector<std::string> values;
    return values;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

// RFC 3986, section 2.1; `hex` the digits, upper case as the RFC has it or lower case as some write.
std::string percent_encoded(std::string_view value, std::string_view hex) {
    std::string out;
    for (const char c : value) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += hex[byte >> 4U];
        out += hex[byte & 15U];
    }
    return out;
}

// As a form has it: a blank is a plus.
std::string form_encoded(std::string value) {
    for (auto at = value.find("%20"); at != std::string::npos; at = value.find("%20", at))
        value.replace(at, 3, "+");
    return value;
}

// As a string of JSON has it (RFC 8259, section 7), without its quotes.
std::string json_escaped(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return visible(out);
}

// The same in ASCII alone, as Python writes it: UTF-16 in four hexadecimal digits.
std::string json_ascii(std::string_view value) {
    std::string out;
    const auto escaped = json_escaped(value);
    for (const auto unit : utf16(escaped)) {
        if (unit < 0x80U) {
            out += static_cast<char>(unit);
        } else {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(unit));
        }
    }
    return out;
}

void add(std::string value) {
    auto& values = registry();
    if (value.size() < k_shortest_blanked) return;
    if (std::find(values.begin(), values.end(), value) != values.end()) return;
    values.push_back(std::move(value));
    // Longest first, so that a secret which contains another one is blanked whole.
    std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

}  // namespace

Secret::Secret(std::string value) : m_value(std::move(value)) {
    register_secret(m_value);
}

void register_secret(std::string_view value) {
    add(std::string(value));
    for (const auto hex : {std::string_view("0123456789ABCDEF"), std::string_view("0123456789abcdef")}) {
        const auto encoded = percent_encoded(value, hex);
        add(encoded);
        add(form_encoded(encoded));
    }
    add(json_escaped(value));
    add(json_ascii(value));
}

void forget_secrets() {
    registry().clear();
}

std::string redact(std::string_view text) {
    std::string out(text);
    for (const auto& value : registry()) {
        for (auto at = out.find(value); at != std::string::npos; at = out.find(value, at + 3)) {
            out.replace(at, value.size(), "***");
        }
    }
    return out;
}

}  // namespace ciclo
