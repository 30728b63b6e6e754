#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.hpp"
#include "ciclo/notices.hpp"
#include "report/report.hpp"

namespace ciclo::report {
namespace {

// Where a stage's time went: for --output json and the log, too much for the table.
bool is_duration(std::string_view name) {
    return name.ends_with("_ms");
}

// Counts that say what was looked at; the others say what was done, and only those that are not 0 are shown.
constexpr std::array<std::string_view, 15> k_looked_at{
    "read",        "waiting", "passed_over",       "selected",        "nfs",
    "nfs_to_link", "pedidos", "cancelled_in_odoo", "unchanged",       "checks",
    "erro",        "aviso",   "rejects",           "separacoes_open", "pedidos_waiting_for_lot"};

bool is_looked_at(std::string_view name) {
    return std::find(k_looked_at.begin(), k_looked_at.end(), name) != k_looked_at.end();
}

std::string in_words(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::string list(const staging::Counts& counts, bool looked_at) {
    std::string out;
    for (const auto& [name, number] : counts.all()) {
        if (number == 0 || is_duration(name) || is_looked_at(name) != looked_at) continue;
        out += fmt::format("{}{} {}", out.empty() ? "" : ", ", number, in_words(name));
    }
    return out;
}

std::string or_else(const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
}

std::string done_lines(const StageReport& stage) {
    std::string out =
        fmt::format("  {:<12} {:>8}  {}\n", stage.name, fmt::format("{} ms", stage.taken.count()),
                    or_else(list(stage.counts, false), "nothing to do"));
    const auto looked_at = list(stage.counts, true);
    if (!looked_at.empty()) out += fmt::format("  {:<12} {:>8}  of: {}\n", "", "", looked_at);
    return out;
}

std::string stage_lines(const StageReport& stage) {
    std::string out =
        stage.outcome == "ok" ? done_lines(stage) : fmt::format("  {:<12} failed\n", stage.name);
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

std::string would_change(const DryRun& dry_run) {
    if (dry_run.changes.empty()) return {};
    std::string out = "would change:\n";
    for (const auto& table : dry_run.changes) {
        out += fmt::format("  {:<33} {} inserted, {} updated, {} deleted\n", table.table, table.inserted,
                           table.updated, table.deleted);
    }
    return out;
}

std::string last_line(const DryRun& dry_run) {
    if (dry_run.changes.empty()) return "dry run: no row would change; nothing was written\n";
    return fmt::format("dry run: {} rows would change in {} tables; nothing was written\n", dry_run.rows(),
                       dry_run.changes.size());
}

// On one line and of a length to be read; "" and an absent value look different.
std::string shown(const std::optional<std::string>& value) {
    if (!value) return "(null)";
    constexpr std::size_t k_longest = 80;
    std::string text = *value;
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; },
        ' ');
    const auto cut = first_line(text, k_longest);
    return fmt::format("'{}{}'", cut, cut.size() < text.size() ? "..." : "");
}

// The last line of a failing run: cause, stage, what is kept, remedy.
std::string last_line(const CycleReport& report) {
    const auto& totals = report.totals;
    if (report.dry_run && !report.failed()) return last_line(*report.dry_run);
    if (report.code == ExitCode::ok) {
        return fmt::format("ok: a full cycle in {} ms, {} requests to Odoo, {} KiB read, {} KiB of memory\n",
                           totals.get("ms"), totals.get("requests"), totals.get("bytes") / 1024,
                           totals.get("peak_memory_kib"));
    }
    std::string line = fmt::format("{} ({}): {}", name_of(report.code), number_of(report.code), report.error);
    if (!report.kept.empty()) line += fmt::format("; kept: {}", report.kept);
    if (!report.hint.empty()) line += fmt::format("; hint: {}", report.hint);
    return line + "\n";
}

}  // namespace

std::string cycle_text(const CycleReport& report) {
    std::string out = fmt::format("{} {}\n", report.dry_run ? "dry run" : "cycle", report.execution);
    for (const auto& stage : report.stages) out += stage_lines(stage);
    const auto passed = passed_over(report);
    if (!passed.empty()) out += passed + "\n";
    if (report.dry_run) {
        out += would_change(*report.dry_run);
        if (!report.dry_run->set_aside.empty()) out += report.dry_run->set_aside + "\n";
    }
    return out + last_line(report);
}

std::string row_text(const RowChange& row) {
    std::string out = fmt::format("  {} {}: {}\n", row.table, name_of(row.change), row.key);
    for (const auto& column : row.columns) {
        out += fmt::format("    {}: {} -> {}\n", column.column, shown(column.before), shown(column.after));
    }
    return out;
}

std::string check_text(const std::vector<CheckPoint>& points) {
    std::string out;
    for (const auto& point : points) {
        out += fmt::format("  {:<4}  {:<12} {}\n", point.code == ExitCode::ok ? "ok" : "FAIL", point.name,
                           point.sentence);
        if (!point.remedy.empty()) out += fmt::format("  {:<4}  {:<12} remedy: {}\n", "", "", point.remedy);
    }
    const auto code = worst(points);
    return out + (code == ExitCode::ok
                      ? "ok: a cycle can run\n"
                      : fmt::format("{} ({}): a cycle would fail\n", name_of(code), number_of(code)));
}

}  // namespace ciclo::report
