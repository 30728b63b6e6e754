#include "ciclo/notices.hpp"

#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

// A stage is only done with such errors when a person asked for it.
std::string passed_over(const StageReport& stage) {
    const auto errors = integridade::errors(stage.findings);
    return errors.empty() ? errors : "integrity errors ignored because of --integrity=warn: " + errors;
}

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
        notices.push_back({result.text(row, 0), result.integer(row, 1), result.text(row, 2)});
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
    json::Writer writer;
    writer.begin_array();
    integridade::write_json(writer, report.findings);
    write_json(writer, report.notices);
    writer.end_array();
    return writer.take();
}

std::string passed_over(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) {
        if (stage.outcome == StageOutcome::ok) out += passed_over(stage);
    }
    return out;
}

std::string journal_error(const CycleReport& report) {
    const auto passed = passed_over(report);
    return passed + (passed.empty() || report.error.empty() ? "" : "; ") + report.error;
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
    const auto passed = report.outcome == StageOutcome::ok ? passed_over(report) : std::string();
    if (!passed.empty()) log.warning(passed);
    for (const auto& notice : report.notices) {
        log.warning("aviso", {{"stage", report.name},
                              {"kind", notice.kind},
                              {"count", notice.count},
                              {"examples", notice.examples}});
    }
}

}  // namespace ciclo
