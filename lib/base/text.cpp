#include "base/text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdint>

namespace ciclo {
namespace {

bool is_continuation(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

// The length of the valid sequence at the start of `text` (RFC 3629), 0 when it is invalid.
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = at(0);
    if (first < 0x80U) return 1;
    const std::size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
    if (first < 0xC2U || first > 0xF4U || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(at(i))) return 0;
    }
    const unsigned char second = at(1);
    const bool overlong = (first == 0xE0U && second < 0xA0U) || (first == 0xF0U && second < 0x90U);
    const bool surrogate = first == 0xEDU && second >= 0xA0U;
    const bool beyond = first == 0xF4U && second >= 0x90U;
    return overlong || surrogate || beyond ? 0 : length;
}

// Of a valid sequence.
std::uint32_t code_point(std::string_view sequence) {
    const auto at = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i]));
    };
    switch (sequence.size()) {
        case 1:
            return at(0);
        case 2:
            return (at(0) & 0x1FU) << 6U | (at(1) & 0x3FU);
        case 3:
            return (at(0) & 0x0FU) << 12U | (at(1) & 0x3FU) << 6U | (at(2) & 0x3FU);
        default:
            return (at(0) & 0x07U) << 18U | (at(1) & 0x3FU) << 12U | (at(2) & 0x3FU) << 6U | (at(3) & 0x3FU);
    }
}

// Unicode: C0, DEL and C1; line and paragraph separator; Bidi_Control.
bool is_unseen(std::uint32_t point) {
    return point < 0x20U || (point >= 0x7FU && point < 0xA0U) || point == 0x061CU || point == 0x200EU ||
           point == 0x200FU || (point >= 0x2028U && point <= 0x202EU) ||
           (point >= 0x2066U && point <= 0x2069U);
}

std::string made_visible(std::string_view text, std::string_view kept) {
    constexpr std::string_view k_hex = "0123456789abcdef";
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto length = sequence_length(text);
        const auto sequence = text.substr(0, std::max<std::size_t>(length, 1));
        text.remove_prefix(sequence.size());
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            continue;
        }
        const auto point = code_point(sequence);
        if (!is_unseen(point) || kept.find(sequence) != std::string_view::npos) {
            out += sequence;
        } else if (point == '\n') {
            out += "\\n";
        } else {
            out += "\\u";
            for (const auto shift : {12U, 8U, 4U, 0U}) out += k_hex[point >> shift & 15U];
        }
    }
    return out;
}

}  // namespace

std::u16string utf16(std::string_view text) {
    std::u16string out;
    while (!text.empty()) {
        const auto length = sequence_length(text);
        const auto point = length == 0 ? 0xFFFDU : code_point(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
        if (point < 0x10000U) {
            out += static_cast<char16_t>(point);
        } else {
            out += static_cast<char16_t>(0xD7C0U + (point >> 10U));
            out += static_cast<char16_t>(0xDC00U + (point & 0x3FFU));
        }
    }
    return out;
}

std::string visible(std::string_view text) {
    return made_visible(text, {});
}

std::string visible_lines(std::string_view text) {
    return made_visible(text, "\n\t");
}

bool is_clean_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = sequence_length(text);
        if (length == 0 || text.front() == '\0') return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string clean_utf8(std::string_view text) {
    if (is_clean_utf8(text)) return std::string(text);
    std::string out;
    while (!text.empty()) {
        const auto length = sequence_length(text);
        if (length == 0) out += "\xEF\xBF\xBD";
        if (length != 0 && text.front() != '\0') out.append(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return out;
}

std::string first_line(std::string_view text, std::size_t max_bytes) {
    text = text.substr(0, text.find('\n'));
    if (text.size() > max_bytes) {
        text = text.substr(0, max_bytes);
        while (!text.empty() && is_continuation(static_cast<unsigned char>(text.back())))
            text.remove_suffix(1);
        if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0U) text.remove_suffix(1);
    }
    return clean_utf8(text);
}

std::string fingerprint(std::string_view text) {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ULL;
    }
    return fmt::format("{:016x}", hash);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view k_blank = " \t\r\n";
    const auto begin = text.find_first_not_of(k_blank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(k_blank) - begin + 1);
}

std::string_view without_outer_blanks(std::string_view text) {
    constexpr std::string_view k_no_break = "\xC2\xA0";
    constexpr std::string_view k_blank = " \t\n\r\f\v";
    const auto is_blank = [&](char c) { return k_blank.find(c) != std::string_view::npos; };
    while (true) {
        if (text.starts_with(k_no_break)) {
            text.remove_prefix(k_no_break.size());
        } else if (text.ends_with(k_no_break)) {
            text.remove_suffix(k_no_break.size());
        } else if (!text.empty() && is_blank(text.front())) {
            text.remove_prefix(1);
        } else if (!text.empty() && is_blank(text.back())) {
            text.remove_suffix(1);
        } else {
            return text;
        }
    }
}

}  // namespace ciclo
