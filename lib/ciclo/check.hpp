// `ciclo check`: is everything there that a cycle needs? Point by point, each reported as soon as it is
// known, going on after a failure; writes nothing and waits for nobody longer than it says. Not for: mending
// what it finds, nor how it is shown (report).
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "http/transport.hpp"

namespace ciclo {

// An AVISO is odd and stops no cycle; what fails would.
enum class PointLevel { ok, aviso, fail };

struct CheckPoint {
    std::string name;  // "database", "rights", "account.move" ...: English in every language
    PointLevel level = PointLevel::ok;
    ExitCode code = ExitCode::ok;  // of one that failed: what a cycle would end with
    language::Phrase sentence;
    language::Phrase remedy;  // "" when all is well
};

using PointSink = std::function<void(const CheckPoint&)>;

struct CheckTimeouts {
    // Until Odoo has answered the login, and once more for all that is asked then: a worker that has just
    // started needs 11 to 21 s (measured) before its first answer, and the next call may meet another one.
    std::chrono::milliseconds odoo{30'000};
};

// Settings, database, Odoo, memory; what the settings are too wrong for is left out. Throws only Interrupted
// and Error(deadline).
void check_everything(const config::Settings& settings, http::Transport& transport, const Limits& limits,
                      const Log& log, const PointSink& sink, const CheckTimeouts& timeouts = {});

// The code of who has to act first, ok when no point failed: config_error, auth_refused,
// database_unavailable, odoo_unavailable, any other. A wrong setting comes first because the points after it
// may have answered for something that nobody meant. A refused login or right stays until a person grants it.
// What is only away may be back by the next cycle; of the two the database counts first, because without it
// not even the failure of a cycle is recorded.
ExitCode worst(const std::vector<CheckPoint>& points);

}  // namespace ciclo
