// Stands between the program and PostgreSQL, for any number of connections, and breaks the way at the moment
// that a test chose. Not for: wrong answers (scripted_server, fake_odoo).
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ciclo::test {

// What becomes of a connection.
enum class Break {
    none,       // nothing: for what `before` does
    hang,       // both sides stay open, and nothing passes any more
    reset,      // both sides are closed at once
    half_open,  // the client's side is reset, the server's stays open: it learns nothing
};

// When: at the n-th message of a client that holds `text`.
struct BreakRule {
    std::string text;
    Break what = Break::reset;
    bool is_passed_on = false;  // the server gets the message, and answers; the answer is lost
    int nth = 1;
    int times = 1;            // so many from the n-th on
    bool is_for_all = false;  // from then on it is done with every connection, new ones too
    // Runs first, in the proxy's thread.
    std::function<void()> before{};
};

class FaultProxy {
  public:
    // To the server's Unix socket.
    explicit FaultProxy(std::string socket_path);
    ~FaultProxy();
    FaultProxy(const FaultProxy&) = delete;
    FaultProxy& operator=(const FaultProxy&) = delete;

    [[nodiscard]] int port() const { return m_port; }
    // Before a client comes.
    void add(BreakRule rule);
    // How many messages of clients have come.
    [[nodiscard]] int messages() const { return m_messages; }
    // How often rules were applied.
    [[nodiscard]] int fired() const { return m_fired; }
    // Every connection, from now on.
    void break_all(Break what);
    // New connections pass again, and what was kept open is closed.
    void mend();

  private:
    struct Rule {
        BreakRule rule;
        int seen = 0;
    };
    void accept_loop();
    void serve(int client);
    void relay(int client, int server);
    // What becomes of the connection after these bytes of its client.
    bool applies(const std::string& bytes, BreakRule& rule);
    void keep(int client, int server, Break what);

    std::string m_socket_path;
    int m_port = 0;
    int m_listener;
    std::atomic<bool> m_is_ending{false};
    std::atomic<int> m_fired{0};
    std::atomic<int> m_messages{0};
    std::atomic<int> m_for_all{-1};  // a Break
    std::mutex m_mutex;
    std::list<Rule> m_rules;
    std::vector<int> m_kept;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

}  // namespace ciclo::test
