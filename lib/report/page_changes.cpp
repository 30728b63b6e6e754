// What the cycles changed day by day: a small picture for each count, and all of them in numbers.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/page_parts.hpp"
#include "report/wording.hpp"

namespace ciclo::report {
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

// A day without a cycle is a dotted column, not a zero.
void write_day(Page& page, const DayOfChanges& day, double from, double width, double height) {
    auto& html = page.html;
    const bool has_run = day.cycles > 0;
    html.open("rect", {{"class", has_run ? "rows" : "gap"},
                       {"x", percent(from)},
                       {"width", percent(width)},
                       {"y", fmt::format("{:.1f}", k_height - height)},
                       {"height", fmt::format("{:.1f}", height)}});
}

void write_columns(Page& page, const std::vector<DayOfChanges>& days, const Series& series) {
    const auto most = std::max<long long>(1, largest(days, series));
    const auto step = 1.0 / static_cast<double>(days.size());
    for (std::size_t index = 0; index < days.size(); ++index) {
        const auto& day = days[index];
        const auto rows = day.*series.rows;
        const auto share = static_cast<double>(rows) / static_cast<double>(most);
        const auto height = day.cycles == 0 ? k_height - 1
                            : rows == 0     ? 1.0
                                            : std::max(2.0, share * (k_height - 1));
        write_day(page, day, (static_cast<double>(index) + 0.12) * step, 0.76 * step, height);
        const auto words = day.cycles == 0 ? language::Phrase("no cycle"_tr)
                                           : language::Phrase::verbatim(number_text(rows, page.language));
        page.html.element("title", fmt::format("{}: {}", day_text(day.day, page.language), page.say(words)))
            .close();
    }
}

void write_panel(Page& page, const std::vector<DayOfChanges>& days, const Series& series) {
    auto& html = page.html;
    const auto most = number_text(largest(days, series), page.language);
    const auto sum = number_text(total(days, series), page.language);
    html.open("li", {{"class", "panel"}}).element("p", series.stage, {{"class", "note"}});
    html.element("h3", page.say(series.what));
    page.paragraph("{} in all, {} a day at most"_tr(sum, most));
    html.open(
        "svg",
        {{"class", "columns"}, {"role", "img"}, {"width", "100%"}, {"height", fmt::format("{}", k_height)}});
    html.element("title", page.say(series.what));
    html.element("desc", page.say("{} in all, {} a day at most"_tr(sum, most)));
    write_columns(page, days, series);
    html.close();
    html.open("p", {{"class", "axis"}}).element("span", day_text(days.front().day, page.language));
    html.element("span", day_text(days.back().day, page.language)).close().close();
}

void write_numbers(Page& page, const std::vector<DayOfChanges>& days) {
    auto& html = page.html;
    html.open("details").element("summary", page.say("The same in numbers"_tr));
    html.open("div", {{"class", "scroll"},
                      {"tabindex", "0"},
                      {"role", "region"},
                      {"aria-label", page.say("Changes per day"_tr)}});
    html.open("table")
        .element("caption", page.say("Rows written per day, the newest first"_tr))
        .open("thead")
        .open("tr");
    html.element("th", page.say("day"_tr), {{"scope", "col"}});
    html.element("th", page.say("cycles"_tr), {{"scope", "col"}, {"class", "number"}});
    for (const auto& series : k_series) {
        html.element("th", page.say(series.what), {{"scope", "col"}, {"class", "number"}});
    }
    html.close().close().open("tbody");
    for (auto day = days.rbegin(); day != days.rend(); ++day) {
        html.open("tr").element("th", day_text(day->day, page.language), {{"scope", "row"}});
        html.element("td", number_text(day->cycles, page.language), {{"class", "number"}});
        for (const auto& series : k_series) {
            html.element("td", number_text((*day).*series.rows, page.language), {{"class", "number"}});
        }
        html.close();
    }
    html.close().close().close().close();
}

}  // namespace

void write_changes(Page& page, const ReportFacts& facts) {
    const auto& days = facts.overview.days;
    if (days.empty()) return;
    page.open_section("changes", "Changes per day"_tr);
    page.paragraph(
        "Rows written by good cycles in the last {} days; a dotted column is a day without one."_tr(
            days.size()));
    page.html.open("ul", {{"class", "panels"}});
    for (const auto& series : k_series) write_panel(page, days, series);
    page.html.close();
    write_numbers(page, days);
    page.html.close();
}

}  // namespace ciclo::report
