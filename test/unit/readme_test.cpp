#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "config/option_table.hpp"

using namespace ciclo;

namespace {

std::string readme() {
    std::ifstream file(CICLO_SOURCE_DIR "/README.md");
    INFO("cannot read " CICLO_SOURCE_DIR "/README.md");
    REQUIRE(file);
    std::ostringstream text;
    text << '\n' << file.rdbuf();
    return text.str();
}

// Those of `wanted` that README does not hold.
std::vector<std::string> missing(const std::vector<std::string>& wanted) {
    const auto text = readme();
    std::vector<std::string> out;
    for (const auto& words : wanted) {
        if (text.find(words) == std::string::npos) out.push_back(words);
    }
    return out;
}

std::string ticked(std::string_view text) {
    return "`" + std::string(text) + "`";
}

}  // namespace

TEST_CASE("README's table of exit codes has a row for each code") {
    std::vector<std::string> rows;
    for (const auto& row : exit_code_table()) {
        rows.push_back("\n| " + std::to_string(number_of(row.code)) + " | " + std::string(row.name) + " |");
    }
    CHECK_THAT(missing(rows), Catch::Matchers::Equals(std::vector<std::string>{}));
}

TEST_CASE("README's table of options has a row for each flag, with its variable and its default") {
    std::vector<std::string> rows;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        rows.push_back("\n| " + ticked("--" + std::string(row.flag)) + " | " + ticked(row.variable) + " | " +
                       std::string(row.default_text) + " |");
    }
    CHECK_THAT(missing(rows), Catch::Matchers::Equals(std::vector<std::string>{}));
}

TEST_CASE("README names the variables that have no flag, the files of secrets and the older names") {
    std::vector<std::string> names;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) names.push_back(ticked(row.variable));
        if (row.is_secret) names.push_back(ticked(std::string(row.variable) + "_FILE"));
        if (!row.legacy_variable.empty()) names.push_back(ticked(row.legacy_variable));
    }
    CHECK_THAT(missing(names), Catch::Matchers::Equals(std::vector<std::string>{}));
}
