#include "schema/places.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "schema/expected.hpp"
#include "schema/sql.hpp"

namespace ciclo::schema {
namespace {

std::string tables_parameter() {
    static const std::string k_tables = [] {
        auto names = expected_columns().tables;
        names.erase(std::unique(names.begin(), names.end()), names.end());
        return postgres::array_literal(names);
    }();
    return k_tables;
}

template <typename Predicate>
std::string names_of(const std::vector<TablePlace>& places, const Predicate& wanted) {
    std::string out;
    for (const auto& place : places) {
        if (wanted(place)) out += (out.empty() ? "" : ", ") + place.table;
    }
    return out;
}

}  // namespace

void pin_search_path(postgres::Connection& connection) {
    connection.execute(sql::pin, {tables_parameter()});
}

std::vector<TablePlace> read_places(postgres::Connection& connection) {
    const auto result = connection.execute(sql::places, {tables_parameter()});
    std::vector<TablePlace> out;
    for (int row = 0; row < result.rows(); ++row) {
        const postgres::NamedRow place(result, row);
        out.push_back({place.text("name"), place.text("schema_name"), place.boolean("is_table"),
                       place.text("whole_table"), place.boolean("hides_rows"), place.text("elsewhere")});
    }
    return out;
}

void refuse_hidden_rows(const std::vector<TablePlace>& places) {
    const auto filtered = names_of(places, [](const auto& place) { return place.hides_rows; });
    if (!filtered.empty()) {
        throw Error(ErrorKind::auth,
                    fmt::format("row level security may hide rows from this role: {}", filtered),
                    postgres::k_policy_remedy);
    }
    const auto views = names_of(places, [](const auto& place) { return !place.is_table; });
    if (!views.empty()) {
        throw Error(ErrorKind::config, fmt::format("not a table, but a view or a foreign table: {}", views),
                    "a view may hide rows, and its rows have no versions: put the table itself first in the "
                    "search path of the role"_tr);
    }
}

std::vector<Stranger> read_strangers(postgres::Connection& connection) {
    const auto result = connection.execute(sql::strangers, {tables_parameter()});
    std::vector<Stranger> out;
    for (int row = 0; row < result.rows(); ++row) {
        const postgres::NamedRow found(result, row);
        out.push_back({found.text("schema_name"), found.text("role_name"), found.boolean("is_owner")});
    }
    return out;
}

}  // namespace ciclo::schema
