#include "check/memory.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace ciclo;
namespace fs = std::filesystem;

namespace {

// A root directory of a test's own.
class Root {
  public:
    Root() : m_path(fs::temp_directory_path() / ("ciclo-memory-" + std::to_string(getpid()))) {}
    ~Root() { fs::remove_all(m_path); }
    Root(const Root&) = delete;
    Root& operator=(const Root&) = delete;

    void write(const std::string& file, const std::string& text) const {
        fs::create_directories((m_path / file).parent_path());
        std::ofstream(m_path / file) << text;
    }
    [[nodiscard]] std::optional<long long> free() const { return free_memory_kib(m_path); }

  private:
    fs::path m_path;
};

constexpr const char* k_meminfo =
    "MemTotal:       32000000 kB\nMemFree:          100000 kB\nMemAvailable:    8000000 kB\n";

}  // namespace

TEST_CASE("what the machine has left is MemAvailable") {
    CHECK(available_kib(k_meminfo) == 8'000'000);
    CHECK_FALSE(available_kib("MemTotal: 1 kB\nNotMemAvailable: 2 kB\n"));
    CHECK_FALSE(available_kib("MemAvailable: much\n"));
    CHECK_FALSE(available_kib(""));
}

TEST_CASE("a control group has left its limit less what it uses, pages of files that can go not counted") {
    CHECK(left_kib("1048576\n", "524288\n", "") == 512);
    CHECK(left_kib("1048576\n", "1048576\n", "anon 1\ninactive_file 102400\nactive_file 7\n") == 100);
    CHECK(left_kib("1024\n", "4096\n", "") == 0);
    CHECK_FALSE(left_kib("max\n", "524288\n", ""));
    CHECK_FALSE(left_kib("", "", ""));
}

TEST_CASE("the groups of a process go from its own to the root of all") {
    CHECK(control_groups("0::/a.slice/b.service\n") ==
          std::vector<std::string>{"a.slice/b.service", "a.slice", ""});
    CHECK(control_groups("5:memory:/x\n0::/y\n") == std::vector<std::string>{"y", ""});
    CHECK(control_groups("0::/\n") == std::vector<std::string>{""});
    CHECK(control_groups("") == std::vector<std::string>{""});
}

TEST_CASE("the least of the machine and of every group around the process counts") {
    const Root root;
    CHECK_FALSE(root.free());
    root.write("proc/meminfo", k_meminfo);
    CHECK(root.free() == 8'000'000);
    root.write("proc/self/cgroup", "0::/a.slice/b.service\n");
    root.write("sys/fs/cgroup/a.slice/memory.max", "2097152000\n");
    root.write("sys/fs/cgroup/a.slice/memory.current", "0\n");
    CHECK(root.free() == 2'048'000);
    root.write("sys/fs/cgroup/a.slice/b.service/memory.max", "1048576\n");
    root.write("sys/fs/cgroup/a.slice/b.service/memory.current", "524288\n");
    root.write("sys/fs/cgroup/a.slice/b.service/memory.stat", "inactive_file 1024\n");
    CHECK(root.free() == 513);
    root.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "2048\n");
    root.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "1024\n");
    CHECK(root.free() == 1);
}

TEST_CASE("this machine reports how much memory is free") {
    CHECK(free_memory_kib().value_or(0) > 0);
}
