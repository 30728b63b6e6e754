#include <fmt/core.h>

#include <algorithm>

#include "ciclo/cycle_report.hpp"
#include "report/counts_text.hpp"
#include "report/history.hpp"
#include "report/status.hpp"

namespace ciclo::report {
namespace {

using language::Language;
using language::Phrase;

// The deliveries and events come last: a terminal may wrap the line before they are cut off.
constexpr std::size_t k_longest_counts = 160;
constexpr std::size_t k_longest_failure = 300;

// Why a full load is due, for people; the others' names are words enough.
Phrase words_of(staging::WindowKind kind) {
    using enum staging::WindowKind;
    switch (kind) {  // without a default: the compiler warns of a kind that is missing
        case empty_target:
            return "the table is empty"_tr;
        case no_good_run:
            return "no good run is known"_tr;
        case ahead:
            return "the last good run lies in the future: a clock was wrong"_tr;
        case long_gap:
            return "the gap is longer than --max-catch-up"_tr;
        case reading_changed:
            return "filters or fields have changed"_tr;
        case regular:
        case catch_up:
        case selection:
        case asked:
            break;
    }
    return Phrase::verbatim(std::string(name_of(kind)));
}

Phrase next_of(const staging::Window& window) {
    if (window.full) return "next: full load ({})"_tr(words_of(window.kind));
    return "next: the last {}"_tr(age(window.to - window.from));
}

std::string names_of(const std::vector<const StageFreshness*>& stages) {
    std::string out;
    for (const auto* stage : stages) out += (out.empty() ? "" : ", ") + stage->stage;
    return out;
}

Phrase last_outcome(const CycleRecord& cycle) {
    if (cycle.was_killed()) return "the last cycle was killed"_tr;
    return "the last cycle ended with {} ({})"_tr(cycle.outcome, cycle.exit_code.value_or(0));
}

// Why a stage is stale, as far as the journal shows.
Phrase why(const StatusReport& status) {
    const auto& last = status.last_cycle;
    if (last && !last->ended_well()) return last_outcome(*last);
    if (status.at_work) return "a cycle is running"_tr;
    if (!last) return "no cycle has ever started"_tr;
    return "no cycle has started since: is the schedule enabled?"_tr;
}

Phrase standstill(const StatusReport& status, std::vector<const StageFreshness*> still) {
    const auto first_old = std::stable_partition(still.begin(), still.end(),
                                                 [](const auto* stage) { return !stage->last_good; });
    if (first_old != still.begin()) {
        still.erase(first_old, still.end());
        return still.size() == 1 ? "{} has never had a good run: {}"_tr(still.front()->stage, why(status))
                                 : "{} have never had a good run: {}"_tr(names_of(still), why(status));
    }
    const auto& longest =
        **std::max_element(still.begin(), still.end(), [](auto* a, auto* b) { return a->age < b->age; });
    if (still.size() == 1) {
        return "{} has been stale since {} ({}): {}"_tr(longest.stage, longest.local_last_good,
                                                        age(longest.age), why(status));
    }
    return "{} have been stale, the longest since {} ({}): {}"_tr(names_of(still), longest.local_last_good,
                                                                  age(longest.age), why(status));
}

// Characters, not bytes.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// A line each: one that never ran has no time, no age and no counts.
std::string stage_lines(const std::vector<StageStatus>& stages, Language language) {
    std::vector<std::string> next;
    std::size_t width = 0;
    for (const auto& stage : stages) {
        next.push_back(stage.next ? next_of(*stage.next).in(language) : "");
        width = std::max(width, width_of(next.back()));
    }
    std::string out;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const auto& fresh = stages[i].freshness;
        const auto counts = cut_line(or_else(done(fresh.counts, language), "nothing to do"_tr.in(language)),
                                     k_longest_counts);
        auto line = fmt::format(
            "  {:<6} {:<12} {:<16}  {:>11}  {:<{}}  {}", fresh.is_stale ? "STALE"_tr.in(language) : "ok",
            fresh.stage, or_else(fresh.local_last_good, "never"_tr.in(language)),
            fresh.last_good ? age(fresh.age) : "", next[i], width, fresh.last_good ? counts : "");
        out += line.erase(line.find_last_not_of(' ') + 1) + "\n";
    }
    return out;
}

Phrase at_work_line(const AtWork& at_work) {
    auto who = at_work.execution.empty()
                   ? Phrase("a dry run, or a cycle that is about to start, holds the lock"_tr)
                   : "a cycle is running on host {}"_tr(at_work.host);
    if (!at_work.local_since.empty()) who = who.and_then("since {}"_tr(at_work.local_since), " ");
    return who.and_then("session {}"_tr(at_work.session), ", ");
}

// What the exit code's row says of it, unless the cycle said more.
Phrase meaning_of(const CycleRecord& cycle) {
    for (const auto& row : exit_code_table()) {
        if (cycle.ended_with(row.code))
            return "database: {}"_tr(kept_after(row, cycle.committed())).and_then(remedy_of(cycle), "; ");
    }
    return {};
}

std::string last_cycle_lines(const CycleRecord& cycle, Language language) {
    if (cycle.was_killed()) {
        return "last cycle: started {} on host {} and never finished: killed, or its database was lost"_tr(
                   cycle.local_started, cycle.host)
                   .in(language) +
               "\n";
    }
    auto out =
        "last cycle: {} ({}), started {}"_tr(cycle.outcome, cycle.exit_code.value_or(0), cycle.local_started)
            .in(language);
    if (!cycle.error.empty()) out += ": " + cut_line(cycle.error, k_longest_failure);
    const auto meaning = meaning_of(cycle);
    return out + "\n" + (meaning.empty() ? "" : "  " + meaning.in(language) + "\n");
}

Phrase move_line(const TableMove& move) {
    if (move.local_time.empty()) return "{} has no rows from Odoo yet"_tr(move.table);
    return "{} has not changed since {} ({})"_tr(move.table, move.local_time, age(move.age));
}

Phrase set_aside_line(const RejectCount& rejects) {
    if (rejects.counting > 0 && rejects.accepted > 0)
        return "set aside: {} records of Odoo, and {} that were accepted ('ciclo rejects')"_tr(
            rejects.counting, rejects.accepted);
    if (rejects.counting > 0) return "set aside: {} records of Odoo ('ciclo rejects')"_tr(rejects.counting);
    if (rejects.accepted > 0)
        return "set aside and accepted: {} records of Odoo ('ciclo rejects')"_tr(rejects.accepted);
    return {};
}

}  // namespace

Phrase headline(const StatusReport& status) {
    if (!status.has_journal) return "ciclo has never run on this database: its own tables are missing"_tr;
    const auto still = status.stale_stages();
    if (!still.empty()) return standstill(status, still);
    if (status.last_cycle && !status.last_cycle->ended_well()) {
        return "no stage is stale, but {}"_tr(last_outcome(*status.last_cycle));
    }
    return "all is well: every stage had a good run in the last {}"_tr(duration(status.max_age));
}

std::string status_text(const StatusReport& status, const std::string& time_zone, Language language) {
    auto out = headline(status).in(language) + "\n";
    const auto add = [&](const Phrase& line) { out += line.in(language) + "\n"; };
    out += stage_lines(status.stages, language);
    if (status.at_work) add(at_work_line(*status.at_work));
    if (status.last_cycle && !status.last_cycle->ended_well())
        out += last_cycle_lines(*status.last_cycle, language);
    if (const auto line = set_aside_line(status.rejects); !line.empty()) add(line);
    for (const auto& move : status.moves) add(move_line(move));
    if (!status.has_journal)
        add("remedy: {}"_tr("run 'ciclo schema apply', then 'ciclo check' and 'ciclo'"_tr));
    add("times are local ({})"_tr(time_zone));
    return out;
}

}  // namespace ciclo::report
