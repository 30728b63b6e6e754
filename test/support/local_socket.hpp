// Unix sockets as the tests' proxies use them. Not for: what passes through (relay, fault_proxy,
// fake_pooler).
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <string>

namespace ciclo::test {

// -1 where no server listens.
inline int connect_to(const std::string& path) {
    const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return server;
    close(server);
    return -1;
}

// Empty at the end of the connection.
inline std::string receive(int socket) {
    std::array<char, 65536> buffer{};
    const auto got = recv(socket, buffer.data(), buffer.size(), 0);
    return got <= 0 ? std::string() : std::string(buffer.data(), static_cast<std::size_t>(got));
}

// False where the other side has gone.
inline bool pass_on(int socket, const std::string& bytes) {
    return send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

}  // namespace ciclo::test
