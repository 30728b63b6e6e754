#include "schema/rights.hpp"

#include <regex>

#include "schema/sql.hpp"

namespace ciclo::schema {
namespace {

struct Columns {
    std::vector<std::string> tables;
    std::vector<std::string> names;
};

// The list of columns.sql, which has it for the comparison with the catalog.
Columns expected_columns() {
    static const std::regex k_row(R"re(\('(\w+)', '(\w+)', ')re");
    const std::string text(sql::columns.text);
    Columns out;
    for (std::sregex_iterator it(text.begin(), text.end(), k_row), end; it != end; ++it) {
        out.tables.push_back((*it)[1].str());
        out.names.push_back((*it)[2].str());
    }
    return out;
}

}  // namespace

std::vector<MissingRight> missing_rights(postgres::Connection& connection, bool deletes_rows) {
    const auto expected = expected_columns();
    const auto result =
        connection.execute(sql::rights, {deletes_rows ? "t" : "f", postgres::array_literal(expected.tables),
                                         postgres::array_literal(expected.names)});
    std::vector<MissingRight> out;
    for (int row = 0; row < result.rows(); ++row) {
        const postgres::NamedRow missing(result, row);
        out.push_back({missing.text("object"), missing.text("rights"), missing.text("grant_statement"),
                       missing.boolean("optional")});
    }
    return out;
}

}  // namespace ciclo::schema
