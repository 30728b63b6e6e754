// A run that was refused before its cycle began, in the journal: else 'ciclo status' would take it for a
// schedule that does not start anything. Not for: cycles that have begun (cycle).
#pragma once

#include <string>

#include "base/exit_code.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "config/config.hpp"

namespace ciclo {

// Leaves a row that has begun and ended with `code` and `error`, where the database can be reached within
// seconds and has the journal; else nothing but a line of the log. Throws nothing. Of `config` only what
// leads to the database has to be right.
void record_refusal(const config::Config& config, const std::string& execution, const std::string& arguments,
                    ExitCode code, const std::string& error, const Limits& limits, const Log& log);

}  // namespace ciclo
