#include "postgres/result.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>

#include <charconv>

#include "base/error.hpp"

namespace ciclo::postgres {
namespace {

std::optional<std::int64_t> whole_integer(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

}  // namespace

void ResultDeleter::operator()(PGresult* result) const noexcept {
    PQclear(result);
}

int Result::rows() const {
    return PQntuples(m_result.get());
}

int Result::columns() const {
    return PQnfields(m_result.get());
}

std::string Result::column_name(int column) const {
    const char* name = PQfname(m_result.get(), column);
    return name == nullptr ? std::string() : std::string(name);
}

std::optional<std::string_view> Result::get(int row, int column) const {
    // PQgetisnull also says yes for a row or column that does not exist.
    if (PQgetisnull(m_result.get(), row, column) == 1) return std::nullopt;
    const auto length = static_cast<std::size_t>(PQgetlength(m_result.get(), row, column));
    return std::string_view(PQgetvalue(m_result.get(), row, column), length);
}

std::int64_t Result::integer(int row, int column) const {
    const auto text = get(row, column);
    const auto value = text ? whole_integer(*text) : std::nullopt;
    if (!value) {
        throw Error(ErrorKind::internal,
                    fmt::format("postgres: column '{}' holds no integer", column_name(column)));
    }
    return *value;
}

bool Result::boolean(int row, int column) const {
    const auto text = get(row, column);
    if (!text || (*text != "t" && *text != "f")) {
        throw Error(ErrorKind::internal,
                    fmt::format("postgres: column '{}' holds no boolean", column_name(column)));
    }
    return *text == "t";
}

std::string Result::text(int row, int column) const {
    return std::string(get(row, column).value_or(""));
}

std::int64_t Result::affected() const {
    return whole_integer(PQcmdTuples(m_result.get())).value_or(0);
}

std::string Result::command_tag() const {
    return PQcmdStatus(m_result.get());
}

int NamedRow::place_of(std::string_view column) const {
    for (int place = 0; place < m_result.columns(); ++place) {
        if (m_result.column_name(place) == column) return place;
    }
    throw Error(ErrorKind::internal, fmt::format("the statement returns no column '{}'", column));
}

std::optional<std::string> NamedRow::get(std::string_view column) const {
    const auto value = m_result.get(m_row, place_of(column));
    return value ? std::optional<std::string>(*value) : std::nullopt;
}

std::string NamedRow::text(std::string_view column) const {
    return m_result.text(m_row, place_of(column));
}

std::int64_t NamedRow::integer(std::string_view column) const {
    return m_result.integer(m_row, place_of(column));
}

bool NamedRow::boolean(std::string_view column) const {
    return m_result.boolean(m_row, place_of(column));
}

}  // namespace ciclo::postgres
