#include "fake_pooler.hpp"

#include "support/local_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <list>
#include <utility>
#include <vector>

namespace ciclo::test {
namespace {

constexpr int k_look_ms = 20;

struct Server {
    int socket = -1;
    std::string unread;  // part of a message
};

struct Client {
    int socket = -1;
    Server* server = nullptr;  // serves it now
    bool is_logged_in = false;
    std::string waiting;  // bytes that no server was free for
};

void give(int socket, const std::string& bytes) {
    // Who has gone is found by the next poll().
    static_cast<void>(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

// Of the PostgreSQL protocol: a letter, a length that counts itself, the rest. 0 while it is not whole.
std::size_t message_size(const std::string& bytes) {
    if (bytes.size() < 5) return 0;
    std::size_t length = 0;
    for (std::size_t i = 1; i < 5; ++i) length = length * 256 + static_cast<unsigned char>(bytes[i]);
    return bytes.size() > length ? length + 1 : 0;
}

class Pool {
  public:
    Pool(const std::string& path, Pooling pooling) : m_path(path), m_pooling(pooling) {}
    ~Pool() {
        for (auto& client : m_clients) close(client.socket);
        for (auto& server : m_servers) close(server.socket);
    }
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    void add(int client) {
        m_servers.push_back({connect_to(m_path), {}});
        m_clients.push_back({client, &m_servers.back(), false, {}});
    }

    [[nodiscard]] std::vector<pollfd> watched() const {
        std::vector<pollfd> out;
        for (const auto& client : m_clients) out.push_back({client.socket, POLLIN, 0});
        for (const auto& client : m_clients)
            if (client.server != nullptr) out.push_back({client.server->socket, POLLIN, 0});
        return out;
    }

    void handle(int socket) {
        const auto client = std::find_if(m_clients.begin(), m_clients.end(),
                                         [&](const auto& it) { return it.socket == socket; });
        if (client != m_clients.end()) return from_client(client);
        for (auto& it : m_clients)
            if (it.server != nullptr && it.server->socket == socket) return from_server(it);
    }

  private:
    void from_client(std::list<Client>::iterator client) {
        const auto bytes = receive(client->socket);
        if (bytes.empty() || bytes.front() == 'X') {
            // A session's server ends with it; what a transaction was on, too.
            if (client->server != nullptr) shutdown(client->server->socket, SHUT_RDWR);
            close(client->socket);
            m_clients.erase(client);
            return;
        }
        client->waiting += bytes;
        pass_on(*client);
    }

    void pass_on(Client& client) {
        if (client.waiting.empty()) return;
        if (client.server == nullptr && !m_free.empty()) {
            client.server = m_pooling == Pooling::in_turn ? m_free.front() : m_free.back();
            m_pooling == Pooling::in_turn ? m_free.pop_front() : m_free.pop_back();
        }
        if (client.server == nullptr) return;
        give(client.server->socket, std::exchange(client.waiting, {}));
    }

    void from_server(Client& client) {
        auto& server = *client.server;
        const auto bytes = receive(server.socket);
        if (bytes.empty()) {
            shutdown(client.socket, SHUT_RDWR);
            client.server = nullptr;
            return;
        }
        server.unread += bytes;
        bool is_free = false;
        std::string answer;
        while (const auto size = message_size(server.unread)) {
            auto message = server.unread.substr(0, size);
            server.unread.erase(0, size);
            // BackendKeyData: a pooler gives its own.
            if (message.front() == 'K') message[8] = static_cast<char>(message[8] ^ 0x40);
            is_free = message.front() == 'Z' && (message[5] == 'I' || m_pooling == Pooling::statement);
            answer += message;
        }
        // At once: small pieces would each wait for an acknowledgement.
        give(client.socket, answer);
        if (!is_free || m_pooling == Pooling::session) return;
        m_free.push_back(std::exchange(client.server, nullptr));
        for (auto& it : m_clients)
            if (it.server == nullptr) pass_on(it);
    }

    std::string m_path;
    Pooling m_pooling;
    std::list<Server> m_servers;
    std::list<Client> m_clients;
    std::deque<Server*> m_free;
};

}  // namespace

FakePooler::FakePooler(std::string socket_path, Pooling pooling)
    : m_socket_path(std::move(socket_path)), m_pooling(pooling), m_thread([this] { serve(); }) {}

FakePooler::~FakePooler() {
    m_is_ending = true;
    m_thread.join();
}

void FakePooler::serve() const {
    Pool pool(m_socket_path, m_pooling);
    while (!m_is_ending) {
        auto watched = pool.watched();
        watched.push_back({m_listener.socket(), POLLIN, 0});
        if (poll(watched.data(), watched.size(), k_look_ms) <= 0) continue;
        if (watched.back().revents != 0) {
            const int client = accept4(m_listener.socket(), nullptr, nullptr, SOCK_CLOEXEC);
            if (client >= 0) pool.add(client);
            continue;
        }
        // One at a time: each may change who is there.
        const auto ready =
            std::find_if(watched.begin(), watched.end(), [](const auto& it) { return it.revents != 0; });
        pool.handle(ready->fd);
    }
}

}  // namespace ciclo::test
