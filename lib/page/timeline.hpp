// The cycles of the last days laid out on a clock: a lane for each day, and the gaps in which none ran. Pure.
// Not for: drawing it (page_cycles.cpp).
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "ciclo/history.hpp"

namespace ciclo::page {

// From and to as shares of the day.
struct Gap {
    double from = 0;
    double to = 0;

    [[nodiscard]] std::chrono::milliseconds length() const;
};

struct Lane {
    std::string day;  // local
    std::vector<const CycleRecord*>
        cycles;  // that began on it, the oldest first; of the list that was laid out
    std::vector<Gap> gaps;
    double elapsed = 1;  // today: what of the day is over
};

// The days from `since` to `now` (local, "YYYY-MM-DD HH:MM:SS"), the newest first. `cycles`: the oldest
// first. A gap is longer than `limit`, from `since` or the end of a cycle to the beginning of the next one,
// or to `now`.
std::vector<Lane> lanes_of(std::span<const CycleRecord> cycles, const std::string& since,
                           const std::string& now, std::chrono::seconds limit);

// The later of `first` and midnight `days` - 1 days before `now`: from when on the last `days` days know of
// cycles.
std::string begin_of_days(const std::string& first, const std::string& now, int days);

// When in its day the cycle began, as a share of the day.
double begin_of(const CycleRecord& cycle);

enum class Ending { good, with_rejects, failed, running, killed };
Ending ending_of(const CycleRecord& cycle);

// Cycles one after the other that ended badly in the same way.
struct BadSpell {
    const CycleRecord* newest = nullptr;
    const CycleRecord* oldest = nullptr;
    long long cycles = 0;
};
// Of cycles that failed or were killed, the newest spell first. `cycles`: the oldest first.
std::vector<BadSpell> bad_spells(std::span<const CycleRecord> cycles);

}  // namespace ciclo::page
