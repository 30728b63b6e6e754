// Streams rows into a table with COPY in text format (PostgreSQL manual, COPY, "Text Format"): exact
// escaping, \N for NULL. Not for: encoding values (they come as text already).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "postgres/connection.hpp"

namespace ciclo::postgres {

// nullopt is NULL.
using Cell = std::optional<std::string>;

class CopyWriter {
  public:
    // Without finish() the COPY is aborted and nothing of it stays.
    ~CopyWriter();
    CopyWriter(CopyWriter&& other) noexcept;
    CopyWriter& operator=(CopyWriter&&) = delete;

    // One row. Buffered: sent in chunks of about 64 KiB. A row that the server refuses shows
    // in finish(). Throws Error(internal) for a value with U+0000.
    void row(std::span<const Cell> values);

    // Ends the COPY; throws SqlError for what the server refused, Error(internal) unless the server counted
    // as many rows as were written. Returns that number.
    long long finish();

  private:
    friend class Connection;
    explicit CopyWriter(Connection& connection) : m_connection(&connection) {}
    void flush();
    // Sends the end of the data or, with a reason, the failure of the COPY.
    void end(const char* reason);

    // Empty once the COPY has ended.
    Connection* m_connection;
    std::string m_buffer;
    long long m_rows = 0;
};

// The text form of one row, newline included. For tests.
std::string copy_line(std::span<const Cell> values);

}  // namespace ciclo::postgres
