#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;

TEST_CASE("valid UTF-8 of one to four bytes is clean and stays as it is") {
    for (const std::string text : {"", "abc", "São João", "€ 1", "\xF0\x9F\x9A\x9A", "\xED\x9F\xBF",
                                   "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
        INFO(text);
        CHECK(is_clean_utf8(text));
        CHECK(clean_utf8(text) == text);
    }
}

TEST_CASE("each invalid byte becomes U+FFFD and what is around it stays") {
    const std::string mark = "\xEF\xBF\xBD";
    CHECK(clean_utf8("a\xE3o") == "a" + mark + "o");                            // Latin-1
    CHECK(clean_utf8("\x80z") == mark + "z");                                   // a continuation alone
    CHECK(clean_utf8("\xC0\xAF") == mark + mark);                               // overlong "/"
    CHECK(clean_utf8("\xE0\x80\xAF") == mark + mark + mark);                    // overlong in three bytes
    CHECK(clean_utf8("\xF0\x80\x80\xAF") == mark + mark + mark + mark);         // in four
    CHECK(clean_utf8("\xED\xA0\x80") == mark + mark + mark);                    // a surrogate
    CHECK(clean_utf8("\xF4\x90\x80\x80x") == mark + mark + mark + mark + "x");  // beyond U+10FFFF
    CHECK(clean_utf8("ok\xE2\x82") == "ok" + mark + mark);                      // cut at the end
    CHECK_FALSE(is_clean_utf8("ok\xE2\x82"));
}

TEST_CASE("U+0000 is left out") {
    const std::string text("a\0b\0", 4);
    CHECK_FALSE(is_clean_utf8(text));
    CHECK(clean_utf8(text) == "ab");
}

TEST_CASE("the first line ends at a newline or at the limit, never inside a character") {
    CHECK(first_line("one\ntwo") == "one");
    CHECK(first_line("\ntwo").empty());
    CHECK(first_line("").empty());
    CHECK(first_line("abcdef", 3) == "abc");
    CHECK(first_line("ab", 2) == "ab");
    CHECK(first_line("ação", 2) == "a");
    CHECK(first_line("a\xE2\x82\xAC", 3) == "a");
    CHECK(first_line("\xE2\x82\xAC", 1).empty());
    CHECK(first_line(std::string(1000, 'x')).size() == 300);
}

TEST_CASE("what steers a terminal, ends a line or turns the direction of writing is made visible") {
    CHECK(visible("S\xC3\xA3o \"Jo\xC3\xA3o\" \\ 1") == "S\xC3\xA3o \"Jo\xC3\xA3o\" \\ 1");
    CHECK(visible("a\x1B[2Jb\rc\bd\x7F") == "a\\u001b[2Jb\\u000dc\\u0008d\\u007f");
    CHECK(visible("one\ntwo\tx") == "one\\ntwo\\u0009x");
    CHECK(visible("\xC2\x9B[2J \xC2\x85 \xC2\xA0") ==
          "\\u009b[2J \\u0085 \xC2\xA0");  // C1, and no-break space
    CHECK(visible("\xE2\x80\xAE \xE2\x81\xA6 \xE2\x80\xA8 \xD8\x9C \xE2\x80\x8F") ==
          "\\u202e \\u2066 \\u2028 \\u061c \\u200f");
    CHECK(visible("\xF0\x9F\x9A\x9A \xFF") == "\xF0\x9F\x9A\x9A \xEF\xBF\xBD");
    CHECK(visible(std::string("a\0b", 3)) == "a\\u0000b");
    CHECK(visible_lines("one\n\ttwo\x1B") == "one\n\ttwo\\u001b");
}

TEST_CASE("UTF-16 has surrogates for what lies beyond it") {
    CHECK(utf16("a\xC3\xA7\xE2\x82\xAC") == u"a\u00e7\u20ac");
    CHECK(utf16("\xF0\x9F\x9A\x9A") == u"\U0001F69A");
    CHECK(utf16("\xFF") == u"\uFFFD");
}

TEST_CASE("blanks that people type around a text go, no-break spaces too") {
    CHECK(without_outer_blanks(" \t\xC2\xA0 a\xC2\xA0 b\n\xC2\xA0\v") == "a\xC2\xA0 b");
    CHECK(without_outer_blanks(" \xC2\xA0").empty());
}

TEST_CASE("lower case is ASCII's alone, and blanks go from both ends") {
    CHECK(lower("Content-TYPE") == "content-type");
    CHECK(lower("São PAULO É") == "são paulo É");
    CHECK(trimmed(" \t a b\r\n") == "a b");
    CHECK(trimmed(" \t").empty());
    CHECK(trimmed("").empty());
}
