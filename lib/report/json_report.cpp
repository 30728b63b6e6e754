#include "base/secret.hpp"
#include "ciclo/notices.hpp"
#include "json/writer.hpp"
#include "report/json_pieces.hpp"
#include "report/report.hpp"

namespace ciclo::report {
namespace {

void write_stage(json::Writer& writer, const StageReport& stage) {
    writer.begin_object().key("stage").string(stage.name).key("outcome").string(name_of(stage.outcome));
    writer.key("ms").integer(stage.taken.count());
    if (stage.window) {
        write_time(writer.key("read_from"), stage.window->from);
        write_time(writer.key("read_to"), stage.window->to);
        writer.key("full").boolean(stage.window->full).key("reason").string(name_of(stage.window->kind));
    }
    writer.key("counts");
    write_counts(writer, stage.counts);
    writer.key("findings").begin_array();
    integridade::write_json(writer, stage.findings);
    writer.end_array().key("notices").begin_array();
    write_json(writer, stage.notices);
    writer.end_array().end_object();
}

void write_would_change(json::Writer& writer, const std::vector<TableChanges>& changes) {
    writer.key("would_change").begin_object();
    for (const auto& table : changes) {
        writer.key(table.table).begin_object();
        writer.key("inserted").integer(table.inserted).key("updated").integer(table.updated);
        writer.key("deleted").integer(table.deleted).end_object();
    }
    writer.end_object();
}

void write_value(json::Writer& writer, const std::optional<std::string>& value) {
    value ? writer.string(*value) : writer.null();
}

// All members but the rows, in an object that stays open.
void write_cycle(json::Writer& writer, const CycleReport& report) {
    writer.begin_object().key("execution").string(report.execution);
    writer.key("exit_code").integer(number_of(report.code)).key("outcome").string(name_of(report.code));
    writer.key("odoo_version").string(report.odoo_version);
    writer.key("dry_run").boolean(report.dry_run.has_value());
    writer.key("looked_at_all").boolean(report.looked_at_all);
    writer.key("stages").begin_array();
    for (const auto& stage : report.stages) write_stage(writer, stage);
    writer.end_array().key("totals");
    write_counts(writer, report.totals);
    if (report.dry_run && !report.failed()) {
        write_would_change(writer, report.dry_run->changes);
        writer.key("set_aside").string(report.dry_run->set_aside);
        writer.key("entering").begin_array();
        for (const auto& [year, pedidos] : report.dry_run->entering) {
            writer.begin_object().key("year");
            year == 0 ? writer.null() : writer.integer(year);
            writer.key("pedidos").integer(pedidos).end_object();
        }
        writer.end_array();
    }
    writer.key("passed_over").string(passed_over(report));
    writer.key("error").string(report.error).key("kept").string(report.kept.english());
    writer.key("hint").string(report.hint.english());
}

}  // namespace

std::string row_json(const RowChange& row) {
    json::Writer writer(redact);
    writer.begin_object().key("table").string(row.table).key("change").string(name_of(row.change));
    writer.key("key").string(row.key);
    if (row.change == Change::updated) {
        writer.key("columns").begin_array();
        for (const auto& column : row.columns) {
            writer.begin_object().key("column").string(column.column);
            write_value(writer.key("before"), column.before);
            write_value(writer.key("after"), column.after);
            writer.end_object();
        }
        writer.end_array();
    }
    writer.end_object();
    return writer.take();
}

std::string cycle_json(const CycleReport& report) {
    json::Writer writer(redact);
    write_cycle(writer, report);
    return writer.end_object().take() + "\n";
}

std::string cycle_json_before_rows(const CycleReport& report) {
    json::Writer writer(redact);
    write_cycle(writer, report);
    return writer.key("rows").begin_array().take() + "\n";
}

}  // namespace ciclo::report
