// An HTTP server that says exactly what a test wrote down, right or wrong: it answers connections from a
// queue of scripts, one request a connection, and keeps the requests. Not for: behaving like Odoo
// (fake_odoo).
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ciclo::test {

// What the server does with one request.
struct Script {
    // Wait before the first byte.
    std::chrono::milliseconds delay{0};
    // The raw answer, from the request's body.
    std::function<std::string(const std::string& body)> answer;
    // Only so many bytes of it are sent before the connection closes.
    std::size_t cut_after = std::string::npos;
    // Pause after every `slice` bytes; 0 sends at once.
    std::size_t slice = 0;
    std::chrono::milliseconds pause{0};
    // Reset the connection (RST) instead of closing it.
    bool reset = false;
    // Never answer; the connection stays open until the server ends.
    bool hang = false;
};

// A whole answer with status line and Content-Length. `headers`: further lines, each ended by CRLF. A Date
// header of 2026-11-23 13:41:18 UTC is added unless `headers` holds one or "X-No-Date".
std::string http_answer(int status, std::string_view content_type, std::string_view body,
                        std::string_view headers = "");

// The `id` of a JSON-RPC request's body, as text.
std::string id_of(const std::string& body);

// Scripts: an envelope with this `result` or `error` and the request's own id, some status with an HTML page,
// raw bytes.
Script result(std::string json);
Script rpc_error(const std::string& name, const std::string& message);
Script html(int status, std::string headers = "");
Script raw(std::string bytes);
Script hang();
Script closed();

class ScriptedServer {
  public:
    // Listens on a free port of 127.0.0.1.
    ScriptedServer();
    // Answers everything with what `answer` gives when the queue is empty; without it, such requests get
    // status 599.
    explicit ScriptedServer(std::function<Script(const std::string& body)> answer);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    void add(Script script);
    void add(std::size_t times, const Script& script);

    [[nodiscard]] int port() const { return m_port; }
    [[nodiscard]] std::string url() const;
    // Whole requests in order of arrival, headers included, and their bodies alone.
    [[nodiscard]] std::vector<std::string> requests() const;
    [[nodiscard]] std::vector<std::string> bodies() const;
    // The most requests that were under way at the same time.
    [[nodiscard]] int most_at_once() const { return m_most_at_once; }
    // Scripts not used yet.
    [[nodiscard]] std::size_t left() const;

  private:
    void accept_loop();
    void serve(int socket);
    Script next_script(const std::string& request);

    std::function<Script(const std::string& body)> m_default;
    // m_listener's initialiser sets m_port: the order counts.
    int m_port = 0;
    int m_listener = -1;
    std::atomic<bool> m_is_ending{false};
    std::atomic<int> m_at_once{0};
    std::atomic<int> m_most_at_once{0};
    mutable std::mutex m_mutex;
    std::deque<Script> m_scripts;
    std::vector<std::string> m_requests;
    std::vector<std::thread> m_workers;
    std::thread m_acceptor;
};

// A port of 127.0.0.1 where nobody listens.
int closed_port();

}  // namespace ciclo::test
