// A statement or connection that PostgreSQL refused, with its SQLSTATE where there is one. What may be
// retried follows from the class of the code (PostgreSQL manual, appendix A).
#pragma once

#include <string>

#include "base/error.hpp"

namespace ciclo::postgres {

class SqlError : public Error {
  public:
    SqlError(ErrorKind kind, const std::string& message, std::string sqlstate, bool connection_lost,
             language::Phrase hint = {})
        : Error(kind, message, std::move(hint)),
          m_sqlstate(std::move(sqlstate)),
          m_connection_lost(connection_lost) {}

    // Five characters, or empty when libpq itself made the error.
    [[nodiscard]] const std::string& sqlstate() const { return m_sqlstate; }

    // The session is gone: nothing more can be asked on this connection.
    [[nodiscard]] bool connection_lost() const { return m_connection_lost; }

    // A serialization failure, deadlock or lock timeout: the whole transaction may be retried.
    [[nodiscard]] bool is_retryable_transaction() const;

    // Of the classes 22 (data), 23 (constraints) and 42 (names, rights), or raised by a function of the
    // database: the same statement fails again.
    [[nodiscard]] bool is_lasting() const;

  private:
    std::string m_sqlstate;
    bool m_connection_lost;
};

// Where a policy of row level security keeps rows from the role.
inline constexpr auto k_policy_remedy =
    "hidden rows would be taken for rows that are gone: ALTER ROLE ... BYPASSRLS, or ALTER TABLE ... DISABLE "
    "ROW "
    "LEVEL SECURITY (for the table's owner: NO FORCE ROW LEVEL SECURITY)"_tr;

// Who has to act on a SQLSTATE: 28xxx and 42501 auth, 3D000 config, 53xxx, 57P0x and 08xxx
// database_unavailable, 25006 (read-only) database_unavailable, anything else database.
ErrorKind kind_of_sqlstate(const std::string& sqlstate);

}  // namespace ciclo::postgres
