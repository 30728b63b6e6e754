#include "seams/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace ciclo::test {

std::string folder_of(std::string_view name) {
    return std::string(name.substr(0, name.find('/')));
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<Source> sources_of(const std::filesystem::path& lib) {
    std::vector<Source> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(lib)) {
        const auto kind = entry.path().extension();
        if (kind != ".sql" && kind != ".cpp" && kind != ".hpp") continue;
        out.push_back({std::filesystem::relative(entry.path(), lib).generic_string(), text_of(entry.path())});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

Links links_in(std::string_view cmake) {
    static const std::regex k_comment("#[^\n]*");
    static const std::regex k_library(R"(ciclo_library\(([^)]*)\))");
    const auto text = std::regex_replace(std::string(cmake), k_comment, "");
    Links links;
    for (std::sregex_iterator it(text.begin(), text.end(), k_library), end; it != end; ++it) {
        std::istringstream words((*it)[1].str());
        std::string folder;
        words >> folder;
        bool depends = false;
        auto& known = links[folder];
        for (std::string word; words >> word;) {
            if (word == "SOURCES" || word == "SQL" || word == "UNITY" || word == "DEPENDS")
                depends = word == "DEPENDS";
            else if (depends)
                known.insert(word);
        }
    }
    return links;
}

Links all_known(const Links& links) {
    auto out = links;
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (auto& [folder, known] : out) {
            const auto before = known.size();
            for (const auto& direct : std::set(known)) {
                const auto further = out.find(direct);
                if (further != out.end()) known.insert(further->second.begin(), further->second.end());
            }
            has_grown = has_grown || known.size() != before;
        }
    }
    return out;
}

}  // namespace ciclo::test
