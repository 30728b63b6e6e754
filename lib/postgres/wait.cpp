#include "postgres/wait.hpp"

#include <fmt/core.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"
#include "base/waiting.hpp"

namespace ciclo::postgres {

short wait_for_socket(int socket, short events, const Limits& limits, std::chrono::milliseconds longest) {
    const auto check = [&] { waiting_for("PostgreSQL", [&] { limits.check(); }); };
    check();
    std::array<pollfd, 2> watched{pollfd{socket, events, 0}, pollfd{limits.stop_fd(), POLLIN, 0}};
    const int ready = poll(watched.data(), watched.size(), limits.clamp(longest));
    if (ready < 0 && errno != EINTR) {
        throw Error(ErrorKind::internal, fmt::format("postgres: poll() failed: {}", std::strerror(errno)));
    }
    check();
    return watched[0].revents;
}

bool is_readable(int socket) noexcept {
    pollfd watched{socket, POLLIN, 0};
    return poll(&watched, 1, 0) == 1;
}

}  // namespace ciclo::postgres
