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

Transaction::Transaction(Connection& connection) : Transaction(connection, "") {}

Transaction::Transaction(Connection& connection, const Statement& first)
    : m_connection(connection), m_made(connection.m_on_demand.made()) {
    if (connection.in_transaction()) {
        throw Error(ErrorKind::internal, "postgres: a transaction is already open");
    }
    const auto text = fmt::format("BEGIN;\n{}", connection.text_of(first));
    try {
        connection.execute_script({text, first.name});
    } catch (...) {
        rollback();
        throw;
    }
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
        m_connection.m_on_demand.restore(m_made);
        if (!leaves_outcome_open(error)) throw;
        throw outcome_unknown(error);
    } catch (const std::exception& error) {
        throw outcome_unknown(error);
    }
    if (tag != "COMMIT") {
        m_connection.m_on_demand.restore(m_made);
        throw Error(
            ErrorKind::internal,
            fmt::format("postgres: COMMIT was answered with {}: a statement before it had failed", tag));
    }
}

void Transaction::rollback() noexcept {
    if (!m_open) return;
    m_open = false;
    m_connection.m_on_demand.restore(m_made);
    if (!m_connection.is_alive()) return;
    try {
        m_connection.send("ROLLBACK");
        m_connection.answer(Connection::Patience::settle_outcome);
    } catch (const std::exception&) {
        // Without its session the server rolls back by itself.
        m_connection.close();
    }
}

Savepoint::Savepoint(Connection& connection, std::string_view name)
    : m_connection(connection), m_name(name), m_made(connection.m_on_demand.made()) {
    connection.execute_script(fmt::format("SAVEPOINT {};", m_name));
}

void Savepoint::release() {
    m_connection.execute_script(fmt::format("RELEASE SAVEPOINT {};", m_name));
}

void Savepoint::rollback() {
    m_connection.m_on_demand.restore(m_made);
    m_connection.execute_script(fmt::format("ROLLBACK TO SAVEPOINT {0}; RELEASE SAVEPOINT {0};", m_name));
}

}  // namespace ciclo::postgres
