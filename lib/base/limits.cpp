#include "base/limits.hpp"

#include <poll.h>

#include <algorithm>

#include "base/error.hpp"

namespace ciclo {

void Limits::check() const {
    if (m_stop.requested() != 0) throw Interrupted(m_stop.requested());
    if (Clock::now() >= m_deadline) {
        throw Error(ErrorKind::deadline, "the deadline of the cycle was exceeded",
                    "raise --deadline, or find what is slow with --verbose"_tr);
    }
}

std::chrono::milliseconds Limits::remaining() const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(m_deadline - Clock::now());
    return std::max(left, std::chrono::milliseconds{0});
}

int Limits::clamp(std::chrono::milliseconds wanted) const {
    return static_cast<int>(std::max<long long>(1, std::min(wanted, remaining()).count()));
}

void Limits::sleep(std::chrono::milliseconds pause) const {
    const auto end = Clock::now() + pause;
    check();
    while (Clock::now() < end) {
        pollfd watched{m_stop.fd(), POLLIN, 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        poll(&watched, 1, clamp(left));
        check();
    }
}

}  // namespace ciclo
