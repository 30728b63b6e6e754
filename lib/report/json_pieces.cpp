#include "report/json_pieces.hpp"

namespace ciclo::report {

void write_counts(json::Writer& writer, const staging::Counts& counts) {
    writer.begin_object();
    for (const auto& [name, number] : counts.all()) writer.key(name).integer(number);
    writer.end_object();
}

void write_time(json::Writer& writer, const std::optional<UtcSeconds>& time) {
    time ? writer.string(to_iso(*time)) : writer.null();
}

}  // namespace ciclo::report
