#include "cmd/pages.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "base/error.hpp"
#include "base/exit_code.hpp"
#include "cmd/command_table.hpp"
#include "cmd/exit_notes.hpp"
#include "cmd/option_notes.hpp"
#include "cmd/wrap.hpp"
#include "config_support.hpp"
#include "texts_support.hpp"

using namespace ciclo;
using Catch::Matchers::Contains;
using test::lines_of;

namespace {

// The man page as a person reads it: without fonts and escapes, one space between words.
std::string read_man_page() {
    std::string text = cli::man_page("1.2.3", "2026-11-24");
    for (const auto& [escape, meaning] : {std::pair<std::string, std::string>{"\\fB", ""},
                                          {"\\fI", ""},
                                          {"\\fR", ""},
                                          {"\\%", ""},
                                          {"\\-", "-"},
                                          {"\\(aq", "'"},
                                          {"\\e", "\\"}}) {
        for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at)) {
            text.replace(at, escape.size(), meaning);
        }
    }
    std::string out = " ";
    for (const char c : text) {
        const char plain = c == '\n' ? ' ' : c;
        if (plain != ' ' || out.back() != ' ') out += plain;
    }
    return out;
}

struct Assignment {
    std::string name;
    std::string value;
    bool commented;
    std::string comment;  // what stands above it, in one line
};

std::vector<Assignment> settings() {
    std::vector<Assignment> out;
    std::string comment;
    for (const auto& line : lines_of(cli::settings_example())) {
        const auto equals = line.find("='");
        if (line.empty()) comment.clear();
        if (line.starts_with("# ")) comment += line.substr(1);
        if (line.empty() || line.starts_with("# ")) continue;
        CAPTURE(line);
        REQUIRE(equals != std::string::npos);
        REQUIRE(line.ends_with('\''));
        const std::size_t begin = line.starts_with('#') ? 1 : 0;
        out.push_back({line.substr(begin, equals - begin), line.substr(equals + 2, line.size() - equals - 3),
                       begin == 1, comment});
        comment.clear();
    }
    return out;
}

}  // namespace

TEST_CASE("the man page has an entry for each option, with its value, default, meaning and variable") {
    const auto page = read_man_page();
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        const auto value = row.value_name.empty() ? "" : fmt::format(" {}", row.value_name);
        const auto entry = fmt::format(" .TP --{}{} {} Default: {}. Variable: {}. ", row.flag, value,
                                       cli::explained(row), row.default_text, row.variable);
        CAPTURE(entry);
        CHECK(page.find(entry) != std::string::npos);
        CHECK_THAT(cli::explained(row),
                   Contains(std::string(row.help.substr(1))) && Contains(std::string(row.legacy_variable)));
    }
}

TEST_CASE("the man page has every connection, command, exit code and example") {
    const auto page = read_man_page();
    for (const auto& row : config::option_table()) {
        if (!row.flag.empty()) continue;
        const auto file = row.is_secret ? fmt::format(", {}_FILE", row.variable) : "";
        CHECK_THAT(page, Contains(fmt::format(" .TP {}{} {}", row.variable, file, cli::explained(row))));
    }
    for (const auto& command : cli::command_table()) {
        CHECK_THAT(page, Contains(fmt::format(" .TP {} {}.", command.name, command.summary)));
        for (const auto& operand : command.operands) CHECK_THAT(page, Contains(std::string(operand.word)));
        for (const auto example : command.examples) {
            CHECK_THAT(page, Contains(std::string(example.substr(0, example.find("  ")))));
        }
    }
    for (const auto& row : exit_code_table()) {
        const auto& note = cli::note_of(row.code);
        CHECK_THAT(page, Contains(fmt::format(" .TP {} {} {}. {} {} ", number_of(row.code), row.name,
                                              row.kept.english, note.cause, note.action)));
    }
    CHECK_THAT(page, Contains(".TH CICLO 1 2026-11-24 \"ciclo 1.2.3\""));
}

TEST_CASE("every heading and every note of the manuals is about an option of the table") {
    for (const auto& group : cli::option_groups()) {
        CAPTURE(group.first_flag);
        REQUIRE(config::find_flag(group.first_flag) != nullptr);
        CHECK(cli::heading_before(*config::find_flag(group.first_flag)) == group.heading);
    }
    for (const auto& note : cli::option_notes()) {
        CAPTURE(note.variable);
        const auto table = config::option_table();
        const auto row = std::find_if(table.begin(), table.end(),
                                      [&](const auto& r) { return r.variable == note.variable; });
        REQUIRE(row != table.end());
        CHECK_THAT(cli::explained(*row), Contains(std::string(note.text)));
    }
}

TEST_CASE("the values that an option names are those that it takes, and it names them when it refuses") {
    std::size_t seen = 0;
    for (const auto& row : config::option_table()) {
        CAPTURE(row.flag);
        // What is called so is one of a few words.
        const bool is_word =
            row.value_name == "MODE" || row.value_name == "FORMAT" || row.value_name == "LANGUAGE";
        CHECK(row.values.empty() != is_word);
        if (row.values.empty()) continue;
        ++seen;
        config::Config config;
        for (const auto value : row.values) CHECK_NOTHROW(row.set(config, value));
        try {
            row.set(config, "no-such-value");
            FAIL("accepted");
        } catch (const Error& error) {
            for (const auto value : row.values) CHECK_THAT(error.what(), Contains(std::string(value)));
        }
    }
    CHECK(seen >= 4);
}

TEST_CASE("the example of a settings file has every variable, connections first, then in the table's order") {
    std::vector<std::string> wanted;
    for (const bool with_flag : {false, true}) {
        for (const auto& row : config::option_table()) {
            if (row.flag.empty() == with_flag) continue;
            wanted.emplace_back(row.variable);
            if (row.is_secret) wanted.push_back(fmt::format("{}_FILE", row.variable));
        }
    }
    std::vector<std::string> found;
    for (const auto& setting : settings()) found.push_back(setting.name);
    CHECK(found == wanted);
}

TEST_CASE("the example has the default and the meaning of each option, and requires the connections") {
    for (const auto& setting : settings()) {
        CAPTURE(setting.name, setting.comment);
        for (const auto& row : config::option_table()) {
            if (row.variable != setting.name) continue;
            CHECK(setting.commented == !row.required);
            CHECK_THAT(setting.comment, Contains(cli::explained(row)));
            if (row.default_text == setting.value) continue;
            CHECK(setting.value.empty());
            CHECK((row.flag.empty() ||
                   setting.comment.ends_with(fmt::format(" Empty: {}.", row.default_text))));
        }
    }
}

TEST_CASE("every default that the example shows is a value that its option takes") {
    auto environment = config::complete();
    for (const auto& setting : settings()) {
        if (setting.commented && !setting.value.empty()) environment[setting.name] = setting.value;
    }
    CHECK(environment.size() > 25);
    CHECK(config::faults(environment).empty());
}

TEST_CASE("cron/ciclo.env.example is the one that the table makes") {
    std::ifstream file(CICLO_SOURCE_DIR "/cron/ciclo.env.example");
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    INFO("to generate it: make docs");
    CHECK(text.str() == cli::settings_example());
}

TEST_CASE("a paragraph is broken at its spaces, and a word that is too long stands alone") {
    using Lines = std::vector<std::string>;
    CHECK(cli::wrapped("", 10).empty());
    CHECK(cli::wrapped("one two three", 7) == Lines{"one two", "three"});
    CHECK(cli::wrapped("  one\n two ", 3) == Lines{"one", "two"});
    CHECK(cli::wrapped("a incomprehensibilities b", 5) == Lines{"a", "incomprehensibilities", "b"});
}
