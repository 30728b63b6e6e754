#include "base/secret.hpp"
#include "json/writer.hpp"
#include "report/json_pieces.hpp"
#include "report/rejects.hpp"

namespace ciclo::report {
namespace {

void write_acceptance(json::Writer& writer, const Reject& reject) {
    writer.key("accepted");
    if (!reject.accepted) {
        writer.null();
        return;
    }
    write_time(writer.begin_object().key("at"), reject.accepted->at);
    writer.key("by").string(reject.accepted->by).key("why").string(reject.accepted->why);
    writer.key("reason").string(reject.accepted->reason).end_object();
}

void write_reject(json::Writer& writer, const Reject& reject) {
    writer.begin_object().key("key").string(reject.key.text());
    writer.key("model").string(reject.key.model).key("record_id").integer(reject.key.record_id);
    writer.key("reason").string(reject.reason).key("counts").boolean(reject.counts);
    write_time(writer.key("first_seen"), reject.first_seen);
    write_time(writer.key("last_tried"), reject.last_seen);
    writer.key("tries");
    reject.tries ? writer.integer(*reject.tries) : writer.null();
    writer.key("next_step").string(next_step(reject).english());
    write_acceptance(writer, reject);
    writer.end_object();
}

}  // namespace

std::string rejects_json(const RejectList& list) {
    json::Writer writer(redact);
    writer.begin_object().key("total").integer(list.total).key("rejects").begin_array();
    for (const auto& reject : list.rejects) write_reject(writer, reject);
    writer.end_array().end_object();
    return writer.take() + "\n";
}

}  // namespace ciclo::report
