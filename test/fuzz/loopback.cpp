#include "fuzz/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "fuzz/target.hpp"

namespace ciclo::fuzz {

Loopback::Loopback() : m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    require(bind(m_listener, generic, size) == 0 && listen(m_listener, 16) == 0 &&
                getsockname(m_listener, generic, &size) == 0,
            "a socket on this machine");
    m_url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    m_thread = std::thread([this] { serve(); });
}

Loopback::~Loopback() {
    shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    close(m_listener);
}

void Loopback::answer_with(std::string_view bytes) {
    const std::lock_guard lock(m_mutex);
    m_answer = bytes;
}

void Loopback::serve() {
    for (int connection = accept(m_listener, nullptr, nullptr); connection >= 0;
         connection = accept(m_listener, nullptr, nullptr)) {
        answer(connection);
        close(connection);
    }
}

void Loopback::answer(int connection) {
    // The requests of this test are small, and end in their body.
    std::string request;
    std::array<char, 4096> bytes{};
    while (!request.ends_with("{}")) {
        const auto count = read(connection, bytes.data(), bytes.size());
        if (count <= 0) return;
        request.append(bytes.data(), static_cast<std::size_t>(count));
    }
    const std::lock_guard lock(m_mutex);
    for (std::string_view rest = m_answer; !rest.empty();) {
        const auto sent = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        rest.remove_prefix(static_cast<std::size_t>(sent));
    }
}

}  // namespace ciclo::fuzz
