#include "page/timeline.hpp"

#include <algorithm>

#include "base/exit_code.hpp"
#include "base/time.hpp"

namespace ciclo::page {
namespace {

// Local time, in the shape of a time of UTC.
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;
using std::chrono::days;

constexpr std::chrono::milliseconds k_day = days{1};

Moment moment_of(const std::string& local) {
    return from_odoo(local).value_or(UtcSeconds{});
}

double share_of_day(Moment moment, std::chrono::sys_days day) {
    return std::clamp(static_cast<double>((moment - day).count()) / static_cast<double>(k_day.count()), 0.0,
                      1.0);
}

// One without an end is taken for one that ended at once.
Moment end_of(const CycleRecord& cycle) {
    return moment_of(cycle.local_started) + cycle.taken.value_or(std::chrono::milliseconds{0});
}

struct Span {
    Moment from;
    Moment to;
};

std::vector<Span> gaps_of(std::span<const CycleRecord> cycles, Moment start, Moment now,
                          std::chrono::seconds limit) {
    std::vector<Span> gaps;
    auto since = start;
    const auto note = [&](Moment until) {
        if (until - since > limit) gaps.push_back({since, until});
    };
    for (const auto& cycle : cycles) {
        note(moment_of(cycle.local_started));
        since = std::max(since, end_of(cycle));
    }
    note(now);
    return gaps;
}

Lane lane_of(std::span<const CycleRecord> cycles, std::chrono::sys_days day, const std::vector<Span>& gaps,
             Moment now) {
    Lane lane{to_odoo_day(day), {}, {}, share_of_day(now, day)};
    for (const auto& cycle : cycles) {
        if (std::chrono::floor<days>(moment_of(cycle.local_started)) == day) lane.cycles.push_back(&cycle);
    }
    for (const auto& gap : gaps) {
        const Gap part{share_of_day(gap.from, day), share_of_day(gap.to, day)};
        if (part.from < part.to) lane.gaps.push_back(part);
    }
    return lane;
}

}  // namespace

std::chrono::milliseconds Gap::length() const {
    return std::chrono::milliseconds{
        static_cast<long long>((to - from) * static_cast<double>(k_day.count()))};
}

std::vector<Lane> lanes_of(std::span<const CycleRecord> cycles, const std::string& since,
                           const std::string& now, std::chrono::seconds limit) {
    const auto gaps = gaps_of(cycles, moment_of(since), moment_of(now), limit);
    const auto first = std::chrono::floor<days>(moment_of(since));
    std::vector<Lane> lanes;
    for (auto day = std::chrono::floor<days>(moment_of(now)); day >= first; day -= days{1}) {
        lanes.push_back(lane_of(cycles, day, gaps, moment_of(now)));
    }
    return lanes;
}

std::string begin_of_days(const std::string& first, const std::string& now, int days_shown) {
    const auto midnight = std::chrono::floor<days>(moment_of(now)) - days{days_shown - 1};
    return std::max(first, to_odoo(midnight));
}

double begin_of(const CycleRecord& cycle) {
    const auto began = moment_of(cycle.local_started);
    return share_of_day(began, std::chrono::floor<days>(began));
}

Ending ending_of(const CycleRecord& cycle) {
    if (cycle.is_running) return Ending::running;
    if (cycle.was_killed()) return Ending::killed;
    if (cycle.ended_well()) return Ending::good;
    return cycle.ended_with(ExitCode::done_with_rejects) ? Ending::with_rejects : Ending::failed;
}

std::vector<BadSpell> bad_spells(std::span<const CycleRecord> cycles) {
    std::vector<BadSpell> spells;
    const CycleRecord* newer = nullptr;
    for (auto cycle = cycles.rbegin(); cycle != cycles.rend(); ++cycle) {
        const auto ending = ending_of(*cycle);
        const bool is_bad = ending == Ending::failed || ending == Ending::killed;
        if (is_bad && !spells.empty() && newer != nullptr && spells.back().oldest == newer &&
            newer->exit_code == cycle->exit_code) {
            spells.back().oldest = &*cycle;
            ++spells.back().cycles;
        } else if (is_bad) {
            spells.push_back({&*cycle, &*cycle, 1});
        }
        newer = &*cycle;
    }
    return spells;
}

}  // namespace ciclo::page
