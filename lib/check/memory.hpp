// How much memory this process may still take: what the machine has, or less where a control group (a
// container, a systemd unit) limits it. Not for: what the process uses (cycle).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ciclo {

// Absent where the system does not give it. `root`: where proc and sys are, for tests.
std::optional<long long> free_memory_kib(const std::filesystem::path& root = "/");

// MemAvailable of /proc/meminfo.
std::optional<long long> available_kib(std::string_view meminfo);

// The folders below sys/fs/cgroup that may limit this process, innermost first, from /proc/self/cgroup. A
// container without a namespace of its own sees only the last one.
std::vector<std::string> control_groups(std::string_view proc_self_cgroup);

// What a group has left: its limit less what it uses, without the pages of files that the kernel would give
// up first (inactive_file of memory.stat). Absent for "max", which is not a limit, and for texts that are not
// numbers.
std::optional<long long> left_kib(std::string_view limit, std::string_view usage, std::string_view stat);

}  // namespace ciclo
