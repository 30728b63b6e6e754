// The files of lib/ as the map of its seams needs them, and the link lines between its folders.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ciclo::test {

struct Source {
    std::string name;  // "carteira/tables.sql"; the folder is what stands before the first slash
    std::string text;
};

std::string folder_of(std::string_view name);

// Throws std::runtime_error where the file cannot be read.
std::string text_of(const std::filesystem::path& file);

// A statement as the build carries it: with the column names of `list_file` in place of $(LIST: TEXT), as
// lib/embed.cmake does it. Throws std::out_of_range for a list that is not there.
std::string filled_in(std::string text, const std::filesystem::path& list_file);

// Every .sql, .cpp and .hpp file below lib/, by name; statements filled in.
std::vector<Source> sources_of(const std::filesystem::path& lib);

// Folders by folder.
using Links = std::map<std::string, std::set<std::string>>;

// What each ciclo_library(...) of lib/CMakeLists.txt names behind DEPENDS.
Links links_in(std::string_view cmake);

// And what those know in turn.
Links all_known(const Links& links);

}  // namespace ciclo::test
