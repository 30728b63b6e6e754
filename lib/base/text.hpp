// Text: UTF-8 that is safe for PostgreSQL, case and blanks of settings and headers. Not for: cutting to a
// column's width (SQL's left() counts characters).
#pragma once

#include <string>
#include <string_view>

namespace ciclo {

// `text` without U+0000 (PostgreSQL cannot store it) and with each invalid UTF-8 byte replaced by U+FFFD.
std::string clean_utf8(std::string_view text);

// True when clean_utf8 would return it unchanged.
bool is_clean_utf8(std::string_view text);

// The first line of `text`, at most `max_bytes` long, never cut inside a UTF-8 sequence.
std::string first_line(std::string_view text, std::size_t max_bytes = 300);

// `text` from outside as a person may see it, on one line: what steers a terminal, ends a line or turns the
// direction of writing (control characters, C1 and DEL included, U+2028, U+2029 and the marks of
// bidirectional text) stands as "\n" and "\u001b", the escapes of JSON; what is not UTF-8 as U+FFFD.
std::string visible(std::string_view text);
// The same for a text of several lines: newlines and tabs stay.
std::string visible_lines(std::string_view text);

// The code units of valid UTF-8 in UTF-16; U+FFFD for what is not valid.
std::u16string utf16(std::string_view text);

// 16 hexadecimal digits of FNV-1a: stable across machines and library versions, which std::hash is not. Not
// for secrets.
std::string fingerprint(std::string_view text);

// A to Z as a to z; all else as it is.
std::string lower(std::string_view text);

// `text` without blanks, tabs and line ends around it.
std::string_view trimmed(std::string_view text);
// The same for what people typed: without no-break spaces too.
std::string_view without_outer_blanks(std::string_view text);

}  // namespace ciclo
