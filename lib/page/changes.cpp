// What the cycles changed day by day: a small picture for each count, and all of them in numbers.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "page/parts.hpp"
#include "report/locale_format.hpp"

namespace ciclo::page {
namespace {

struct Series {
    std::string_view stage;
    language::Text what;
    long long DayOfChanges::*rows;
};

constexpr std::array k_series{
    Series{"faturamento", "NF rows inserted"_tr, &DayOfChanges::nf_inserted},
    Series{"faturamento", "NF rows updated"_tr, &DayOfChanges::nf_updated},
    Series{"faturamento", "NFs cancelled"_tr, &DayOfChanges::nf_cancelled},
    Series{"faturado", "separações FATURADO"_tr, &DayOfChanges::separacoes_marked},
    Series{"carteira", "backlog rows inserted"_tr, &DayOfChanges::backlog_inserted},
    Series{"carteira", "backlog rows updated"_tr, &DayOfChanges::backlog_updated},
    Series{"carteira", "of these, archived"_tr, &DayOfChanges::backlog_archived},
    Series{"faturamento", "deliveries inserted"_tr, &DayOfChanges::deliveries_inserted},
    Series{"faturamento, faturado, carteira", "shipment items updated"_tr,
           &DayOfChanges::shipment_items_updated},
    Series{"faturamento, carteira", "events"_tr, &DayOfChanges::events},
};

// Pixels.
constexpr double k_height = 56;

long long largest(const std::vector<DayOfChanges>& days, const Series& series) {
    long long most = 0;
    for (const auto& day : days) most = std::max(most, day.*series.rows);
    return most;
}

long long total(const std::vector<DayOfChanges>& days, const Series& series) {
    long long sum = 0;
    for (const auto& day : days) sum += day.*series.rows;
    return sum;
}

// A day without a cycle is a dotted column, not a zero. `from` and `step`: shares of the drawing's width.
void write_day(Page& page, const DayOfChanges& day, const Series& series, long long most, double from,
               double step) {
    const auto rows = day.*series.rows;
    const bool has_run = day.cycles > 0;
    const auto share = static_cast<double>(rows) / static_cast<double>(most);
    const auto height = !has_run ? k_height - 1 : rows == 0 ? 1.0 : std::max(2.0, share * (k_height - 1));
    const auto words = has_run ? language::Phrase::verbatim(number_text(rows, page.language))
                               : language::Phrase("no cycle"_tr);
    const auto column = page.html.open("rect", {{"class", has_run ? "rows" : "gap"},
                                                {"x", percent(from)},
                                                {"width", percent(0.76 * step)},
                                                {"y", fmt::format("{:.1f}", k_height - height)},
                                                {"height", fmt::format("{:.1f}", height)}});
    page.html.element("title", fmt::format("{}: {}", day_text(day.day, page.language), page.say(words)));
}

void write_columns(Page& page, const std::vector<DayOfChanges>& days, const Series& series) {
    const auto most = std::max<long long>(1, largest(days, series));
    const auto step = 1.0 / static_cast<double>(days.size());
    for (std::size_t index = 0; index < days.size(); ++index) {
        write_day(page, days[index], series, most, (static_cast<double>(index) + 0.12) * step, step);
    }
}

void write_drawing(Page& page, const std::vector<DayOfChanges>& days, const Series& series,
                   const language::Phrase& words) {
    const auto drawing = page.html.open(
        "svg",
        {{"class", "columns"}, {"role", "img"}, {"width", "100%"}, {"height", fmt::format("{}", k_height)}});
    page.html.element("title", page.say(series.what)).element("desc", page.say(words));
    write_columns(page, days, series);
}

void write_panel(Page& page, const std::vector<DayOfChanges>& days, const Series& series) {
    auto& html = page.html;
    const auto most = number_text(largest(days, series), page.language);
    const auto sum = number_text(total(days, series), page.language);
    const auto words = "{} in all, {} a day at most"_tr(sum, most);
    const auto panel = html.open("li", {{"class", "panel"}});
    html.element("p", series.stage, {{"class", "note"}}).element("h3", page.say(series.what));
    page.paragraph(words);
    write_drawing(page, days, series, words);
    const auto axis = html.open("p", {{"class", "axis"}});
    html.element("span", day_text(days.front().day, page.language));
    html.element("span", day_text(days.back().day, page.language));
}

void write_headings(Page& page) {
    auto& html = page.html;
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    html.element("th", page.say("day"_tr), {{"scope", "col"}});
    html.element("th", page.say("cycles"_tr), {{"scope", "col"}, {"class", "number"}});
    for (const auto& series : k_series) {
        html.element("th", page.say(series.what), {{"scope", "col"}, {"class", "number"}});
    }
}

void write_row(Page& page, const DayOfChanges& day) {
    auto& html = page.html;
    const auto row = html.open("tr");
    html.element("th", day_text(day.day, page.language), {{"scope", "row"}});
    html.element("td", number_text(day.cycles, page.language), {{"class", "number"}});
    for (const auto& series : k_series) {
        html.element("td", number_text(day.*series.rows, page.language), {{"class", "number"}});
    }
}

void write_numbers(Page& page, const std::vector<DayOfChanges>& days) {
    auto& html = page.html;
    const auto details = html.open("details");
    html.element("summary", page.say("The same in numbers"_tr));
    const auto region = html.open("div", {{"class", "scroll"},
                                          {"tabindex", "0"},
                                          {"role", "region"},
                                          {"aria-label", page.say("Changes per day"_tr)}});
    const auto table = html.open("table");
    html.element("caption", page.say("Rows written per day, the newest first"_tr));
    write_headings(page);
    const auto body = html.open("tbody");
    for (auto day = days.rbegin(); day != days.rend(); ++day) write_row(page, *day);
}

}  // namespace

void write_changes(Page& page, const ReportFacts& facts) {
    const auto& days = facts.overview.days;
    if (days.empty()) return;
    const Section section(page, "changes", "Changes per day"_tr);
    page.paragraph(
        "Rows written by good cycles in the last {} days; a dotted column is a day without one."_tr(
            days.size()));
    {
        const auto list = page.html.open("ul", {{"class", "panels"}});
        for (const auto& series : k_series) write_panel(page, days, series);
    }
    write_numbers(page, days);
}

}  // namespace ciclo::page
