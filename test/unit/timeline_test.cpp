#include "page/timeline.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;
using namespace ciclo::page;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds k_limit = 45min;

CycleRecord cycle(const std::string& local_started, const std::string& outcome = "ok",
                  std::chrono::milliseconds taken = 30s) {
    CycleRecord out;
    out.local_started = local_started;
    out.outcome = outcome;
    for (const auto& row : exit_code_table()) {
        if (row.name == outcome) out.exit_code = number_of(row.code);
    }
    out.finished_at = UtcSeconds{};
    out.taken = taken;
    return out;
}

}  // namespace

TEST_CASE("each day has a lane with the cycles that began on it, the newest day first") {
    const std::vector cycles{cycle("2026-11-22 23:59:50"), cycle("2026-11-23 00:29:00"),
                             cycle("2026-11-24 06:00:00")};
    const auto lanes = lanes_of(cycles, "2026-11-22 00:00:00", "2026-11-24 12:00:00", k_limit);
    REQUIRE(lanes.size() == 3);
    CHECK(lanes[0].day == "2026-11-24");
    CHECK(lanes[0].elapsed == Approx(0.5));
    CHECK(lanes[1].elapsed == Approx(1.0));
    CHECK(lanes[0].cycles == std::vector<const CycleRecord*>{&cycles[2]});
    CHECK(lanes[1].cycles == std::vector<const CycleRecord*>{&cycles[1]});
    CHECK(lanes[2].cycles == std::vector<const CycleRecord*>{&cycles[0]});
    CHECK(begin_of(cycles[2]) == Approx(0.25));
}

TEST_CASE("a gap runs from the end of a cycle to the next one, over midnight in two parts, and to now") {
    const std::vector cycles{cycle("2026-11-23 18:00:00", "ok", 1h), cycle("2026-11-24 06:00:00", "ok", 1h)};
    const auto lanes = lanes_of(cycles, "2026-11-23 18:00:00", "2026-11-24 12:00:00", k_limit);
    REQUIRE(lanes.size() == 2);
    REQUIRE(lanes[0].gaps.size() == 2);
    CHECK(lanes[0].gaps[0].from == Approx(0.0));
    CHECK(lanes[0].gaps[0].to == Approx(0.25));
    CHECK(lanes[0].gaps[1].from == Approx(7.0 / 24));
    CHECK(lanes[0].gaps[1].to == Approx(0.5));
    REQUIRE(lanes[1].gaps.size() == 1);
    CHECK(lanes[1].gaps[0].length() == 5h);
}

TEST_CASE("a pause as long as the limit is not a gap") {
    const std::vector cycles{cycle("2026-11-24 10:00:00", "ok", 0s), cycle("2026-11-24 10:45:00", "ok", 0s)};
    const auto lanes = lanes_of(cycles, "2026-11-24 10:00:00", "2026-11-24 11:30:00", k_limit);
    REQUIRE(lanes.size() == 1);
    CHECK(lanes[0].gaps.empty());
}

TEST_CASE("the days shown begin with the first cycle, if that is later") {
    CHECK(begin_of_days("2026-09-01 08:00:00", "2026-11-24 12:00:00", 7) == "2026-11-18 00:00:00");
    CHECK(begin_of_days("2026-11-24 08:00:00", "2026-11-24 12:00:00", 7) == "2026-11-24 08:00:00");
}

TEST_CASE("how a cycle ended: well, with rejects, badly, not yet, never") {
    CHECK(ending_of(cycle("2026-11-24 10:00:00")) == Ending::good);
    CHECK(ending_of(cycle("2026-11-24 10:00:00", "done_with_rejects")) == Ending::with_rejects);
    CHECK(ending_of(cycle("2026-11-24 10:00:00", "odoo_unavailable")) == Ending::failed);
    auto open = cycle("2026-11-24 10:00:00", "");
    open.finished_at.reset();
    CHECK(ending_of(open) == Ending::killed);
    open.is_running = true;
    CHECK(ending_of(open) == Ending::running);
}

TEST_CASE("failures of one kind, one after the other, are one spell") {
    const std::vector cycles{cycle("2026-11-24 08:00:00", "odoo_unavailable"),
                             cycle("2026-11-24 08:30:00", "odoo_unavailable"), cycle("2026-11-24 09:00:00"),
                             cycle("2026-11-24 09:30:00", "odoo_unavailable"),
                             cycle("2026-11-24 10:00:00", "carteira_failed")};
    const auto spells = bad_spells(cycles);
    REQUIRE(spells.size() == 3);
    CHECK(spells[0].newest == &cycles[4]);
    CHECK(spells[1].cycles == 1);
    CHECK(spells[2].cycles == 2);
    CHECK(spells[2].oldest == &cycles[0]);
    CHECK(spells[2].newest == &cycles[1]);
}
