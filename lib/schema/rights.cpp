#include "schema/rights.hpp"

#include <regex>

#include "schema/expected.hpp"
#include "schema/sql.hpp"

namespace ciclo::schema {
// Its pattern is compiled and the list taken apart once in a process: 450 rows.
const ExpectedColumns& expected_columns() {
    static const ExpectedColumns k_expected = [] {
        const std::regex row(R"re(\('(\w+)', '(\w+)', ')re");
        const std::string text(sql::columns.text);
        ExpectedColumns out;
        for (std::sregex_iterator it(text.begin(), text.end(), row), end; it != end; ++it) {
            out.tables.push_back((*it)[1].str());
            out.names.push_back((*it)[2].str());
        }
        return out;
    }();
    return k_expected;
}

std::vector<MissingRight> missing_rights(postgres::Connection& connection, bool deletes_rows) {
    const auto& expected = expected_columns();
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
