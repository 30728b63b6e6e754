// The machine that the program runs on: its memory against what cycles used.
#include "check/memory.hpp"
#include "check/reporter.hpp"

namespace ciclo {
namespace {

constexpr long long k_kib_per_mib = 1024;

}  // namespace

CheckResult judge_memory(std::optional<long long> free_kib, std::optional<long long> peak_kib) {
    if (!free_kib) return {"available memory is unknown on this system"_tr};
    const auto free = *free_kib / k_kib_per_mib;
    if (!peak_kib) return {"{} MiB free; no cycle has recorded its peak yet"_tr(free)};
    const auto sentence =
        "{} MiB free; the last cycles needed up to {} MiB"_tr(free, *peak_kib / k_kib_per_mib);
    // Twice: a cycle that catches up a gap, or loads in full, may need more than those that were.
    if (*free_kib >= 2 * *peak_kib) return {sentence};
    return {sentence, "give the machine or container more memory, or find what else takes it"_tr};
}

void check_machine(CheckReporter& reporter, const JournalFacts& journal) {
    reporter.report("memory", judge_memory(free_memory_kib(), journal.peak_memory_kib));
}

}  // namespace ciclo
