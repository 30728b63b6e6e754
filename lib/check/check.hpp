// `ciclo check`: is everything there that a cycle needs? Point by point, each reported as soon as it is
// known, going on after a failure; writes nothing and waits for nobody longer than it says. Not for:
// repairing what it finds, nor how it is shown (report).
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "check/check_point.hpp"
#include "config/config.hpp"
#include "http/transport.hpp"

namespace ciclo {

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

}  // namespace ciclo
