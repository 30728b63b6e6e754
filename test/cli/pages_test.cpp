// What `make install` puts beside the program: the man page and the completion of bash; and --version.
#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ciclo/version.hpp"
#include "cmd/command_table.hpp"
#include "cmd/pages.hpp"
#include "config/option_table.hpp"
#include "program.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Texts = std::vector<std::string>;

namespace {

namespace fs = std::filesystem;

const Variables k_path{{"PATH", "/usr/local/bin:/usr/bin:/bin"}};

class TemporaryDirectory {
  public:
    TemporaryDirectory() {
        auto name = (fs::temp_directory_path() / "ciclo-pages-test-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        m_path = name;
    }
    ~TemporaryDirectory() { fs::remove_all(m_path); }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const fs::path& path() const { return m_path; }

  private:
    fs::path m_path;
};

Outcome run(const Texts& words, const Variables& variables = k_path) {
    return Program(words, variables).wait();
}

Texts split_lines(const std::string& text) {
    Texts out;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) out.push_back(line);
    return out;
}

// What bash offers for the last of these words; it splits --name=value into three.
Texts offered(const Texts& words) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "ciclo";
    std::ofstream(file) << cli::completion_script();
    // What bash does with `complete -F`, and nothing of what a person has set up.
    const std::string script =
        "set -u; source \"$1\"; shift; complete -p ciclo | grep -q -- '-F _ciclo' || exit 3; "
        "COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _ciclo; "
        "(( ${#COMPREPLY[@]} == 0 )) || printf '%s\\n' \"${COMPREPLY[@]}\"";
    Texts command{"/bin/bash", "--norc", "-c", script, "bash", file};
    command.emplace_back("ciclo");
    command.insert(command.end(), words.begin(), words.end());
    const auto outcome = run(command);
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    return split_lines(outcome.out);
}

Texts flags_of(std::string_view command) {
    Texts out{"--help", "--version"};
    for (const auto* row : cli::options_of(*cli::find_command(command))) {
        out.push_back(fmt::format("--{}", row->flag));
    }
    return out;
}

}  // namespace

TEST_CASE("bash completes options, commands and operands") {
    CHECK(offered({"--wi"}) == Texts{"--window"});
    CHECK(offered({"sc"}) == Texts{"schema"});
    CHECK(offered({""}) ==
          Texts{"run", "check", "status", "history", "report", "rejects", "removed", "schema"});
    CHECK(offered({"schema", ""}) == Texts{"print", "apply", "check"});
    CHECK(offered({"schema", "ap"}) == Texts{"apply"});
    CHECK(offered({"rejects", ""}) == Texts{"list", "accept", "reopen"});
    CHECK(offered({"--dry-run", "--det"}) == Texts{"--detailed-exitcode"});
    CHECK(offered({"frob"}).empty());
    CHECK(offered({"frobnicate", ""}).empty());
}

TEST_CASE("bash offers each command the options that mean something to it") {
    for (const auto& command : cli::command_table()) {
        CAPTURE(command.name);
        CHECK(offered({std::string(command.name), "--"}) == flags_of(command.name));
    }
    CHECK(offered({"--"}) == flags_of("run"));
    CHECK(offered({"run", ""}) == flags_of("run"));
    CHECK(offered({"schema", "apply", ""}) == flags_of("schema"));
    CHECK(offered({"--quiet", "schema", "apply", "--q"}) == Texts{"--quiet"});
    CHECK(offered({"schema", "--wi"}) == Texts{"--with-deliveries"});
    CHECK(offered({"history", "--fa"}) == Texts{"--failed"});
}

TEST_CASE("bash completes the values of options that name them, with and without an equals sign") {
    std::size_t seen = 0;
    for (const auto& row : config::option_table()) {
        if (row.values.empty()) continue;
        const auto flag = fmt::format("--{}", row.flag);
        CAPTURE(flag);
        const Texts values(row.values.begin(), row.values.end());
        CHECK(offered({flag, ""}) == values);
        CHECK(offered({flag, "="}) == values);
        CHECK(offered({flag, "=", values.back().substr(0, 2)}) == Texts{values.back()});
        ++seen;
    }
    CHECK(seen >= 4);
    CHECK(offered({"--removal", "ar"}) == Texts{"archive"});
    CHECK(offered({"--integrity", "w"}) == Texts{"warn"});
}

TEST_CASE("bash does not take the value of an option for a command, and offers nothing it cannot know") {
    CHECK(offered({"--window", ""}).empty());
    CHECK(offered({"--window", "2h", "sc"}) == Texts{"schema"});
    CHECK(offered({"--window", "=", "2h", "ch"}) == Texts{"check"});
    CHECK(offered({"--pedido-prefixes", "check", "ru"}) == Texts{"run"});
    CHECK(offered({"--odoo-ca-file", "/etc/debian_ver"}) == Texts{"/etc/debian_version"});
    CHECK(offered({"report", "--html", "=", "/etc/debian_ver"}) == Texts{"/etc/debian_version"});
}

TEST_CASE("make install puts program, man page and completion where they are looked for") {
    const TemporaryDirectory root;
    const auto build = fs::path(ciclo_program()).parent_path().parent_path();
    const auto installed = run({CICLO_CMAKE, "--install", build, "--prefix", root.path()});
    INFO(installed.text());
    REQUIRE(installed.status == 0);
    CHECK(run({root.path() / "bin/ciclo", "--help"}).status == 0);

    const auto page = root.path() / "share/man/man1/ciclo.1";
    REQUIRE(fs::exists(page));
    const auto lint = run({"/usr/bin/mandoc", "-Tlint", page});
    INFO("mandoc is needed (apt-get install mandoc)\n" << lint.text());
    CHECK(lint.status == 0);
    CHECK(lint.out.empty());
    const auto read = run({"/usr/bin/mandoc", "-Tascii", page});
    CHECK_THAT(read.out, Contains(fmt::format("ciclo {}", k_version)));

    const auto completion = root.path() / "share/bash-completion/completions/ciclo";
    REQUIRE(fs::exists(completion));
    CHECK(run({"/usr/bin/cmp", completion, build / "cmd/ciclo.bash"}).status == 0);
    std::ifstream file(completion);
    std::ostringstream text;
    text << file.rdbuf();
    CHECK(text.str() == cli::completion_script());
}

TEST_CASE("--version names the version, the commit where there is a checkout, and the libraries") {
    const auto version = run({ciclo_program(), "--version"}, {});
    INFO(version.text());
    CHECK_THAT(version.out, Catch::Matchers::StartsWith(fmt::format("ciclo {} (", k_version)));
    CHECK_THAT(version.out, Contains("libcurl/") && Contains("libpq ") && Catch::Matchers::EndsWith(")\n"));
    // As CMake ran it: whose checkouts git trusts stands in the home directory.
    auto variables = k_path;
    if (const char* home = std::getenv("HOME"); home != nullptr) variables["HOME"] = home;
    const auto head = fs::exists(CICLO_SOURCE_DIR "/.git") && fs::exists("/usr/bin/git")
                          ? run({"/usr/bin/git", "-C", CICLO_SOURCE_DIR, "rev-parse", "HEAD"}, variables).out
                          : "";
    if (head.empty()) {
        CHECK_THAT(version.out, !Contains("commit"));
    } else {
        CHECK_THAT(version.out, Contains(fmt::format("(commit {}, ", head.substr(0, 12))));
    }
}
