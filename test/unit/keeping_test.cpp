// Statements that take something away from the application keep it first: no one is forgotten. (What is kept:
// cycle/kept_rows_test.cpp.)
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "seams/source_tree.hpp"
#include "seams/sql_seams.hpp"

using namespace ciclo::test;

namespace {

bool is_of_application(const std::string& table) {
    return !table.starts_with("ciclo_") && !table.starts_with("stg_");
}

// Deletes rows of the application, or sets a column of one to nothing.
bool takes_away(const std::string& sql, const SqlSeams& seams) {
    static const std::regex k_nothing(R"(\w+ = (NULL|0|false)\b(?! AND| THEN)|THEN NULL)");
    static const std::regex k_comment("--[^\n]*");
    bool updates = false;
    for (const auto& write : seams.writes) {
        if (!is_of_application(write.table)) continue;
        if (write.column == "DELETE") return true;
        updates = updates || (write.column != "INSERT" && !write.only_in_new_rows);
    }
    return updates && std::regex_search(std::regex_replace(sql, k_comment, ""), k_nothing);
}

// Statements that take away what an earlier one of the same transaction has kept.
const std::map<std::string, std::string> k_kept_before{
    {"carteira/recompose_delete.sql", "carteira/recompose_rows.sql"},
    {"carteira/store_recomputed.sql", "carteira/keep_removed.sql"},
    {"carteira/update_rows.sql", "carteira/keep_cancelled.sql"},
};

bool keeps(const SqlSeams& seams) {
    return std::any_of(seams.writes.begin(), seams.writes.end(), [](const auto& write) {
        return write.table == "ciclo_removido" && write.column == "INSERT";
    });
}

}  // namespace

TEST_CASE("every statement that deletes rows of the application or clears a column keeps them first") {
    std::set<std::string> keeping;
    std::set<std::string> checked;
    for (const auto& [statement, keeper] : k_kept_before) checked.insert(statement);
    for (const auto& source : sources_of(CICLO_SOURCE_DIR "/lib")) {
        if (!source.name.ends_with(".sql") || folder_of(source.name) == "schema" ||
            source.name.ends_with("/tables.sql"))
            continue;
        const auto seams = read_sql(source.text);
        if (keeps(seams)) keeping.insert(source.name);
        if (takes_away(source.text, seams)) checked.insert(source.name);
    }
    for (const auto& name : checked) {
        INFO(name);
        const auto before = k_kept_before.find(name);
        CHECK(keeping.count(before == k_kept_before.end() ? name : before->second) == 1);
    }
    for (const auto* name : {"carteira/delete_rows.sql", "faturamento/cancel_shipments.sql",
                             "faturamento/link_update_movements.sql", "faturamento/store_reports.sql"}) {
        INFO(name);
        CHECK(checked.count(name) == 1);
    }
}
