// A connection pooler in one of PgBouncer's modes, between clients on TCP and the cluster's Unix socket: each
// client's login is passed through, then requests go to whichever server connection is free. One user, one
// database. Not for: a pooler's own limits and its resetting of sessions.
#pragma once

#include <atomic>
#include <string>
#include <thread>

#include "relay.hpp"

namespace ciclo::test {

enum class Pooling {
    session,      // a client keeps its server
    transaction,  // until its transaction ends; the server that was used last is given first
    in_turn,      // the same, the server that was used longest ago first
    statement,    // until its statement ends
};

class FakePooler {
  public:
    FakePooler(std::string socket_path, Pooling pooling);
    ~FakePooler();
    FakePooler(const FakePooler&) = delete;
    FakePooler& operator=(const FakePooler&) = delete;

    [[nodiscard]] int port() const { return m_listener.port(); }

  private:
    void serve() const;

    std::string m_socket_path;
    Pooling m_pooling;
    SilentListener m_listener;
    std::atomic<bool> m_is_ending{false};
    std::thread m_thread;
};

}  // namespace ciclo::test
