// Reading a request from a socket and writing an answer to it. Not for: connections and threads
// (http_server).
#pragma once

#include <optional>

#include "fake_odoo/http_server.hpp"

namespace ciclo::fake_odoo {

// Empty when the client went away, sent nonsense.
std::optional<HttpRequest> read_request(int socket);

// What the client does not take is dropped.
void send_answer(int socket, const HttpAnswer& answer);

// Returns when the client closes or the socket is shut down.
void wait_for_close(int socket);

}  // namespace ciclo::fake_odoo
