// How often a failed call is sent again, and how long to wait before: pure numbers. Not for: what is worth
// retrying (verdict.hpp) or the waiting itself (Limits::sleep).
#pragma once

#include <chrono>
#include <optional>
#include <random>

namespace ciclo::odoo {

// The first try counts: four retries in at least 5 s, enough for a worker that is being replaced.
constexpr int k_most_attempts = 5;
// A longer Retry-After is cut to this: the cycle's deadline is 20 min.
constexpr std::chrono::seconds k_longest_wait{60};

class Backoff {
  public:
    // `scale` multiplies the growing waits, for tests; a server's Retry-After is never scaled.
    explicit Backoff(double scale = 1.0) : m_scale(scale) {}

    // The wait after the `attempt`th try (1, 2 ...): 0.5 s doubled each time, 30 % more or less at random so
    // that clients do not return together; never shorter than `retry_after`, capped.
    std::chrono::milliseconds wait_after(int attempt, std::optional<std::chrono::seconds> retry_after);

  private:
    double m_scale;
    std::minstd_rand m_random{std::random_device{}()};
};

}  // namespace ciclo::odoo
