#include "base/fuse.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;

namespace {

constexpr FuseLimits k_rows{500, 20};
constexpr FuseLimits k_pedidos{10, 2};

}  // namespace

TEST_CASE("many rows alone or a large share alone blow no fuse, both together do") {
    CHECK_FALSE(is_mass_removal(0, 0, k_rows));
    CHECK_FALSE(is_mass_removal(500, 500, k_rows));
    CHECK(is_mass_removal(501, 501, k_rows));
    CHECK_FALSE(is_mass_removal(501, 2505, k_rows));
    CHECK(is_mass_removal(502, 2505, k_rows));
    CHECK_FALSE(is_mass_removal(10'000, 1'000'000, k_rows));
    CHECK_FALSE(is_mass_removal(100, 100, k_rows));
}

TEST_CASE("a fuse of 0 blows at the first row, one of 100 percent never") {
    CHECK(is_mass_removal(1, 1'000'000, {0, 0}));
    CHECK_FALSE(is_mass_removal(0, 10, {0, 0}));
    CHECK_FALSE(is_mass_removal(1000, 1000, {0, 100}));
}

TEST_CASE("numbers of rows far beyond any base are compared without overflow") {
    CHECK(is_mass_removal(3'000'000'000'000, 4'000'000'000'000, k_rows));
    CHECK_FALSE(is_mass_removal(30'000'000'000, 4'000'000'000'000, k_rows));
}

TEST_CASE("an Odoo that shows none of the known pedidos is suspicious, however few they are") {
    CHECK(is_suspicious_absence(1, 0, 1, k_pedidos));
    CHECK(is_suspicious_absence(1000, 0, 1000, k_pedidos));
    CHECK_FALSE(is_suspicious_absence(0, 0, 0, k_pedidos));
}

TEST_CASE("some absent pedidos are ordinary, many and a large part of them are not") {
    CHECK_FALSE(is_suspicious_absence(100, 90, 10, k_pedidos));
    CHECK(is_suspicious_absence(100, 89, 11, k_pedidos));
    CHECK_FALSE(is_suspicious_absence(1000, 980, 20, k_pedidos));
    CHECK(is_suspicious_absence(1000, 979, 21, k_pedidos));
}
