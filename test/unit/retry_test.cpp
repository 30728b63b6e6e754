#include <catch2/catch.hpp>
#include <set>

#include "odoo/retry.hpp"

using ciclo::odoo::Backoff;
using namespace std::chrono_literals;

TEST_CASE("waits grow from half a second, jittered by at most 30 per cent", "[retry]") {
    Backoff backoff;
    std::set<std::chrono::milliseconds> seen;
    for (int round = 0; round < 200; ++round) {
        auto base = 500ms;
        for (int attempt = 1; attempt <= 4; ++attempt, base *= 2) {
            const auto wait = backoff.wait_after(attempt, std::nullopt);
            REQUIRE(wait >= base * 7 / 10);
            REQUIRE(wait <= base * 13 / 10);
            if (attempt == 1) seen.insert(wait);
        }
    }
    CHECK(seen.size() > 20);
}

TEST_CASE("Retry-After lengthens the wait up to a minute and is not scaled", "[retry]") {
    Backoff quick(0.001);
    CHECK(quick.wait_after(1, std::nullopt) <= 1ms);
    CHECK(quick.wait_after(1, 7s) == 7s);
    CHECK(quick.wait_after(1, 600s) == 60s);
    CHECK(quick.wait_after(1, 0s) <= 1ms);
    CHECK(Backoff().wait_after(3, 1s) >= 1400ms);
    CHECK(Backoff().wait_after(1000, std::nullopt) == 60s);
}
