// A call that may wait for longer than anything allows, and that nothing can break off: libpq asks the name
// server in the midst of connecting. Not for: anything that waits in poll() (wait.hpp).
#pragma once

#include <chrono>
#include <functional>

#include "base/limits.hpp"

namespace ciclo::postgres {

// Runs `call` in a thread of its own and waits for its end, at most `longest`. False, or Interrupted or
// Error(deadline), when that did not come: then the thread goes on by itself. So `call` must own whatever it
// uses, and may throw nothing. Where no thread is to be had it is called here.
bool run_or_abandon(std::function<void()> call, const Limits& limits, std::chrono::milliseconds longest);

}  // namespace ciclo::postgres
