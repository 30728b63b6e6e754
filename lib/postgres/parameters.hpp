// What is handed to libpq for a connection: the user's URL, our defaults before it, our conditions after it
// (in libpq the later keyword wins). Not for: connecting (connect.hpp).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo::postgres {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// Reads the URL and libpq's environment (PGHOST, PGSSLMODE, PGSERVICE ...). Registers the password as a
// secret. Adds sslmode=require when any host is neither loopback nor a Unix socket and nobody chose an
// sslmode. Throws Error(config) for a URL that libpq cannot read; the message does not repeat it.
Parameters connect_parameters(const ConnectOptions& options);

// What keeps a server that is not verified, and might be another one, from getting the password by asking for
// it: require_auth where libpq (a number like PQlibVersion's) knows it, from 16 on, and channel_binding; a
// variable of libpq's that says otherwise stays, and so does the URL, which follows.
Parameters authentication(int libpq_version);

// The hosts of the URL and of libpq's environment that a name server has to be asked for, "a, b"; "" where
// all are sockets or addresses. Of a service that the URL names, which libpq reads later: "those of service
// x". Throws as connect_parameters() does.
std::string names_to_resolve(const ConnectOptions& options);

}  // namespace ciclo::postgres
