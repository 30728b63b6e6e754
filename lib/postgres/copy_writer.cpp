#include "postgres/copy_writer.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>
#include <poll.h>

#include <utility>

#include "postgres/diagnostics.hpp"
#include "postgres/wait.hpp"

namespace ciclo::postgres {
namespace {

constexpr std::size_t k_chunk_bytes = std::size_t{64} * 1024;

// PostgreSQL manual, COPY, "Text Format": the letter after a backslash, 0 where the byte stands for itself.
char escape_of(char c) {
    switch (c) {
        case '\\':
            return '\\';
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        case '\v':
            return 'v';
        default:
            return 0;
    }
}

void append_value(std::string& out, std::string_view value) {
    for (const char c : value) {
        if (c == '\0') throw Error(ErrorKind::internal, "postgres: a value for COPY contains U+0000");
        const char escape = escape_of(c);
        if (escape != 0) out += '\\';
        out += escape != 0 ? escape : c;
    }
}

void append_line(std::string& out, std::span<const std::optional<std::string>> values) {
    bool first = true;
    for (const auto& value : values) {
        if (!first) out += '\t';
        first = false;
        if (value) {
            append_value(out, *value);
        } else {
            out += "\\N";
        }
    }
    out += '\n';
}

}  // namespace

CopyWriter::CopyWriter(CopyWriter&& other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr)),
      m_buffer(std::move(other.m_buffer)),
      m_rows(other.m_rows) {}

CopyWriter::~CopyWriter() {
    if (m_connection == nullptr || !m_connection->is_alive()) return;
    try {
        end("not finished");
        // The answer is an error, the one that was requested.
        m_connection->collect(Connection::Patience::settle_outcome);
    } catch (const std::exception&) {
        // A session whose COPY cannot be aborted is of no use: without it the server discards the rows as
        // well.
        m_connection->close();
    }
}

void CopyWriter::row(std::span<const std::optional<std::string>> values) {
    const auto before = m_buffer.size();
    try {
        append_line(m_buffer, values);
    } catch (const Error&) {
        m_buffer.resize(before);
        throw;
    }
    ++m_rows;
    if (m_buffer.size() >= k_chunk_bytes) flush();
}

void CopyWriter::flush() {
    auto* connection = m_connection->m_connection.get();
    // Any answer but 1 means that nothing was queued.
    if (connection == nullptr ||
        PQputCopyData(connection, m_buffer.data(), static_cast<int>(m_buffer.size())) != 1) {
        throw error_of(connection, *m_connection->m_notices);
    }
    m_buffer.clear();
    // libpq would queue without bound: nothing more is made before this is on its way.
    try {
        m_connection->flush(*m_connection->m_limits);
    } catch (const Error&) {
        m_connection->close();
        throw;
    }
}

void CopyWriter::end(const char* reason) {
    auto* connection = m_connection->m_connection.get();
    if (PQputCopyEnd(connection, reason) != 1) throw error_of(connection, *m_connection->m_notices);
}

long long CopyWriter::finish() {
    if (m_connection == nullptr) throw Error(ErrorKind::internal, "postgres: this COPY has ended already");
    flush();
    end(nullptr);
    auto& connection = *std::exchange(m_connection, nullptr);
    const auto counted = connection.answer().affected();
    if (counted != m_rows) {
        throw Error(ErrorKind::internal,
                    fmt::format("postgres: COPY wrote {} rows, the server counted {}", m_rows, counted));
    }
    return m_rows;
}

std::string copy_line(std::span<const std::optional<std::string>> values) {
    std::string out;
    append_line(out, values);
    return out;
}

}  // namespace ciclo::postgres
