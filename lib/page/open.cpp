// What waits for a person: inconsistencies, records set aside, alerts about COTADO lots, findings of the
// checks.
#include <fmt/core.h>

#include "page/parts.hpp"
#include "report/counts_text.hpp"
#include "report/locale_format.hpp"
#include "report/rejects.hpp"

namespace ciclo::page {
namespace {

constexpr std::size_t k_longest_reason = 1000;

void write_finding(const Page& page, Table& table, const NewestStage& newest, const FindingRecord& finding) {
    // A notice has no level of its own.
    const auto level = finding.level.value_or(integridade::Level::aviso);
    table.row({finding.name, std::string(name_of(level)), number_text(finding.count, page.language),
               finding.examples, newest.stage->stage, moment_text(newest.began, page.language)},
              finding.count == 0);
}

}  // namespace

std::vector<NewestStage> newest_stages(const ReportFacts& facts) {
    std::vector<NewestStage> out;
    for (const auto& status : facts.status.stages) {
        NewestStage newest;
        for (const auto& cycle : facts.cycles) {
            for (const auto& stage : cycle.stages) {
                if (stage.stage == status.freshness.stage) newest = {cycle.local_started, &stage};
            }
        }
        if (newest.stage != nullptr) out.push_back(newest);
    }
    return out;
}

void write_inconsistencies(Page& page, const ReportFacts& facts) {
    const auto& kinds = facts.overview.inconsistencies;
    const Section section(page, "inconsistencies", "Open inconsistencies"_tr);
    if (kinds.rows.empty()) {
        page.paragraph("None is open."_tr);
    } else {
        Table table(page, "Inconsistencies that nobody has resolved yet, by type"_tr,
                    {{"type"_tr, Cell::name},
                     {"open"_tr, Cell::number},
                     {"oldest"_tr, Cell::name},
                     {"newest"_tr, Cell::name},
                     {"newest examples"_tr}});
        for (const auto& kind : kinds.rows) {
            table.row({kind.tipo, number_text(kind.count, page.language),
                       moment_text(kind.oldest, page.language), moment_text(kind.newest, page.language),
                       kind.examples});
        }
    }
    write_more(page, kinds.more());
}

void write_rejects(Page& page, const ReportFacts& facts) {
    const auto& rejects = facts.overview.rejects;
    const Section section(page, "rejects", "Records set aside"_tr);
    if (rejects.rows.empty()) {
        page.paragraph("None: every record that was read was stored."_tr);
    } else {
        Table table(page, "Records of Odoo that could not be stored; every cycle retries them"_tr,
                    {{"record"_tr, Cell::name},
                     {"reason"_tr},
                     {"what to do"_tr},
                     {"since"_tr, Cell::name},
                     {"last tried"_tr, Cell::name}});
        for (const auto& reject : rejects.rows) {
            table.row(
                {reject.key.text(), report::cut_line(reject.reason, k_longest_reason),
                 page.say(report::next_step(reject)), moment_text(reject.local_first_seen, page.language),
                 moment_text(reject.local_last_seen, page.language)},
                !reject.counts);
        }
    }
    write_more(page, rejects.more());
}

void write_alerts(Page& page, const ReportFacts& facts) {
    const auto& alerts = facts.overview.alerts;
    const Section section(page, "alerts", "Open alerts about COTADO lots"_tr);
    if (alerts.rows.empty()) {
        page.paragraph("None is open."_tr);
    } else {
        Table table(
            page, "Lots that changed after they were quoted and were not printed again, the newest first"_tr,
            {{"lot"_tr, Cell::name},
             {"pedido"_tr, Cell::name},
             {"client"_tr},
             {"product"_tr},
             {"change"_tr, Cell::name},
             {"before"_tr, Cell::number},
             {"after"_tr, Cell::number},
             {"since"_tr, Cell::name}});
        for (const auto& alert : alerts.rows) {
            table.row({alert.lot, alert.pedido, alert.client, alert.product, alert.change,
                       quantity_text(alert.before, page.language), quantity_text(alert.after, page.language),
                       moment_text(alert.since, page.language)});
        }
    }
    write_more(page, alerts.more());
}

void write_findings(Page& page, const ReportFacts& facts) {
    const Section section(page, "findings", "Integrity checks"_tr);
    Table table(page, "What each stage found when it last ran; an ERRO stops a cycle, an AVISO does not"_tr,
                {{"check"_tr, Cell::name},
                 {"level"_tr, Cell::name},
                 {"found"_tr, Cell::number},
                 {"examples"_tr},
                 {"stage"_tr, Cell::name},
                 {"when"_tr, Cell::name}});
    for (const auto& newest : newest_stages(facts)) {
        for (const auto& finding : newest.stage->findings) write_finding(page, table, newest, finding);
    }
}

}  // namespace ciclo::page
