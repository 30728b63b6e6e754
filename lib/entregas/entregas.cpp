#include "entregas/entregas.hpp"

#include <fmt/core.h>

#include "entregas/sql.hpp"
#include "postgres/sql_error.hpp"
#include "postgres/transaction.hpp"

namespace ciclo::entregas {
namespace {

using staging::Counts;

constexpr std::string_view k_no_right = "42501";

// Whether the step can be left out for it and the rest of the stage goes on.
bool is_its_own(const postgres::SqlError& error) {
    return !error.connection_lost() && !error.is_retryable_transaction() &&
           (error.kind() == ErrorKind::database || error.sqlstate() == k_no_right);
}

// Whether an NF entered, was cancelled or is cancelled no longer.
bool makes_due(const Counts& faturamento) {
    return faturamento.get("new") + faturamento.get("cancelled") + faturamento.get("reactivated") +
               faturamento.get("drafts_again") + faturamento.get("gone") >
           0;
}

Counts follow_nfs(postgres::Connection& connection) {
    if (connection.execute(sql::collect).integer(0, 0) == 0) return {};
    staging::fill(connection, "stg_wanted_delivery", sql::facts);
    return staging::run_statements(connection,
                                   {sql::cancel, sql::update, sql::insert, sql::schedule, sql::done});
}

// What the next cycles try again, and what people read of it.
Counts set_aside(staging::StageContext& context, const postgres::SqlError& error) {
    context.log.warning("deliveries left out", {{"error", error.what()}});
    if (error.sqlstate() == k_no_right) {
        context.connection.execute(sql::note_no_right);
        return {};
    }
    context.connection.execute(
        sql::set_aside, {fmt::format("deliveries: {}; --deliveries=off leaves them out", error.what())});
    Counts counts;
    counts.add("rejects", 1);
    return counts;
}

}  // namespace

staging::Tables tables(const postgres::Connection& connection) {
    if (connection.leaves_out(sql::collect)) return {};
    return {{sql::tables}, "stg_delivery"};
}

Counts apply(staging::StageContext& context, const Counts& faturamento) {
    auto& connection = context.connection;
    if (connection.leaves_out(sql::collect)) return {};
    if (makes_due(faturamento)) connection.execute(sql::note);
    if (!context.config.deliveries) {
        connection.execute(sql::forget_failure);
        return {};
    }
    postgres::Savepoint savepoint(connection, "entregas");
    try {
        auto counts = follow_nfs(connection);
        savepoint.release();
        return counts;
    } catch (const postgres::SqlError& error) {
        if (!is_its_own(error)) throw;
        savepoint.rollback();
        return set_aside(context, error);
    }
}

}  // namespace ciclo::entregas
