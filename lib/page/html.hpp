// HTML text piece by piece: everything from outside is escaped here, and an element ends with the scope that
// it was opened in. Not for: what a page says (page.hpp).
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace ciclo::page {

// `text` as it may stand between tags and in a quoted attribute. Control characters, which HTML cannot hold,
// are left out; what is not UTF-8 becomes U+FFFD.
std::string html_escaped(std::string_view text);

class HtmlWriter {
  public:
    // Names (literals) are the program's own and stand as they are; values are escaped. An attribute without
    // a value is written as a bare name.
    using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

    // An open element. Its end tag is written when it goes out of scope, so elements nest as scopes do. The
    // writer must outlive it.
    class Element {
      public:
        ~Element();
        Element(const Element&) = delete;
        Element& operator=(const Element&) = delete;

      private:
        friend class HtmlWriter;
        Element(HtmlWriter& html, std::string_view tag);

        HtmlWriter& m_html;
        std::string_view m_tag;
    };
    [[nodiscard]] Element open(std::string_view tag, Attributes attributes = {});

    // Passes redact(), which must not see markup: a password may be a word of it.
    HtmlWriter& text(std::string_view text);
    // An element with this text and nothing else.
    HtmlWriter& element(std::string_view tag, std::string_view text, Attributes attributes = {});
    // An element that never has content: <meta>, or a shape of SVG.
    HtmlWriter& lone(std::string_view tag, Attributes attributes);
    // Text of the program itself that is markup already.
    HtmlWriter& raw(std::string_view markup);

    // What was written; the writer is empty then. Throws Error(internal) while an element is open.
    std::string take();

  private:
    void begin(std::string_view tag, Attributes attributes, std::string_view end);

    std::string m_text;
    int m_open = 0;
};

}  // namespace ciclo::page
