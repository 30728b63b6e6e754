// The outcome of the last cycle in Prometheus' text format (version 0.0.4), for node_exporter's textfile
// collector. Not for: the file (metrics_file.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "ciclo/cycle_report.hpp"

namespace ciclo::report {

// Gauges only: each describes the last cycle, none counts over cycles. What the cycle did not come to know
// has no sample. `ended`: when it ended. `last_success`: when the last one that ended with ok did so, this
// one included; without it there is no such sample.
std::string prometheus_text(const CycleReport& report, UtcSeconds ended,
                            std::optional<UtcSeconds> last_success);

// The last success that an earlier prometheus_text() holds. Empty when it has none or is something else.
std::optional<UtcSeconds> last_success_in(std::string_view prometheus_text);

}  // namespace ciclo::report
