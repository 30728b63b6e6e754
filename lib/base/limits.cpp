#include "base/limits.hpp"

#include <poll.h>

#include <algorithm>

#include "base/error.hpp"

namespace ciclo {

Limits Limits::within(std::chrono::milliseconds budget) const {
    Limits out(*this);
    out.m_deadline = std::min(m_deadline, Clock::now() + budget);
    return out;
}

Limits Limits::extended_by(std::chrono::milliseconds grace) const {
    Limits out(*this);
    out.m_deadline += grace;
    out.m_grace += grace;
    return out;
}

void Limits::check() const {
    if (is_stopped()) throw Interrupted(m_stop.requested());
    if (Clock::now() >= m_deadline) {
        throw Error(ErrorKind::deadline, "the deadline of the cycle was exceeded",
                    "raise --deadline, or find what is slow with --verbose"_tr);
    }
}

std::chrono::milliseconds Limits::remaining() const {
    const auto end =
        m_stop.requested() == 0 ? m_deadline : std::min(m_deadline, m_stop.requested_at() + m_grace);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    return std::max(left, std::chrono::milliseconds{0});
}

int Limits::clamp(std::chrono::milliseconds wanted) const {
    return static_cast<int>(std::max<long long>(1, std::min(wanted, remaining()).count()));
}

void Limits::sleep(std::chrono::milliseconds pause) const {
    const auto end = Clock::now() + pause;
    check();
    while (Clock::now() < end) {
        pollfd watched{stop_fd(), POLLIN, 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        poll(&watched, 1, clamp(left));
        check();
    }
}

}  // namespace ciclo
