#include "postgres/abandon.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "postgres/wait.hpp"

namespace ciclo::postgres {
namespace {

using std::chrono::milliseconds;

// Becomes readable at the end of a call; both who wait and the thread hold it.
class End {
  public:
    End() : m_event(eventfd(0, EFD_CLOEXEC)) {}
    ~End() { ::close(m_event); }
    End(const End&) = delete;
    End& operator=(const End&) = delete;

    [[nodiscard]] int event() const { return m_event; }
    void signal() const { eventfd_write(m_event, 1); }

  private:
    int m_event;
};

// Signals stay with the main thread while a thread is made that inherits it.
class NoSignals {
  public:
    NoSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    ~NoSignals() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    NoSignals(const NoSignals&) = delete;
    NoSignals& operator=(const NoSignals&) = delete;

  private:
    sigset_t m_before{};
};

bool start_thread(const std::function<void()>& call, const std::shared_ptr<End>& end) {
    if (end->event() < 0) return false;
    const NoSignals no_signals;
    try {
        std::thread([call = std::function<void()>(call), end]() mutable {
            call();
            // Before the end is signalled: nothing of it is used by two threads.
            call = nullptr;
            end->signal();
        }).detach();
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

}  // namespace

bool run_or_abandon(std::function<void()> call, const Limits& limits, milliseconds longest) {
    const auto end = std::make_shared<End>();
    if (!start_thread(call, end)) {
        call();
        return true;
    }
    call = nullptr;
    const auto give_up = Limits::Clock::now() + longest;
    while (true) {
        const auto left = std::chrono::ceil<milliseconds>(give_up - Limits::Clock::now());
        if (left <= milliseconds::zero()) return false;
        if (wait_for_socket(end->event(), POLLIN, limits, left) != 0) return true;
    }
}

}  // namespace ciclo::postgres
