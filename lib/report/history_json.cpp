#include "report/history.hpp"

#include "base/secret.hpp"
#include "report/json_pieces.hpp"

namespace ciclo::report {
namespace {

// Checks and notices apart, as in the journal.
void write_records(json::Writer& writer, const std::vector<FindingRecord>& findings, bool notices) {
    writer.begin_array();
    for (const auto& finding : findings) {
        if (finding.level.has_value() == notices) continue;
        writer.begin_object().key(notices ? "kind" : "check").string(finding.name);
        if (finding.level) writer.key("level").string(name_of(*finding.level));
        writer.key("count").integer(finding.count).key("examples").string(finding.examples).end_object();
    }
    writer.end_array();
}

void write_stage(json::Writer& writer, const StageRecord& stage) {
    writer.begin_object().key("stage").string(stage.stage).key("outcome").string(name_of(stage.outcome));
    writer.key("full_load").boolean(stage.full_load);
    write_time(writer.key("read_from"), stage.read_from);
    write_time(writer.key("read_to"), stage.read_to);
    write_time(writer.key("started_at"), stage.started_at);
    write_time(writer.key("finished_at"), stage.finished_at);
    writer.key("ms").integer(stage.taken.count());
    write_counts(writer.key("counts"), stage.counts);
    write_records(writer.key("findings"), stage.findings, false);
    write_records(writer.key("notices"), stage.findings, true);
    writer.key("error").string(stage.error).end_object();
}

std::string_view state_of(const CycleRecord& cycle) {
    if (cycle.is_running) return "at_work";
    return cycle.was_killed() ? "killed" : "ended";
}

}  // namespace

void write_cycle(json::Writer& writer, const CycleRecord& cycle) {
    writer.begin_object().key("execution").string(cycle.id).key("state").string(state_of(cycle));
    write_time(writer.key("started_at"), cycle.started_at);
    writer.key("local_started").string(cycle.local_started);
    write_time(writer.key("finished_at"), cycle.finished_at);
    writer.key("ms");
    cycle.taken ? writer.integer(cycle.taken->count()) : writer.null();
    writer.key("outcome");
    cycle.finished_at ? writer.string(cycle.outcome) : writer.null();
    writer.key("exit_code");
    cycle.exit_code ? writer.integer(*cycle.exit_code) : writer.null();
    writer.key("version").string(cycle.version).key("odoo_version").string(cycle.odoo_version);
    writer.key("host").string(cycle.host).key("arguments").string(cycle.arguments);
    write_counts(writer.key("counts"), cycle.counts);
    writer.key("error").string(cycle.error).key("stages").begin_array();
    for (const auto& stage : cycle.stages) write_stage(writer, stage);
    writer.end_array().end_object();
}

std::string history_json(const std::vector<CycleRecord>& cycles, const std::string& time_zone) {
    json::Writer writer(redact);
    writer.begin_object().key("time_zone").string(time_zone).key("cycles").begin_array();
    for (const auto& cycle : cycles) write_cycle(writer, cycle);
    writer.end_array().end_object();
    return writer.take() + "\n";
}

}  // namespace ciclo::report
