#include "seams/seam_page.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "seams/writers.hpp"

namespace ciclo::test {

namespace {

constexpr std::string_view k_begin = "<!-- seams: written by 'make map' -->\n";
constexpr std::string_view k_end = "<!-- end of seams -->\n";

// More columns than these of one folder are counted instead of named.
constexpr std::size_t k_most_named = 12;

Folders users_of(const StagingTable& table) {
    Folders users;
    for (const auto& [folder, file] : table.read) {
        if (table.filled.count(folder) == 0) users.insert(folder);
    }
    for (const auto& [folder, file] : table.filled) users.insert(folder + "+");
    return users;
}

std::string code(const std::vector<std::string>& names) {
    return fmt::format("`{}`", fmt::join(names, "`, `"));
}

std::string staging_rows(const SeamMap& map) {
    std::map<std::pair<std::string, Folders>, std::vector<std::string>> rows;
    for (const auto& [name, table] : map.staging) {
        rows[{folder_of(table.maker), users_of(table)}].push_back(name);
    }
    std::string out;
    for (const auto& [row, names] : rows) {
        out += fmt::format("| {} | {} | {} |\n", row.first, fmt::join(row.second, ", "), code(names));
    }
    return out;
}

// The folders that write a column of rows that are there.
Folders changing(const std::map<std::string, Folders>& columns, const std::string& column) {
    Folders out;
    const auto it = columns.find(column);
    if (it == columns.end()) return out;
    std::copy_if(it->second.begin(), it->second.end(), std::inserter(out, out.end()),
                 [](const auto& folder) { return !folder.ends_with('+'); });
    return out;
}

std::string table_row(const std::string& table, const std::map<std::string, Folders>& columns) {
    std::map<std::string, Folders> changed;
    for (const auto& [column, folders] : columns) {
        auto by = changing(columns, column);
        if (column != "INSERT" && column != "DELETE" && !by.empty()) changed[column] = std::move(by);
    }
    std::string cell;
    for (const auto& [folders, names] : grouped(changed)) {
        const bool are_many = folders.size() == 1 && names.size() > k_most_named;
        cell += fmt::format("{}{}: {}", cell.empty() ? "" : "; ", fmt::join(folders, ", "),
                            are_many ? fmt::format("{} columns", names.size()) : code(names));
    }
    return fmt::format("| `{}` | {} | {} | {} |\n", table, fmt::join(changing(columns, "INSERT"), ", "),
                       fmt::join(changing(columns, "DELETE"), ", "), cell);
}

}  // namespace

std::string seam_page(const SeamMap& map) {
    auto out = "| made in | used in (+: fills) | staging tables |\n|---|---|---|\n" + staging_rows(map) +
               "\n| table | rows added in | deleted in | columns changed in |\n|---|---|---|---|\n";
    for (const auto& [table, columns] : writers_of(map)) out += table_row(table, columns);
    return out;
}

std::string with_page(std::string_view text, std::string_view page) {
    const auto begin = text.find(k_begin);
    const auto end = text.find(k_end);
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
        throw std::runtime_error(fmt::format("a page without the lines {}and {}", k_begin, k_end));
    }
    return fmt::format("{}{}{}", text.substr(0, begin + k_begin.size()), page, text.substr(end));
}

}  // namespace ciclo::test
