// One session with PostgreSQL, through libpq's asynchronous calls and our own poll loop, so that every wait
// obeys the deadline and the stop flag (PQexec obeys neither). Not for: transactions (transaction.hpp), SQL
// text (.sql files).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "postgres/on_demand.hpp"
#include "postgres/result.hpp"
#include "postgres/sql_error.hpp"
#include "postgres/statement.hpp"

extern "C" {
typedef struct pg_conn PGconn;
}

namespace ciclo::postgres {

struct ConnectOptions {
    // postgres:// or postgresql:// URL or a keyword string; empty means libpq's PG* variables alone.
    Secret url;
    // fallback_application_name: the user's own wins.
    std::string application_name = "ciclo";
    std::chrono::milliseconds connect_timeout{10'000};
    std::chrono::milliseconds statement_timeout{300'000};
    std::chrono::milliseconds lock_timeout{15'000};
    // How long after a stop or the deadline COMMIT and ROLLBACK are waited for: a commit takes milliseconds,
    // a server that needs longer is gone. What is left of the two seconds that the end may take is for
    // finding out.
    std::chrono::milliseconds settle_time{1'000};
    // Not to be asked what kind of pooler stands before the server, if any does (pooler.hpp).
    bool trusts_pooler = false;
    // Also a standby, and a database that is read-only, will do.
    bool read_only = false;
};

// A parameter in text form; nullopt is SQL NULL.
using Param = std::optional<std::string>;

struct ConnectionDeleter {
    void operator()(PGconn* connection) const noexcept;
};

// The process of a server that serves one session. The number is given to other processes later, the time is
// not.
struct ServerProcess {
    int pid = 0;
    std::string started;  // UTC, to the microsecond
};

class CopyWriter;
struct NoticeSink;

class Connection {
  public:
    // Connects and applies the session settings: UTF8, TimeZone UTC, DateStyle ISO, IntervalStyle iso_8601,
    // statement, lock and idle-in-transaction limits, client_connection_check_interval where the server knows
    // it, keepalives, target_session_attrs=read-write (unless read_only), at least sslmode=require outside
    // loopback and Unix sockets. Tries again while the server cannot be reached or is starting, up to
    // connect_timeout and inside the limits. Throws SqlError: auth for a refused login, config for a database
    // that does not exist or a URL that is not valid, config for a pooler (PQbackendPID differs from
    // pg_backend_pid()) that does not provably pool sessions and for a TLS condition that the server cannot
    // meet, database_unavailable otherwise. `limits` and `log` must outlive the connection.
    Connection(const ConnectOptions& options, const Limits& limits, const Log& log);
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    // One statement with parameters ($1, $2 ...). An error names an embedded statement's file. Throws
    // SqlError, Interrupted, Error(deadline). A stop or the deadline before the statement is sent leaves the
    // session as it was; while it runs, the session is closed and the server rolls back.
    Result execute(const Statement& statement, const std::vector<Param>& params = {});

    // As execute, one row at a time as they arrive (each Result has one row), so that memory does not grow
    // with their number. The session serves nothing else meanwhile; when `on_row` throws, the session is
    // closed.
    void for_each_row(const Statement& statement, const std::function<void(const Result&)>& on_row,
                      const std::vector<Param>& params = {});

    // Several statements in one text, without parameters: for schema files. In an implicit transaction.
    void execute_script(const Statement& script);

    // The temporary tables, views and functions that these scripts define are made in this session when the
    // first statement names them (on_demand.hpp). A rollback of what made them is followed.
    void offer(const std::vector<Statement>& scripts);
    // Makes at once, in one round trip, what this text names.
    void provide(std::string_view names);

    // From now on this session sends `text` where the embedded statement of that name ("carteira/x.sql") is
    // run: for statements that depend on what the database has. An empty text leaves the statement out: its
    // caller checks. Replaces an earlier text.
    void substitute(std::string_view name, std::string text);
    [[nodiscard]] bool leaves_out(const Statement& statement) const { return text_of(statement).empty(); }

    // Asks the server whether the statement is well formed, without running it. For tests.
    void prepare(const std::string& name, const Statement& statement);

    // `sql` is "COPY table (columns) FROM STDIN". One writer at a time; see copy_writer.hpp.
    CopyWriter copy_in(std::string_view sql);

    [[nodiscard]] bool is_alive() const;
    [[nodiscard]] bool in_transaction() const;
    // The server's version number, e.g. 150018.
    [[nodiscard]] int server_version() const;
    // Empty behind a connection pooler, which may have given the process to somebody else.
    [[nodiscard]] const std::optional<ServerProcess>& server_process() const { return m_server_process; }
    // "host/database as user", never a password: for messages.
    [[nodiscard]] std::string describe() const;
    // A keyword of libpq as it counts for this connection ("sslmode"), "" where it has no value.
    [[nodiscard]] std::string parameter(std::string_view keyword) const;
    // Statements sent so far in this session, COPY included.
    [[nodiscard]] long long statements() const { return m_statements; }
    [[nodiscard]] const Limits& limits() const { return *m_limits; }

    // From now on these limits count, until what is returned ends. They must live as long.
    class OtherLimits {
      public:
        OtherLimits(Connection& connection, const Limits& limits)
            : m_connection(connection), m_before(std::exchange(connection.m_limits, &limits)) {}
        ~OtherLimits() { m_connection.m_limits = m_before; }
        OtherLimits(const OtherLimits&) = delete;
        OtherLimits& operator=(const OtherLimits&) = delete;

      private:
        Connection& m_connection;
        const Limits* m_before;
    };
    [[nodiscard]] OtherLimits with_limits(const Limits& limits) { return {*this, limits}; }

    // Closes the session without waiting for anything; is_alive() is false afterwards.
    void close() noexcept;

  private:
    friend class CopyWriter;
    friend class Transaction;
    friend class Savepoint;
    using ResultHandle = std::unique_ptr<PGresult, ResultDeleter>;
    enum class Patience {
        obey_limits,     // a stop or the deadline closes the session
        settle_outcome,  // COMMIT and ROLLBACK: after a stop or the deadline a few seconds more
    };

    void apply_settings(const ConnectOptions& options, const Log& log);
    [[nodiscard]] std::string_view text_of(const Statement& statement) const;
    void log_if_slow(const Statement& statement, Limits::Clock::time_point started) const;
    // Hands one command to libpq; throws SqlError when the session was lost before it could be sent.
    void send(const std::function<int(PGconn*)>& call);
    void send(std::string_view sql);
    void send(std::string_view sql, const std::vector<Param>& params);
    // Sends what libpq still holds.
    void flush(const Limits& limits);
    void await_answer(const Limits& limits);
    // Keeps the first error, else the last result; may be called again after it was interrupted.
    void collect(ResultHandle& kept, const Limits& limits);
    ResultHandle collect(Patience patience);
    Result answer(Patience patience = Patience::obey_limits);
    // Hands over the rows of the statement under way; the statement's own end, good or bad, comes back.
    ResultHandle stream_rows(const std::function<void(const Result&)>& on_row);

    // Before m_connection, which refers to it until it is closed.
    std::unique_ptr<NoticeSink> m_notices;
    std::unique_ptr<PGconn, ConnectionDeleter> m_connection;
    std::string m_description;
    std::optional<ServerProcess> m_server_process;
    const Limits* m_limits;
    std::chrono::milliseconds m_settle_time;
    long long m_statements = 0;
    std::map<std::string, std::string, std::less<>> m_substitutes;  // by name
    OnDemand m_on_demand;
};

// {"a","b"} as PostgreSQL's array literal, for parameters like $1::text[]; every element quoted and escaped.
std::string array_literal(const std::vector<std::string>& elements);
std::string array_literal(const std::vector<std::int64_t>& elements);

}  // namespace ciclo::postgres
