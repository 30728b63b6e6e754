// A database session fit for a cycle: connected, the right schema, the cycle's lock held.
// Not for: staging or stages (cycle).
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

postgres::ConnectOptions connect_options(const config::Config& config);
// With its search path narrowed to what can be trusted.
postgres::Connection connect(const config::Config& config, const Limits& limits, const Log& log);

// Throws Error(config) when the schema lacks something, a table is a view or the server does not know the
// time zone, Error(auth) where row level security may hide rows. Then fits the session's statements to the
// application's version (later_columns.hpp). Once in a session.
void check_database(postgres::Connection& connection, const config::Config& config);
// Returns its present offset, "UTC-03:00". Only names of the server's table of zones will do: no offsets and
// no abbreviations.
std::string check_time_zone(postgres::Connection& connection, const config::Config& config);

// Waits up to config.lock_wait for the lock that only one cycle may hold; it is the session's until it ends.
// `own`: earlier sessions of this process. Of those that still hold the lock the server has not learned yet
// that they are lost: they are ended. Throws Error(locked) that names since when and on which host the other
// cycle runs.
void take_lock(postgres::Connection& connection, const config::Config& config,
               const std::vector<postgres::ServerProcess>& own = {});
// Ends those of `own` that still hold the lock. Returns whether there were any.
bool end_own_sessions(postgres::Connection& connection, const std::vector<postgres::ServerProcess>& own);
// Once all is done: the session's end takes the server a quarter of a second longer (its temporary tables are
// dropped).
void release_lock(postgres::Connection& connection);

}  // namespace ciclo
