#include <fmt/core.h>

#include <algorithm>

#include "language/catalogue.hpp"
#include "report/counts_text.hpp"
#include "report/history.hpp"

namespace ciclo::report {
namespace {

using language::Language;
using std::chrono::milliseconds;

constexpr long long k_bar_width = 20;
constexpr std::size_t k_longest_line = 110;

milliseconds longest_of(const std::vector<CycleRecord>& cycles) {
    milliseconds longest{1};
    for (const auto& cycle : cycles) longest = std::max(longest, cycle.taken.value_or(milliseconds{0}));
    return longest;
}

// Of what took any time at least one mark.
std::string bar(const CycleRecord& cycle, milliseconds longest) {
    if (!cycle.taken) return "";
    const auto marks = (cycle.taken->count() * k_bar_width + longest.count() / 2) / longest.count();
    return std::string(static_cast<std::size_t>(std::clamp(marks, 1LL, k_bar_width)), '#');
}

language::Phrase counts_of(const CycleRecord& cycle) {
    long long changed = 0;
    bool is_full = false;
    for (const auto& stage : cycle.stages) {
        changed += changes(stage.counts);
        is_full = is_full || stage.full_load;
    }
    language::Phrase out;
    if (!cycle.stages.empty()) out = "{} changes"_tr(changed);
    if (const auto rejects = cycle.counts.get("rejects"); rejects > 0) {
        out = out.and_then("{} set aside"_tr(rejects), ", ");
    }
    if (const auto accepted = cycle.counts.get("rejects_accepted"); accepted > 0) {
        out = out.and_then("{} set aside and accepted"_tr(accepted), ", ");
    }
    if (cycle.is_selection()) out = out.and_then("just these pedidos or NFs"_tr, ", ");
    return is_full ? out.and_then("full load"_tr, ", ") : out;
}

std::string cycle_lines(const CycleRecord& cycle, milliseconds longest, Language language) {
    auto out = fmt::format("{:<19}  {:>11}  {:<{}}  {:<24}  {}", cycle.local_started,
                           cycle.taken ? duration(*cycle.taken) : "?", bar(cycle, longest), k_bar_width,
                           outcome_of(cycle).in(language), counts_of(cycle).in(language));
    out.erase(out.find_last_not_of(' ') + 1);
    out += "\n";
    if (!cycle.error.empty()) out += fmt::format("    {}\n", cut_line(cycle.error, k_longest_line));
    return out;
}

}  // namespace

language::Phrase outcome_of(const CycleRecord& cycle) {
    if (cycle.is_running) return "running"_tr;
    if (cycle.was_killed()) return "killed"_tr;
    return language::Phrase::verbatim(fmt::format("{} ({})", cycle.outcome, cycle.exit_code.value_or(0)));
}

language::Phrase remedy_of(const CycleRecord& cycle) {
    if (cycle.was_killed()) return "the next run will catch up"_tr;
    if (!cycle.hint.empty()) {
        // With values filled in, or by another version: as it is.
        const bool is_known = language::portuguese_of(cycle.hint) != cycle.hint;
        return is_known ? language::Text{cycle.hint} : language::Phrase::verbatim(cycle.hint);
    }
    for (const auto& row : exit_code_table()) {
        if (cycle.ended_with(row.code)) return row.cause;
    }
    return {};
}

std::string history_text(const std::vector<CycleRecord>& cycles, const std::string& time_zone,
                         Language language) {
    if (cycles.empty()) return "no such cycle in the journal"_tr.in(language) + "\n";
    const auto longest = longest_of(cycles);
    std::string out;
    for (const auto& cycle : cycles) out += cycle_lines(cycle, longest, language);
    const auto good =
        std::count_if(cycles.begin(), cycles.end(), [](const auto& c) { return c.ended_well(); });
    return out +
           "{} cycles, {} ok; the newest last, times are local ({})"_tr(cycles.size(), good, time_zone)
               .in(language) +
           "\n";
}

}  // namespace ciclo::report
