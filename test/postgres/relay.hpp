// Passes bytes between a client on TCP and the cluster's Unix socket, and misbehaves in one chosen way.
// Not for: slow, sliced or silent networks.
#pragma once

#include <string>
#include <thread>

namespace ciclo::test {

enum class RelayFault {
    // Reports another process number to the client than the server's, as a connection pooler does.
    other_backend_pid,
    // Passes COMMIT on, lets the server answer, and cuts the connection instead of passing the answer.
    swallow_answer_to_commit,
};

// Accepts connections on 127.0.0.1 as the kernel does, and says nothing.
class SilentListener {
  public:
    SilentListener();
    ~SilentListener();
    SilentListener(const SilentListener&) = delete;
    SilentListener& operator=(const SilentListener&) = delete;

    [[nodiscard]] int socket() const { return m_socket; }
    [[nodiscard]] int port() const { return m_port; }

  private:
    int m_socket;
    int m_port = 0;
};

// Serves one client; after it, connections are refused.
class Relay {
  public:
    Relay(std::string socket_path, RelayFault fault);
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    [[nodiscard]] int port() const { return m_listener.port(); }

  private:
    void serve() const;

    std::string m_socket_path;
    RelayFault m_fault;
    SilentListener m_listener;
    std::thread m_thread;
};

}  // namespace ciclo::test
