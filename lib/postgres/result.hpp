// The rows of one statement, in text form. Owns libpq's memory; views live as long as the Result.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
typedef struct pg_result PGresult;
}

namespace ciclo::postgres {

struct ResultDeleter {
    void operator()(PGresult* result) const noexcept;
};

class Result {
  public:
    explicit Result(PGresult* owned) : m_result(owned) {}

    [[nodiscard]] int rows() const;
    [[nodiscard]] int columns() const;
    [[nodiscard]] std::string column_name(int column) const;
    // Empty for SQL NULL.
    [[nodiscard]] std::optional<std::string_view> get(int row, int column) const;
    // Both throw Error(internal) when the value is NULL or of another kind.
    [[nodiscard]] std::int64_t integer(int row, int column) const;
    [[nodiscard]] bool boolean(int row, int column) const;
    // "" for NULL.
    [[nodiscard]] std::string text(int row, int column) const;
    // Rows inserted, updated, deleted, selected or copied, from the command tag; 0 where there is none.
    [[nodiscard]] std::int64_t affected() const;
    // What the server says it did: "INSERT 0 5", "COMMIT", "ROLLBACK".
    [[nodiscard]] std::string command_tag() const;

  private:
    std::unique_ptr<PGresult, ResultDeleter> m_result;
};

// A row of a result (the only one where it is streamed row by row), its columns by name. Throws
// Error(internal) for a name that the statement does not return, and as Result does.
class NamedRow {
  public:
    // `result` must outlive the object.
    explicit NamedRow(const Result& result, int row = 0) : m_result(result), m_row(row) {}

    // Empty for SQL NULL.
    [[nodiscard]] std::optional<std::string> get(std::string_view column) const;
    [[nodiscard]] std::string text(std::string_view column) const;
    [[nodiscard]] std::int64_t integer(std::string_view column) const;
    [[nodiscard]] bool boolean(std::string_view column) const;

  private:
    [[nodiscard]] int place_of(std::string_view column) const;

    const Result& m_result;
    int m_row;
};

}  // namespace ciclo::postgres
