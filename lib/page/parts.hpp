// The pieces that a page is put together from, and its sections in their order. Not for: anyone
// outside this folder.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "page/html.hpp"
#include "page/page.hpp"
#include "report/counts_text.hpp"
#include "report/locale_format.hpp"

namespace ciclo::page {

using namespace report;  // numbers, times and counts as the other reports write them

// A page that is being written, in one language.
struct Page {
    HtmlWriter html;
    language::Language language;

    [[nodiscard]] std::string say(const language::Phrase& phrase) const { return phrase.in(language); }
    void paragraph(const language::Phrase& phrase, std::string_view css_class = "note");
};

// <section> with its heading; `id` is what links of the page lead to. It ends with its scope.
class Section {
  public:
    Section(Page& page, std::string_view id, const language::Phrase& heading);

  private:
    HtmlWriter::Element m_section;
};

// How a cell may break: names, numbers and times stay whole.
enum class Cell { text, name, number };

struct Column {
    language::Phrase heading;
    Cell kind = Cell::text;
};

// A table that becomes a list of cards where the page is narrow. It ends with its scope.
class Table {
  public:
    Table(Page& page, const language::Phrase& caption, std::vector<Column> columns);

    // As many as there are columns; the first one names the row. `is_quiet`: nothing that anyone has to read.
    void row(const std::vector<std::string>& cells, bool is_quiet = false);

  private:
    HtmlWriter::Element open_body(const language::Phrase& caption);

    Page& m_page;
    std::vector<Column> m_columns;
    HtmlWriter::Element m_frame;
    HtmlWriter::Element m_table;
    HtmlWriter::Element m_body;
};

// "and n more" below a table, where there are more.
void write_more(Page& page, long long more);

// Where something stands across a drawing, or how wide it is: "12.5%".
std::string percent(double share);

void write_verdict(Page& page, const ReportFacts& facts);
void write_tiles(Page& page, const ReportFacts& facts);
void write_freshness(Page& page, const ReportFacts& facts);
void write_cycles(Page& page, const ReportFacts& facts);
void write_failures(Page& page, const ReportFacts& facts);
void write_changes(Page& page, const ReportFacts& facts);
void write_inconsistencies(Page& page, const ReportFacts& facts);
void write_rejects(Page& page, const ReportFacts& facts);
void write_alerts(Page& page, const ReportFacts& facts);
void write_findings(Page& page, const ReportFacts& facts);

// From when on cycles are laid out (local), and those since then. What was too much to be listed is not a
// gap.
std::string shown_since(const ReportFacts& facts);
std::span<const CycleRecord> shown_cycles(const ReportFacts& facts);

// A cycle, its end and how long it took: "24 Nov 2026, 12:30: ok (0), 42.0 s".
std::string sentence_of(const Page& page, const CycleRecord& cycle);

// The newest record of a stage, and when its cycle began (local): what it found still holds.
struct NewestStage {
    std::string began;
    const StageRecord* stage = nullptr;
};
// In the stages' order; of the facts' cycles.
std::vector<NewestStage> newest_stages(const ReportFacts& facts);

// The <style> of every page.
std::string_view page_style();

}  // namespace ciclo::page
