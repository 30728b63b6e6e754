#include "report/counts_text.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;
using language::Language;
using namespace std::chrono_literals;

TEST_CASE("a duration is shown in two units at most") {
    CHECK(duration(0ms) == "0 ms");
    CHECK(duration(999ms) == "999 ms");
    CHECK(duration(1000ms) == "1.0 s");
    CHECK(duration(59'999ms) == "59.9 s");
    CHECK(duration(60s) == "1 min");
    CHECK(duration(185s) == "3 min 5 s");
    CHECK(duration(45min) == "45 min");
    CHECK(duration(3'599s) == "59 min 59 s");
    CHECK(duration(3'600s) == "1 h");
    CHECK(duration(3'725s) == "1 h 2 min");
}

TEST_CASE("an age begins at minutes") {
    CHECK(age(0s) == "0 min");
    CHECK(age(59s) == "0 min");
    CHECK(age(5min + 59s) == "5 min");
    CHECK(age(12h + 5min) == "12 h 5 min");
    CHECK(age(23h + 59min) == "23 h 59 min");
    CHECK(age(24h) == "1 d");
    CHECK(age(74h) == "3 d 2 h");
}

TEST_CASE("what was done and what was read are listed apart, zeros and durations left out") {
    staging::Counts counts;
    counts.add("read", 17);
    counts.add("new", 3);
    counts.add("rows_updated", 12);
    counts.add("archived", 0);
    counts.add("link_ms", 40);
    CHECK(report::done(counts, Language::english) == "new: 3, rows updated: 12");
    CHECK(report::looked_at(counts, Language::english) == "read: 17");
    CHECK(report::done(counts, Language::portuguese) == "novas: 3, linhas atualizadas: 12");
    CHECK(report::changes(counts) == 15);
    CHECK(report::done({}, Language::english).empty());
}

TEST_CASE("a text from outside becomes one line that no terminal obeys") {
    CHECK(report::cut_line("all of it", 9) == "all of it");
    CHECK(report::cut_line("all of it", 8) == "all of i...");
    CHECK(report::cut_line("first\nsecond", 80) == "first...");
    CHECK(report::cut_line("red\x1b[31m\tdone", 80) == "red\\u001b[31m\\u0009done");
    CHECK(report::cut_line("a\xC3\xA7\xC3\xA3o", 2) == "a...");
}
