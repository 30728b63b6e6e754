#include "fake_odoo/sql_message.hpp"

#include <fmt/format.h>

namespace ciclo::fake_odoo {
namespace {

// libpq shows at most 60 characters of the line, of which at least 10 from the error on.
constexpr std::size_t k_shown = 60;
constexpr std::size_t k_right = 10;

std::string excerpt(const std::string& statement, std::size_t at) {
    std::size_t begin = 0;
    std::size_t end = statement.size();
    if (end > k_shown) {
        end = at + k_right < k_shown ? k_shown : std::min(end, at + k_right);
        if (end > k_shown) begin = end - k_shown;
    }
    const std::string lead = begin > 0 ? "LINE 1: ..." : "LINE 1: ";
    const std::string tail = end < statement.size() ? "..." : "";
    return lead + statement.substr(begin, end - begin) + tail + "\n" +
           std::string(lead.size() + at - begin, ' ') + "^\n";
}

}  // namespace

OdooError invalid_literal(std::string_view condition, std::string_view type, const Model& model,
                          const Field& field, std::string_view op, std::string_view literal) {
    const std::string table = model.table();
    const std::string before =
        fmt::format(R"(SELECT "{0}"."id" FROM "{0}" WHERE ("{0}"."{1}" {2} )", table, field.name, op);
    const std::string statement = fmt::format("{}'{}') ORDER BY \"{}\".\"id\"", before, literal, table);
    return {fmt::format("psycopg2.errors.{}", condition),
            fmt::format("invalid input syntax for type {}: \"{}\"\n", type, literal) +
                excerpt(statement, before.size())};
}

}  // namespace ciclo::fake_odoo
