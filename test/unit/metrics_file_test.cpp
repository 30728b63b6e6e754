#include "report/metrics_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "log_support.hpp"
#include "report/prometheus.hpp"
#include "support/exposition.hpp"

using namespace ciclo;
using namespace ciclo::report;
using Catch::Matchers::Contains;
using test::CollectedLog;
using test::Exposition;
namespace fs = std::filesystem;

namespace {

const UtcSeconds k_cycle_end{std::chrono::seconds{1'795'442'478}};
constexpr const char* k_last_success = "ciclo_last_success_timestamp_seconds";

class Directory {
  public:
    Directory() {
        m_path = (fs::temp_directory_path() / "ciclo-metrics-test-XXXXXX").string();
        REQUIRE(mkdtemp(m_path.data()) != nullptr);
    }
    ~Directory() { fs::remove_all(m_path); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    [[nodiscard]] std::string file() const { return m_path + "/ciclo.prom"; }
    [[nodiscard]] std::string names() const {
        std::string out;
        for (const auto& entry : fs::directory_iterator(m_path))
            out += entry.path().filename().string() + "\n";
        return out;
    }

  private:
    std::string m_path;
};

CycleReport report_of(ExitCode code) {
    CycleReport report;
    report.code = code;
    return report;
}

ino_t inode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status.st_ino;
}

// Whatever `path` is, the log has one error that names it and the reason.
void check_complaint(const std::string& path, const std::string& reason) {
    CollectedLog collected;
    write_metrics(path, report_of(ExitCode::ok), k_cycle_end, collected.log);
    REQUIRE(collected.lines.size() == 1);
    CHECK_THAT(collected.lines.front(), Contains("error") && Contains("the metrics file was not written") &&
                                            Contains(path) && Contains(reason));
}

}  // namespace

TEST_CASE(
    "a file that is replaced keeps its mode, a new one follows the umask, and metrics are for everybody") {
    const Directory directory;
    const auto mode = [&] {
        struct stat status {};
        REQUIRE(stat(directory.file().c_str(), &status) == 0);
        return status.st_mode & 0777U;
    };
    const auto mask = umask(027);
    REQUIRE(replace_file(directory.file(), "a\n").empty());
    umask(mask);
    CHECK(mode() == 0640);
    REQUIRE(chmod(directory.file().c_str(), 0604) == 0);
    REQUIRE(replace_file(directory.file(), "b\n").empty());
    CHECK(mode() == 0604);
    REQUIRE(replace_file(directory.file(), "c\n", k_metrics_mode).empty());
    CHECK(mode() == 0644);
}

TEST_CASE("what a killed run left half written is removed by the next one, and nothing else") {
    const Directory directory;
    const auto old = directory.file() + ".ciclo-a1B2c3";
    const auto fresh = directory.file() + ".ciclo-d4E5f6";
    const auto other = directory.file() + ".backup";
    for (const auto& path : {old, fresh, other}) std::ofstream(path) << "x";
    const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::minutes{2};
    for (const auto& path : {old, other}) std::filesystem::last_write_time(path, long_ago);
    REQUIRE(replace_file(directory.file(), "a\n").empty());
    CHECK_FALSE(std::filesystem::exists(old));
    CHECK(std::filesystem::exists(fresh));
    CHECK(std::filesystem::exists(other));
}

TEST_CASE("the metrics file is there for every user, and nothing lies beside it") {
    const Directory directory;
    CollectedLog collected;
    const auto mask = umask(0077);
    write_metrics(directory.file(), report_of(ExitCode::ok), k_cycle_end, collected.log);
    umask(mask);
    CHECK(collected.lines.empty());
    CHECK(directory.names() == "ciclo.prom\n");
    CHECK(fs::status(directory.file()).permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read));
    CHECK(Exposition(read_file(directory.file())).value(k_last_success) == "1795442478");
}

TEST_CASE("the file is replaced, not written over: who has the old one open reads it to its end") {
    const Directory directory;
    REQUIRE(replace_file(directory.file(), "old\n").empty());
    const auto old = inode_of(directory.file());
    std::ifstream reader(directory.file());
    REQUIRE(replace_file(directory.file(), "new\n").empty());
    std::string line;
    std::getline(reader, line);
    CHECK(line == "old");
    CHECK(read_file(directory.file()) == "new\n");
    CHECK(inode_of(directory.file()) != old);
}

TEST_CASE("a reader never meets half a file, however often it looks") {
    const Directory directory;
    const std::string small(10, 'a');
    const std::string large(60'000, 'b');
    REQUIRE(replace_file(directory.file(), small).empty());
    std::atomic<bool> is_done{false};
    std::atomic<int> halves{0};
    std::atomic<int> wholes{0};
    std::thread reader([&] {
        while (!is_done) {
            const auto text = read_file(directory.file());
            text == small || text == large ? ++wholes : ++halves;
        }
    });
    for (int i = 0; i < 200; ++i) CHECK(replace_file(directory.file(), i % 2 == 0 ? large : small).empty());
    is_done = true;
    reader.join();
    CHECK(halves == 0);
    CHECK(wholes > 0);
}

TEST_CASE("the last success outlives a failed cycle: the journal's, else the old file's") {
    const Directory directory;
    CollectedLog collected;
    const auto later = k_cycle_end + std::chrono::minutes{30};
    write_metrics(directory.file(), report_of(ExitCode::ok), k_cycle_end, collected.log);
    write_metrics(directory.file(), report_of(ExitCode::database_unavailable), later, collected.log);
    const Exposition kept(read_file(directory.file()));
    CHECK(kept.value(k_last_success) == "1795442478");
    CHECK(kept.value("ciclo_last_run_exit_code") == "74");
    auto reported = report_of(ExitCode::done_with_rejects);
    reported.last_success = k_cycle_end + std::chrono::seconds{2};
    write_metrics(directory.file(), reported, later, collected.log);
    CHECK(Exposition(read_file(directory.file())).value(k_last_success) == "1795442480");
    write_metrics(directory.file(), report_of(ExitCode::ok), later, collected.log);
    CHECK(Exposition(read_file(directory.file())).value(k_last_success) == "1795444278");
    CHECK(collected.lines.empty());
}

TEST_CASE("a first cycle that fails has no last success") {
    const Directory directory;
    CollectedLog collected;
    write_metrics(directory.file(), report_of(ExitCode::odoo_unavailable), k_cycle_end, collected.log);
    CHECK_FALSE(Exposition(read_file(directory.file())).has(k_last_success));
    CHECK(collected.lines.empty());
}

TEST_CASE("a dry run leaves the file as it is, and without a path nothing is written") {
    const Directory directory;
    CollectedLog collected;
    auto report = report_of(ExitCode::ok);
    write_metrics("", report, k_cycle_end, collected.log);
    report.dry_run.emplace();
    write_metrics(directory.file(), report, k_cycle_end, collected.log);
    CHECK(directory.names().empty());
    CHECK(collected.lines.empty());
}

TEST_CASE("a place that cannot be written is one error") {
    const Directory directory;
    check_complaint(directory.file() + "/no/such/directory.prom", "No such file or directory");
    REQUIRE(replace_file(directory.file(), "x\n").empty());
    check_complaint(directory.file() + "/below-a-file.prom", "Not a directory");
    // Read-only for root as well.
    check_complaint("/proc/ciclo.prom", "no file can be created in its directory");
    CHECK(directory.names() == "ciclo.prom\n");
}

TEST_CASE("a directory without the right to write is one error, and the old file stays") {
    if (geteuid() == 0) return;  // whom no right stops
    const Directory directory;
    REQUIRE(replace_file(directory.file(), "old\n").empty());
    const auto parent = fs::path(directory.file()).parent_path();
    fs::permissions(parent, fs::perms::owner_read | fs::perms::owner_exec);
    check_complaint(directory.file(), "Permission denied");
    fs::permissions(parent, fs::perms::owner_all);
    CHECK(read_file(directory.file()) == "old\n");
}

TEST_CASE("a device, a pipe or a directory is never replaced, and a pipe is not waited for") {
    const Directory directory;
    const auto pipe = directory.file() + ".pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    check_complaint(pipe, "not a regular file");
    CHECK(fs::is_fifo(pipe));
    CHECK(read_file(pipe).empty());
    check_complaint("/dev/null", "not a regular file");
    CHECK(fs::is_character_file("/dev/null"));
    check_complaint(fs::path(directory.file()).parent_path().string(), "not a regular file");
    CHECK(directory.names() == "ciclo.prom.pipe\n");
}
