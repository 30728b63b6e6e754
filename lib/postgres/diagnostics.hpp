// From what libpq and the server say to an error or a log line. Never the server's DETAIL: it may hold row
// data.
#pragma once

#include <libpq-fe.h>

#include <string>

#include "base/log.hpp"
#include "postgres/sql_error.hpp"

namespace ciclo::postgres {

// Where the server's notices go, and what it said if it ended the session while it was idle. Its address is
// given to libpq: it must live as long as the connection.
struct NoticeSink {
    const Log* log;
    std::string fatal_message;
    std::string fatal_sqlstate;
};

// Sends the connection's notices to `sink`: to the log at debug level, and a FATAL also to its fatal_message.
void receive_notices(PGconn* connection, NoticeSink* sink);

// The error of a result that is one, with names of table, column and constraint where the server gives them.
SqlError error_of(const PGresult* result, const PGconn* connection, const NoticeSink& sink);

// The error of a call that libpq itself refused, mostly because the session is gone.
SqlError error_of(const PGconn* connection, const NoticeSink& sink);

}  // namespace ciclo::postgres
