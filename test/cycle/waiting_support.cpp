#include "waiting_support.hpp"

#include <catch2/catch.hpp>
#include <future>

namespace ciclo::test {
namespace {

bool a_cycle_waits(Session& baseline) {
    return baseline.value(
               "SELECT count(*) > 0 FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
               " WHERE NOT l.granted AND a.datname = current_database() AND a.application_name LIKE "
               "'ciclo/%'") == "t";
}

bool is_over(const std::future<CycleReport>& cycle) {
    return cycle.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

}  // namespace

CycleReport run_against(World& world, const std::string& change) {
    Session application(world.database.url());
    Session baseline(world.database.url());
    application.execute("BEGIN");
    application.connection.execute_script(change);
    auto cycle = std::async(std::launch::async, [&] { return world.run(); });
    while (!a_cycle_waits(baseline)) {
        if (is_over(cycle)) throw std::logic_error("the cycle waited for nothing: " + cycle.get().error);
    }
    application.execute("COMMIT");
    auto report = cycle.get();
    INFO(report.error << "\n" << world.log_text());
    REQUIRE(report.code == ExitCode::ok);
    const auto before = world.row_versions();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.row_versions() == before);
    return report;
}

}  // namespace ciclo::test
