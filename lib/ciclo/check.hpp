// `ciclo check`: is everything there that a cycle needs? Point by point, going on after a failure; writes
// nothing.
#pragma once

#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "http/transport.hpp"

namespace ciclo {

struct CheckPoint {
    std::string name;  // "database", "schema", "odoo login" ...
    ExitCode code;     // ok, or what a cycle would end with
    language::Phrase sentence;
    language::Phrase remedy;  // "" when all is well
};

// Database, schema, time zone, Odoo login, fields, clock; the configuration has been read before.
// Throws only Interrupted and Error(deadline).
std::vector<CheckPoint> check_everything(const config::Config& config, http::Transport& transport,
                                         const Limits& limits, const Log& log);

// ok, or the code of the first point that failed.
ExitCode worst(const std::vector<CheckPoint>& points);

}  // namespace ciclo
