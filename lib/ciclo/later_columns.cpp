#include "ciclo/later_columns.hpp"

#include <fmt/core.h>

#include <regex>
#include <sstream>

#include "carteira/sql.hpp"
#include "embarques/sql.hpp"
#include "entregas/sql.hpp"
#include "faturado/sql.hpp"
#include "faturamento/sql.hpp"
#include "integridade/sql.hpp"

namespace ciclo {
namespace {

constexpr std::string_view k_values = "/* their values */";
constexpr std::string_view k_where = " -- where ";
constexpr std::string_view k_only_where = "\n-- Only where ";
constexpr std::string_view k_later_columns = "/* later columns of ";

// A search that costs little, before one by pattern: most statements and lines say nothing.
bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool says_something(std::string_view text) {
    return holds(text, k_values) || holds(text, k_where) || holds(text, k_only_where);
}

bool names_absent_column(const std::string& text, const schema::Shape& shape) {
    if (shape.absent.empty() || !holds(text, k_only_where)) return false;
    static const std::regex k_condition(R"(\n-- Only where (\w+\.\w+) exists\.)");
    for (std::sregex_iterator it(text.begin(), text.end(), k_condition), end; it != end; ++it) {
        if (shape.absent.count((*it)[1].str()) != 0) return true;
    }
    return false;
}

// Without the lines of columns that are not there; "" where an UPDATE has nothing left to set.
std::string without_absent_lines(const std::string& text, const schema::Shape& shape) {
    if (shape.absent.empty() || !holds(text, k_where)) return text;
    static const std::regex k_line(R"( -- where (\w+\.\w+)(?: and (\w+\.\w+))? exists?$)");
    static const std::regex k_first_comma(R"(\bSET\s+,)");
    static const std::regex k_nothing_set(R"(\bSET\s+FROM\b)");
    std::istringstream lines(text);
    std::string out;
    bool is_whole = true;
    for (std::string line; std::getline(lines, line);) {
        std::smatch found;
        const bool is_absent =
            holds(line, k_where) && std::regex_search(line, found, k_line) &&
            (shape.absent.count(found[1].str()) != 0 || shape.absent.count(found[2].str()) != 0);
        if (!is_absent) out += line + "\n";
        is_whole = is_whole && !is_absent;
    }
    if (is_whole) return text;
    if (std::regex_search(out, k_nothing_set)) return "";
    return std::regex_replace(out, k_first_comma, "SET");
}

}  // namespace

std::string fitted(std::string_view text, const schema::Shape& shape) {
    auto out = without_absent_lines(std::string(text), shape);
    if (names_absent_column(out, shape)) return "";
    const auto place = out.find(k_later_columns);
    if (place == std::string::npos) return out;
    static const std::regex k_later(R"(/\* later columns of (\w+)(?:, as in (\w+): ([\w ]+))? \*/)");
    std::smatch found;
    const auto begin = out.cbegin() + static_cast<std::ptrdiff_t>(place);
    if (!std::regex_search(begin, out.cend(), found, k_later, std::regex_constants::match_continuous))
        return out;
    const auto table = found[1].str();
    std::string columns;
    std::string values;
    std::istringstream copied(found[3].str());
    for (std::string column; copied >> column;) {
        if (shape.absent.count(fmt::format("{}.{}", table, column)) != 0) continue;
        columns += ", " + column;
        values += fmt::format(", {}.{}", found[2].str(), column);
    }
    for (const auto& given : shape.values) {
        if (given.table != table) continue;
        columns += ", " + given.column;
        values += ", " + given.value;
    }
    if (columns.empty()) return out;
    const auto length = static_cast<std::size_t>(found.length());
    out.replace(out.find(k_values), k_values.size(), values);  // behind the columns
    return out.replace(place, length, columns);
}

void fit_session(postgres::Connection& connection, const schema::Shape& shape) {
    schema::make_stand_ins(connection, shape);
    const auto fit = [&](const auto& statements) {
        for (const auto& statement : statements) {
            if (!says_something(statement.text)) continue;
            auto text = fitted(statement.text, shape);
            if (text != statement.text) connection.substitute(statement.name, std::move(text));
        }
    };
    fit(faturamento::sql::k_all);
    fit(entregas::sql::k_all);
    fit(integridade::sql::k_all);
    fit(faturado::sql::k_all);
    fit(carteira::sql::k_all);
    fit(embarques::sql::k_all);
}

}  // namespace ciclo
