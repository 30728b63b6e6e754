#include "ciclo/notices.hpp"

#include "base/secret.hpp"
#include "base/text.hpp"
#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

void log_done(const Log& log, const StageReport& report) {
    std::vector<LogField> fields{{"stage", report.name}};
    if (report.window) {
        fields.emplace_back("from", to_odoo(report.window->from));
        fields.emplace_back("reason", name_of(report.window->kind));
    }
    for (const auto& [name, number] : report.counts.all()) {
        if (number != 0) fields.emplace_back(name, number);
    }
    fields.emplace_back("ms", static_cast<long long>(report.taken.count()));
    log.info("done", fields);
}

}  // namespace

std::vector<Notice> take_notices(postgres::Connection& connection) {
    const auto result = connection.execute(sql::take_notices);
    std::vector<Notice> notices;
    for (int row = 0; row < result.rows(); ++row) {
        const postgres::NamedRow notice(result, row);
        notices.push_back({notice.text("kind"), notice.integer("count"), visible(notice.text("examples"))});
    }
    return notices;
}

void write_json(json::Writer& writer, const std::vector<Notice>& notices) {
    for (const auto& notice : notices) {
        writer.begin_object().key("kind").string(notice.kind).key("count").integer(notice.count);
        writer.key("examples").string(notice.examples).end_object();
    }
}

std::string details_json(const StageReport& report) {
    if (report.findings.empty() && report.notices.empty()) return {};
    json::Writer writer(redact);
    writer.begin_array();
    integridade::write_json(writer, report.findings);
    write_json(writer, report.notices);
    writer.end_array();
    return writer.take();
}

// A stage is only done with such errors when a person requested it.
language::Phrase passed_over(const StageReport& report) {
    const auto errors =
        report.outcome == StageOutcome::ok ? integridade::errors(report.findings) : std::string();
    if (errors.empty()) return {};
    return "integrity errors ignored because of --integrity=warn: {}"_tr(errors);
}

std::string passed_over(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) out += passed_over(stage).english();
    return out;
}

std::string journal_error(const CycleReport& report) {
    auto error = passed_over(report);
    error += (error.empty() || report.error.empty() ? "" : "; ") + report.error;
    return report.hint.empty() ? error : fmt::format("{}{}{}", error, k_hint_follows, report.hint.english());
}

void log_stage(const Log& log, const StageReport& report) {
    if (report.outcome == StageOutcome::ok) log_done(log, report);
    for (const auto& finding : report.findings) {
        if (finding.count == 0) continue;
        log.warning(finding.level == integridade::Level::erro ? "erro" : "aviso",
                    {{"stage", report.name},
                     {"check", finding.name},
                     {"count", finding.count},
                     {"examples", finding.examples}});
    }
    const auto passed = passed_over(report);
    if (!passed.empty()) log.warning(passed.english());
    for (const auto& notice : report.notices) {
        log.warning("aviso", {{"stage", report.name},
                              {"kind", notice.kind},
                              {"count", notice.count},
                              {"examples", notice.examples}});
    }
}

}  // namespace ciclo
