#include "report/html.hpp"

#include <catch2/catch.hpp>

#include "base/error.hpp"

using namespace ciclo;
using report::html_escaped;
using report::HtmlWriter;

TEST_CASE("what has a meaning in HTML is escaped, and what HTML cannot hold is left out") {
    CHECK(html_escaped("<b> & \"c\" 'd'") == "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
    CHECK(html_escaped("São Paulo\n\tok") == "São Paulo\n\tok");
    CHECK(html_escaped(std::string_view("a\0b\x1b[31m\x7f", 9)) == "ab[31m");
    CHECK(html_escaped("\xff") == "\xEF\xBF\xBD");
}

TEST_CASE("elements are nested and closed in their order, attributes are escaped") {
    HtmlWriter html;
    html.open("p", {{"title", "\"><script>"}, {"hidden", ""}}).text("1 < 2").element("b", "&").close();
    CHECK(html.take() == "<p title=\"&quot;&gt;&lt;script&gt;\" hidden>1 &lt; 2<b>&amp;</b></p>");
    CHECK(html.take().empty());
}

TEST_CASE("an element without content closes itself inside SVG") {
    HtmlWriter html;
    html.lone("line", {{"x1", "50%"}}).lone("meta", {{"charset", "utf-8"}});
    CHECK(html.take() == "<line x1=\"50%\"/>\n<meta charset=\"utf-8\">");
}

TEST_CASE("a page with an open element is a bug that is told") {
    HtmlWriter html;
    html.open("p");
    CHECK_THROWS_AS(html.take(), Error);
    html.close();
    CHECK_THROWS_AS(html.close(), Error);
}
