#include "base/secret.hpp"

#include <algorithm>
#include <array>
#include <vector>

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

// RFC 3986, section 2.1.
std::string percent_encoded(std::string_view value) {
    constexpr std::array k_hex{'0', '1', '2', '3', '4', '5', '6', '7',
                               '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
    std::string out;
    for (const char c : value) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += k_hex[byte >> 4U];
        out += k_hex[byte & 15U];
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
    add(percent_encoded(value));
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
