// Cycles of the last days in words: how each ended, and those that ended badly.
#include <fmt/core.h>

#include <algorithm>

#include "base/exit_code.hpp"
#include "page/parts.hpp"
#include "page/timeline.hpp"
#include "report/counts_text.hpp"
#include "report/history.hpp"
#include "report/locale_format.hpp"

namespace ciclo::page {
namespace {

constexpr std::size_t k_longest_cell = 300;
std::string period(const Page& page, const BadSpell& spell) {
    auto first = moment_text(spell.oldest->local_started, page.language);
    if (spell.cycles == 1) return first;
    const bool on_one_day =
        spell.oldest->local_started.substr(0, 10) == spell.newest->local_started.substr(0, 10);
    const auto last = on_one_day ? clock_text(spell.newest->local_started)
                                 : moment_text(spell.newest->local_started, page.language);
    return page.say("{} to {}"_tr(first, last));
}

}  // namespace

std::string sentence_of(const Page& page, const CycleRecord& cycle) {
    const auto taken = cycle.taken ? ", " + duration(*cycle.taken) : "";
    return fmt::format("{}: {}{}", moment_text(cycle.local_started, page.language),
                       page.say(report::outcome_of(cycle)), taken);
}

std::string shown_since(const ReportFacts& facts) {
    const auto since = begin_of_days(facts.overview.first_cycle, facts.now, k_days_of_cycles);
    return facts.has_more_cycles ? std::max(since, facts.cycles.front().local_started) : since;
}

std::span<const CycleRecord> shown_cycles(const ReportFacts& facts) {
    const auto since = shown_since(facts);
    const auto first = std::find_if(facts.cycles.begin(), facts.cycles.end(),
                                    [&](const auto& cycle) { return cycle.local_started >= since; });
    return {first, facts.cycles.end()};
}

void write_failures(Page& page, const ReportFacts& facts) {
    constexpr std::size_t k_most = 10;
    const auto cycles = shown_cycles(facts);
    const auto spells = bad_spells(cycles);
    if (spells.empty()) return;
    const Section section(page, "failures", "What went wrong"_tr);
    {
        Table table(page, "Cycles of the last {} days that failed, the newest first"_tr(k_days_of_cycles),
                    {{"when"_tr, Cell::name},
                     {"cycles"_tr, Cell::number},
                     {"outcome"_tr},
                     {"why, or who acts"_tr},
                     {"error"_tr}});
        for (std::size_t index = 0; index < std::min(k_most, spells.size()); ++index) {
            const auto& spell = spells[index];
            const auto& cycle = *spell.newest;
            table.row({period(page, spell), number_text(spell.cycles, page.language),
                       page.say(report::outcome_of(cycle)), page.say(report::remedy_of(cycle)),
                       cut_line(cycle.error, k_longest_cell)});
        }
    }
    write_more(page, static_cast<long long>(spells.size()) - static_cast<long long>(k_most));
}

}  // namespace ciclo::page
