// Opens a session: tries, tries again while the server cannot be reached, and says who has to act when it
// fails. Not for: session settings (connection.cpp).
#pragma once

#include <memory>
#include <string>

#include "postgres/connection.hpp"
#include "postgres/diagnostics.hpp"

namespace ciclo::postgres {

using ConnectionHandle = std::unique_ptr<PGconn, ConnectionDeleter>;

// Throws as Connection's constructor does. Names are resolved by libpq, in a thread that is left to itself
// when the limits or the connect timeout are over.
ConnectionHandle connect(const ConnectOptions& options, const Limits& limits, const Log& log,
                         NoticeSink* sink);

// "host/database as user".
std::string description_of(const PGconn* connection);

}  // namespace ciclo::postgres
