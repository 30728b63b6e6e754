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
    // Instead of one run of the program.
    std::function<Outcome(FaultBench&)> run{};
    // After the run: takes back what other people did meanwhile; what is wrong with it, "" for nothing.
    std::function<std::string(FaultBench&)> undo{};
    // Instead of FaultBench::judge: where what must hold is not one of the states of an undisturbed cycle.
    std::function<std::string(FaultBench&, const Outcome&)> judge{};
};

// How much there is of a cycle in which something can fail.
struct Extent {
    int messages = 0;                                 // to PostgreSQL
    int requests = 0;                                 // to Odoo
    std::vector<std::pair<std::string, long>> calls;  // of the machine, by name
};

// What another part has measured, where parts share a directory.
Extent measure();
// Of a cycle that nothing disturbs, as its tables are today.
const States& undisturbed_states();
std::vector<Failing> all_faults(const Extent& extent);

// The server refuses what is written to one table, or is away for a moment; people and other programs write,
// lock and run beside the cycle (beside.cpp).
void add_faults_of_the_server(const Extent& extent, std::vector<Failing>& all);
void add_what_goes_on_beside(const Extent& extent, std::vector<Failing>& all);
// Odoo loses, doubles, moves or ages each record of each answer, once; clocks are wrong; nobody ran for days
// (lies.cpp).
void add_lies(std::vector<Failing>& all);
void add_clocks(std::vector<Failing>& all);
void add_outages(std::vector<Failing>& all);

}  // namespace ciclo::test
