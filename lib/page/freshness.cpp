// The sentence at the top, what waits for a person in numbers, and how fresh each stage is.
#include <fmt/core.h>

#include <algorithm>

#include "page/parts.hpp"
#include "report/counts_text.hpp"
#include "report/locale_format.hpp"
#include "report/status.hpp"

namespace ciclo::page {
namespace {

// A meter is full at twice the age from which a stage counts as late.
constexpr double k_full_scale = 2.0;

// A tick in a disc, or an exclamation mark in a triangle: distinguishable without colour.
constexpr std::string_view k_well_sign =
    "<svg class=\"sign\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><circle cx=\"16\" cy=\"16\" r=\"15\"/>"
    "<path d=\"M9 16.5l5 5 9-10.5\"/></svg>";
constexpr std::string_view k_late_sign =
    "<svg class=\"sign\" viewBox=\"0 0 32 32\" aria-hidden=\"true\"><path class=\"plate\" d=\"M16 2.5L31 "
    "29H1z\"/>"
    "<path d=\"M16 11.5v8.500M16 24v.8\"/></svg>";

void write_tile(Page& page, std::string_view target, long long count, const language::Phrase& what) {
    auto& html = page.html;
    const auto item = html.open("li");
    const auto link = html.open(
        "a", {{"href", fmt::format("#{}", target)}, {"class", count == 0 ? "tile none" : "tile some"}});
    html.element("strong", number_text(count, page.language)).text(" ").element("span", page.say(what));
}

long long count_findings(const ReportFacts& facts) {
    long long found = 0;
    for (const auto& newest : newest_stages(facts)) {
        found += std::count_if(newest.stage->findings.begin(), newest.stage->findings.end(),
                               [](const auto& finding) { return finding.count > 0; });
    }
    return found;
}

void write_meter(Page& page, const StageFreshness& stage, std::chrono::seconds max_age,
                 const std::string& words) {
    auto& html = page.html;
    const auto limit = static_cast<double>(std::max<long long>(1, max_age.count()));
    const auto age = stage.last_good ? static_cast<double>(stage.age.count()) / limit : k_full_scale;
    const auto drawing =
        html.open("svg", {{"class", "meter"}, {"role", "img"}, {"width", "100%"}, {"height", "12"}});
    html.element("title", words)
        .lone("rect", {{"class", "track"}, {"width", "100%"}, {"height", "8"}, {"y", "2"}, {"rx", "4"}});
    html.lone("rect", {{"class", stage.is_stale ? "late" : "fresh"},
                       {"width", percent(std::clamp(age / k_full_scale, 0.01, 1.0))},
                       {"height", "8"},
                       {"y", "2"},
                       {"rx", "4"}});
    html.lone("line", {{"class", "limit"}, {"x1", "50%"}, {"x2", "50%"}, {"y1", "0"}, {"y2", "12"}});
}

void write_stage(Page& page, const StageFreshness& stage, std::chrono::seconds max_age) {
    auto& html = page.html;
    const auto old = stage.last_good ? age(stage.age) : page.say("never"_tr);
    const auto limit = duration(max_age);
    const auto item = html.open("li", {{"class", stage.is_stale ? "stage late" : "stage"}});
    html.element("h3", stage.stage);
    {
        const auto line = html.open("p", {{"class", "age"}});
        html.text(old).text(" ").element("span", page.say(stage.is_stale ? "stale"_tr : "on time"_tr),
                                         {{"class", "badge"}});
    }
    write_meter(page, stage, max_age, page.say("{}: {} old, limit {}"_tr(stage.stage, old, limit)));
    if (stage.last_good) {
        page.paragraph("last good run {}"_tr(moment_text(stage.local_last_good + ":00", page.language)));
    }
}

}  // namespace

void write_verdict(Page& page, const ReportFacts& facts) {
    auto& html = page.html;
    const bool is_fresh = facts.status.code() == ExitCode::ok;
    const bool is_well = is_fresh && (!facts.status.last_cycle || facts.status.last_cycle->ended_well());
    const auto header = html.open("header", {{"class", is_well    ? "verdict well"
                                                       : is_fresh ? "verdict doubtful"
                                                                  : "verdict unwell"}});
    html.element("h1", page.say("ciclo: state of the sync from Odoo"_tr));
    {
        const auto sentence = html.open("p");
        html.raw(is_well ? k_well_sign : k_late_sign).element("span", page.say(headline(facts.status)));
    }
    if (!facts.status.has_journal)
        page.paragraph("remedy: {}"_tr("run 'ciclo schema apply', then 'ciclo check' and 'ciclo'"_tr));
}

void write_tiles(Page& page, const ReportFacts& facts) {
    const auto& overview = facts.overview;
    const auto list = page.html.open("ul", {{"class", "tiles"}});
    write_tile(page, "inconsistencies", overview.open_inconsistencies, "open inconsistencies"_tr);
    write_tile(page, "rejects", overview.reject_count.counting, "records set aside"_tr);
    write_tile(page, "alerts", overview.alerts.total, "open COTADO alerts"_tr);
    // Where no cycle ever ran, there is no such section to lead to.
    if (!overview.first_cycle.empty())
        write_tile(page, "findings", count_findings(facts), "check findings"_tr);
}

void write_freshness(Page& page, const ReportFacts& facts) {
    const auto max_age = facts.status.max_age;
    const Section section(page, "freshness", "How fresh each stage is"_tr);
    page.paragraph("Time since the last good run of each stage; the line in the middle is the limit, {}."_tr(
        duration(max_age)));
    const auto list = page.html.open("ul", {{"class", "stages"}});
    for (const auto& stage : facts.status.stages) write_stage(page, stage.freshness, max_age);
}

}  // namespace ciclo::page
