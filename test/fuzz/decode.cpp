// A value of Odoo on its way into a table: decoded by its field's kind, escaped for COPY, and read back as
// PostgreSQL's manual says ("COPY", "Text Format").
#include "staging/decode.hpp"
#include "staging/cnpj.hpp"

#include <array>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "fuzz/target.hpp"
#include "postgres/copy_writer.hpp"

namespace ciclo::fuzz {
namespace {

using Cell = std::optional<std::string>;
using staging::Kind;

char unescaped(char letter) {
    constexpr std::string_view k_letters = "bfnrtv";
    constexpr std::string_view k_bytes = "\b\f\n\r\t\v";
    const auto at = k_letters.find(letter);
    return at == std::string_view::npos ? letter : k_bytes[at];
}

Cell cell_of(std::string_view text) {
    if (text == "\\N") return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        require(text[i] != '\\' || i + 1 < text.size(), "no backslash ends a value", text);
        out += text[i] == '\\' ? unescaped(text[++i]) : text[i];
    }
    return out;
}

// As a server splits it: at every tab, ended by the one newline.
std::vector<Cell> cells_of(std::string_view line) {
    require(line.ends_with('\n') && line.find('\n') == line.size() - 1, "a row is one line", line);
    require(line.find('\r') == std::string_view::npos, "no carriage return stands as it is", line);
    require(line != "\\.\n", "no row is the end of the data", line);
    line.remove_suffix(1);
    std::vector<Cell> out;
    for (auto tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
        out.push_back(cell_of(line.substr(0, tab)));
        line.remove_prefix(tab + 1);
    }
    out.push_back(cell_of(line));
    return out;
}

void copy(const std::vector<Cell>& row) {
    const auto line = postgres::copy_line(row);
    require(cells_of(line) == row, "a row reads back as it was written", line);
}

bool is_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos &&
           text.front() >= '0' && text.front() <= '9' && text.size() <= 400;
}

void check(Kind kind, const std::string& text) {
    require(is_clean_utf8(text), "PostgreSQL can store it", text);
    switch (kind) {
        case Kind::decimal:
        case Kind::total:
            return require(is_number(text), "a number that numeric takes", text);
        case Kind::date:
            return require(text.size() == 10 && from_odoo(text), "a date", text);
        case Kind::datetime:
            return require(text.size() == 19 && from_odoo(text), "a time", text);
        case Kind::reference:
            return require(text == std::to_string(std::stoll(text)), "an id", text);
        case Kind::references:
            return require(text.find_first_not_of("{},-0123456789") == std::string::npos, "a list of ids",
                           text);
        case Kind::key:
            return require(!text.empty() && text.size() <= 500 && without_outer_blanks(text) == text,
                           "a key that an index holds", text);
        case Kind::flag:
            return require(text == "Sim" || text == "Não", "a flag", text);
        case Kind::text:
        case Kind::word:
            return require(!text.empty(), "an empty text is NULL");
        case Kind::cnpj:
            return require(!text.empty() && staging::punctuated_cnpj(text) == text,
                           "a CNPJ that is punctuated stays as it is", text);
    }
}

}  // namespace

void decode(std::string_view input) {
    std::optional<json::Document> document;
    try {
        document = json::Document::parse(input);
    } catch (const Error&) {
        // As a cell of its own, then: COPY takes any text without U+0000.
        const Cell cell{std::string(input.substr(0, input.find('\0')))};
        return copy({cell, std::nullopt, cell});
    }
    std::vector<Cell> row;
    for (const auto kind : {Kind::text, Kind::key, Kind::decimal, Kind::total, Kind::date, Kind::datetime,
                            Kind::reference, Kind::references, Kind::flag, Kind::cnpj, Kind::word}) {
        try {
            row.push_back(staging::decode(document->root(), {"column", "x_field", "", kind}));
            if (row.back()) check(kind, *row.back());
        } catch (const Error& error) {
            require(error.kind() == ErrorKind::odoo_answer, "a record is to blame", error.what());
        }
    }
    copy(row);
}

}  // namespace ciclo::fuzz
