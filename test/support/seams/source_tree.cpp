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

namespace {

// List by list, "owned" for all.
using ColumnLists = std::map<std::string, std::vector<std::string>>;

ColumnLists column_lists(const std::filesystem::path& file) {
    ColumnLists lists;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with('#') || colon == std::string::npos) continue;
        std::istringstream names(line.substr(colon + 2));
        for (std::string name; names >> name;) {
            lists[line.substr(0, colon)].push_back(name);
            lists["owned"].push_back(name);
        }
    }
    return lists;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

}  // namespace

std::string filled_in(std::string text, const std::filesystem::path& list_file) {
    static const std::regex k_placeholder(R"(\$\(([a-z]+): ([^)]*)\))");
    const auto lists = column_lists(list_file);
    for (std::smatch found; std::regex_search(text, found, k_placeholder);) {
        std::string filled;
        for (const auto& name : lists.at(found[1].str()))
            filled += (filled.empty() ? "" : ", ") + replaced(found[2].str(), "?", name);
        text = found.prefix().str() + filled + found.suffix().str();
    }
    return text;
}

std::vector<Source> sources_of(const std::filesystem::path& lib) {
    std::vector<Source> out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(lib)) {
        const auto kind = entry.path().extension();
        if (kind != ".sql" && kind != ".cpp" && kind != ".hpp") continue;
        auto text = text_of(entry.path());
        if (kind == ".sql") text = filled_in(std::move(text), entry.path().parent_path() / "columns.list");
        out.push_back({std::filesystem::relative(entry.path(), lib).generic_string(), std::move(text)});
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
