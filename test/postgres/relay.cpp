#include "relay.hpp"

#include "support/local_socket.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace ciclo::test {
namespace {

using namespace std::string_literals;

// The PostgreSQL protocol's BackendKeyData: 'K', a length of 12, the process number, the key.
const std::string k_key_data = "K\0\0\0\x0c"s;

void change_backend_pid(std::string& bytes) {
    const auto at = bytes.find(k_key_data);
    if (at != std::string::npos) bytes[at + k_key_data.size() + 1] ^= 0x40;
}

void relay(int client, int server, RelayFault fault) {
    bool committing = false;
    std::array<pollfd, 2> watched{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    while (poll(watched.data(), watched.size(), -1) > 0) {
        if (watched[0].revents != 0) {
            const auto bytes = receive(client);
            if (bytes.empty() || !pass_on(server, bytes)) return;
            committing = bytes.find("COMMIT") != std::string::npos;
        }
        if (watched[1].revents != 0) {
            auto bytes = receive(server);
            if (bytes.empty() || (committing && fault == RelayFault::swallow_answer_to_commit)) return;
            if (fault == RelayFault::other_backend_pid) change_backend_pid(bytes);
            if (!pass_on(client, bytes)) return;
        }
    }
}

}  // namespace

SilentListener::SilentListener() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(m_socket, generic, length) != 0 || listen(m_socket, 4) != 0 ||
        getsockname(m_socket, generic, &length) != 0) {
        close(m_socket);
        throw std::runtime_error("cannot listen on 127.0.0.1");
    }
    m_port = ntohs(address.sin_port);
}

SilentListener::~SilentListener() {
    close(m_socket);
}

Relay::Relay(std::string socket_path, RelayFault fault)
    : m_socket_path(std::move(socket_path)), m_fault(fault), m_thread([this] { serve(); }) {}

Relay::~Relay() {
    // Wakes an accept() that nobody came to.
    shutdown(m_listener.socket(), SHUT_RDWR);
    m_thread.join();
}

void Relay::serve() const {
    const int client = accept(m_listener.socket(), nullptr, nullptr);
    if (client < 0) return;
    const int server = connect_to(m_socket_path);
    if (server >= 0) relay(client, server, m_fault);
    // Who comes back is refused, as by a server that went away for good.
    shutdown(m_listener.socket(), SHUT_RDWR);
    close(server);
    close(client);
}

}  // namespace ciclo::test
