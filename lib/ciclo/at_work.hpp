// Who holds the lock of the cycle: the running cycle. Not for: taking the lock (session).
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

struct AtWork {
    std::string execution;            // "" for a dry run, which the journal does not know
    std::optional<UtcSeconds> since;  // absent where this role may not see the other one's session
    std::string local_since;          // "2026-11-24 14:10" in the requested time zone; "" likewise
    std::string host;                 // "" for a dry run
    long long session = 0;            // as pg_stat_activity names it
    std::string address;  // where the session comes from; "" for a socket, or where it cannot be seen
};

// Empty when nobody holds it.
std::optional<AtWork> cycle_at_work(postgres::Connection& connection, const std::string& time_zone);

}  // namespace ciclo
