// The stop flag: SIGTERM, SIGINT and SIGHUP set it, every wait of the program watches it.
// Not for: ending the program (the wait that notices throws Interrupted, and everything rolls back on the way
// out).
#pragma once

#include <atomic>
#include <chrono>

namespace ciclo {

class StopFlag {
  public:
    // A flag that nothing sets but request(): for tests and for recording a failure after a stop.
    StopFlag();
    ~StopFlag();
    StopFlag(const StopFlag&) = delete;
    StopFlag& operator=(const StopFlag&) = delete;

    // Installs handlers for SIGTERM, SIGINT and SIGHUP that set this flag, and ignores SIGPIPE and
    // SIGXFSZ.
    // Once per process; the flag must live until the process ends.
    void watch_signals();

    // Safe in a signal handler.
    void request(int signal) noexcept;

    // 0 until a stop was requested, then the first signal's number.
    [[nodiscard]] int requested() const noexcept;

    // When it was; meaningful once requested() is not 0.
    [[nodiscard]] std::chrono::steady_clock::time_point requested_at() const noexcept;

    // Becomes readable when a stop is requested, and stays so: put it into every poll().
    [[nodiscard]] int fd() const noexcept { return m_pipe[0]; }

  private:
    std::atomic<int> m_signal{0};
    std::atomic<std::chrono::steady_clock::rep> m_requested_at{0};
    int m_pipe[2];
};

}  // namespace ciclo
