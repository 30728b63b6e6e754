#include "ciclo/session.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/waiting.hpp"
#include "ciclo/at_work.hpp"
#include "ciclo/later_columns.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/version.hpp"
#include "schema/places.hpp"
#include "schema/schema.hpp"

namespace ciclo {
namespace {

// After what time a lock that is held is tried again: soon at first, for a session that is about to end.
constexpr std::chrono::milliseconds k_first_lock_pause{20};
constexpr std::chrono::milliseconds k_lock_pause{250};
// What PostgreSQL answers for a time zone that it does not know.
constexpr std::string_view k_invalid_parameter_value = "22023";

// " since when", in local time as everywhere where people look back, and where, as far as it can be seen; ""
// when it has gone meanwhile.
std::string holder(postgres::Connection& connection, const std::string& time_zone) {
    const auto at_work = cycle_at_work(connection, time_zone);
    if (!at_work) return {};
    auto text =
        at_work->since ? fmt::format(" since {} ({})", at_work->local_since, time_zone) : std::string();
    if (!at_work->host.empty()) return text + " on host " + at_work->host;
    text += fmt::format(" in session {}", at_work->session);
    return text + (at_work->address.empty() ? "" : " from " + at_work->address);
}

}  // namespace

postgres::ConnectOptions connect_options(const config::Config& config) {
    postgres::ConnectOptions options;
    options.url = config.database_url;
    options.application_name = fmt::format("ciclo/{}", k_version);
    return options;
}

postgres::Connection connect(const config::Config& config, const Limits& limits, const Log& log) {
    postgres::Connection connection(connect_options(config), limits, log);
    schema::pin_search_path(connection);
    return connection;
}

void check_database(postgres::Connection& connection, const config::Config& config) {
    const auto shape = schema::check(connection);
    schema::refuse_hidden_rows(schema::read_places(connection));
    check_time_zone(connection, config);
    fit_session(connection, shape);
}

std::string check_time_zone(postgres::Connection& connection, const config::Config& config) {
    constexpr auto k_hint = "set CICLO_TIME_ZONE to a name like 'America/Sao_Paulo'"_tr;
    try {
        const auto zone = connection.execute(sql::time_zone_known, {config.time_zone});
        if (zone.boolean(0, 0)) return zone.text(0, 1);
    } catch (const postgres::SqlError& error) {
        if (error.sqlstate() != k_invalid_parameter_value) throw;
        throw Error(ErrorKind::config,
                    fmt::format("time zone '{}' is not known to the database server", config.time_zone),
                    k_hint);
    }
    throw Error(ErrorKind::config,
                fmt::format("'{}' is not the name of a time zone: PostgreSQL would take it for an offset, in "
                            "which a minus is east of Greenwich, or an abbreviation",
                            config.time_zone),
                k_hint);
}

void take_lock(postgres::Connection& connection, const config::Config& config,
               const std::vector<postgres::ServerProcess>& own) {
    const auto give_up = std::chrono::steady_clock::now() + config.lock_wait;
    auto pause = k_first_lock_pause;
    while (!connection.execute(sql::lock).boolean(0, 0)) {
        const bool is_own = end_own_sessions(connection, own);
        if (!is_own && std::chrono::steady_clock::now() >= give_up) {
            throw Error(ErrorKind::locked, "another cycle is running" + holder(connection, config.time_zone),
                        "wait for it; 'ciclo status' shows its host and session"_tr);
        }
        waiting_for("the lock of another cycle", [&] { connection.limits().sleep(pause); });
        pause = std::min(2 * pause, k_lock_pause);
    }
}

bool end_own_sessions(postgres::Connection& connection, const std::vector<postgres::ServerProcess>& own) {
    if (own.empty()) return false;
    std::vector<std::int64_t> pids;
    std::vector<std::string> started;
    for (const auto& process : own) {
        pids.push_back(process.pid);
        started.push_back(process.started);
    }
    return connection.execute(sql::end_own, {postgres::array_literal(pids), postgres::array_literal(started)})
               .integer(0, 0) > 0;
}

void release_lock(postgres::Connection& connection) {
    connection.execute(sql::unlock);
}

}  // namespace ciclo
