// The worker loop of cron/OPERATIONS.md, as it stands there, around stand-ins for ciclo and sleep.
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "program.hpp"

using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// What stands in the page between the mark and the end of the block behind it.
std::string recipe() {
    const auto page = read_whole(std::string(CICLO_SOURCE_DIR) + "/cron/OPERATIONS.md");
    const std::string begin = "<!-- worker -->\n```sh\n";
    const auto at = page.find(begin);
    REQUIRE(at != std::string::npos);
    const auto from = at + begin.size();
    return page.substr(from, page.find("```", from) - from);
}

// A folder with the recipe and its two programs, each a line of the log and then `body`.
class Worker {
  public:
    Worker(const std::string& ciclo_body, const std::string& sleep_body) {
        write("worker.sh", recipe());
        write("ciclo", "#!/bin/sh\necho \"ciclo $*\" >>'" + log() + "'\n" + ciclo_body + "\n");
        write("sleep", "#!/bin/sh\necho \"sleep $*\" >>'" + log() + "'\n" + sleep_body + "\n");
    }
    ~Worker() { std::filesystem::remove_all(m_folder); }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] std::string log() const { return m_folder + "/log"; }
    [[nodiscard]] std::string logged() const { return read_whole(log()); }
    Outcome run() const {
        return Program({"/bin/sh", m_folder + "/worker.sh"}, {{"PATH", m_folder + ":/usr/bin:/bin"}}).wait();
    }

  private:
    void write(const std::string& name, const std::string& text) const {
        const auto path = m_folder + "/" + name;
        std::ofstream(path) << text;
        REQUIRE(chmod(path.c_str(), 0755) == 0);
    }

    std::string m_folder = [] {
        std::string name = (std::filesystem::temp_directory_path() / "ciclo-worker-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
        return name;
    }();
};

constexpr const char* k_nothing = "exit 0";
// In its third call the stop that a platform sends to the worker.
constexpr const char* k_stop_at_third =
    "test $(grep -c ^sleep \"$(dirname \"$0\")/log\") -lt 3 || { kill -TERM $PPID; exec /bin/sleep 60; }";

}  // namespace

TEST_CASE("the worker loop runs a quiet cycle every half hour, also after one that failed", "[worker]") {
    const Worker worker("test $(grep -c ^ciclo \"$(dirname \"$0\")/log\") -ne 2 || exit 69", k_stop_at_third);
    const auto outcome = worker.run();
    INFO(outcome.text());
    const std::string turn = "ciclo run --quiet --ok-codes 14,75\nsleep 1800\n";
    CHECK(worker.logged() == turn + turn + turn);
    CHECK_THAT(outcome.err, Contains("worker: a cycle ended with 69\n"));
}

TEST_CASE("the worker loop ends at a signal that comes while it sleeps", "[worker]") {
    const Worker worker(k_nothing, "kill -TERM $PPID; exec /bin/sleep 60");
    const auto outcome = worker.run();
    INFO(outcome.text());
    CHECK_FALSE(outcome.timed_out);
    CHECK(outcome.status == 143);
    CHECK(worker.logged() == "ciclo run --quiet --ok-codes 14,75\nsleep 1800\n");
}

TEST_CASE("the worker loop passes a signal on to the cycle, and waits until that has ended", "[worker]") {
    const Worker worker(
        "trap 'echo rolled back >>\"$(dirname \"$0\")/log\"; exit 143' TERM; kill -TERM $PPID\n"
        "while :; do /bin/sleep 0.05; done",
        k_nothing);
    const auto outcome = worker.run();
    INFO(outcome.text());
    CHECK_FALSE(outcome.timed_out);
    CHECK(outcome.status == 143);
    CHECK(worker.logged() == "ciclo run --quiet --ok-codes 14,75\nrolled back\n");
}

TEST_CASE("the worker loop has five lines, and words that the program takes", "[worker]") {
    const auto text = recipe();
    CHECK(std::count(text.begin(), text.end(), '\n') == 5);
    const auto outcome =
        Program({ciclo_program(), "run", "--quiet", "--ok-codes", "14,75"}, {{"PATH", "/usr/bin:/bin"}})
            .wait();
    INFO(outcome.text());
    CHECK(outcome.status == 78);
    CHECK_THAT(outcome.err, Contains("ODOO_URL") && !Contains("ok-codes"));
}
