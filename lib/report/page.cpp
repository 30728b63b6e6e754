#include "report/page.hpp"

#include <array>

#include "report/page_parts.hpp"
#include "report/wording.hpp"

namespace ciclo::report {
namespace {

using language::Language;

// What a section needs to have something to say.
enum class Needs { journal, cycles };

struct Section {
    Needs needs;
    void (*write)(Page& page, const ReportFacts& facts);
};

// In the order in which a person asks: is all well, what happened, what is to be done.
constexpr std::array k_sections{
    Section{Needs::journal, write_tiles},   Section{Needs::journal, write_freshness},
    Section{Needs::cycles, write_cycles},   Section{Needs::cycles, write_failures},
    Section{Needs::cycles, write_changes},  Section{Needs::journal, write_inconsistencies},
    Section{Needs::journal, write_rejects}, Section{Needs::journal, write_alerts},
    Section{Needs::cycles, write_findings},
};

bool can_say(const Section& section, const ReportFacts& facts) {
    return section.needs == Needs::journal ? facts.status.has_journal : !facts.overview.first_cycle.empty();
}

// Names from the database stand in the page: should one ever get past the escaping, no script of it would run
// and nothing would be sent anywhere.
constexpr std::string_view k_policy =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

void write_head(Page& page) {
    auto& html = page.html;
    html.open("head").lone("meta", {{"charset", "utf-8"}});
    html.lone("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", std::string(k_policy)}});
    html.lone("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    html.lone("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
    html.element("title", page.say("ciclo: how the sync from Odoo stands"_tr));
    html.open("style").raw(page_style()).close().close();
}

void write_foot(Page& page, const ReportFacts& facts) {
    page.html.open("footer");
    page.paragraph("made {} (local time, {}) by ciclo {} from database {}"_tr(
        moment_text(facts.now, page.language), facts.time_zone, facts.version, facts.database));
    page.html.close();
}

}  // namespace

void Page::open_section(std::string_view id, const language::Phrase& heading) {
    html.open("section", {{"id", std::string(id)}});
    html.element("h2", say(heading));
}

void Page::paragraph(const language::Phrase& phrase, std::string_view css_class) {
    html.element("p", say(phrase), {{"class", std::string(css_class)}});
}

std::string report_page(const ReportFacts& facts, Language language) {
    Page page{{}, language};
    page.html.raw("<!DOCTYPE html>\n");
    page.html.open("html", {{"lang", language == Language::portuguese ? "pt-BR" : "en"}});
    write_head(page);
    page.html.open("body").open("main");
    write_verdict(page, facts);
    for (const auto& section : k_sections) {
        if (can_say(section, facts)) section.write(page, facts);
    }
    page.html.close();
    write_foot(page, facts);
    page.html.close().close().raw("\n");
    return page.html.take();
}

}  // namespace ciclo::report
