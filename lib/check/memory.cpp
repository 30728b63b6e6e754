#include "check/memory.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

namespace ciclo {
namespace {

// The files of version 2, and those of version 1 below memory/.
constexpr const char* k_group_2 = "sys/fs/cgroup";
constexpr const char* k_group_1 = "sys/fs/cgroup/memory";

// "" where it cannot be read: absence is not a fault here.
std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The number at the beginning of `text`, behind spaces.
std::optional<long long> number_of(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    return number;
}

// The number behind `key` at the beginning of a line.
std::optional<long long> number_behind(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        if (line.starts_with(key)) return number_of(line.substr(key.size()));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return std::nullopt;
}

void keep_least(std::optional<long long>& least, std::optional<long long> other) {
    if (other && (!least || *other < *least)) least = other;
}

}  // namespace

std::optional<long long> available_kib(std::string_view meminfo) {
    return number_behind(meminfo, "MemAvailable:");
}

std::vector<std::string> control_groups(std::string_view proc_self_cgroup) {
    std::vector<std::string> out;
    const auto at = proc_self_cgroup.starts_with("0::/") ? 0 : proc_self_cgroup.find("\n0::/");
    if (at != std::string_view::npos) {
        auto path = proc_self_cgroup.substr(proc_self_cgroup.find("0::", at) + 3);
        path = path.substr(0, path.find('\n'));
        for (; path.size() > 1; path = path.substr(0, path.rfind('/'))) out.emplace_back(path.substr(1));
    }
    out.emplace_back();
    return out;
}

std::optional<long long> left_kib(std::string_view limit, std::string_view usage, std::string_view stat) {
    const auto most = number_of(limit);
    const auto used = number_of(usage);
    if (!most || !used) return std::nullopt;
    const auto yielding = number_behind(stat, "inactive_file ").value_or(0);
    return std::max<long long>(0, *most - *used + yielding) / 1024;
}

std::optional<long long> free_memory_kib(const std::filesystem::path& root) {
    auto least = available_kib(text_of(root / "proc/meminfo"));
    for (const auto& group : control_groups(text_of(root / "proc/self/cgroup"))) {
        const auto folder = root / k_group_2 / group;
        keep_least(least, left_kib(text_of(folder / "memory.max"), text_of(folder / "memory.current"),
                                   text_of(folder / "memory.stat")));
    }
    const auto old = root / k_group_1;
    keep_least(least, left_kib(text_of(old / "memory.limit_in_bytes"), text_of(old / "memory.usage_in_bytes"),
                               text_of(old / "memory.stat")));
    return least;
}

}  // namespace ciclo
