// Is the session behind a connection pooler one session all the time? Locks, settings and temporary tables of
// a cycle live in one server process; a pooler that changes it between two transactions loses them. Not for:
// finding out that there is a pooler (Connection).
#pragma once

#include "postgres/connection.hpp"

namespace ciclo::postgres {

// True where it is proved that the pooler pools sessions: what this session marked in its server process is
// still there, transaction after transaction, in the same process, while another session that comes the same
// way is served by another one. A pooler that gives a process back after each transaction gives the first
// one's to the second, or makes the first one wait. Opens that second session with `options`, within seconds.
// Throws Interrupted, Error(deadline).
bool pools_sessions(Connection& connection, ConnectOptions options, const Limits& limits, const Log& log);

}  // namespace ciclo::postgres
