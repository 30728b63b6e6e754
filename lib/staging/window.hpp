// How far back one stage reads in one cycle. Computed by ciclo/window, used by the stages' reading.
#pragma once

#include <string>

#include "base/time.hpp"

namespace ciclo::staging {

// All points in time are UTC.
struct Window {
    UtcSeconds from;         // changed since
    UtcSeconds status_from;  // created since: read whatever their write_date
    UtcSeconds to;           // read to: the earliest clock when the cycle began
    bool full = false;
    std::string reason;  // "window", "catch-up", "--full", "empty target" ...: for the log and the journal
};

}  // namespace ciclo::staging
