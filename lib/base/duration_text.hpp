// Lengths of time as people read them, in two units at most, the same in every language. Not for: settings
// (config/duration).
#pragma once

#include <chrono>
#include <string>

namespace ciclo {

// "421 ms", "12.3 s", "5 min 3 s", "12 h 5 min", "3 d 2 h": in two units at most, the same in every language.
std::string duration(std::chrono::milliseconds time);
// The same without anything below a minute: "0 min", "12 h 5 min".
std::string age(std::chrono::seconds time);

}  // namespace ciclo
