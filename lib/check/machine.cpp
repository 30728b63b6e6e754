// The machine that the program runs on: its memory against what cycles used, the place of the metrics file.
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "check/memory.hpp"
#include "check/reporter.hpp"

namespace ciclo {
namespace {

constexpr long long k_kib_per_mib = 1024;
constexpr auto k_metrics_remedy =
    "name a file in a directory that exists and that this user may write (CICLO_METRICS_FILE)"_tr;

// Why no file can be created in `directory`, 0 for nothing.
int fault_of(const std::string& directory) {
    struct stat status {};
    if (stat(directory.c_str(), &status) != 0) return errno;
    if (!S_ISDIR(status.st_mode)) return ENOTDIR;
    return access(directory.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

}  // namespace

CheckResult judge_memory(std::optional<long long> free_kib, std::optional<long long> peak_kib) {
    if (!free_kib) return {"available memory is unknown on this system"_tr};
    const auto free = *free_kib / k_kib_per_mib;
    if (!peak_kib) return {"{} MiB free; no cycle has recorded its peak yet"_tr(free)};
    const auto sentence =
        "{} MiB free; the last cycles needed up to {} MiB"_tr(free, *peak_kib / k_kib_per_mib);
    // Twice: a cycle that catches up a gap, or loads in full, may need more than those that were.
    if (*free_kib >= 2 * *peak_kib) return {sentence};
    return {sentence, "give the machine or container more memory, or find what else uses it"_tr};
}

CheckResult judge_metrics_file(const std::string& path) {
    const auto slash = path.rfind('/');
    const auto directory = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
    if (const auto fault = fault_of(directory); fault != 0) {
        return {language::Phrase::verbatim(
                    fmt::format("{}: {}", directory, std::generic_category().message(fault))),
                k_metrics_remedy, ExitCode::config_error};
    }
    struct stat status {};
    if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
        return {"{} is not a regular file"_tr(path), k_metrics_remedy, ExitCode::config_error};
    }
    return {"{} can be replaced"_tr(path)};
}

void check_machine(CheckReporter& reporter, const config::Config& config, const JournalFacts& journal) {
    if (!config.metrics_file.empty())
        reporter.report("metrics file", judge_metrics_file(config.metrics_file));
    reporter.report("memory", judge_memory(free_memory_kib(), journal.peak_memory_kib));
}

}  // namespace ciclo
