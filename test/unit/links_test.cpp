// The links of the repository's Markdown files lead somewhere.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "texts_support.hpp"

using namespace ciclo::test;
using Catch::Matchers::Equals;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> markdown_files() {
    std::vector<fs::path> out;
    for (auto it = fs::recursive_directory_iterator(k_root); it != fs::recursive_directory_iterator(); ++it) {
        const auto name = it->path().filename().string();
        if (it->is_directory() && (name == ".git" || (it.depth() == 0 && name.starts_with("build")))) {
            it.disable_recursion_pending();
        }
        if (it->path().extension() == ".md") out.push_back(it->path());
    }
    return out;
}

// Without what stands between fences.
std::vector<std::string> prose_of(const fs::path& path) {
    std::vector<std::string> out;
    std::ifstream file(path);
    bool is_code = false;
    for (std::string line; std::getline(file, line);) {
        const bool is_fence = line.starts_with("```");
        if (is_fence) is_code = !is_code;
        if (!is_fence && !is_code) out.push_back(line);
    }
    return out;
}

// What GitHub makes of a heading: lower case, no punctuation, dashes for spaces. It leaves letters with
// accents.
std::string anchor_of(const std::string& heading) {
    std::string out;
    for (const char c : heading) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == ' ') {
            out += '-';
        } else if (byte >= 0x80 || std::isalnum(byte) != 0 || c == '-' || c == '_') {
            out += static_cast<char>(byte >= 0x80 ? byte : std::tolower(byte));
        }
    }
    return out;
}

std::set<std::string> anchors_of(const fs::path& path) {
    std::set<std::string> out;
    std::map<std::string, int> seen;
    for (const auto& line : prose_of(path)) {
        const auto level = line.find_first_not_of('#');
        if (level == 0 || level == std::string::npos || line[level] != ' ') continue;
        const auto anchor = anchor_of(line.substr(level + 1));
        const auto times = seen[anchor]++;
        out.insert(times == 0 ? anchor : anchor + "-" + std::to_string(times));
    }
    return out;
}

// "" or what is wrong with it.
std::string fault(const fs::path& from, const std::string& link) {
    const auto hash = link.find('#');
    const auto name = link.substr(0, hash);
    const auto target = name.empty() ? from : (from.parent_path() / name).lexically_normal();
    const auto inside = target.lexically_relative(k_root).string();
    if (name.starts_with('/') || inside.starts_with("..")) return "leads out of the repository";
    if (!fs::exists(target)) return "there is no such file";
    if (hash == std::string::npos) return {};
    return anchors_of(target).count(link.substr(hash + 1)) == 1 ? "" : "there is no such heading";
}

bool is_elsewhere(const std::string& link) {
    static const std::regex k_scheme("^[a-z]+:.*");
    return std::regex_match(link, k_scheme);
}

std::string without_code(const std::string& line) {
    static const std::regex k_code("`[^`]*`");
    return std::regex_replace(line, k_code, "");
}

}  // namespace

TEST_CASE("every relative link of a Markdown file leads to a file and a heading that exist") {
    std::size_t seen = 0;
    for (const auto& file : markdown_files()) {
        for (const auto& line : prose_of(file)) {
            for (const auto& link : all_of(without_code(line), R"(\]\(([^)\s]+)\))")) {
                if (is_elsewhere(link)) continue;
                INFO(fs::relative(file, k_root).string() << ": " << link);
                CHECK_THAT(fault(file, link), Equals(""));
                ++seen;
            }
        }
    }
    CHECK(seen >= 10);
}

TEST_CASE("every Markdown file that another one names in backticks exists") {
    std::size_t seen = 0;
    for (const auto& file : markdown_files()) {
        for (const auto& line : prose_of(file)) {
            for (const auto& name : all_of(line, R"(`([A-Za-z0-9_./-]+\.md)`)")) {
                INFO(fs::relative(file, k_root).string() << " names " << name);
                CHECK((fs::exists(file.parent_path() / name) || fs::exists(k_root / name) ||
                       fs::exists(k_root / "lib" / name)));
                ++seen;
            }
        }
    }
    CHECK(seen >= 1);
}

TEST_CASE("every command of make that a Markdown file names is a target of the Makefile") {
    std::set<std::string> targets;
    for (const auto& line : prose_of(k_root / "Makefile")) {
        for (const auto& name : all_of(line, "^([a-z-]+):")) targets.insert(name);
    }
    std::size_t seen = 0;
    for (const auto& file : markdown_files()) {
        for (const auto& line : prose_of(file)) {
            for (const auto& name : all_of(line, "`make ([a-z-]+)")) {
                INFO(fs::relative(file, k_root).string() << " names make " << name);
                CHECK(targets.count(name) == 1);
                ++seen;
            }
        }
    }
    CHECK(seen >= 5);
}

TEST_CASE("a link to a file or heading that does not exist is found") {
    const auto readme = k_root / "README.md";
    CHECK_THAT(fault(readme, "LICENSE"), Equals(""));
    CHECK_THAT(fault(readme, "lib/README.md#layers"), Equals(""));
    CHECK(fault(readme, "lib/NOTHING.md") == "there is no such file");
    CHECK(fault(readme, "lib/README.md#nothing") == "there is no such heading");
    CHECK(fault(readme, "../elsewhere.md") == "leads out of the repository");
    CHECK(anchor_of("O que fazer: `ciclo check`, passo 1") == "o-que-fazer-ciclo-check-passo-1");
}
