// A cycle that waits for a row while the application changes it. Not for: what the cycle then decides.
#pragma once

#include <string>

#include "world.hpp"

namespace ciclo::test {

// The application has changed rows (`change`, one or more statements) and not yet committed; a cycle runs
// into one of them, and waits; then the application commits. The cycle must end well, and a second one must
// write nothing. Returns the report of the first. Throws std::logic_error when the cycle ended without
// waiting.
CycleReport run_against(World& world, const std::string& change);

}  // namespace ciclo::test
