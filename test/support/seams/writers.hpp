// lib/writers.txt: which folder may write which column of the tables that stay. For each table the columns,
// and who writes them: "carteira" changes them, "carteira+" gives them a value in rows that it adds and never
// again.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "seams/seam_map.hpp"

namespace ciclo::test {

using Folders = std::set<std::string>;
using Writers = std::map<std::string, std::map<std::string, Folders>>;  // by table and column

// Throws std::runtime_error that names the line for what is no such list.
Writers parse_writers(std::string_view text);

// The list as the statements have it.
Writers writers_of(const SeamMap& map);

// Columns that the same folders write, together; the groups by their first column.
std::vector<std::pair<Folders, std::vector<std::string>>> grouped(
    const std::map<std::string, Folders>& columns);

// As lib/writers.txt holds it, with its explanation at the top.
std::string text_of(const Writers& writers);

// A sentence for each write that the list does not allow, and for each entry of the list that nobody uses.
std::vector<std::string> differences(const SeamMap& map, const Writers& declared);

}  // namespace ciclo::test
