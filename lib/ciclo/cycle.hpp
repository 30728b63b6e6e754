// One ordered cycle: preflight, faturamento, integridade, faturado, carteira, registro. The only place that
// knows the order. Not for: what a stage does (the stages), nor how the outcome is shown (report/).
#pragma once

#include <string>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "ciclo/clocks.hpp"
#include "ciclo/cycle_report.hpp"
#include "config/config.hpp"
#include "http/transport.hpp"

namespace ciclo {

struct CycleOptions {
    const config::Config& config;
    // The words of the command line, for the journal.
    std::string arguments;
    // Of a dry run: takes the rows that would change. nullptr: their number is enough.
    RowSink* rows = nullptr;
    // The cycle's uuid, where a ping has sent it before; "" makes a new one.
    std::string execution{};
    // nullptr: the real ones.
    const OtherClocks* clocks = nullptr;
};

// Runs the cycle to its end, or its dry run with config.dry_run, and never throws for what the outside does:
// the report says what happened.
CycleReport run_cycle(const CycleOptions& options, http::Transport& transport, const Limits& limits,
                      const Log& log);

}  // namespace ciclo
