#include "postgres/diagnostics.hpp"

#include <fmt/core.h>

#include <array>
#include <exception>
#include <string_view>
#include <utility>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace ciclo::postgres {
namespace {

std::string field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? std::string() : std::string(text);
}

bool ends_the_session(const PGresult* result) {
    // The severity that the server does not translate.
    const auto severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity == "FATAL" || severity == "PANIC";
}

constexpr std::string_view k_lock_timeout = "55P03";
constexpr std::string_view k_raised = "P0001";  // by RAISE, mostly in a trigger

std::string names_of(const PGresult* result) {
    constexpr std::array<std::pair<std::string_view, int>, 3> k_names{
        {{"table", PG_DIAG_TABLE_NAME},
         {"column", PG_DIAG_COLUMN_NAME},
         {"constraint", PG_DIAG_CONSTRAINT_NAME}}};
    std::string out;
    for (const auto& [what, code] : k_names) {
        const auto name = field(result, code);
        if (!name.empty()) out += fmt::format(", {} \"{}\"", what, name);
    }
    // What a lock was waited for on, or which function of the database raised it: no name says it.
    const auto sqlstate = field(result, PG_DIAG_SQLSTATE);
    if (sqlstate != k_lock_timeout && sqlstate != k_raised) return out;
    const auto context = first_line(field(result, PG_DIAG_CONTEXT));
    return context.empty() ? out : fmt::format("{}, {}", out, context);
}

// What to do about an error, where its code alone does not say. By the names that the server does not
// translate.
language::Phrase remedy_of(const PGresult* result) {
    const auto sqlstate = field(result, PG_DIAG_SQLSTATE);
    // 42501 has many reasons; this is where the server finds that a policy would hide rows (row_security
    // off).
    if (field(result, PG_DIAG_SOURCE_FUNCTION) == "check_enable_rls") return k_policy_remedy;
    if (sqlstate == "22P05") return "move the tables to a database with encoding UTF8"_tr;
    const auto table = field(result, PG_DIAG_TABLE_NAME);
    if (sqlstate == "23505" && field(result, PG_DIAG_CONSTRAINT_NAME) == table + "_pkey") {
        return "where the sequence that numbers the rows is behind them: SELECT "
               "setval(pg_get_serial_sequence('{}', 'id'), max(id)) FROM {}"_tr(table, table);
    }
    return {};
}

SqlError make_error(const std::string& message, const std::string& sqlstate, const std::string& names,
                    bool lost, language::Phrase remedy = {}) {
    auto kind = sqlstate.empty() && lost ? ErrorKind::database_unavailable : kind_of_sqlstate(sqlstate);
    // libpq's own words, which it never translates for a program that sets no locale; the server's lack of
    // memory has a SQLSTATE.
    if (sqlstate.empty() && message.find("out of memory") != std::string::npos)
        kind = ErrorKind::out_of_memory;
    const auto code = sqlstate.empty() ? std::string() : fmt::format(" (SQLSTATE {}{})", sqlstate, names);
    return {kind, redact(fmt::format("postgres: {}{}", first_line(message), code)), sqlstate, lost,
            std::move(remedy)};
}

void on_notice(void* argument, const PGresult* notice) noexcept {
    auto& sink = *static_cast<NoticeSink*>(argument);
    try {
        const auto message = first_line(field(notice, PG_DIAG_MESSAGE_PRIMARY));
        if (ends_the_session(notice)) {
            sink.fatal_message = message;
            sink.fatal_sqlstate = field(notice, PG_DIAG_SQLSTATE);
        }
        sink.log->debug("postgres: " + message, {{"severity", field(notice, PG_DIAG_SEVERITY_NONLOCALIZED)},
                                                 {"sqlstate", field(notice, PG_DIAG_SQLSTATE)}});
    } catch (const std::exception&) {
        // Called from C: nothing may be thrown, and a notice that cannot be logged changes no outcome.
        return;
    }
}

}  // namespace

void receive_notices(PGconn* connection, NoticeSink* sink) {
    PQsetNoticeReceiver(connection, on_notice, sink);
}

SqlError error_of(const PGresult* result, const PGconn* connection, const NoticeSink& sink) {
    const auto primary = field(result, PG_DIAG_MESSAGE_PRIMARY);
    const bool lost = PQstatus(connection) == CONNECTION_BAD || ends_the_session(result);
    const auto sqlstate = field(result, PG_DIAG_SQLSTATE);
    if (sqlstate.empty() && lost && !sink.fatal_message.empty()) {
        return make_error(sink.fatal_message, sink.fatal_sqlstate, {}, true);
    }
    return make_error(primary.empty() ? PQresultErrorMessage(result) : primary, sqlstate, names_of(result),
                      lost, remedy_of(result));
}

SqlError error_of(const PGconn* connection, const NoticeSink& sink) {
    const bool lost = connection == nullptr || PQstatus(connection) == CONNECTION_BAD;
    if (lost && !sink.fatal_message.empty())
        return make_error(sink.fatal_message, sink.fatal_sqlstate, {}, true);
    const std::string text = connection == nullptr ? "the session is closed" : PQerrorMessage(connection);
    return make_error(text, {}, {}, lost);
}

}  // namespace ciclo::postgres
