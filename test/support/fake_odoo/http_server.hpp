// A small HTTP/1.0 server that closes each connection after one answer, as Odoo's own does, and that can
// misbehave on the wire: no answer, a cut one, none at all until the end. Not for: what the answers say
// (fake_odoo).
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace ciclo::fake_odoo {

struct HttpRequest {
    std::string method;
    std::string path;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

struct HttpAnswer {
    enum class Fate {
        send,
        close,  // the connection is closed without a byte
        hang,   // nothing happens until the client goes or the server stops
    };

    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers{};  // Content-Length is added
    std::string body{};
    Fate fate = Fate::send;
    // Send only so many bytes of the body, then close.
    std::optional<std::size_t> cut_body_at{};
};

class HttpServer {
  public:
    using Handler = std::function<HttpAnswer(const HttpRequest&)>;

    // Listens on 127.0.0.1; port 0 takes a free one. `handler` is called from one thread per connection and
    // must not throw. Throws std::system_error.
    HttpServer(int port, Handler handler);
    // Ends every connection, also those that hang.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    [[nodiscard]] int port() const { return m_port; }
    // Sleeps, but not past the server's end.
    void sleep(std::chrono::nanoseconds pause);

  private:
    struct Connection {
        explicit Connection(int descriptor) : socket(descriptor) {}
        int socket;
        std::thread thread{};
        std::atomic<bool> done = false;
    };

    void accept_connections();
    void serve(Connection& connection);
    void reap(bool all);

    Handler m_handler;
    int m_listener = -1;
    int m_port = 0;
    std::mutex m_mutex;
    std::condition_variable m_stopped;
    bool m_stopping = false;
    std::list<Connection> m_connections;
    std::thread m_thread;
};

}  // namespace ciclo::fake_odoo
