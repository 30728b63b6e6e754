// Everything that can fail in a cycle of the bench, one by one. Not for: what must hold then (bench.hpp).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bench.hpp"

namespace ciclo::test {

struct Failing {
    std::string kind;  // "message: reset", for counting
    std::string name;  // with its number
    // Arranges it; false where it cannot be done on this machine.
    std::function<bool(FaultBench&)> arrange;
    // Whether it happened, after the run.
    std::function<bool(FaultBench&)> has_fired;
    std::vector<std::string> words{};
};

// How much there is of a cycle in which something can fail.
struct Extent {
    int messages = 0;                                 // to PostgreSQL
    int requests = 0;                                 // to Odoo
    std::vector<std::pair<std::string, long>> calls;  // of the machine, by name
};

Extent measure();
std::vector<Failing> all_faults(const Extent& extent);

}  // namespace ciclo::test
