#include "odoo/retry.hpp"

#include <algorithm>

namespace ciclo::odoo {

std::chrono::milliseconds Backoff::wait_after(int attempt, std::optional<std::chrono::seconds> retry_after) {
    constexpr std::chrono::duration<double, std::milli> k_first{500};
    std::uniform_real_distribution<double> jitter(0.7, 1.3);
    const auto grown = k_first * static_cast<double>(1 << std::clamp(attempt - 1, 0, 10));
    const auto own =
        std::chrono::duration_cast<std::chrono::milliseconds>(grown * jitter(m_random) * m_scale);
    const std::chrono::milliseconds asked = retry_after.value_or(std::chrono::seconds{0});
    return std::min<std::chrono::milliseconds>(std::max(own, asked), k_longest_wait);
}

}  // namespace ciclo::odoo
