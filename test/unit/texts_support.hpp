// What tests of texts share: the repository's files, lines, and what a pattern finds.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace ciclo::test {

inline const std::filesystem::path k_root = CICLO_SOURCE_DIR;

inline std::string repository_file(const std::string& name) {
    std::ifstream file(k_root / name);
    INFO("cannot read " << name);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) out.push_back(line);
    return out;
}

// What the first group of `pattern` finds, in order.
inline std::vector<std::string> all_of(const std::string& text, const std::string& pattern) {
    const std::regex regex(pattern);
    std::vector<std::string> out;
    for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
        out.push_back((*it)[1].str());
    }
    return out;
}

}  // namespace ciclo::test
