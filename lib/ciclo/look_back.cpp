#include "ciclo/look_back.hpp"

#include <fmt/core.h>

#include <array>

#include "ciclo/version.hpp"
#include "schema/places.hpp"

namespace ciclo {
namespace {

// Short enough for two tries within k_look_back_time, and for a sentence of the server's own.
constexpr std::chrono::milliseconds k_connect_time{6'000};
constexpr std::chrono::milliseconds k_statement{8'000};
// Only DDL holds a lock that a SELECT waits for, a cycle one that an UPDATE does.
constexpr std::chrono::milliseconds k_lock{3'000};

struct FaultRow {
    std::string_view sqlstate;
    ErrorKind kind;
    language::Text hint;
    language::Text hint_to_write;
};

constexpr auto k_apply = "run 'ciclo schema apply'"_tr;

constexpr std::array k_faults{
    FaultRow{"42P01", ErrorKind::config, k_apply, k_apply},  // no such table
    FaultRow{"42703", ErrorKind::config, k_apply, k_apply},  // no such column
    FaultRow{"42501", ErrorKind::auth, "grant SELECT on it to this role"_tr,
             "grant SELECT and UPDATE on it to this role"_tr},
    FaultRow{"55P03",
             ErrorKind::database_unavailable,
             {},
             "a cycle is writing the row; try again in a moment"_tr},  // not within k_lock
};

enum class Access { read, write };

postgres::Connection connect(Access access, const config::Config& config, const Limits& limits,
                             const Log& log) {
    postgres::ConnectOptions options;
    options.url = config.database_url;
    options.application_name = fmt::format("ciclo/{}", k_version);
    options.connect_timeout = k_connect_time;
    options.statement_timeout = k_statement;
    options.lock_timeout = k_lock;
    options.read_only = access == Access::read;
    postgres::Connection connection(options, limits, log);
    schema::pin_search_path(connection);
    return connection;
}

[[noreturn]] void rethrow_with_remedy(const postgres::SqlError& error, Access access) {
    for (const auto& row : k_faults) {
        const auto hint = access == Access::read ? row.hint : row.hint_to_write;
        if (row.sqlstate == error.sqlstate() && error.hint().empty() && !hint.empty())
            throw Error(row.kind, error.what(), hint);
    }
    throw error;
}

void run(Access access, const config::Config& config, const Limits& limits, const Log& log,
         const std::function<void(postgres::Connection&)>& work) {
    try {
        auto connection = connect(access, config, limits, log);
        work(connection);
    } catch (const postgres::SqlError& error) {
        rethrow_with_remedy(error, access);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::deadline) throw;
        throw Error(ErrorKind::database_unavailable,
                    fmt::format("no answer from the database within {} s", k_look_back_time.count()),
                    "is the server up, and reachable from here? check DATABASE_URL"_tr);
    }
}

}  // namespace

void look_back(const config::Config& config, const Limits& limits, const Log& log,
               const std::function<void(postgres::Connection&)>& read) {
    run(Access::read, config, limits, log, read);
}

void write_briefly(const config::Config& config, const Limits& limits, const Log& log,
                   const std::function<void(postgres::Connection&)>& write) {
    run(Access::write, config, limits, log, write);
}

}  // namespace ciclo
