#include "ciclo/later_columns.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;

namespace {

const std::string k_insert =
    "INSERT INTO t (a, b /* later columns of t, as in s: c d */)\n"
    "SELECT s.a, s.b /* their values */ FROM s";

}  // namespace

TEST_CASE("a later column is copied where it exists, and given its value where every row needs one") {
    schema::Shape shape;
    shape.absent = {"t.d", "u.c"};
    shape.values = {{"t", "e", "false"}, {"u", "f", "true"}};
    CHECK(fitted(k_insert, shape) == "INSERT INTO t (a, b , c, e)\nSELECT s.a, s.b , s.c, false FROM s");
    shape.absent = {"t.c", "t.d"};
    shape.values.clear();
    CHECK(fitted(k_insert, shape) == k_insert);
    CHECK(fitted("INSERT INTO u (a /* later columns of u */) SELECT 1 /* their values */",
                 {{}, {{"u", "f", "true"}}, {}}) == "INSERT INTO u (a , f) SELECT 1 , true");
}

TEST_CASE("a line about a column that is not there is left out, and an UPDATE that then sets nothing") {
    const std::string text =
        "UPDATE t SET\n"
        "       c = 1 -- where t.c exists\n"
        "     , d = 2 -- where t.d and u.d exist\n"
        "  FROM u\n";
    CHECK(fitted(text, {}) == text);
    CHECK(fitted(text, {{}, {}, {"t.c"}}) == "UPDATE t SET d = 2 -- where t.d and u.d exist\n  FROM u\n");
    CHECK(fitted(text, {{}, {}, {"u.d"}}) == "UPDATE t SET\n       c = 1 -- where t.c exists\n  FROM u\n");
    CHECK(fitted(text, {{}, {}, {"t.c", "t.d"}}).empty());
}

TEST_CASE("a statement about a column that is not there is left out") {
    const std::string text = "-- Sets it.\n-- Only where t.c exists. Safe to repeat.\nUPDATE t SET c = 1\n";
    CHECK(fitted(text, {{}, {}, {"t.c"}}).empty());
    CHECK(fitted(text, {{}, {}, {"t.d"}}) == text);
}
