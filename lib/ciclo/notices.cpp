#include "ciclo/notices.hpp"

#include "ciclo/sql.hpp"
#include "json/writer.hpp"

namespace ciclo {

std::vector<Notice> take_notices(postgres::Connection& connection) {
    const auto result = connection.execute(sql::take_notices);
    std::vector<Notice> notices;
    for (int row = 0; row < result.rows(); ++row) {
        notices.push_back({result.text(row, 0), result.integer(row, 1), result.text(row, 2)});
    }
    return notices;
}

std::string notices_json(const std::vector<Notice>& notices) {
    json::Writer writer;
    writer.begin_array();
    for (const auto& notice : notices) {
        writer.begin_object().key("kind").string(notice.kind).key("count").integer(notice.count);
        writer.key("examples").string(notice.examples).end_object();
    }
    writer.end_array();
    return writer.take();
}

void log_stage(const Log& log, const StageReport& report) {
    std::vector<LogField> fields{{"stage", report.name}};
    if (report.window) {
        fields.emplace_back("from", to_odoo(report.window->from));
        fields.emplace_back("reason", report.window->reason);
    }
    for (const auto& [name, number] : report.counts.all()) {
        if (number != 0) fields.emplace_back(name, number);
    }
    fields.emplace_back("ms", static_cast<long long>(report.taken.count()));
    log.info("done", fields);
    for (const auto& notice : report.notices) {
        log.warning("aviso", {{"stage", report.name},
                              {"kind", notice.kind},
                              {"count", notice.count},
                              {"examples", notice.examples}});
    }
}

}  // namespace ciclo
