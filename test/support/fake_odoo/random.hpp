// Pseudo-random choices that are the same on every machine for the same seed (the standard's distributions
// are not).
#pragma once

#include <random>
#include <stdexcept>
#include <vector>

namespace ciclo::fake_odoo {

class Random {
  public:
    explicit Random(unsigned seed) : m_engine(seed) {}

    // In [low, high].
    long long between(long long low, long long high) {
        return low + static_cast<long long>(m_engine() % static_cast<std::uint64_t>(high - low + 1));
    }
    // True in `percent` of 100 cases.
    bool chance(int percent) { return between(1, 100) <= percent; }

    template <typename Container>
    const auto& pick(const Container& from) {
        if (std::empty(from)) throw std::runtime_error("nothing to choose from");
        return from[static_cast<std::size_t>(between(0, static_cast<long long>(std::size(from)) - 1))];
    }

  private:
    std::mt19937_64 m_engine;
};

}  // namespace ciclo::fake_odoo
