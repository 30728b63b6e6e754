// The cycles of the last days: a table with a drawn lane for each day.
#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "page/lane_drawing.hpp"
#include "page/parts.hpp"
#include "page/timeline.hpp"
#include "report/counts_text.hpp"
#include "report/locale_format.hpp"

namespace ciclo::page {
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
    const auto row = html.open("tr");
    html.element("th", day, {{"scope", "row"}});
    {
        const auto chart = html.open("td", {{"class", "chart"}});
        draw_lane(page, lane, longest, page.say("cycles of {}"_tr(day)),
                  page.say("{} cycles, {} failures, longest gap {}"_tr(cycles, failed, longest_gap(lane))));
    }
    const auto cell = [&](const std::string& text, const language::Phrase& label) {
        html.element("td", text, {{"class", "number"}, {"data-label", page.say(label)}});
    };
    cell(number_text(cycles, page.language), "cycles"_tr);
    cell(number_text(failed, page.language), "failures"_tr);
    cell(lane.gaps.empty() ? "" : longest_gap(lane), "longest gap"_tr);
}

void write_hours(Page& page) {
    auto& html = page.html;
    const auto drawing =
        html.open("svg", {{"class", "hours"}, {"aria-hidden", "true"}, {"width", "100%"}, {"height", "14"}});
    for (const int hour : {0, 6, 12, 18, 24}) {
        const auto* anchor = hour == 0 ? "start" : hour == 24 ? "end" : "middle";
        html.element("text", fmt::format("{} h", hour),
                     {{"x", percent(hour / 24.0)}, {"y", "11"}, {"text-anchor", anchor}});
    }
}

void write_lanes_head(Page& page) {
    auto& html = page.html;
    html.element("caption", page.say("Each bar is a cycle at the time of day when it started"_tr));
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.element("th", page.say("day"_tr), {{"scope", "col"}});
    {
        const auto cell = html.open(
            "th", {{"scope", "col"}, {"class", "chart"}, {"aria-label", page.say("time of day"_tr)}});
        write_hours(page);
    }
    for (const auto& heading : {"cycles"_tr, "failures"_tr, "longest gap"_tr}) {
        html.element("th", page.say(heading), {{"scope", "col"}, {"class", "number"}});
    }
}

HtmlWriter::Element open_sign(Page& page, std::string_view width) {
    return page.html.open("svg", {{"width", std::string(width)}, {"height", "24"}, {"aria-hidden", "true"}});
}

void write_sign(Page& page, Ending ending) {
    auto& html = page.html;
    const auto sign = open_sign(page, "14");
    html.lone("rect", {{"class", std::string(css_class(ending))},
                       {"x", "5"},
                       {"y", "11"},
                       {"width", "4"},
                       {"height", "13"}});
    const auto mark =
        html.open("svg", {{"class", fmt::format("mark {}", css_class(ending))}, {"x", "7"}, {"y", "5"}});
    html.raw(mark_of(ending));
}

void write_gap_entry(Page& page) {
    const auto item = page.html.open("li");
    {
        const auto sign = open_sign(page, "22");
        page.html.lone("rect", {{"class", "gap"}, {"x", "1"}, {"y", "3"}, {"width", "20"}, {"height", "20"}});
    }
    page.html.text(page.say("no cycle for longer than the limit"_tr));
}

void write_legend_entry(Page& page, Ending ending, const language::Phrase& words) {
    const auto item = page.html.open("li");
    write_sign(page, ending);
    page.html.text(page.say(words));
}

void write_legend(Page& page, std::chrono::milliseconds longest) {
    const auto list = page.html.open("ul", {{"class", "legend"}});
    write_legend_entry(page, Ending::good, "done"_tr);
    write_legend_entry(page, Ending::with_rejects, "done, but with records set aside (14)"_tr);
    write_legend_entry(page, Ending::failed, "failed, with its exit code"_tr);
    write_legend_entry(page, Ending::killed, "killed: it never finished"_tr);
    write_legend_entry(page, Ending::running, "running"_tr);
    write_gap_entry(page);
    page.html.element("li", page.say("the taller, the longer; the tallest took {}"_tr(duration(longest))));
}

void write_lanes(Page& page, const ReportFacts& facts, std::chrono::milliseconds longest) {
    const auto table = page.html.open("table", {{"class", "lanes"}});
    write_lanes_head(page);
    const auto body = page.html.open("tbody");
    for (const auto& lane :
         lanes_of(shown_cycles(facts), shown_since(facts), facts.now, facts.status.max_age))
        write_lane(page, lane, longest);
}

}  // namespace

void write_cycles(Page& page, const ReportFacts& facts) {
    const Section section(page, "cycles", "Cycles of the last {} days"_tr(k_days_of_cycles));
    const auto cycles = shown_cycles(facts);
    if (!cycles.empty()) page.paragraph("The last one started {}."_tr(sentence_of(page, cycles.back())));
    const auto longest = longest_of(cycles);
    write_lanes(page, facts, longest);
    write_legend(page, longest);
    if (facts.has_more_cycles)
        page.paragraph(
            "The newest {} are shown."_tr(number_text(static_cast<long long>(cycles.size()), page.language)));
}

}  // namespace ciclo::page
