// What every wait of the program obeys: a monotonic deadline and the stop flag. Passed by reference to
// whatever can block (HTTP, SQL, the lock, a retry's pause). Not for: how long one request may take (http,
// postgres).
#pragma once

#include <algorithm>
#include <chrono>

#include "base/stop.hpp"

namespace ciclo {

class Limits {
  public:
    using Clock = std::chrono::steady_clock;

    // `stop` must outlive this object.
    Limits(StopFlag& stop, std::chrono::milliseconds budget)
        : m_stop(stop), m_deadline(Clock::now() + budget) {}

    // The same limits, and no more than `budget` from now.
    [[nodiscard]] Limits within(std::chrono::milliseconds budget) const;

    // The same limits, each `grace` later: for what must still be done after a stop or the deadline. It
    // counts from the moment when these limits are over, so all that is done in it shares it.
    [[nodiscard]] Limits extended_by(std::chrono::milliseconds grace) const;

    // Throws Interrupted when a stop was requested, Error(deadline) when the deadline has passed.
    void check() const;

    // True when check() would throw.
    [[nodiscard]] bool is_over() const { return is_stopped() || Clock::now() >= m_deadline; }

    // Never negative.
    [[nodiscard]] std::chrono::milliseconds remaining() const;

    // min(wanted, remaining) in milliseconds, for poll() and for time limits of libraries; at least 1.
    [[nodiscard]] int clamp(std::chrono::milliseconds wanted) const;

    // Sleeps `pause` or until the stop flag or the deadline, then check().
    void sleep(std::chrono::milliseconds pause) const;

    // The signal that requested a stop, 0 while none has.
    [[nodiscard]] int requested() const { return m_stop.requested(); }
    // Readable when a stop is requested; -1, which poll() leaves out, while what was extended goes on after
    // one.
    [[nodiscard]] int stop_fd() const { return requested() != 0 && !is_stopped() ? -1 : m_stop.fd(); }

  private:
    [[nodiscard]] bool is_stopped() const {
        return m_stop.requested() != 0 && Clock::now() >= m_stop.requested_at() + m_grace;
    }

    StopFlag& m_stop;
    Clock::time_point m_deadline;
    std::chrono::milliseconds m_grace{0};  // after a stop
};

}  // namespace ciclo
