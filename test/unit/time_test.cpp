#include "base/time.hpp"

#include <catch2/catch.hpp>

using namespace ciclo;
using namespace std::chrono_literals;

TEST_CASE("a time goes to Odoo's text and back") {
    for (const auto* text : {"2026-11-23 13:45:15", "1970-01-01 00:00:00", "1969-12-31 23:59:59",
                             "2024-02-29 12:00:00", "9999-12-31 23:59:59"}) {
        const auto time = from_odoo(text);
        REQUIRE(time);
        CHECK(to_odoo(*time) == text);
    }
    CHECK(to_odoo(UtcSeconds{0s}) == "1970-01-01 00:00:00");
}

TEST_CASE("a date is its midnight, a fraction is cut and a T is a space") {
    CHECK(to_odoo(*from_odoo("2026-11-23")) == "2026-11-23 00:00:00");
    CHECK(to_odoo(*from_odoo("2026-11-23 13:45:15.999999")) == "2026-11-23 13:45:15");
    CHECK(to_odoo(*from_odoo("2026-11-23T13:45:15")) == "2026-11-23 13:45:15");
}

TEST_CASE("what is not a time is refused") {
    for (const auto* text : {"",
                             "2026",
                             "2026-11",
                             "2026-11-2",
                             "2026-02-30",
                             "2025-02-29",
                             "2026-00-10",
                             "2026-13-01",
                             "2026/11/23",
                             "23-11-2026",
                             "2026-11-23 ",
                             "2026-11-23 13",
                             "2026-11-23 13:45",
                             "2026-11-23 24:00:00",
                             "2026-11-23 13:60:00",
                             "2026-11-23 13:45:61",
                             "2026-11-23x13:45:15",
                             "2026-11-23 13:45:15Z",
                             "2026-11-23 13:45:15+03:00",
                             "2026-11--3",
                             "-026-11-23",
                             "+026-11-23",
                             "2026-11-23 13:-5:15",
                             "abcd-ef-gh"}) {
        INFO(text);
        CHECK_FALSE(from_odoo(text));
    }
}

TEST_CASE("an HTTP date in its fixed form is taken, and another form is not") {
    const auto time = from_http_date("Mon, 23 Nov 2026 13:45:15 GMT");
    REQUIRE(time);
    CHECK(to_odoo(*time) == "2026-11-23 13:45:15");
    CHECK_FALSE(from_http_date("Tue, 31 Feb 2026 13:45:15 GMT"));
    CHECK_FALSE(from_http_date("Mon, 31 Nov 2026 13:45:15 GMT"));
    CHECK_FALSE(from_http_date(""));
    CHECK_FALSE(from_http_date("2026-11-23 13:45:15"));
    CHECK_FALSE(from_http_date("Mon, 23 Nov 2026 13:45:15 +0300"));
}

TEST_CASE("a time from 2000 to 2100 is plausible, any other is that of no clock") {
    CHECK(is_plausible(*from_odoo("2000-01-01 00:00:00")));
    CHECK(is_plausible(*from_odoo("2100-12-31 23:59:59")));
    for (const auto* time :
         {"1970-01-01 00:00:00", "1999-12-31 23:59:59", "2101-01-01 00:00:00", "9999-12-31 23:59:59"}) {
        INFO(time);
        CHECK_FALSE(is_plausible(*from_odoo(time)));
    }
}

TEST_CASE("the machine's clock is past the day this was written") {
    CHECK(local_machine_now() > *from_odoo("2025-01-01"));
}
