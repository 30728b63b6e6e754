// How far back one stage reads in one cycle, and why. Computed by ciclo/window, used by the stages' reading.
#pragma once

#include <string_view>

#include "base/time.hpp"

namespace ciclo::staging {

enum class WindowKind {
    regular,          // the usual window
    catch_up,         // back to the last good run
    selection,        // no window: just the pedidos and NFs of --pedido and --nf
    asked,            // a full load, as all that follow: --full
    empty_target,     // no row from Odoo in the stage's table
    ahead,            // the last good run lies in the future
    no_good_run,      // none is known
    reading_changed,  // other filters or fields than in the last good run
    long_gap,         // longer than --max-catch-up
};

// For the log, the journal and JSON: "catch-up", "empty target".
std::string_view name_of(WindowKind kind);

// All points in time are UTC.
struct Window {
    UtcSeconds from;         // changed since
    UtcSeconds status_from;  // created since: read whatever their write_date
    UtcSeconds to;           // read to: the earliest clock when the cycle began
    bool full = false;
    WindowKind kind = WindowKind::regular;
};

}  // namespace ciclo::staging
