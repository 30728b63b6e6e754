#include "fault_proxy.hpp"

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

// How late the end of the proxy, and break_all(), are noticed.
constexpr int k_look_ms = 20;

void reset(int socket) {
    const linger at_once{1, 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(socket);
}

}  // namespace

FaultProxy::FaultProxy(std::string socket_path)
    : m_socket_path(std::move(socket_path)), m_listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(m_listener, generic, length) != 0 || listen(m_listener, 16) != 0 ||
        getsockname(m_listener, generic, &length) != 0) {
        close(m_listener);
        throw std::runtime_error("cannot listen on 127.0.0.1");
    }
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { accept_loop(); });
}

FaultProxy::~FaultProxy() {
    m_is_ending = true;
    m_acceptor.join();
    for (auto& thread : m_threads) thread.join();
    for (const int socket : m_kept) close(socket);
    close(m_listener);
}

void FaultProxy::add(BreakRule rule) {
    const std::lock_guard lock(m_mutex);
    m_rules.push_back({std::move(rule)});
}

void FaultProxy::break_all(Break what) {
    m_for_all = static_cast<int>(what);
}

void FaultProxy::mend() {
    m_for_all = -1;
    const std::lock_guard lock(m_mutex);
    for (const int socket : m_kept) close(socket);
    m_kept.clear();
}

void FaultProxy::accept_loop() {
    pollfd watched{m_listener, POLLIN, 0};
    while (!m_is_ending) {
        if (poll(&watched, 1, k_look_ms) <= 0) continue;
        const int client = accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) m_threads.emplace_back([this, client] { serve(client); });
    }
}

void FaultProxy::serve(int client) {
    const int server = m_for_all >= 0 ? -1 : connect_to(m_socket_path);
    if (server < 0 && m_for_all < 0) return reset(client);
    relay(client, server);
}

bool FaultProxy::applies(const std::string& bytes, BreakRule& rule) {
    const std::lock_guard lock(m_mutex);
    ++m_messages;
    for (auto& it : m_rules) {
        if (bytes.find(it.rule.text) == std::string::npos) continue;
        ++it.seen;
        if (it.seen < it.rule.nth || it.seen >= it.rule.nth + it.rule.times) continue;
        rule = it.rule;
        if (rule.is_for_all) m_for_all = static_cast<int>(rule.what);
        ++m_fired;
        return true;
    }
    return false;
}

void FaultProxy::relay(int client, int server) {
    std::array<pollfd, 2> watched{pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
    bool is_answer_lost = false;
    BreakRule rule;
    while (!m_is_ending) {
        if (m_for_all >= 0 && !is_answer_lost)
            return keep(client, server, static_cast<Break>(m_for_all.load()));
        if (poll(watched.data(), watched.size(), k_look_ms) <= 0) continue;
        if (watched[0].revents != 0) {
            const auto bytes = receive(client);
            // What follows in the same request (COPY) goes to the server too, or it would never answer.
            bool is_broken = !is_answer_lost && !bytes.empty() && applies(bytes, rule);
            if (is_broken && rule.before) rule.before();
            is_broken = is_broken && rule.what != Break::none;
            if (is_broken && !rule.is_passed_on) return keep(client, server, rule.what);
            if (bytes.empty() || !pass_on(server, bytes)) break;
            is_answer_lost = is_answer_lost || is_broken;
        }
        if (watched[1].revents != 0) {
            const auto bytes = receive(server);
            if (is_answer_lost) return keep(client, server, rule.what);
            if (bytes.empty() || !pass_on(client, bytes)) break;
        }
    }
    close(client);
    close(server);
}

void FaultProxy::keep(int client, int server, Break what) {
    if (what != Break::hang) reset(client);
    if (what == Break::reset && server >= 0) close(server);
    const std::lock_guard lock(m_mutex);
    if (what == Break::hang) m_kept.push_back(client);
    if (what != Break::reset && server >= 0) m_kept.push_back(server);
}

}  // namespace ciclo::test
