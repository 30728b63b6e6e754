#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "ciclo/notices.hpp"
#include "report/counts_text.hpp"
#include "report/report.hpp"

namespace ciclo::report {
namespace {

using language::Language;

std::string done_lines(const StageReport& stage, Language language) {
    std::string out =
        fmt::format("  {:<12} {:>8}  {}\n", stage.name, fmt::format("{} ms", stage.taken.count()),
                    or_else(done(stage.counts, language), "nothing to do"_tr.in(language)));
    const auto seen = looked_at(stage.counts, language);
    if (!seen.empty()) out += fmt::format("  {:<12} {:>8}  ({})\n", "", "", seen);
    return out;
}

std::string stage_lines(const StageReport& stage, Language language) {
    std::string out = stage.outcome == StageOutcome::ok
                          ? done_lines(stage, language)
                          : fmt::format("  {:<12} {}\n", stage.name, "failed"_tr.in(language));
    for (const auto& finding : stage.findings) {
        if (finding.count > 0)
            out += fmt::format("  {:<12} {:>8}  {}\n", "", "", integridade::sentence(finding));
    }
    for (const auto& notice : stage.notices) {
        out += fmt::format("  {:<12} {:>8}  AVISO {}: {} ({})\n", "", "", notice.kind, notice.count,
                           notice.examples);
    }
    return out;
}

// "2025: 3, 2026: 12"
std::string by_year(const std::vector<PedidosOfYear>& years, Language language) {
    std::string out;
    for (const auto& [year, pedidos] : years) {
        out += out.empty() ? "" : ", ";
        out += year == 0 ? "unknown year: {}"_tr(pedidos).in(language) : fmt::format("{}: {}", year, pedidos);
    }
    return out;
}

std::string would_change(const DryRunReport& dry_run, Language language) {
    if (dry_run.changes.empty()) return {};
    std::string out = "would change:"_tr.in(language) + "\n";
    for (const auto& table : dry_run.changes) {
        out +=
            fmt::format("  {:<33} {}\n", table.table,
                        "{} inserted, {} updated, {} deleted"_tr(table.inserted, table.updated, table.deleted)
                            .in(language));
    }
    return out;
}

language::Phrase summary(const DryRunReport& dry_run) {
    if (dry_run.changes.empty()) return "dry run: no row would change; nothing was written"_tr;
    return "dry run: {} rows would change in {} tables; nothing was written"_tr(dry_run.rows(),
                                                                                dry_run.changes.size());
}

// On one line and of a length to be read; "" and an absent value look different.
std::string shown(const std::optional<std::string>& value) {
    if (!value) return "(null)";
    constexpr std::size_t k_longest = 80;
    const auto text = visible(*value);
    const auto cut = first_line(text, k_longest);
    return fmt::format("'{}{}'", cut, cut.size() < text.size() ? "..." : "");
}

language::Text word_of(Change change) {
    switch (change) {
        case Change::inserted:
            return "inserted"_tr;
        case Change::updated:
            return "updated"_tr;
        case Change::deleted:
            return "deleted"_tr;
    }
    return {};
}

// Of a failing run: cause, stage, what is kept, remedy.
language::Phrase summary(const CycleReport& report) {
    const auto& totals = report.totals;
    if (report.dry_run && !report.failed()) return summary(*report.dry_run);
    if (report.code == ExitCode::ok) {
        const auto ok =
            report.is_selection
                ? "ok: just these pedidos and NFs, in {} ms, {} requests to Odoo, {} KiB read, {} KiB of memory"_tr
                : "ok: a complete cycle in {} ms, {} requests to Odoo, {} KiB read, {} KiB of memory"_tr;
        const auto words = ok(totals.get("ms"), totals.get("requests"), totals.get("bytes") / 1024,
                              totals.get("peak_memory_kib"));
        const auto accepted = totals.get("rejects_accepted");
        return accepted == 0 ? words : words.and_then("{} set aside and accepted"_tr(accepted), ", ");
    }
    auto words = language::Phrase::verbatim(
        fmt::format("{} ({}): {}", name_of(report.code), number_of(report.code), report.error));
    if (!report.kept.empty()) words = words.and_then("database: {}"_tr(report.kept), "; ");
    if (!report.hint.empty()) words = words.and_then("hint: {}"_tr(report.hint), "; ");
    return words;
}

}  // namespace

std::string cycle_text(const CycleReport& report, Language language) {
    const auto what = report.dry_run ? "dry run"_tr : "cycle"_tr;
    std::string out = fmt::format("{} {}\n", what.in(language), report.execution);
    for (const auto& stage : report.stages) out += stage_lines(stage, language);
    for (const auto& stage : report.stages) {
        const auto passed = passed_over(stage);
        if (!passed.empty()) out += passed.in(language) + "\n";
    }
    if (report.dry_run) {
        out += would_change(*report.dry_run, language);
        const auto years = by_year(report.dry_run->entering, language);
        if (!years.empty())
            out += "open pedidos that would enter, by year of creation: {}"_tr(years).in(language) + "\n";
        if (!report.dry_run->set_aside.empty()) out += report.dry_run->set_aside + "\n";
    }
    return out + summary(report).in(language) + "\n";
}

std::string row_text(const RowChange& row, Language language) {
    std::string out =
        fmt::format("  {} {}: {}\n", row.table, word_of(row.change).in(language), visible(row.key));
    for (const auto& column : row.columns) {
        out += fmt::format("    {}: {} -> {}\n", column.column, shown(column.before), shown(column.after));
    }
    return out;
}

}  // namespace ciclo::report
