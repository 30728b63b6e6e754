// A server on this machine that gives one answer, any bytes, to each request, and closes. Not for: tests that
// need more of a server (../support/scripted_server.hpp).
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace ciclo::fuzz {

class Loopback {
  public:
    // Throws Broken where this machine gives no socket.
    Loopback();
    ~Loopback();
    Loopback(const Loopback&) = delete;
    Loopback& operator=(const Loopback&) = delete;

    [[nodiscard]] const std::string& url() const { return m_url; }
    void answer_with(std::string_view bytes);

  private:
    void serve();
    void answer(int connection);

    int m_listener;
    std::string m_url;
    std::mutex m_mutex;
    std::string m_answer;
    std::thread m_thread;
};

}  // namespace ciclo::fuzz
