#include "base/stop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>

#include "base/error.hpp"

namespace ciclo {
namespace {

StopFlag* g_watching = nullptr;

void on_signal(int signal) {
    const int saved = errno;
    if (g_watching != nullptr) g_watching->request(signal);
    errno = saved;
}

}  // namespace

StopFlag::StopFlag() : m_pipe{-1, -1} {
    if (pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        throw Error(ErrorKind::internal,
                    std::string("cannot make a pipe for the stop flag: ") + std::strerror(errno));
    }
}

StopFlag::~StopFlag() {
    if (g_watching == this) g_watching = nullptr;
    close(m_pipe[0]);
    close(m_pipe[1]);
}

void StopFlag::watch_signals() {
    g_watching = this;
    struct sigaction action {};
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaction(signal, &action, nullptr);
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    // A write to who has gone, or beyond the largest file that is allowed, fails by its error.
    for (const int signal : {SIGPIPE, SIGXFSZ}) sigaction(signal, &ignore, nullptr);
}

void StopFlag::request(int signal) noexcept {
    // Before the signal: who sees that finds the time too.
    std::chrono::steady_clock::rep never = 0;
    m_requested_at.compare_exchange_strong(never,
                                           std::chrono::steady_clock::now().time_since_epoch().count());
    int none = 0;
    if (!m_signal.compare_exchange_strong(none, signal)) return;
    const char byte = 1;
    // The pipe is empty before the first request: the write cannot fail for lack of space.
    [[maybe_unused]] const auto written = write(m_pipe[1], &byte, 1);
}

int StopFlag::requested() const noexcept {
    return m_signal.load();
}

std::chrono::steady_clock::time_point StopFlag::requested_at() const noexcept {
    using std::chrono::steady_clock;
    return steady_clock::time_point{steady_clock::duration{m_requested_at.load()}};
}

}  // namespace ciclo
