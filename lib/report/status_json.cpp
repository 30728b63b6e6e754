#include "base/secret.hpp"
#include "json/writer.hpp"
#include "report/history.hpp"
#include "report/json_pieces.hpp"
#include "report/status.hpp"

namespace ciclo::report {
namespace {

void write_next(json::Writer& writer, const std::optional<staging::Window>& next) {
    writer.key("next");
    if (!next) {
        writer.null();
        return;
    }
    writer.begin_object().key("full").boolean(next->full).key("reason").string(name_of(next->kind));
    writer.key("read_from").string(to_iso(next->from)).end_object();
}

void write_stage(json::Writer& writer, const StageStatus& status) {
    const auto& fresh = status.freshness;
    writer.begin_object().key("stage").string(fresh.stage).key("stale").boolean(fresh.is_stale);
    write_time(writer.key("last_good"), fresh.last_good);
    writer.key("age_seconds");
    fresh.last_good ? writer.integer(fresh.age.count()) : writer.null();
    write_counts(writer.key("counts"), fresh.counts);
    write_next(writer, status.next);
    writer.end_object();
}

void write_at_work(json::Writer& writer, const std::optional<AtWork>& at_work) {
    writer.key("at_work");
    if (!at_work) {
        writer.null();
        return;
    }
    writer.begin_object().key("execution").string(at_work->execution);
    write_time(writer.key("since"), at_work->since);
    writer.key("host").string(at_work->host).key("session").integer(at_work->session);
    writer.key("address").string(at_work->address).end_object();
}

void write_moves(json::Writer& writer, const std::vector<TableMove>& moves) {
    writer.key("moves").begin_array();
    for (const auto& move : moves) {
        writer.begin_object().key("table").string(move.table).key("local_time");
        move.local_time.empty() ? writer.null() : writer.string(move.local_time);
        writer.key("age_seconds");
        move.local_time.empty() ? writer.null() : writer.integer(move.age.count());
        writer.end_object();
    }
    writer.end_array();
}

}  // namespace

std::string status_json(const StatusReport& status) {
    json::Writer writer(redact);
    writer.begin_object().key("exit_code").integer(number_of(status.code()));
    writer.key("outcome").string(name_of(status.code())).key("sentence").string(headline(status).english());
    writer.key("max_age_seconds").integer(status.max_age.count());
    writer.key("has_journal").boolean(status.has_journal).key("stages").begin_array();
    for (const auto& stage : status.stages) write_stage(writer, stage);
    writer.end_array();
    write_at_work(writer, status.at_work);
    writer.key("last_cycle");
    status.last_cycle ? write_cycle(writer, *status.last_cycle) : static_cast<void>(writer.null());
    writer.key("rejects").integer(status.rejects.counting);
    writer.key("rejects_accepted").integer(status.rejects.accepted);
    write_moves(writer, status.moves);
    writer.end_object();
    return writer.take() + "\n";
}

}  // namespace ciclo::report
