// BEGIN ... COMMIT as an object: rolls back by itself unless commit() was reached.
#pragma once

#include <string>

#include "postgres/connection.hpp"

namespace ciclo::postgres {

class Transaction {
  public:
    // Throws as Connection::execute does; Error(internal) inside another transaction.
    explicit Transaction(Connection& connection);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    // Throws Interrupted or Error(deadline) before COMMIT is sent, never after: then it waits a little longer
    // (ConnectOptions::settle_time). Error(outcome_unknown) when the answer is lost or cannot be taken;
    // SqlError when the server refused or the session was lost before COMMIT could be sent; Error(internal)
    // when the transaction had failed already (COMMIT rolls it back).
    void commit();
    // Safe to call twice; the destructor does the same. A session that cannot roll back is closed.
    void rollback() noexcept;

  private:
    Connection& m_connection;
    bool m_open = true;
};

}  // namespace ciclo::postgres
