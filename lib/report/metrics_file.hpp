// The file that --metrics-file names: a reader finds a complete one, of this cycle or of the one before.
// Not for: what stands in it (prometheus.hpp).
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/log.hpp"
#include "base/time.hpp"
#include "ciclo/cycle_report.hpp"

namespace ciclo::report {

// Replaces the file at `path` by one with the figures of `report`. The last success is this cycle, else what
// the journal says, else what the old file says. A dry run leaves the file as it is. Whatever goes wrong is
// one error in the log; nothing is thrown.
void write_metrics(const std::string& path, const CycleReport& report, UtcSeconds ended, const Log& log);

// node_exporter runs as a user of its own.
inline constexpr mode_t k_metrics_mode = 0644;

// Its steps. The new file has `mode`, without one that of the file that it replaces, else what the umask
// leaves of 0666.
// "" when done, else what went wrong, and the old file is untouched. Removes what earlier runs left half done
// when they were killed.
std::string replace_file(const std::string& path, const std::string& text, std::optional<mode_t> mode = {});
// "" when there is none, or it cannot be read, or it is not a regular file.
std::string read_file(const std::string& path);

}  // namespace ciclo::report
