#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "seams/source_tree.hpp"
#include "seams_support.hpp"
#include "texts_support.hpp"

using namespace ciclo::test;

namespace {

namespace fs = std::filesystem;

// From what knows nothing to what knows all. Folders of one level do not know each other.
const std::vector<std::set<std::string>> k_levels{
    {"language"},
    {"base"},
    {"json", "http", "postgres"},
    {"odoo", "config"},
    {"schema", "staging"},
    {"faturamento", "faturado", "carteira"},
    {"integridade", "entregas", "embarques", "eventos"},
    {"ciclo"},
    {"check"},
    {"report"},
    {"page"},
    {"cmd"},
};

struct Include {
    std::string file;    // "odoo/client.cpp"
    std::string folder;  // "odoo", "cmd"
    std::string name;    // "json/writer.hpp", "libpq-fe.h"
    bool is_quoted;
};

bool is_source(const fs::path& path) {
    return path.extension() == ".cpp" || path.extension() == ".hpp";
}

void append_includes(std::vector<Include>& out, const fs::path& file, const std::string& name) {
    static const std::regex k_include(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        std::smatch match;
        if (!std::regex_search(line, match, k_include)) continue;
        out.push_back({name, name.substr(0, name.find('/')), match[2].str(), match[1].str() == "\""});
    }
}

std::vector<Include> all_includes() {
    std::vector<Include> out;
    for (const auto& [directory, prefix] :
         {std::pair{k_root / "lib", ""}, std::pair{k_root / "cmd", "cmd/"}}) {
        for (const auto& entry : fs::recursive_directory_iterator(directory)) {
            if (!is_source(entry.path())) continue;
            append_includes(out, entry.path(), prefix + fs::relative(entry.path(), directory).string());
        }
    }
    return out;
}

// -1 for what is no folder of ours.
int level_of(const std::string& folder) {
    const auto it = std::find_if(k_levels.begin(), k_levels.end(),
                                 [&](const auto& level) { return level.count(folder) != 0; });
    return it == k_levels.end() ? -1 : static_cast<int>(it - k_levels.begin());
}

// What lib/README.md says that each folder may know: "| `odoo/` | what it is for | json, http |".
Links links_of_readme() {
    static const std::regex k_row(R"re(\| `(\w+)/` \|[^\n]*\| ([a-z, ]+) \|\n)re");
    static const std::regex k_name("[a-z]+");
    const auto text = text_of(k_root / "lib/README.md");
    Links out;
    for (std::sregex_iterator row(text.begin(), text.end(), k_row), end; row != end; ++row) {
        const auto names = (*row)[2].str();
        auto& known = out[(*row)[1].str()];
        for (std::sregex_iterator name(names.begin(), names.end(), k_name); name != end; ++name) {
            if (name->str() != "nothing") known.insert(name->str());
        }
    }
    return out;
}

}  // namespace

TEST_CASE("every folder of lib has its level, and every level its folders") {
    std::set<std::string> levelled;
    for (const auto& level : k_levels) levelled.insert(level.begin(), level.end());
    std::set<std::string> folders{"cmd"};
    for (const auto& entry : fs::directory_iterator(k_root / "lib")) {
        if (entry.is_directory()) folders.insert(entry.path().filename().string());
    }
    CHECK(folders == levelled);
}

TEST_CASE("no include points up or sideways") {
    int seen = 0;
    std::set<std::string> including;
    for (const auto& include : all_includes()) {
        if (!include.is_quoted) continue;
        INFO(include.file << " includes " << include.name);
        const auto target = include.name.substr(0, include.name.find('/'));
        REQUIRE(include.name.find('/') != std::string::npos);
        REQUIRE(level_of(target) >= 0);
        CHECK((target == include.folder || level_of(target) < level_of(include.folder)));
        including.insert(include.folder);
        ++seen;
    }
    CHECK(seen > 150);
    CHECK(including.size() == 21);
}

TEST_CASE("no link line points up or sideways, and lib/README.md says the same as they do") {
    for (const auto& [folder, known] : links_of_lib()) {
        for (const auto& target : known) {
            INFO(folder << " depends on " << target);
            REQUIRE(level_of(target) >= 0);
            CHECK(level_of(target) < level_of(folder));
        }
    }
    CHECK(links_of_lib() == links_of_readme());
}

TEST_CASE("a folder of lib includes only what its link lines let it know") {
    const auto known = all_known(links_of_lib());
    for (const auto& include : all_includes()) {
        const auto target = include.name.substr(0, include.name.find('/'));
        if (!include.is_quoted || target == include.folder || include.folder == "cmd") continue;
        INFO(include.file << " includes " << include.name);
        CHECK(known.at(include.folder).count(target) == 1);
    }
}

TEST_CASE("each library is included in one folder only, and there it is") {
    const std::map<std::string, std::string> homes{
        {"libpq-fe.h", "postgres"}, {"curl/", "http"}, {"rapidjson/", "json"}, {"cxxopts", "cmd"}};
    std::set<std::string> used;
    for (const auto& include : all_includes()) {
        for (const auto& [library, home] : homes) {
            if (!include.name.starts_with(library)) continue;
            INFO(include.file << " includes " << include.name);
            CHECK(include.folder == home);
            used.insert(library);
        }
        // Nobody reaches one by another header either.
        INFO(include.file << " includes " << include.name);
        for (const char* other : {"libpq/", "postgresql/", "pqxx", "nlohmann", "httplib"}) {
            CHECK_FALSE(include.name.starts_with(other));
        }
    }
    CHECK(used.size() == homes.size());
}

TEST_CASE("the top of the repository holds what it should and nothing else") {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(k_root)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(".") && !name.starts_with("build")) names.insert(name);
    }
    CHECK(names == std::set<std::string>{"CMakeLists.txt", "LICENSE", "Makefile", "README.md", "cmd", "cron",
                                         "lib", "test"});
}
