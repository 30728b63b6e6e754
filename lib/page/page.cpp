#include "page/page.hpp"

#include <array>

#include "page/parts.hpp"
#include "report/locale_format.hpp"

namespace ciclo::page {
namespace {

using language::Language;

// What a part of the page needs to have something to say.
enum class Needs { journal, cycles };

struct Part {
    Needs needs;
    void (*write)(Page& page, const ReportFacts& facts);
};

// In the order in which a person asks: is all well, what happened, what is to be done.
constexpr std::array k_parts{
    Part{Needs::journal, write_tiles},   Part{Needs::journal, write_freshness},
    Part{Needs::cycles, write_cycles},   Part{Needs::cycles, write_failures},
    Part{Needs::cycles, write_changes},  Part{Needs::journal, write_inconsistencies},
    Part{Needs::journal, write_rejects}, Part{Needs::journal, write_alerts},
    Part{Needs::cycles, write_findings},
};

bool can_say(const Part& part, const ReportFacts& facts) {
    return part.needs == Needs::journal ? facts.status.has_journal : !facts.overview.first_cycle.empty();
}

// Names from the database stand in the page: should one ever get past the escaping, no script of it would run
// and nothing would be sent anywhere.
constexpr std::string_view k_policy =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

void write_head(Page& page) {
    auto& html = page.html;
    const auto head = html.open("head");
    html.lone("meta", {{"charset", "utf-8"}});
    html.lone("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", std::string(k_policy)}});
    html.lone("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.lone("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    html.element("title", page.say("ciclo: state of the sync from Odoo"_tr));
    const auto style = html.open("style");
    html.raw(page_style());
}

void write_foot(Page& page, const ReportFacts& facts) {
    const auto footer = page.html.open("footer");
    page.paragraph("made {} (local time, {}) by ciclo {} from database {}"_tr(
        moment_text(facts.now, page.language), facts.time_zone, facts.version, facts.database));
}

void write_main(Page& page, const ReportFacts& facts) {
    const auto main = page.html.open("main");
    write_verdict(page, facts);
    for (const auto& part : k_parts) {
        if (can_say(part, facts)) part.write(page, facts);
    }
}

void write_document(Page& page, const ReportFacts& facts) {
    const bool is_portuguese = page.language == Language::portuguese;
    const auto document = page.html.open("html", {{"lang", is_portuguese ? "pt-BR" : "en"}});
    write_head(page);
    const auto body = page.html.open("body");
    write_main(page, facts);
    write_foot(page, facts);
}

}  // namespace

Section::Section(Page& page, std::string_view id, const language::Phrase& heading)
    : m_section(page.html.open("section", {{"id", std::string(id)}})) {
    page.html.element("h2", page.say(heading));
}

void Page::paragraph(const language::Phrase& phrase, std::string_view css_class) {
    html.element("p", say(phrase), {{"class", std::string(css_class)}});
}

std::string report_page(const ReportFacts& facts, Language language) {
    Page page{{}, language};
    page.html.raw("<!DOCTYPE html>\n");
    write_document(page, facts);
    page.html.raw("\n");
    return page.html.take();
}

}  // namespace ciclo::page
