// What stands in the manuals of the repository, against the tables of the program.
#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "cmd/command_table.hpp"
#include "cmd/exit_notes.hpp"
#include "cmd/option_notes.hpp"
#include "cmd/pages.hpp"
#include "config/option_table.hpp"
#include "texts_support.hpp"

using namespace ciclo;
using Catch::Matchers::Equals;
using Texts = std::vector<std::string>;
using test::repository_file;

namespace {

// Those of `wanted` that the file does not hold.
Texts missing(const std::string& name, const Texts& wanted) {
    const auto text = repository_file(name);
    Texts out;
    for (const auto& words : wanted) {
        if (text.find(words) == std::string::npos) out.push_back(words);
    }
    return out;
}

std::string in_cell(std::string text) {
    for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, "\\");
    }
    return text;
}

}  // namespace

TEST_CASE("the references in cmd/ are those that the tables make") {
    INFO("to generate them: make docs");
    CHECK(repository_file("cmd/OPTIONS.md") == cli::option_reference());
    CHECK(repository_file("cmd/EXIT_STATUS.md") == cli::exit_status_reference());
}

TEST_CASE("OPTIONS.md has a row for each flag, with its variable, its default and its meaning") {
    Texts rows;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        const auto value = row.value_name.empty() ? "" : fmt::format(" {}", row.value_name);
        rows.push_back(fmt::format("\n| `--{}{}` | `{}` | {} | {} |\n", row.flag, value, row.variable,
                                   row.default_text, in_cell(cli::explained(row))));
    }
    CHECK_THAT(missing("cmd/OPTIONS.md", rows), Equals(Texts{}));
}

TEST_CASE("OPTIONS.md names the variables that have no flag, the files of secrets and the older names") {
    Texts names;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) names.push_back(fmt::format("\n| `{}` | ", row.variable));
        if (row.is_secret) names.push_back(fmt::format(" | `{}_FILE` | ", row.variable));
        if (!row.legacy_variable.empty())
            names.push_back(fmt::format("Older name: {}.", row.legacy_variable));
    }
    CHECK_THAT(missing("cmd/OPTIONS.md", names), Equals(Texts{}));
}

TEST_CASE("OPTIONS.md shows which options each command takes") {
    for (const auto& command : cli::command_table()) {
        Texts taken;
        Texts refused;
        for (const auto& row : config::option_table()) {
            if (row.flag.empty()) continue;
            (overlap(row.scope, command.scope) ? taken : refused).push_back(fmt::format("`--{}`", row.flag));
        }
        std::istringstream lines(repository_file("cmd/OPTIONS.md"));
        std::string line;
        while (std::getline(lines, line) && !line.starts_with(fmt::format("| `ciclo {}", command.name))) {
        }
        CAPTURE(command.name, line);
        const bool says_what_it_refuses = line.find(" all but ") != std::string::npos;
        const auto& named = says_what_it_refuses ? refused : taken;
        const auto& unnamed = says_what_it_refuses ? taken : refused;
        REQUIRE_FALSE(named.empty());
        for (const auto& flag : named) CHECK(line.find(flag) != std::string::npos);
        for (const auto& flag : unnamed) CHECK(line.find(flag) == std::string::npos);
    }
}

TEST_CASE("each exit code has its cause and who acts, and a row of EXIT_STATUS.md that says so") {
    Texts rows;
    for (const auto& row : exit_code_table()) {
        const auto& note = cli::note_of(row.code);
        CAPTURE(row.name);
        CHECK(note.cause.ends_with('.'));
        CHECK(note.action.ends_with('.'));
        rows.push_back(fmt::format("\n| {} | {} | {} | {} | {} |\n", number_of(row.code), row.name,
                                   row.kept.english, note.cause, note.action));
    }
    CHECK(cli::exit_notes().size() == exit_code_table().size());
    CHECK_THAT(missing("cmd/EXIT_STATUS.md", rows), Equals(Texts{}));
}

TEST_CASE("the manuals of operation say of each exit code what to do, in both languages") {
    for (const auto* name : {"cron/OPERATIONS.md", "cron/OPERACAO.md"}) {
        CAPTURE(name);
        Texts rows;
        for (const auto& row : exit_code_table()) {
            rows.push_back(fmt::format("\n| {} `{}` | ", number_of(row.code), row.name));
        }
        CHECK_THAT(missing(name, rows), Equals(Texts{}));
    }
}

TEST_CASE("README is a door: short, with every command and a way to every manual") {
    const auto text = repository_file("README.md");
    const auto lines = std::count(text.begin(), text.end(), '\n');
    CHECK(lines >= 80);
    CHECK(lines <= 120);
    Texts wanted{"(cmd/OPTIONS.md)", "(cmd/EXIT_STATUS.md)", "(cron/OPERATIONS.md)", "(cron/OPERACAO.md)",
                 "(lib/README.md)"};
    for (const auto& command : cli::command_table()) {
        wanted.push_back(fmt::format("\n| `ciclo {}", command.name));
    }
    CHECK_THAT(missing("README.md", wanted), Equals(Texts{}));
}
