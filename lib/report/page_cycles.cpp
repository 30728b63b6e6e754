// The cycles of the last days: a table with a drawn lane for each day.
#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "report/lane_drawing.hpp"
#include "report/page_parts.hpp"
#include "report/timeline.hpp"
#include "report/wording.hpp"
#include "report/words.hpp"

namespace ciclo::report {
namespace {

std::chrono::milliseconds longest_of(std::span<const CycleRecord> cycles) {
    std::chrono::milliseconds longest{1};
    for (const auto& cycle : cycles) longest = std::max(longest, cycle.taken.value_or(longest));
    return longest;
}

long long count(const Lane& lane, Ending ending) {
    return std::count_if(lane.cycles.begin(), lane.cycles.end(),
                         [&](const auto* cycle) { return ending_of(*cycle) == ending; });
}

std::string longest_gap(const Lane& lane) {
    if (lane.gaps.empty()) return "-";
    const auto longest =
        std::max_element(lane.gaps.begin(), lane.gaps.end(),
                         [](const auto& a, const auto& b) { return a.length() < b.length(); });
    return age(std::chrono::floor<std::chrono::seconds>(longest->length()));
}

void write_lane(Page& page, const Lane& lane, std::chrono::milliseconds longest) {
    auto& html = page.html;
    const auto cycles = static_cast<long long>(lane.cycles.size());
    const auto failed = count(lane, Ending::failed);
    const auto day = day_text(lane.day, page.language);
    html.open("tr").element("th", day, {{"scope", "row"}}).open("td", {{"class", "chart"}});
    draw_lane(page, lane, longest, page.say("cycles of {}"_tr(day)),
              page.say("{} cycles, {} failures, longest gap {}"_tr(cycles, failed, longest_gap(lane))));
    html.close();
    const auto cell = [&](const std::string& text, const language::Phrase& label) {
        html.element("td", text, {{"class", "number"}, {"data-label", page.say(label)}});
    };
    cell(number_text(cycles, page.language), "cycles"_tr);
    cell(number_text(failed, page.language), "failures"_tr);
    cell(lane.gaps.empty() ? "" : longest_gap(lane), "longest gap"_tr);
    html.close();
}

void write_hours(Page& page) {
    auto& html = page.html;
    html.open("svg", {{"class", "hours"}, {"aria-hidden", "true"}, {"width", "100%"}, {"height", "14"}});
    for (const int hour : {0, 6, 12, 18, 24}) {
        const auto* anchor = hour == 0 ? "start" : hour == 24 ? "end" : "middle";
        html.element("text", fmt::format("{} h", hour),
                     {{"x", percent(hour / 24.0)}, {"y", "11"}, {"text-anchor", anchor}});
    }
    html.close();
}

void write_lanes_head(Page& page) {
    auto& html = page.html;
    html.element("caption", page.say("Each bar is a cycle at the time of day when it began"_tr));
    html.open("thead").open("tr").element("th", page.say("day"_tr), {{"scope", "col"}});
    html.open("th", {{"scope", "col"}, {"class", "chart"}, {"aria-label", page.say("time of day"_tr)}});
    write_hours(page);
    html.close();
    for (const auto& heading : {"cycles"_tr, "failures"_tr, "longest gap"_tr}) {
        html.element("th", page.say(heading), {{"scope", "col"}, {"class", "number"}});
    }
    html.close().close();
}

void write_legend_entry(Page& page, Ending ending, const language::Phrase& words) {
    auto& html = page.html;
    html.open("li").open("svg", {{"width", "14"}, {"height", "24"}, {"aria-hidden", "true"}});
    html.lone("rect", {{"class", std::string(css_class(ending))},
                       {"x", "5"},
                       {"y", "11"},
                       {"width", "4"},
                       {"height", "13"}});
    html.open("svg", {{"class", fmt::format("mark {}", css_class(ending))}, {"x", "7"}, {"y", "5"}})
        .raw(mark_of(ending))
        .close();
    html.close().text(page.say(words)).close();
}

void write_legend(Page& page, std::chrono::milliseconds longest) {
    auto& html = page.html;
    html.open("ul", {{"class", "legend"}});
    write_legend_entry(page, Ending::good, "done"_tr);
    write_legend_entry(page, Ending::with_rejects, "done, but with records set aside (14)"_tr);
    write_legend_entry(page, Ending::failed, "failed, with its exit code"_tr);
    write_legend_entry(page, Ending::killed, "killed: it never came to an end"_tr);
    write_legend_entry(page, Ending::running, "at work"_tr);
    html.open("li").open("svg", {{"width", "22"}, {"height", "24"}, {"aria-hidden", "true"}});
    html.lone("rect", {{"class", "gap"}, {"x", "1"}, {"y", "3"}, {"width", "20"}, {"height", "20"}}).close();
    html.text(page.say("no cycle for longer than the limit"_tr)).close();
    html.element("li", page.say("the taller, the longer; the tallest took {}"_tr(duration(longest))));
    html.close();
}

}  // namespace

void write_cycles(Page& page, const ReportFacts& facts) {
    page.open_section("cycles", "Cycles of the last {} days"_tr(k_days_of_cycles));
    const auto since = shown_since(facts);
    const auto cycles = shown_cycles(facts);
    if (!cycles.empty()) page.paragraph("The last one began {}."_tr(sentence_of(page, cycles.back())));
    const auto longest = longest_of(cycles);
    page.html.open("table", {{"class", "lanes"}});
    write_lanes_head(page);
    page.html.open("tbody");
    for (const auto& lane : lanes_of(cycles, since, facts.now, facts.status.max_age))
        write_lane(page, lane, longest);
    page.html.close().close();
    write_legend(page, longest);
    if (facts.has_more_cycles)
        page.paragraph(
            "The newest {} are shown."_tr(number_text(static_cast<long long>(cycles.size()), page.language)));
    page.html.close();
}

}  // namespace ciclo::report
