#include <fmt/core.h>

#include <utility>

#include "page/parts.hpp"
#include "report/locale_format.hpp"

namespace ciclo::page {
namespace {

std::string css_class(Cell kind) {
    return kind == Cell::number ? "number" : kind == Cell::name ? "name" : "text";
}

}  // namespace

Table::Table(Page& page, const language::Phrase& caption, std::vector<Column> columns)
    : m_page(page),
      m_columns(std::move(columns)),
      m_frame(page.html.open("div", {{"class", "scroll"}})),
      m_table(page.html.open("table", {{"class", "cards"}})),
      m_body(open_body(caption)) {}

// Caption and headings stand before it.
HtmlWriter::Element Table::open_body(const language::Phrase& caption) {
    auto& html = m_page.html;
    html.element("caption", m_page.say(caption));
    {
        const auto head = html.open("thead");
        const auto line = html.open("tr");
        for (const auto& column : m_columns) {
            html.element("th", m_page.say(column.heading),
                         {{"scope", "col"}, {"class", css_class(column.kind)}});
        }
    }
    return html.open("tbody");
}

void Table::row(const std::vector<std::string>& cells, bool is_quiet) {
    auto& html = m_page.html;
    const auto line = html.open("tr", {{"class", is_quiet ? "quiet" : "said"}});
    for (std::size_t index = 0; index < m_columns.size(); ++index) {
        const auto& column = m_columns[index];
        const auto label = m_page.say(column.heading);
        const auto kind = css_class(column.kind);
        if (index == 0) {
            html.element("th", cells.at(index), {{"scope", "row"}, {"class", kind}, {"data-label", label}});
        } else {
            html.element("td", cells.at(index), {{"class", kind}, {"data-label", label}});
        }
    }
}

void write_more(Page& page, long long more) {
    if (more <= 0) return;
    page.paragraph("and {} more"_tr(number_text(more, page.language)));
}

std::string percent(double share) {
    return fmt::format("{:.2f}%", share * 100);
}

}  // namespace ciclo::page
