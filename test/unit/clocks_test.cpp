#include "ciclo/clocks.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;
using namespace std::chrono_literals;

namespace {

const UtcSeconds k_moment = *from_odoo("2026-11-23 13:45:15");

Clocks apart(std::chrono::seconds odoo, std::chrono::seconds machine, std::chrono::seconds database) {
    return {k_moment + odoo, k_moment + machine, k_moment + database};
}

}  // namespace

TEST_CASE("now is the earliest of the three clocks, whichever it is") {
    CHECK(earliest(apart(20min, 0s, 1s)) == k_moment);
    CHECK(earliest(apart(0s, 24h, 5s)) == k_moment);
    CHECK(earliest(apart(1s, 5s, -24h)) == k_moment - 24h);
    CHECK(earliest(apart(-20min, 0s, 0s)) == k_moment - 20min);
}

TEST_CASE("a machine or a database whose clock was never set does not say what time it is") {
    const auto epoch = *from_odoo("1970-01-01 00:03:00");
    CHECK(earliest({k_moment, epoch, k_moment + 1s}) == k_moment);
    CHECK(earliest({k_moment, k_moment - 3s, epoch}) == k_moment - 3s);
    CHECK(disagreement({k_moment, epoch, k_moment}));
}

TEST_CASE("clocks that are more than two minutes apart are an AVISO that names their distance") {
    CHECK_FALSE(disagreement(apart(120s, 0s, 60s)));
    CHECK_FALSE(disagreement(apart(0s, 60s, -60s)));
    const auto notice = disagreement(apart(1200s, 0s, -2s));
    REQUIRE(notice);
    CHECK(notice->kind == "RELOGIOS_DIFEREM");
    CHECK(notice->count == 1);
    CHECK(notice->examples ==
          "Odoo +1200 s, banco de dados -2 s em relação a esta máquina (2026-11-23 13:45:15 UTC); acerte-os "
          "por "
          "NTP");
    CHECK(disagreement(apart(0s, 60s, -61s)));
}
