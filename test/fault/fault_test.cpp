// CICLO_FAULT_SAMPLE: how many faults are drawn (by all parts together), or "all"; CICLO_FAULT_SEED: another
// draw; CICLO_FAULT_ONLY: those whose name holds this text; CICLO_FAULT_PART: of those "2/3", the second of
// three parts; CICLO_FAULT_LOG: a file that gets a line for each fault: milliseconds, those of the program,
// exit status, name.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>

#include "faults.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

std::string variable(const char* name, const std::string& otherwise) {
    const char* given = std::getenv(name);
    return given == nullptr ? otherwise : given;
}

// Of all, those that this run tries, in the order of the list.
std::vector<Failing> drawn(std::vector<Failing> all) {
    const auto only = variable("CICLO_FAULT_ONLY", "");
    std::erase_if(all, [&](const auto& it) { return it.name.find(only) == std::string::npos; });
    const auto part = variable("CICLO_FAULT_PART", "1/1");
    const auto parts = std::stoul(part.substr(part.find('/') + 1));
    std::size_t number = 0;
    std::erase_if(all, [&](const auto&) { return number++ % parts + 1 != std::stoul(part); });
    const auto sample = variable("CICLO_FAULT_SAMPLE", "15");
    if (sample == "all") return all;
    const auto wanted = (std::stoul(sample) + parts - 1) / parts;
    std::mt19937 random(static_cast<unsigned>(std::stoul(variable("CICLO_FAULT_SEED", "1"))));
    std::vector<Failing> out;
    std::sample(all.begin(), all.end(), std::back_inserter(out), wanted, random);
    return out;
}

}  // namespace

TEST_CASE("the kinds of faults and how many there are of each", "[.list]") {
    std::map<std::string, int> kinds;
    const auto all = all_faults(measure());
    for (const auto& fault : all) ++kinds[fault.kind];
    for (const auto& [kind, count] : kinds) std::cout << fmt::format("{:5} {}\n", count, kind);
    std::cout << fmt::format("{:5} in all\n", all.size());
}

TEST_CASE("whatever fails, a stage is there as a whole or not at all, and the next cycle repairs it") {
    const auto& states = undisturbed_states();
    REQUIRE(states.size() == 5);
    std::map<std::string, int> kinds;
    int injected = 0;
    int late = 0;
    int violations = 0;
    std::ofstream log(variable("CICLO_FAULT_LOG", "/dev/null"), std::ios::app);
    for (const auto& fault : drawn(all_faults(measure()))) {
        const auto begun = std::chrono::steady_clock::now();
        FaultBench bench;
        if (!fault.arrange(bench)) continue;
        const auto outcome = fault.run ? fault.run(bench) : bench.run(fault.words);
        // Two cycles differ by a few messages: the last numbers may not come.
        if (!fault.has_fired(bench)) {
            ++late;
            continue;
        }
        ++injected;
        ++kinds[fault.kind];
        auto wrong = fault.undo ? fault.undo(bench) : std::string();
        wrong += fault.judge ? fault.judge(bench, outcome) : bench.judge(outcome, states);
        const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begun;
        log << fmt::format("{:.0f} {} {} {}\n", taken.count(), outcome.taken.count(), outcome.status,
                           fault.name)
            << std::flush;
        if (wrong.empty()) continue;
        ++violations;
        UNSCOPED_INFO(fault.name << "\n" << wrong << outcome.text());
        CHECK(wrong.empty());
    }
    for (const auto& [kind, count] : kinds) std::cout << fmt::format("{} of kind {}\n", count, kind);
    std::cout << fmt::format(
        "{} faults injected of {} kinds, {} within the rules, {} violations; {} did not fire\n", injected,
        kinds.size(), injected - violations, violations, late);
    CHECK(injected > 0);
    CHECK(late <= injected / 5 + 2);
}
