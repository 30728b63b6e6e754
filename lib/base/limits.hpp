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

    // The same stop flag, and no more than `budget` of what is left.
    [[nodiscard]] Limits within(std::chrono::milliseconds budget) const {
        return {m_stop, std::min(budget, remaining())};
    }

    // Throws Interrupted when a stop was requested, Error(deadline) when the deadline has passed.
    void check() const;

    // True when check() would throw.
    [[nodiscard]] bool is_over() const { return m_stop.requested() != 0 || Clock::now() >= m_deadline; }

    // Never negative.
    [[nodiscard]] std::chrono::milliseconds remaining() const;

    // min(wanted, remaining) in milliseconds, for poll() and for time limits of libraries; at least 1.
    [[nodiscard]] int clamp(std::chrono::milliseconds wanted) const;

    // Sleeps `pause` or until the stop flag or the deadline, then check().
    void sleep(std::chrono::milliseconds pause) const;

    // The signal that requested a stop, 0 while none has.
    [[nodiscard]] int requested() const { return m_stop.requested(); }
    [[nodiscard]] int stop_fd() const { return m_stop.fd(); }

  private:
    StopFlag& m_stop;
    Clock::time_point m_deadline;
};

}  // namespace ciclo
