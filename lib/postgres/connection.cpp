#include "postgres/connection.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>
#include <poll.h>

#include <utility>

#include "base/text.hpp"
#include "postgres/connect.hpp"
#include "postgres/copy_writer.hpp"
#include "postgres/diagnostics.hpp"
#include "postgres/pooler.hpp"
#include "postgres/sql.hpp"
#include "postgres/wait.hpp"

namespace ciclo::postgres {
namespace {

// A statement that takes longer than this is logged at debug level.
constexpr std::chrono::milliseconds k_slow{100};
// Nothing but SQL happens inside our transactions: idle this long, we are stuck, and others wait for our
// locks.
constexpr std::chrono::milliseconds k_idle_in_transaction{60'000};

bool is_copy(ExecStatusType status) {
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

bool is_good(ExecStatusType status) {
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

// libpq takes C strings: what follows a zero byte would be lost silently.
void refuse_zero_bytes(std::string_view text) {
    if (text.find('\0') == std::string_view::npos) return;
    throw Error(ErrorKind::internal, "postgres: a statement or parameter contains U+0000");
}

std::string milliseconds_text(std::chrono::milliseconds time) {
    return std::to_string(time.count());
}

}  // namespace

void ConnectionDeleter::operator()(PGconn* connection) const noexcept {
    PQfinish(connection);
}

Connection::Connection(const ConnectOptions& options, const Limits& limits, const Log& log)
    : m_notices(new NoticeSink{&log, {}, {}}),
      m_connection(connect(options, limits, log, m_notices.get())),
      m_description(description_of(m_connection.get())),
      m_limits(&limits),
      m_settle_time(options.settle_time) {
    apply_settings(options, log);
}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

Connection& Connection::operator=(Connection&& other) noexcept {
    // The old session first: it refers to its notice sink until it is closed.
    close();
    m_notices = std::move(other.m_notices);
    m_connection = std::move(other.m_connection);
    m_description = std::move(other.m_description);
    m_server_process = std::move(other.m_server_process);
    m_limits = other.m_limits;
    m_settle_time = other.m_settle_time;
    m_statements = other.m_statements;
    m_substitutes = std::move(other.m_substitutes);
    m_on_demand = std::move(other.m_on_demand);
    return *this;
}

void Connection::apply_settings(const ConnectOptions& options, const Log& log) {
    const auto settings = execute(
        sql::session, {milliseconds_text(options.statement_timeout), milliseconds_text(options.lock_timeout),
                       milliseconds_text(k_idle_in_transaction)});
    if (settings.integer(0, 0) == PQbackendPID(m_connection.get())) {
        m_server_process = {PQbackendPID(m_connection.get()), settings.text(0, 1)};
        return;
    }
    if (options.trusts_pooler || pools_sessions(*this, options, *m_limits, log)) return;
    throw Error(
        ErrorKind::config,
        fmt::format("postgres: {} is behind a connection pooler, where the lock of the cycle does not hold",
                    m_description),
        "use the direct connection string of the database, or a pooler that pools sessions; not one that "
        "pools transactions"_tr);
}

Result Connection::execute(const Statement& statement, const std::vector<Param>& params) try {
    m_limits->check();
    const auto text = text_of(statement);
    provide(text);
    const auto started = Limits::Clock::now();
    send(text, params);
    auto result = answer();
    log_if_slow(statement, started);
    return result;
} catch (SqlError& error) {
    error.within(statement.name);
    throw;
}

void Connection::for_each_row(const Statement& statement, const std::function<void(const Result&)>& on_row,
                              const std::vector<Param>& params) try {
    m_limits->check();
    const auto text = text_of(statement);
    provide(text);
    const auto started = Limits::Clock::now();
    send(text, params);
    PQsetSingleRowMode(m_connection.get());
    ResultHandle end;
    try {
        end = stream_rows(on_row);
    } catch (...) {
        close();
        throw;
    }
    if (end == nullptr) throw error_of(m_connection.get(), *m_notices);
    if (!is_good(PQresultStatus(end.get()))) throw error_of(end.get(), m_connection.get(), *m_notices);
    log_if_slow(statement, started);
} catch (SqlError& error) {
    error.within(statement.name);
    throw;
}

Connection::ResultHandle Connection::stream_rows(const std::function<void(const Result&)>& on_row) {
    ResultHandle end;
    while (true) {
        await_answer(*m_limits);
        ResultHandle next(PQgetResult(m_connection.get()));
        if (next == nullptr) return end;
        if (PQresultStatus(next.get()) == PGRES_SINGLE_TUPLE) {
            on_row(Result(next.release()));
        } else if (end == nullptr) {
            end = std::move(next);
        }
    }
}

// Parameters and rows stay out of the log.
void Connection::log_if_slow(const Statement& statement, Limits::Clock::time_point started) const {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Limits::Clock::now() - started);
    if (took < k_slow) return;
    const auto name = statement.name.empty() ? first_line(statement.text, 120) : std::string(statement.name);
    m_notices->log->debug("slow statement", {{"ms", static_cast<long long>(took.count())}, {"sql", name}});
}

void Connection::execute_script(const Statement& script) try {
    m_limits->check();
    const auto text = text_of(script);
    provide(text);
    send(text);
    answer();
} catch (SqlError& error) {
    error.within(script.name);
    throw;
}

void Connection::offer(const std::vector<Statement>& scripts) {
    for (const auto& script : scripts) m_on_demand.offer(text_of(script));
}

void Connection::provide(std::string_view text) {
    const auto before = m_on_demand.made();
    const auto script = m_on_demand.take(text);
    if (script.empty()) return;
    try {
        send(script);
        answer();
    } catch (...) {
        m_on_demand.restore(before);
        throw;
    }
}

void Connection::substitute(std::string_view name, std::string text) {
    m_substitutes.insert_or_assign(std::string(name), std::move(text));
}

std::string_view Connection::text_of(const Statement& statement) const {
    const auto it = m_substitutes.find(statement.name);
    return it == m_substitutes.end() || statement.name.empty() ? statement.text : it->second;
}

void Connection::prepare(const std::string& name, const Statement& statement) {
    const std::string text(text_of(statement));
    provide(text);
    refuse_zero_bytes(text);
    send([&](PGconn* connection) {
        return PQsendPrepare(connection, name.c_str(), text.c_str(), 0, nullptr);
    });
    answer();
}

CopyWriter Connection::copy_in(std::string_view sql) {
    m_limits->check();
    provide(sql);
    send(sql);
    const auto result = collect(Patience::obey_limits);
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COPY_IN) return CopyWriter(*this);
    if (status == PGRES_FATAL_ERROR) throw error_of(result.get(), m_connection.get(), *m_notices);
    if (is_copy(status)) close();
    throw Error(ErrorKind::internal, "postgres: the statement is not a COPY ... FROM STDIN");
}

bool Connection::is_alive() const {
    return m_connection != nullptr && PQstatus(m_connection.get()) == CONNECTION_OK;
}

bool Connection::in_transaction() const {
    const auto status = PQtransactionStatus(m_connection.get());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

int Connection::server_version() const {
    return PQserverVersion(m_connection.get());
}

std::string Connection::describe() const {
    return m_description;
}

std::string Connection::parameter(std::string_view keyword) const {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfo(m_connection.get()),
                                                                               PQconninfoFree);
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr; ++option) {
        if (option->keyword == keyword) return option->val == nullptr ? "" : option->val;
    }
    return {};
}

void Connection::close() noexcept {
    m_connection.reset();
}

void Connection::send(const std::function<int(PGconn*)>& call) {
    auto* connection = m_connection.get();
    // A session that the server has ended meanwhile is found now, while nothing is under way yet.
    while (connection != nullptr && is_readable(PQsocket(connection)) && PQconsumeInput(connection) == 1) {
        PQisBusy(connection);
    }
    if (connection == nullptr || call(connection) != 1) throw error_of(connection, *m_notices);
    ++m_statements;
}

void Connection::send(std::string_view sql) {
    refuse_zero_bytes(sql);
    const std::string text(sql);
    send([&](PGconn* connection) { return PQsendQuery(connection, text.c_str()); });
}

void Connection::send(std::string_view sql, const std::vector<Param>& params) {
    refuse_zero_bytes(sql);
    std::vector<const char*> values;
    for (const auto& param : params) {
        if (param) refuse_zero_bytes(*param);
        values.push_back(param ? param->c_str() : nullptr);
    }
    const std::string text(sql);
    send([&](PGconn* connection) {
        return PQsendQueryParams(connection, text.c_str(), static_cast<int>(values.size()), nullptr,
                                 values.data(), nullptr, nullptr, 0);
    });
}

void Connection::flush(const Limits& limits) {
    auto* connection = m_connection.get();
    // Also when nothing has to be waited for: what comes after (the end of a COPY) may commit.
    limits.check();
    // A failure to send shows as an error result when the answer is collected.
    while (PQflush(connection) == 1) {
        const auto ready = wait_for_socket(PQsocket(connection), POLLIN | POLLOUT, limits);
        // The server may block on its own output until we read it.
        if ((ready & ~POLLOUT) != 0 && PQconsumeInput(connection) == 0) return;
    }
}

void Connection::await_answer(const Limits& limits) {
    auto* connection = m_connection.get();
    flush(limits);
    while (PQisBusy(connection) == 1 && PQsocket(connection) >= 0) {
        wait_for_socket(PQsocket(connection), POLLIN, limits);
        if (PQconsumeInput(connection) == 0) return;
        // The rest of a TLS record, which poll() does not see; it comes from memory and never waits.
        if (PQsslInUse(connection) == 1 && PQconsumeInput(connection) == 0) return;
    }
}

void Connection::collect(ResultHandle& kept, const Limits& limits) {
    while (true) {
        await_answer(limits);
        ResultHandle next(PQgetResult(m_connection.get()));
        if (next == nullptr) return;
        const auto status = PQresultStatus(next.get());
        if (kept == nullptr || PQresultStatus(kept.get()) != PGRES_FATAL_ERROR) kept = std::move(next);
        if (is_copy(status)) return;
    }
}

Connection::ResultHandle Connection::collect(Patience patience) {
    ResultHandle result;
    try {
        collect(result, *m_limits);
        return result;
    } catch (const Error&) {
        if (patience == Patience::obey_limits) {
            close();
            throw;
        }
    }
    // The stop or the deadline is not forgotten: the next wait finds it again.
    const auto settle = m_limits->extended_by(m_settle_time).within(m_settle_time);
    try {
        collect(result, settle);
    } catch (const Error&) {
        close();
        throw;
    }
    return result;
}

Result Connection::answer(Patience patience) {
    auto result = collect(patience);
    const auto status = PQresultStatus(result.get());
    if (result == nullptr) throw error_of(m_connection.get(), *m_notices);
    if (is_copy(status)) {
        close();
        throw Error(ErrorKind::internal, "postgres: a COPY needs copy_in()");
    }
    if (!is_good(status)) throw error_of(result.get(), m_connection.get(), *m_notices);
    return Result(result.release());
}

}  // namespace ciclo::postgres
