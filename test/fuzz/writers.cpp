// What is written for others: Prometheus' text, HTML, and JSON that is kept in the journal. Each reads back
// as what was put in.
#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "ciclo/journal_json.hpp"
#include "fuzz/target.hpp"
#include "json/value.hpp"
#include "page/html.hpp"
#include "report/prometheus.hpp"
#include "support/exposition.hpp"

namespace ciclo::fuzz {
namespace {

const UtcSeconds k_ended{std::chrono::seconds{1'795'442'478}};

void metrics(std::string_view input) {
    CycleReport report;
    StageReport stage;
    stage.name = "faturamento";
    const std::string name(next_line(input));
    const auto number = static_cast<long long>(input.size());
    stage.counts.add(name, number);
    stage.notices.push_back({name, number, std::string(input)});
    stage.findings.push_back({name, integridade::Level::aviso, number, std::string(input)});
    report.stages.push_back(stage);
    report.totals.add(name, number);
    report.error = input;
    const auto text = report::prometheus_text(report, k_ended, k_ended);
    const test::Exposition read(text);  // throws what is against the format
    require(read.value("ciclo_stage_notices", {{"stage", "faturamento"}, {"kind", clean_utf8(name)}}) ==
                std::to_string(number),
            "a label is what was put in", name);
    require(report::last_success_in("\n" + text) == k_ended, "the last success is read back");
    static_cast<void>(report::last_success_in(input));
}

// The text that `markup` stands for. Nothing of it may be markup.
std::string unescaped(std::string_view markup) {
    constexpr std::array<std::pair<std::string_view, char>, 5> k_entities{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};
    std::string out;
    while (!markup.empty()) {
        const auto* entity = std::find_if(k_entities.begin(), k_entities.end(),
                                          [&](const auto& it) { return markup.starts_with(it.first); });
        if (entity == k_entities.end()) {
            require(std::string_view("&<>\"'").find(markup.front()) == std::string_view::npos,
                    "what comes from outside is no markup", markup);
            out += markup.front();
            markup.remove_prefix(1);
        } else {
            out += entity->second;
            markup.remove_prefix(entity->first.size());
        }
    }
    return out;
}

std::string without_controls(std::string_view text) {
    std::string out;
    for (const char c : clean_utf8(text)) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte >= 0x20 || c == '\n' || c == '\t') && byte != 0x7F) out += c;
    }
    return out;
}

void html(std::string_view input) {
    page::HtmlWriter writer;
    writer.element("p", input, {{"title", "t" + std::string(input)}});
    const auto markup = writer.take();
    constexpr std::string_view k_begin = "<p title=\"";
    const auto quote = markup.find('"', k_begin.size());
    require(markup.starts_with(k_begin) && markup.find("\">") == quote && markup.ends_with("</p>"),
            "an element is an element", markup);
    const auto title = std::string_view(markup).substr(k_begin.size(), quote - k_begin.size());
    const auto text = std::string_view(markup).substr(quote + 2, markup.size() - quote - 6);
    require(unescaped(title) == "t" + without_controls(input), "an attribute is what was put in", title);
    require(unescaped(text) == without_controls(input), "a text is what was put in", text);
}

// Of a row that any program wrote.
void journal(std::string_view input) {
    const auto counts = counts_of(input);
    require(counts_of(counts.json()).json() == counts.json(), "counts are read as they were written");
    for (const auto& finding : findings_of(input))
        require(finding.name.size() <= input.size(), "a name is one");
}

}  // namespace

void writers(std::string_view input) {
    metrics(input);
    html(input);
    journal(input);
}

}  // namespace ciclo::fuzz
