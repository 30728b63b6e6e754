#include "fake_odoo/http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <system_error>

#include "fake_odoo/http_wire.hpp"

namespace ciclo::fake_odoo {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

sockaddr* as_sockaddr(sockaddr_in& address) {
    return reinterpret_cast<sockaddr*>(&address);
}

}  // namespace

HttpServer::HttpServer(int port, Handler handler) : m_handler(std::move(handler)) {
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (m_listener < 0) fail("socket");
    const int yes = 1;
    ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(m_listener, as_sockaddr(address), size) != 0 || ::listen(m_listener, 64) != 0 ||
        ::getsockname(m_listener, as_sockaddr(address), &size) != 0) {
        const int cause = errno;
        ::close(m_listener);
        throw std::system_error(cause, std::generic_category(),
                                "listen on 127.0.0.1:" + std::to_string(port));
    }
    m_port = ntohs(address.sin_port);
    m_thread = std::thread([this] { accept_connections(); });
}

HttpServer::~HttpServer() {
    {
        const std::lock_guard held(m_mutex);
        m_stopping = true;
        for (const Connection& connection : m_connections)
            if (!connection.done) ::shutdown(connection.socket, SHUT_RDWR);
    }
    m_stopped.notify_all();
    ::shutdown(m_listener, SHUT_RDWR);
    m_thread.join();
    ::close(m_listener);
    reap(true);
}

void HttpServer::accept_connections() {
    for (;;) {
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (socket < 0) return;
        reap(false);
        const std::lock_guard held(m_mutex);
        if (m_stopping) {
            ::close(socket);
            return;
        }
        Connection& connection = m_connections.emplace_back(socket);
        connection.thread = std::thread([this, &connection] { serve(connection); });
    }
}

void HttpServer::serve(Connection& connection) {
    if (const auto request = read_request(connection.socket)) {
        const HttpAnswer answer = m_handler(*request);
        if (answer.fate == HttpAnswer::Fate::send) send_answer(connection.socket, answer);
        if (answer.fate == HttpAnswer::Fate::hang) wait_for_close(connection.socket);
    }
    // The client must see the end at once; the descriptor itself is closed by reap().
    ::shutdown(connection.socket, SHUT_RDWR);
    connection.done = true;
}

// Joins the threads that have ended (or all, waiting for them) and closes their sockets.
void HttpServer::reap(bool all) {
    std::list<Connection> ended;
    {
        const std::lock_guard held(m_mutex);
        for (auto it = m_connections.begin(); it != m_connections.end();) {
            const auto next = std::next(it);
            if (all || it->done) ended.splice(ended.end(), m_connections, it);
            it = next;
        }
    }
    for (Connection& connection : ended) {
        connection.thread.join();
        ::close(connection.socket);
    }
}

void HttpServer::sleep(std::chrono::nanoseconds pause) {
    std::unique_lock held(m_mutex);
    m_stopped.wait_for(held, pause, [this] { return m_stopping; });
}

}  // namespace ciclo::fake_odoo
