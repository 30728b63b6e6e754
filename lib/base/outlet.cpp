#include "base/outlet.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>

namespace ciclo {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A pipe that poll() calls writable takes so much at once.
constexpr std::size_t k_piece = PIPE_BUF;
// A terminal that is stopped, and a pipe that another program fills at that moment, may block a write() that
// poll() promised: a signal breaks it off this often.
constexpr suseconds_t k_break_us = 50'000;
// After a descriptor that never blocks could not take what poll() promised.
constexpr milliseconds k_pause{10};

void do_nothing(int) {}

// While it lives, no system call of this thread blocks for long. The signal goes to the main thread first.
class Breaks {
  public:
    Breaks() {
        static const bool is_handled = [] {
            struct sigaction action {};
            action.sa_handler = do_nothing;
            sigemptyset(&action.sa_mask);
            return sigaction(SIGALRM, &action, nullptr) == 0;
        }();
        if (is_handled) set(k_break_us);
    }
    ~Breaks() { set(0); }
    Breaks(const Breaks&) = delete;
    Breaks& operator=(const Breaks&) = delete;

  private:
    static void set(suseconds_t us) {
        const itimerval every{{0, us}, {0, us}};
        setitimer(ITIMER_REAL, &every, nullptr);
    }
};

milliseconds left_until(Clock::time_point end) {
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
    return std::max(left, milliseconds{0});
}

// True also for one that is closed: a write reports it.
bool becomes_writable(int descriptor, Clock::time_point end, int stop_fd) {
    std::array<pollfd, 2> watched{pollfd{descriptor, POLLOUT, 0}, pollfd{stop_fd, POLLIN, 0}};
    while (true) {
        const auto left = left_until(end);
        const int ready = poll(watched.data(), watched.size(), static_cast<int>(left.count()));
        if (ready > 0) return watched[0].revents != 0;
        if (ready < 0 && errno != EINTR && errno != EAGAIN) return true;
        if (left.count() == 0) return false;
    }
}

bool is_readable(int descriptor) {
    pollfd watched{descriptor, POLLIN, 0};
    return poll(&watched, 1, 0) > 0;
}

bool is_transient(int error) {
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

// Leaves errno as write() did.
ssize_t write_piece(int descriptor, std::string_view bytes) {
    ssize_t written = 0;
    int error = 0;
    {
        const Breaks breaks;
        written = ::write(descriptor, bytes.data(), std::min(bytes.size(), k_piece));
        error = errno;
    }
    errno = error;
    return written;
}

}  // namespace

void occupy_standard_descriptors() {
    for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // Read-only: a write fails, as it would to the closed descriptor. The lowest free number is this one.
        if (fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) open("/dev/null", O_RDONLY);
    }
}

Sent send_bytes(int descriptor, std::string_view bytes, milliseconds timeout, int stop_fd) {
    using enum Sent::Outcome;
    const auto end = Clock::now() + timeout;
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        if (!becomes_writable(descriptor, end, stop_fd)) return {late, sent};
        const auto written = write_piece(descriptor, bytes.substr(sent));
        if (written > 0) {
            sent += static_cast<std::size_t>(written);
            continue;
        }
        if (written == 0 || !is_transient(errno)) return {gone, sent};
        if (is_readable(stop_fd) || left_until(end).count() == 0) return {late, sent};
        poll(nullptr, 0, static_cast<int>(std::min(k_pause, left_until(end)).count()));
    }
    return {all, sent};
}

}  // namespace ciclo
