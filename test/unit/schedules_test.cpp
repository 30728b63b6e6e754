// What stands in cron/: each form carries the same two schedules, in words that the program takes.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "cmd/cli.hpp"
#include "config/option_table.hpp"
#include "config_support.hpp"
#include "texts_support.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Texts = std::vector<std::string>;
using test::all_of;
using test::repository_file;

namespace {

// The settings of a command line such as "run --full", as the program would have them.
config::Config settings_of(const std::string& words) {
    CAPTURE(words);
    std::istringstream stream(words);
    Texts split{"ciclo"};
    for (std::string word; stream >> word;) split.push_back(word);
    std::vector<const char*> argv;
    for (const auto& word : split) argv.push_back(word.c_str());
    const auto arguments = cli::parse(static_cast<int>(argv.size()), argv.data());
    CHECK(arguments.command == "run");
    return config::load(config::complete(), arguments.options);
}

// The two command lines of each form; Render has variables instead.
struct Form {
    std::string name;
    Texts commands;
};

std::vector<Form> forms() {
    const std::string program = "/usr/local/bin/ciclo (.*)";
    std::vector<Form> out{{"crontab", all_of(repository_file("cron/crontab"), "exec " + program)},
                          {"systemd", {}}};
    for (const auto* unit : {"cron/ciclo.service", "cron/ciclo-full.service"}) {
        for (const auto& command : all_of(repository_file(unit), "ExecStart=" + program)) {
            out.back().commands.push_back(command);
        }
    }
    out.push_back({"kubernetes", all_of(repository_file("cron/kubernetes.yaml"), "args: \\[(.*)\\]")});
    for (auto& command : out.back().commands) command = std::regex_replace(command, std::regex(","), " ");
    // What the manual says of both.
    out.push_back(
        {"OPERATIONS.md", all_of(repository_file("cron/OPERATIONS.md"), R"(\| `ciclo (run[^`]*)` \|)")});
    return out;
}

std::string without_lines(const std::string& text, const std::string& pattern) {
    std::istringstream stream(text);
    const std::regex regex(pattern);
    std::string out;
    for (std::string line; std::getline(stream, line);) {
        if (!std::regex_search(line, regex)) out += line + "\n";
    }
    return out;
}

}  // namespace

TEST_CASE("each form of schedule runs a cycle and, the second, a full one, with options that ciclo takes") {
    for (const auto& form : forms()) {
        CAPTURE(form.name);
        REQUIRE(form.commands.size() == 2);
        CHECK_FALSE(settings_of(form.commands[0]).full);
        CHECK(settings_of(form.commands[1]).full);
    }
}

TEST_CASE("a nightly run outwaits the cycle of 03:00, and ends before that of 03:30") {
    for (const auto& form : forms()) {
        CAPTURE(form.name);
        const auto cycle = settings_of(form.commands.at(0));
        const auto nightly = settings_of(form.commands.at(1));
        CHECK(5min + nightly.lock_wait > cycle.deadline);
        CHECK(nightly.deadline > nightly.lock_wait + 5min);
        CHECK(5min + nightly.deadline < 30min);
    }
    const auto render = repository_file("cron/render.yaml");
    const auto nightly = settings_of(forms().front().commands.at(1));
    CHECK(all_of(render, "CICLO_LOCK_WAIT\n +value: (.*)") ==
          Texts{fmt::format("{}m", nightly.lock_wait / 1min)});
    CHECK(all_of(render, "CICLO_DEADLINE\n +value: (.*)") ==
          Texts{fmt::format("{}m", nightly.deadline / 1min)});
    CHECK(all_of(render, "CICLO_FULL\n +value: (.*)") == Texts{"\"1\""});
}

TEST_CASE("every form has the half hour and 03:05, in its own syntax") {
    CHECK(all_of(repository_file("cron/crontab"), "\n([0-9*/]+ [0-9*]+ \\* \\* \\*) ") ==
          Texts{"*/30 * * * *", "5 3 * * *"});
    CHECK(all_of(repository_file("cron/kubernetes.yaml"), "schedule: \"(.*)\"") ==
          Texts{"*/30 * * * *", "5 3 * * *"});
    CHECK(all_of(repository_file("cron/kubernetes.yaml"), "timeZone: (.*)") ==
          Texts{"America/Sao_Paulo", "America/Sao_Paulo"});
    // UTC.
    CHECK(all_of(repository_file("cron/render.yaml"), "schedule: \"(.*)\"") ==
          Texts{"*/30 * * * *", "5 6 * * *"});
    CHECK(all_of(repository_file("cron/ciclo.timer"), "OnCalendar=(.*)") == Texts{"*:00/30"});
    CHECK(all_of(repository_file("cron/ciclo-full.timer"), "OnCalendar=(.*)") == Texts{"*-*-* 03:05:00"});
}

TEST_CASE("what would kill a cycle comes after its own deadline, and before the next tick") {
    const auto cycle = settings_of("run").deadline;
    const auto nightly = settings_of(forms().front().commands.at(1)).deadline;
    std::vector<std::pair<std::chrono::seconds, std::chrono::seconds>> limits;
    const auto seconds = all_of(repository_file("cron/kubernetes.yaml"), "activeDeadlineSeconds: ([0-9]+)");
    REQUIRE(seconds.size() == 2);
    limits.emplace_back(cycle, std::stoi(seconds[0]));
    limits.emplace_back(nightly, std::stoi(seconds[1]));
    for (const auto& [unit, deadline] :
         {std::pair{"cron/ciclo.service", cycle}, std::pair{"cron/ciclo-full.service", nightly}}) {
        const auto minutes = all_of(repository_file(unit), "TimeoutStartSec=([0-9]+)min");
        REQUIRE(minutes.size() == 1);
        limits.emplace_back(deadline, std::chrono::minutes{std::stoi(minutes[0])});
    }
    for (const auto& [deadline, limit] : limits) {
        CHECK(limit >= deadline + 2min);
        CHECK(limit < 30min);
    }
}

TEST_CASE("the two units, and the two jobs, differ in what they must and in nothing else") {
    const std::string own = "^#|^Description=|^ExecStart=|^TimeoutStartSec=";
    CHECK(without_lines(repository_file("cron/ciclo.service"), own) ==
          without_lines(repository_file("cron/ciclo-full.service"), own));
    const auto jobs = repository_file("cron/kubernetes.yaml");
    const auto border = jobs.find("\n---\n");
    REQUIRE(border != std::string::npos);
    const std::string own_fields =
        "#|^  name: |^  schedule: |startingDeadlineSeconds:|activeDeadlineSeconds:|args:";
    CHECK(without_lines(jobs.substr(0, border + 1), own_fields) ==
          without_lines(jobs.substr(border + 5), own_fields));
}

TEST_CASE("each variable that a schedule sets is one that ciclo reads") {
    std::set<std::string> known;
    for (const auto& row : config::option_table()) {
        known.emplace(row.variable);
        if (row.is_secret) known.insert(fmt::format("{}_FILE", row.variable));
    }
    std::set<std::string> named;
    for (const auto* name :
         {"render.yaml", "kubernetes.yaml", "ciclo.service", "crontab", "OPERATIONS.md", "OPERACAO.md"}) {
        for (const auto& word : all_of(repository_file(std::string("cron/") + name),
                                       "\\b((?:CICLO|ODOO|DATABASE)_[A-Z_]*[A-Z])\\b")) {
            CAPTURE(name, word);
            CHECK(known.count(word) == 1);
            named.insert(word);
        }
    }
    CHECK(named.size() >= 8);
}

TEST_CASE("the image holds the libraries that the Makefile installs, and runs as the user of the pods") {
    const auto dockerfile = repository_file("cron/Dockerfile");
    const auto makefile = repository_file("Makefile");
    const auto needed = all_of(makefile, "\nRUN_DEPS += (.*)");
    REQUIRE(needed.size() == 1);
    CHECK_THAT(dockerfile, Contains(" " + needed.front() + " \\\n"));
    for (const auto& package : all_of(all_of(dockerfile, "\n        (g\\+\\+ .*) \\\\").at(0), "([^ ]+)")) {
        CAPTURE(package);
        CHECK_THAT(all_of(makefile, "\nBUILD_DEPS = (.*)").at(0) + " ", Contains(package + " "));
    }
    const auto users = all_of(dockerfile, "\nUSER ([0-9]+):");
    REQUIRE(users.size() == 1);
    CHECK(all_of(repository_file("cron/kubernetes.yaml"), "runAsUser: ([0-9]+)") ==
          Texts{users[0], users[0]});
}

TEST_CASE("each page that gives an address of a database elsewhere verifies the server") {
    for (const auto* name : {"OPERATIONS.md", "OPERACAO.md", "kubernetes.yaml", "render.yaml"}) {
        INFO(name);
        const auto text = repository_file(std::string("cron/") + name);
        CHECK_THAT(text, Contains("sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt"));
        for (const auto& mode : all_of(text, "[?&]sslmode=([a-z-]+)")) CHECK(mode == "verify-full");
    }
}
