#include "base/secret.hpp"
#include "json/writer.hpp"
#include "report/json_pieces.hpp"
#include "report/removed.hpp"

namespace ciclo::report {

std::string removed_json(const RemovedList& list) {
    json::Writer writer(redact);
    writer.begin_object().key("total").integer(list.total).key("removed").begin_array();
    for (const auto& row : list.rows) {
        writer.begin_object().key("id").integer(row.id).key("table").string(row.table);
        writer.key("record_id").integer(row.record_id).key("reason").string(row.reason);
        writer.key("execution").string(row.execution);
        write_time(writer.key("removed_at"), row.removed_at);
        writer.key("row").raw(row.json).end_object();
    }
    writer.end_array().end_object();
    return writer.take() + "\n";
}

}  // namespace ciclo::report
