#include "postgres/connect.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <exception>
#include <new>
#include <random>
#include <string_view>

#include "base/descriptors.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "base/waiting.hpp"
#include "postgres/abandon.hpp"
#include "postgres/parameters.hpp"
#include "postgres/wait.hpp"

namespace ciclo::postgres {
namespace {

constexpr std::string_view k_usual_port = "5432";

using Clock = Limits::Clock;
using std::chrono::milliseconds;

constexpr milliseconds k_first_pause{100};
constexpr milliseconds k_longest_pause{2000};
// No attempt is begun with less left.
constexpr milliseconds k_least_time{100};

// What a SQLSTATE means while connecting, and the remedy.
struct RefusalRow {
    std::string_view sqlstate;
    std::string_view meaning;
    language::Text hint;
};

constexpr std::array k_refusals{
    RefusalRow{"28P01", "the password was refused", "check user and password in DATABASE_URL"_tr},
    RefusalRow{"28000", "the login was refused",
               "check the user in DATABASE_URL, pg_hba.conf and sslmode"_tr},
    RefusalRow{"3D000", "the database does not exist", "create it, or correct its name in DATABASE_URL"_tr},
    RefusalRow{"42501", "the role may not connect to this database", "grant CONNECT to it"_tr},
    RefusalRow{
        "53300", "the server, the database or the role has no connection left",
        "raise max_connections or the limit of the role or database (a dry run needs two connections), or "
        "find who holds so many in pg_stat_activity"_tr},
    RefusalRow{"57P03", "the server is starting or stopping", "the next run will catch up"_tr},
};

// What libpq says where no SQLSTATE came; it never translates for a program that sets no locale.
struct TextRow {
    std::string_view text;
    ErrorKind kind;
    language::Text hint;
};

constexpr auto k_unreachable_hint = "is the server up, and reachable from here? check DATABASE_URL"_tr;
// Those of kind config are faults that no retry resolves. The last row is for every other text.
constexpr std::array k_texts{
    TextRow{"no password supplied", ErrorKind::auth,
            "write the password into DATABASE_URL, or set PGPASSWORD or PGPASSFILE"_tr},
    // As which user it would log in is libpq's last default; a container may run as a user id of no name.
    TextRow{"local user", ErrorKind::config,
            "write the user into DATABASE_URL: postgresql://user@host/database"_tr},
    TextRow{"invalid ", ErrorKind::config, "check DATABASE_URL"_tr},
    TextRow{"SSL was required", ErrorKind::config,
            "check sslmode in DATABASE_URL, and that the server offers TLS"_tr},
    TextRow{"out of memory", ErrorKind::out_of_memory,
            "give the process more memory, or lower --page-size"_tr},
    TextRow{"certificate", ErrorKind::config, "check sslmode and sslrootcert in DATABASE_URL"_tr},
    TextRow{"read-only", ErrorKind::database_unavailable,
            "DATABASE_URL must lead to the primary, and the database must not be set to read-only"_tr},
    TextRow{"", ErrorKind::database_unavailable, k_unreachable_hint},
};

std::string or_question_mark(const char* text) {
    return text == nullptr || *text == '\0' ? std::string("?") : std::string(text);
}

bool is_sqlstate(std::string_view text) {
    return text.size() == 5 && text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == text.npos;
}

// A failed connection has no SQLSTATE field: at verbosity "sqlstate" the text ends in it ("FATAL:  28P01").
std::string sqlstate_at_end(std::string_view message) {
    message = message.substr(0, message.find_last_not_of(" \n") + 1);
    const auto space = message.rfind(' ');
    if (space == std::string_view::npos || space == 0) return {};
    const auto code = message.substr(space + 1);
    return is_sqlstate(code) && message.substr(0, space).ends_with(": ") ? std::string(code) : std::string();
}

const TextRow& row_of(std::string_view message) {
    return *std::find_if(k_texts.begin(), k_texts.end(),
                         [&](const auto& row) { return message.find(row.text) != message.npos; });
}

SqlError failure(const PGconn* connection, ErrorKind kind, const std::string& reason,
                 const std::string& sqlstate, language::Text hint) {
    const auto code = sqlstate.empty() ? std::string() : fmt::format(" (SQLSTATE {})", sqlstate);
    const auto text = fmt::format("postgres: cannot connect to {}: {}{}{}", description_of(connection),
                                  first_line(reason), code, sqlstate.empty() ? lack_of_descriptors() : "");
    return {kind, redact(text), sqlstate, true, hint};
}

SqlError failure_of(const PGconn* connection) {
    const std::string message = PQerrorMessage(connection);
    const auto sqlstate = sqlstate_at_end(message);
    if (sqlstate.empty()) {
        const auto& row = row_of(message);
        return failure(connection, row.kind, message, sqlstate, row.hint);
    }
    const auto kind = kind_of_sqlstate(sqlstate);
    for (const auto& row : k_refusals) {
        if (row.sqlstate == sqlstate)
            return failure(connection, kind, std::string(row.meaning), sqlstate, row.hint);
    }
    return failure(connection, kind, message, sqlstate, {});
}

// A connection under way. Held by the thread too that waits for a name in its stead: none of it is looked at
// while that runs, and nothing of it refers to who waits.
struct Attempt {
    Parameters parameters;
    ConnectionHandle connection;
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
};

// Without a log as long as the connection may be left to its thread.
void drop_notice(void* /*argument*/, const PGresult* /*notice*/) {}

// Without a connection where there is no memory.
void start(Attempt& attempt) noexcept try {
    std::vector<const char*> keywords;
    std::vector<const char*> values;
    for (const auto& [keyword, value] : attempt.parameters) {
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    attempt.connection.reset(PQconnectStartParams(keywords.data(), values.data(), 1));
    if (attempt.connection == nullptr) return;
    PQsetNoticeReceiver(attempt.connection.get(), drop_notice, nullptr);
    PQsetErrorVerbosity(attempt.connection.get(), PQERRORS_SQLSTATE);
    if (PQstatus(attempt.connection.get()) == CONNECTION_BAD) attempt.state = PGRES_POLLING_FAILED;
} catch (const std::bad_alloc&) {
    attempt.connection.reset();
}

// What is done for every connection of a connect().
struct Wanted {
    Parameters parameters;
    std::string names;  // that have to be resolved
    Clock::time_point give_up;
};

milliseconds left_of(const Wanted& wanted) {
    return std::chrono::ceil<milliseconds>(wanted.give_up - Clock::now());
}

// Each of libpq's steps may begin with the next host, and so with its name.
void step(const std::shared_ptr<Attempt>& attempt, const Wanted& wanted, const Limits& limits,
          void (*call)(Attempt&) noexcept) {
    if (wanted.names.empty()) return call(*attempt);
    if (run_or_abandon([attempt, call] { call(*attempt); }, limits, left_of(wanted))) return;
    throw SqlError(ErrorKind::database_unavailable,
                   fmt::format("postgres: cannot connect: no answer in time about the names to resolve: {}{}",
                               wanted.names, lack_of_descriptors()),
                   {}, true, "does the name server answer? check DATABASE_URL"_tr);
}

void poll_until_connected(const std::shared_ptr<Attempt>& attempt, const Wanted& wanted,
                          const Limits& limits) {
    while (attempt->state != PGRES_POLLING_OK) {
        auto* connection = attempt->connection.get();
        if (attempt->state == PGRES_POLLING_FAILED) throw failure_of(connection);
        const auto left = left_of(wanted);
        if (left <= milliseconds::zero()) {
            throw failure(connection, ErrorKind::database_unavailable, "no answer in time", {},
                          k_unreachable_hint);
        }
        const short events = attempt->state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (wait_for_socket(PQsocket(connection), events, limits, left) == 0) continue;
        step(attempt, wanted, limits,
             [](Attempt& it) noexcept { it.state = PQconnectPoll(it.connection.get()); });
    }
}

ConnectionHandle connect_once(const Wanted& wanted, const Limits& limits, NoticeSink* sink) {
    const auto attempt = std::make_shared<Attempt>();
    attempt->parameters = wanted.parameters;
    step(attempt, wanted, limits, start);
    if (attempt->connection == nullptr) throw std::bad_alloc();
    // Also the one from a password file.
    if (const char* password = PQpass(attempt->connection.get()); password != nullptr)
        register_secret(password);
    poll_until_connected(attempt, wanted, limits);
    auto connection = std::move(attempt->connection);
    receive_notices(connection.get(), sink);
    PQsetErrorVerbosity(connection.get(), PQERRORS_DEFAULT);
    if (PQsetnonblocking(connection.get(), 1) != 0) throw failure_of(connection.get());
    return connection;
}

// Grows with every attempt; the jitter keeps many clients of a restarted server apart.
milliseconds pause_after(int attempt) {
    const auto longest = std::min(k_longest_pause, k_first_pause * (1 << std::min(attempt, 10)));
    std::random_device random;
    return milliseconds{
        std::uniform_int_distribution<long long>(longest.count() / 2, longest.count())(random)};
}

}  // namespace

std::string description_of(const PGconn* connection) {
    const std::string port = or_question_mark(PQport(connection));
    return fmt::format("{}@{}{}/{}", or_question_mark(PQuser(connection)),
                       or_question_mark(PQhost(connection)), port == k_usual_port ? "" : ":" + port,
                       or_question_mark(PQdb(connection)));
}

ConnectionHandle connect(const ConnectOptions& options, const Limits& limits, const Log& log,
                         NoticeSink* sink) {
    const auto give_up = Clock::now() + options.connect_timeout;
    const Wanted wanted{connect_parameters(options), names_to_resolve(options), give_up};
    std::exception_ptr refusal;
    for (int attempt = 0;; ++attempt) {
        limits.check();
        // Too little time for an answer: the last refusal says more than "no answer in time".
        if (refusal && Clock::now() + k_least_time >= give_up) std::rethrow_exception(refusal);
        const auto pause = pause_after(attempt);
        try {
            return connect_once(wanted, limits, sink);
        } catch (const SqlError& error) {
            if (error.kind() != ErrorKind::database_unavailable || Clock::now() + pause >= give_up) throw;
            refusal = std::current_exception();
            log.debug(fmt::format("{}; retrying", error.what()), {{"pause_ms", pause.count()}});
        }
        waiting_for("PostgreSQL", [&] { limits.sleep(pause); });
    }
}

}  // namespace ciclo::postgres
