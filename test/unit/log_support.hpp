// A log whose lines a test reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"

namespace ciclo::test {

struct CollectedLog {
    std::vector<std::string> lines;
    Log log{[this](std::string_view line) { lines.emplace_back(line); }};
};

}  // namespace ciclo::test
