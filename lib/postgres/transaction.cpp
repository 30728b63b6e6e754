#include "postgres/transaction.hpp"

#include <fmt/core.h>

#include <exception>

namespace ciclo::postgres {
namespace {

// 08007 transaction_resolution_unknown, 40003 statement_completion_unknown; a session that ended instead of
// answering may have committed before. Without a SQLSTATE it is not the server that refused, but libpq that
// could not take the answer.
bool leaves_outcome_open(const SqlError& error) {
    return error.connection_lost() || error.sqlstate().empty() || error.sqlstate() == "08007" ||
           error.sqlstate() == "40003";
}

Error outcome_unknown(const std::exception& cause) {
    return {ErrorKind::outcome_unknown, fmt::format("the answer to COMMIT was lost: {}", cause.what())};
}

}  // namespace

Transaction::Transaction(Connection& connection) : m_connection(connection) {
    if (connection.in_transaction()) {
        throw Error(ErrorKind::internal, "postgres: a transaction is already open");
    }
    connection.execute("BEGIN");
}

Transaction::~Transaction() {
    rollback();
}

void Transaction::commit() {
    if (!m_open) throw Error(ErrorKind::internal, "postgres: COMMIT without a transaction");
    m_connection.limits().check();
    m_open = false;
    m_connection.send("COMMIT");
    std::string tag;
    try {
        tag = m_connection.answer(Connection::Patience::settle_outcome).command_tag();
    } catch (const SqlError& error) {
        if (!leaves_outcome_open(error)) throw;
        throw outcome_unknown(error);
    } catch (const std::exception& error) {
        throw outcome_unknown(error);
    }
    if (tag != "COMMIT") {
        throw Error(
            ErrorKind::internal,
            fmt::format("postgres: COMMIT was answered with {}: a statement before it had failed", tag));
    }
}

void Transaction::rollback() noexcept {
    if (!m_open) return;
    m_open = false;
    if (!m_connection.is_alive()) return;
    try {
        m_connection.send("ROLLBACK");
        m_connection.answer(Connection::Patience::settle_outcome);
    } catch (const std::exception&) {
        // Without its session the server rolls back by itself.
        m_connection.close();
    }
}

}  // namespace ciclo::postgres
