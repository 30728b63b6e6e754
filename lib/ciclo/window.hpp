// How far back a stage reads: a pure decision, so that an outage of any length leaves no gap.
// Not for: where the last good run is found (journal).
#pragma once

#include <optional>

#include "config/config.hpp"
#include "staging/window.hpp"

namespace ciclo {

struct WindowFacts {
    UtcSeconds now;                       // the earliest clock
    std::optional<UtcSeconds> last_good;  // that of the stage's last good run when it began
    bool target_is_empty = false;
    bool reading_changed = false;  // other filters or fields than in that run
    bool is_ahead = false;         // a good run since then read up to a time that is still to come
};

// From the earlier of (now - window) and (last good run - overlap), however long ago that was. A full load on
// --full, on an empty target, where no good run is known, after a run in the future (a clock was wrong),
// where the reading changed, and past the longest catch-up. In a full load `from` is still the window's: what
// is read beyond it is the stage's own rule.
staging::Window compute_window(const config::Config& config, const WindowFacts& facts);

// NFs created before it and unknown here are history: the default of 30 days, --since, or as far back as
// `window` reaches, whichever is earliest.
UtcSeconds horizon(const config::Config& config, const WindowFacts& facts, const staging::Window& window);

}  // namespace ciclo
