#include "page/html.hpp"

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"

namespace ciclo::page {
namespace {

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
}

// Of what each file is large: the source stays readable.
bool begins_a_line(std::string_view tag) {
    return tag == "section" || tag == "tr" || tag == "rect" || tag == "svg" || tag == "table" ||
           tag == "meta";
}

}  // namespace

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : clean_utf8(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                if (!is_control(c)) out += c;
        }
    }
    return out;
}

void HtmlWriter::begin(std::string_view tag, Attributes attributes, std::string_view end) {
    if (begins_a_line(tag)) m_text += '\n';
    m_text += fmt::format("<{}", tag);
    for (const auto& [name, value] : attributes) {
        m_text +=
            value.empty() ? fmt::format(" {}", name) : fmt::format(" {}=\"{}\"", name, html_escaped(value));
    }
    m_text += end;
}

HtmlWriter::Element::Element(HtmlWriter& html, std::string_view tag) : m_html(html), m_tag(tag) {
    ++m_html.m_open;
}

HtmlWriter::Element::~Element() {
    --m_html.m_open;
    m_html.m_text.append("</").append(m_tag).append(">");
}

HtmlWriter::Element HtmlWriter::open(std::string_view tag, Attributes attributes) {
    begin(tag, attributes, ">");
    return {*this, tag};
}

HtmlWriter& HtmlWriter::text(std::string_view text) {
    m_text += html_escaped(redact(text));
    return *this;
}

HtmlWriter& HtmlWriter::element(std::string_view tag, std::string_view text, Attributes attributes) {
    const auto element = open(tag, attributes);
    return this->text(text);
}

HtmlWriter& HtmlWriter::lone(std::string_view tag, Attributes attributes) {
    // Inside SVG an element without content has to say so.
    begin(tag, attributes, tag == "meta" ? ">" : "/>");
    return *this;
}

HtmlWriter& HtmlWriter::raw(std::string_view markup) {
    m_text += markup;
    return *this;
}

std::string HtmlWriter::take() {
    if (m_open > 0) throw Error(ErrorKind::internal, "an element of the page is still open");
    return std::exchange(m_text, {});
}

}  // namespace ciclo::page
