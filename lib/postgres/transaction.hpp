// BEGIN ... COMMIT as an object: rolls back by itself unless commit() was reached.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo::postgres {

class Transaction {
  public:
    // Throws as Connection::execute does; Error(internal) inside another transaction.
    explicit Transaction(Connection& connection);
    // The same, with a first statement without parameters, in one round trip; what it returns is dropped.
    Transaction(Connection& connection, const Statement& first);
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
    std::vector<bool> m_made;  // what the session had when it began (on_demand.hpp)
    bool m_open = true;
};

// SAVEPOINT inside a transaction: what follows may be taken back by itself. Its end is always asked for, one
// way or the other: the transaction's own end does the rest.
class Savepoint {
  public:
    Savepoint(Connection& connection, std::string_view name);
    void release();
    void rollback();

  private:
    Connection& m_connection;
    std::string m_name;
    std::vector<bool> m_made;
};

}  // namespace ciclo::postgres
