// The lines of cron/crontab as cron runs them: sh, hardly any environment, settings from a file.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

std::string text_of(const std::string& name) {
    std::ifstream file(std::string(CICLO_SOURCE_DIR) + "/cron/" + name);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void replace(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    INFO(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
}

// The command of the n-th line, with the settings file and the program of this test.
std::string command_of(int line, const std::string& settings) {
    std::istringstream lines(text_of("crontab"));
    for (std::string text; std::getline(lines, text);) {
        const auto begin = text.find("set -a;");
        if (text.starts_with('#') || begin == std::string::npos || line-- > 0) continue;
        auto command = text.substr(begin);
        // In a crontab it would end the command.
        CHECK(command.find('%') == std::string::npos);
        replace(command, "/etc/ciclo/ciclo.env", settings);
        replace(command, "/usr/local/bin/ciclo", ciclo_program());
        return command;
    }
    FAIL("the crontab has no such line");
    return {};
}

Outcome run_as_cron(const std::string& command) {
    return Program({"/bin/sh", "-c", command},
                   {{"HOME", "/"}, {"LOGNAME", "ciclo"}, {"SHELL", "/bin/sh"}, {"PATH", "/usr/bin:/bin"}})
        .wait();
}

}  // namespace

TEST_CASE(
    "the lines of the crontab run a quiet cycle and a full one, with the settings of the filled example") {
    Machine machine;
    machine.add_pedido_with_nf();
    auto settings = text_of("ciclo.env.example");
    for (const auto& [name, value] : machine.variables) {
        replace(settings, fmt::format("\n{}=''\n", name), fmt::format("\n{}='{}'\n", name, value));
    }
    replace(settings, "\n#CICLO_JOURNAL_DAYS='90'\n", "\nCICLO_JOURNAL_DAYS='91'\n");
    const auto path = machine.database.cluster().directory() / "ciclo.env";
    std::ofstream(path) << settings;
    for (const int line : {0, 1}) {
        machine.advance(std::chrono::seconds{1});
        const auto outcome = run_as_cron(command_of(line, path));
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(outcome.out.empty());
        CHECK(outcome.err.empty());
    }
    CHECK(machine.rows("SELECT exit_code, arguments FROM ciclo_execucao ORDER BY started_at") ==
          "0|run --quiet=true\n0|run --quiet=true --full=true --lock-wait=16m --deadline=24m");
    std::filesystem::remove(path);
}

TEST_CASE(
    "a line of the crontab without its settings file ends with an error that cron mails, and no cycle") {
    Machine machine;
    const auto outcome = run_as_cron(command_of(0, "/nowhere/ciclo.env"));
    INFO(outcome.text());
    CHECK(outcome.status > 0);
    CHECK_THAT(outcome.err, Contains("/nowhere/ciclo.env"));
    CHECK(machine.journal().empty());
}
