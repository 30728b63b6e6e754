// The file that --metrics-file names: a reader finds a complete one, of this cycle or of the one before.
// Not for: what stands in it (prometheus.hpp).
#pragma once

#include <string>

#include "base/log.hpp"
#include "base/time.hpp"
#include "ciclo/cycle_report.hpp"

namespace ciclo::report {

// Replaces the file at `path` by one with the figures of `report`. The last success is this cycle, else what
// the journal says, else what the old file says. A dry run leaves the file as it is. Whatever goes wrong is
// one error in the log; nothing is thrown.
void write_metrics(const std::string& path, const CycleReport& report, UtcSeconds ended, const Log& log);

// Its steps. Readable for everybody; "" when done, else what went wrong, and the old file is untouched.
std::string replace_file(const std::string& path, const std::string& text);
// "" when there is none, or it cannot be read, or it is not a regular file.
std::string read_file(const std::string& path);

}  // namespace ciclo::report
