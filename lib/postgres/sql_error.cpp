#include "postgres/sql_error.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ciclo::postgres {
namespace {

struct SqlstateRow {
    // A whole SQLSTATE or the beginning of one.
    std::string_view prefix;
    ErrorKind kind;
};

constexpr std::array k_kinds{
    SqlstateRow{"28", ErrorKind::auth},
    SqlstateRow{"42501", ErrorKind::auth},
    SqlstateRow{"3D000", ErrorKind::config},
    SqlstateRow{"53", ErrorKind::database_unavailable},     // too many connections, disk or memory full
    SqlstateRow{"57P0", ErrorKind::database_unavailable},   // shutting down, crashed, starting
    SqlstateRow{"08", ErrorKind::database_unavailable},     // connection exceptions
    SqlstateRow{"25006", ErrorKind::database_unavailable},  // read-only transaction: a replica or a full disk
};

constexpr std::array<std::string_view, 3> k_retryable{"40001", "40P01", "55P03"};

}  // namespace

bool SqlError::is_retryable_transaction() const {
    return std::find(k_retryable.begin(), k_retryable.end(), m_sqlstate) != k_retryable.end();
}

bool SqlError::is_lasting() const {
    return m_sqlstate.starts_with("22") || m_sqlstate.starts_with("23") || m_sqlstate.starts_with("42") ||
           m_sqlstate == "P0001";
}

ErrorKind kind_of_sqlstate(const std::string& sqlstate) {
    for (const auto& row : k_kinds) {
        if (sqlstate.starts_with(row.prefix)) return row.kind;
    }
    return ErrorKind::database;
}

}  // namespace ciclo::postgres
