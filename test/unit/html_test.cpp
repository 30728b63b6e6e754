#include "page/html.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace ciclo;
using page::html_escaped;
using page::HtmlWriter;

TEST_CASE("what has a meaning in HTML is escaped, and what HTML cannot hold is left out") {
    CHECK(html_escaped("<b> & \"c\" 'd'") == "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
    CHECK(html_escaped("São Paulo\n\tok") == "São Paulo\n\tok");
    CHECK(html_escaped(std::string_view("a\0b\x1b[31m\x7f", 9)) == "ab[31m");
    CHECK(html_escaped("\xff") == "\xEF\xBF\xBD");
}

TEST_CASE("elements are nested and closed in their order, attributes are escaped") {
    HtmlWriter html;
    {
        const auto paragraph = html.open("p", {{"title", "\"><script>"}, {"hidden", ""}});
        html.text("1 < 2").element("b", "&");
    }
    CHECK(html.take() == "<p title=\"&quot;&gt;&lt;script&gt;\" hidden>1 &lt; 2<b>&amp;</b></p>");
    CHECK(html.take().empty());
}

TEST_CASE("an element without content closes itself inside SVG") {
    HtmlWriter html;
    html.lone("line", {{"x1", "50%"}}).lone("meta", {{"charset", "utf-8"}});
    CHECK(html.take() == "<line x1=\"50%\"/>\n<meta charset=\"utf-8\">");
}

TEST_CASE("an element ends with its scope, inner ones first, also when what fills it fails") {
    HtmlWriter html;
    const auto fill = [&] {
        const auto list = html.open("ul");
        const auto item = html.open("li");
        throw Error(ErrorKind::internal, "half way");
    };
    CHECK_THROWS_AS(fill(), Error);
    CHECK(html.take() == "<ul><li></li></ul>");
}

TEST_CASE("an open element cannot leave its scope, and no text is taken while one is open") {
    STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<HtmlWriter::Element>);
    STATIC_REQUIRE_FALSE(std::is_move_constructible_v<HtmlWriter::Element>);
    HtmlWriter html;
    {
        const auto paragraph = html.open("p");
        CHECK_THROWS_AS(html.take(), Error);
    }
    CHECK(html.take() == "<p></p>");
}
