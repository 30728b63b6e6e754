#include "page/lane_drawing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "report/counts_text.hpp"

namespace ciclo::page {
namespace {

// Pixels: a lane has room for a mark above the tallest bar.
constexpr double k_lane_height = 44;
constexpr double k_tallest_bar = 28;
constexpr double k_lowest_bar = 4;
// Shares of a day: what is narrower than 6 minutes could not be seen, what is narrower than 4 hours has no
// room for words on a telephone.
constexpr double k_narrowest_bar = 1.0 / 240;
constexpr double k_room_for_words = 4.0 / 24;
constexpr double k_room_for_code = 1.5 / 24;

std::string pixels(double number) {
    return fmt::format("{:.1f}", number);
}

// Draws one lane.
class LaneDrawing {
  public:
    LaneDrawing(Page& page, const Lane& lane, std::chrono::milliseconds longest)
        : m_page(page), m_lane(lane), m_longest(longest) {}

    void draw(const std::string& title, const std::string& description) {
        auto& html = m_page.html;
        const auto drawing = html.open(
            "svg",
            {{"class", "lane"}, {"role", "img"}, {"width", "100%"}, {"height", pixels(k_lane_height)}});
        html.element("title", title).element("desc", description);
        html.lone("rect", {{"class", "day"}, {"width", percent(m_lane.elapsed)}, {"height", "100%"}});
        for (const auto& gap : m_lane.gaps) draw_gap(gap);
        for (const double hour : {6.0, 12.0, 18.0}) {
            const auto x = percent(hour / 24);
            html.lone("line", {{"class", "hour"}, {"x1", x}, {"x2", x}, {"y1", "0"}, {"y2", "100%"}});
        }
        for (const auto* cycle : m_lane.cycles) draw_cycle(*cycle);
    }

  private:
    // `x` and `width` are shares of a day, `y` and `height` pixels.
    void draw_bar(std::string_view css_class, double x, double width, double y, double height,
                  const std::string& title) {
        const auto bar = m_page.html.open("rect", {{"class", std::string(css_class)},
                                                   {"x", percent(x)},
                                                   {"width", percent(width)},
                                                   {"y", pixels(y)},
                                                   {"height", pixels(height)}});
        m_page.html.element("title", title);
    }

    void draw_gap(const Gap& gap) {
        auto& html = m_page.html;
        const auto words =
            m_page.say("no cycle for {}"_tr(age(std::chrono::floor<std::chrono::seconds>(gap.length()))));
        draw_bar("gap", gap.from, gap.to - gap.from, 1, k_lane_height - 2, words);
        if (gap.to - gap.from < k_room_for_words) return;
        html.element("text", words,
                     {{"class", "gap-words"}, {"x", percent((gap.from + gap.to) / 2)}, {"y", "26"}});
    }

    // The cube root of the share, so that an ordinary cycle is still seen beside a full load; one that did
    // not end well stands out whatever its time.
    [[nodiscard]] double height_of(const CycleRecord& cycle, Ending ending) const {
        if (ending != Ending::good && ending != Ending::with_rejects) return k_tallest_bar;
        const auto share = static_cast<double>(cycle.taken.value_or(m_longest).count()) /
                           static_cast<double>(m_longest.count());
        return std::max(k_lowest_bar, k_tallest_bar * std::cbrt(share));
    }

    void draw_cycle(const CycleRecord& cycle) {
        const auto ending = ending_of(cycle);
        const auto taken =
            static_cast<double>(cycle.taken.value_or(std::chrono::milliseconds{0}).count()) / 86'400'000.0;
        const auto width = std::max(k_narrowest_bar, taken);
        const auto height = height_of(cycle, ending);
        draw_bar(css_class(ending), std::min(begin_of(cycle), 1 - width), width, k_lane_height - height,
                 height, sentence_of(m_page, cycle));
        if (ending != Ending::good) draw_mark(cycle, ending);
    }

    // Failures have their code too, where there is room.
    void draw_mark(const CycleRecord& cycle, Ending ending) {
        auto& html = m_page.html;
        const auto at = begin_of(cycle) + k_narrowest_bar / 2;
        {
            const auto mark = html.open(
                "svg",
                {{"class", fmt::format("mark {}", css_class(ending))}, {"x", percent(at)}, {"y", "12"}});
            html.raw(mark_of(ending));
        }
        if (ending != Ending::failed || at - m_last_code < k_room_for_code) return;
        m_last_code = at;
        html.element("text", std::to_string(cycle.exit_code.value_or(0)),
                     {{"class", "code"}, {"x", percent(at)}, {"y", "8"}});
    }

    Page& m_page;
    const Lane& m_lane;
    std::chrono::milliseconds m_longest;
    double m_last_code = -1;
};

}  // namespace

void draw_lane(Page& page, const Lane& lane, std::chrono::milliseconds longest, const std::string& title,
               const std::string& description) {
    LaneDrawing(page, lane, longest).draw(title, description);
}

std::string_view css_class(Ending ending) {
    switch (ending) {
        case Ending::good:
            return "good";
        case Ending::with_rejects:
            return "partly";
        case Ending::failed:
            return "failed";
        case Ending::running:
            return "running";
        case Ending::killed:
            break;
    }
    return "killed";
}

std::string_view mark_of(Ending ending) {
    switch (ending) {
        case Ending::good:
            return "";
        case Ending::with_rejects:
            return "<circle r=\"2.5\"/>";
        case Ending::failed:
            return "<path d=\"M-3-3L3 3M3-3L-3 3\"/>";
        case Ending::running:
            return "<path d=\"M-2-3L3 0L-2 3z\"/>";
        case Ending::killed:
            break;
    }
    return "<text y=\"3\">?</text>";
}

}  // namespace ciclo::page
