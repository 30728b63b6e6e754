// What lib/schema/columns.sql says about new rows, against the INSERTs of lib/.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "schema/sql.hpp"
#include "seams/source_tree.hpp"
#include "seams/sql_seams.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Names = std::set<std::string>;
using Tables = std::map<std::string, Names>;

namespace {

std::string statement() {
    return std::string(schema::sql::columns.text);
}

// "('a', 'b'..." of one list of the statement, b by a.
Tables listed(const std::string& list) {
    const auto all = statement();
    const auto begin = all.find("\n" + list + " (");
    const auto text = all.substr(begin, all.find("\n),", begin) - begin);
    static const std::regex k_row(R"(\('(\w+)'(?:, '(\w+)')?)");
    Tables out;
    for (std::sregex_iterator it(text.begin(), text.end(), k_row), end; it != end; ++it)
        out[(*it)[1].str()].insert((*it)[2].str());
    return out;
}

Tables expected_columns() {
    const auto all = statement();
    const auto text = all.substr(0, all.find("\n),"));
    static const std::regex k_row(R"(\('(\w+)', '(\w+)', ')");
    Tables out;
    for (std::sregex_iterator it(text.begin(), text.end(), k_row), end; it != end; ++it)
        out[(*it)[1].str()].insert((*it)[2].str());
    return out;
}

// Of the application's tables the columns that every INSERT names.
Tables given() {
    Tables out;
    for (const auto& source : sources_of(CICLO_SOURCE_DIR "/lib")) {
        if (!source.name.ends_with(".sql")) continue;
        Tables here;
        for (const auto& write : read_sql(source.text).writes) {
            if (write.only_in_new_rows) here[write.table].insert(write.column);
        }
        for (const auto& [table, columns] : here) {
            if (table.starts_with("stg_") || table.starts_with("ciclo_")) continue;
            const auto [known, is_new] = out.try_emplace(table, columns);
            if (is_new) continue;
            Names both;
            std::set_intersection(columns.begin(), columns.end(), known->second.begin(), known->second.end(),
                                  std::inserter(both, both.end()));
            known->second = both;
        }
    }
    return out;
}

Names names_of(const Tables& tables) {
    Names out;
    for (const auto& [name, columns] : tables) out.insert(name);
    return out;
}

}  // namespace

TEST_CASE("columns.sql names the tables into which rows go, and what new rows are not given") {
    CHECK(names_of(listed("filled")) == names_of(given()));
    const auto required = expected_columns();
    Tables not_given;
    for (const auto& [table, columns] : given()) {
        for (const auto& column : required.at(table)) {
            if (columns.count(column) == 0) not_given[table].insert(column);
        }
    }
    // What may be missing is added to the statement where it is there.
    for (const auto& [table, columns] : listed("later")) {
        for (const auto& column : columns) not_given[table].erase(column);
    }
    auto stated = listed("not_given");
    for (const auto& [table, columns] : not_given) {
        for (const auto& column : columns) {
            INFO("not in every INSERT: " << table << "." << column);
            CHECK(stated[table].count(column) == 1);
        }
    }
    for (const auto& [table, columns] : std::map(stated)) {
        for (const auto& column : columns) {
            INFO("in every INSERT: " << table << "." << column);
            CHECK(not_given[table].count(column) == 1);
        }
    }
}

TEST_CASE("every INSERT into a table with later columns has a place for them") {
    static const std::regex k_known(R"(\('(\w+)\.\w+', ')");
    Names later;
    const auto all = statement();
    for (std::sregex_iterator it(all.begin(), all.end(), k_known), end; it != end; ++it)
        later.insert((*it)[1].str());
    REQUIRE(later.size() >= 5);
    for (const auto& source : sources_of(CICLO_SOURCE_DIR "/lib")) {
        if (!source.name.ends_with(".sql")) continue;
        for (const auto& table : later) {
            if (source.text.find("INSERT INTO " + table + " ") == std::string::npos) continue;
            INFO(source.name);
            CHECK(source.text.find("/* later columns of " + table) != std::string::npos);
            CHECK(source.text.find("/* their values */") != std::string::npos);
        }
    }
}
