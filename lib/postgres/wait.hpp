// The one place where this folder waits: for a socket, the stop flag and the deadline together.
#pragma once

#include <chrono>

#include "base/limits.hpp"

namespace ciclo::postgres {

// Waits until `socket` is ready for `events` (POLLIN, POLLOUT), at most `longest`. Returns poll()'s revents,
// 0 when the time passed: bytes that TLS has taken off the socket already are invisible to poll(), so callers
// look again. Throws Interrupted, Error(deadline).
short wait_for_socket(int socket, short events, const Limits& limits,
                      std::chrono::milliseconds longest = std::chrono::milliseconds{1000});

// True when something can be read without waiting: an answer, or the end of the connection.
bool is_readable(int socket) noexcept;

}  // namespace ciclo::postgres
