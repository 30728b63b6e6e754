#include "ciclo/window.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;
using staging::WindowKind;
using namespace std::chrono_literals;

namespace {

const UtcSeconds k_now = *from_odoo("2026-11-23 13:45:15");

// A base that was filled, with a good run this long ago.
WindowFacts after(std::chrono::seconds gap) {
    return {k_now, k_now - gap, false, false};
}

}  // namespace

TEST_CASE("right after a good run a stage reads its window") {
    const auto window = compute_window({}, after(20min));
    CHECK(window.to == k_now);
    CHECK(window.from == k_now - 40min);
    CHECK(window.status_from == k_now - 26h);
    CHECK_FALSE(window.full);
    CHECK(window.kind == WindowKind::regular);
}

TEST_CASE("the longer of window and gap with overlap counts, and a regular schedule is not a catch-up") {
    CHECK(compute_window({}, after(30min)).from == k_now - 40min);
    const auto regular = compute_window({}, after(35min));
    CHECK(regular.from == k_now - 45min);
    CHECK(regular.kind == WindowKind::regular);
    const auto late = compute_window({}, after(41min));
    CHECK(late.from == k_now - 51min);
    CHECK(late.kind == WindowKind::catch_up);
    CHECK_FALSE(late.full);
}

TEST_CASE("after an outage the window reaches back to before the last good run") {
    const auto window = compute_window({}, after(12h));
    CHECK(window.from == k_now - 12h - 10min);
    CHECK(window.status_from == k_now - 26h);
    CHECK(window.kind == WindowKind::catch_up);
    const auto longer = compute_window({}, after(50h));
    CHECK(longer.from == k_now - 50h - 10min);
    CHECK(longer.status_from == longer.from);
}

TEST_CASE("without overlap the window begins at the last good run itself") {
    config::Config config;
    config.overlap = 0min;
    CHECK(compute_window(config, after(3h)).from == k_now - 3h);
}

TEST_CASE("a gap up to the longest catch-up is caught up, a longer one is a full load") {
    config::Config config;
    config.max_catch_up = 60min * 24;
    const auto within = compute_window(config, after(24h));
    CHECK_FALSE(within.full);
    CHECK(within.from == k_now - 24h - 10min);
    const auto beyond = compute_window(config, after(24h + 1s));
    CHECK(beyond.full);
    CHECK(beyond.kind == WindowKind::long_gap);
    CHECK(beyond.from == k_now - 24h - 1s - 10min);
}

TEST_CASE("a full load has its reason, and the strongest one counts") {
    config::Config config;
    WindowFacts facts{k_now, std::nullopt, false, false};
    CHECK(compute_window(config, facts).kind == WindowKind::no_good_run);
    CHECK(compute_window(config, facts).full);
    facts.last_good = k_now - 1h;
    CHECK_FALSE(compute_window(config, facts).full);
    facts.reading_changed = true;
    CHECK(compute_window(config, facts).kind == WindowKind::reading_changed);
    CHECK(compute_window(config, facts).full);
    facts.target_is_empty = true;
    CHECK(compute_window(config, facts).kind == WindowKind::empty_target);
    config.full = true;
    const auto window = compute_window(config, facts);
    CHECK(window.kind == WindowKind::asked);
    CHECK(window.full);
    CHECK(window.from == k_now - 1h - 10min);
}

TEST_CASE(
    "a last good run in the future counts as none: a full load, which reaches back to the one before it") {
    const auto alone = compute_window({}, after(-1s));
    CHECK(alone.full);
    CHECK(alone.kind == WindowKind::ahead);
    CHECK(alone.from == k_now - 40min);
    auto facts = after(3h);
    facts.is_ahead = true;
    const auto window = compute_window({}, facts);
    CHECK(window.full);
    CHECK(window.kind == WindowKind::ahead);
    CHECK(window.from == k_now - 3h - 10min);
}

TEST_CASE("the horizon is 30 days, or as far back as the window reaches, or an earlier --since") {
    config::Config config;
    const auto horizon_after = [&](std::chrono::seconds gap) {
        return horizon(config, after(gap), compute_window(config, after(gap)));
    };
    CHECK(horizon_after(20min) == k_now - 24h * 30);
    CHECK(horizon_after(24h * 30) == k_now - 24h * 30 - 10min);
    CHECK(horizon_after(24h * 200) == k_now - 24h * 200 - 10min);
    config.since = k_now - 24h * 365;
    CHECK(horizon_after(20min) == k_now - 24h * 365);
    config.since = k_now - 24h;
    CHECK(horizon_after(20min) == k_now - 24h * 30);
    config.horizon = 60min;
    CHECK(horizon_after(20min) == k_now - 24h);
}
