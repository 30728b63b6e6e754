// How far back a stage reads: a pure decision, so that an outage of any length leaves no gap.
// Not for: where the last good run is found (journal).
#pragma once

#include <optional>

#include "config/config.hpp"
#include "staging/window.hpp"

namespace ciclo {

struct WindowFacts {
    UtcSeconds now;                       // Odoo's clock
    std::optional<UtcSeconds> last_good;  // Odoo's clock at the start of the stage's last good run
    bool target_is_empty = false;
    bool reading_changed = false;  // other filters or fields than in that run
};

// From the earlier of (now - window) and (last good run - overlap). A full load on --full, on an empty
// target, where no good run is known, where the reading changed, and past the longest catch-up. In a full
// load `from` is still the window's: what is read beyond it is the stage's own rule.
staging::Window compute_window(const config::Config& config, const WindowFacts& facts);

// NFs created before it and unknown here are history: the default of 30 days, --since, or as far back as
// `window` reaches, whichever is earliest.
UtcSeconds horizon(const config::Config& config, const WindowFacts& facts, const staging::Window& window);

}  // namespace ciclo
