// The days that deliveries are reckoned with: working days, and days that people typed.
#include <catch2/catch.hpp>

#include "cluster/session.hpp"
#include "entregas/sql.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

struct Days {
    Database database = database_with_schema();
    Session session{database.url()};
    Days() { session.connection.offer({entregas::sql::tables}); }
    std::string after(const std::string& start, int days) {
        return session.value("SELECT pg_temp.working_days_after('" + start + "', " + std::to_string(days) +
                             ")");
    }
    std::string typed(const std::string& text) {
        return session.value("SELECT pg_temp.typed_day('" + text + "')");
    }
};

}  // namespace

TEST_CASE("working days are Monday to Friday, and a start on a weekend begins on Monday", "[postgres]") {
    Days days;
    CHECK(days.after("2026-11-20", 0) == "2026-11-20");  // a Friday
    CHECK(days.after("2026-11-20", 1) == "2026-11-23");
    CHECK(days.after("2026-11-21", 0) == "2026-11-23");  // Saturday
    CHECK(days.after("2026-11-21", 1) == "2026-11-24");
    CHECK(days.after("2026-11-22", 1) == "2026-11-24");  // Sunday
    CHECK(days.after("2026-11-23", 5) == "2026-11-30");  // over the end of a week
    CHECK(days.after("2026-11-30", 1) == "2026-12-01");  // of a month
    CHECK(days.after("2026-12-31", 1) == "2027-01-01");  // of a year: holidays do not count
    CHECK(days.after("2028-02-28", 2) == "2028-03-01");
    CHECK(days.after("2026-11-20", 250) == "2027-11-05");
}

TEST_CASE("a day and so many working days is where counting day by day arrives", "[postgres]") {
    Days days;
    CHECK(
        days.session.value(
            "SELECT count(*) FROM generate_series(0, 13) s (start) CROSS JOIN generate_series(0, 30) n (days)"
            " CROSS JOIN LATERAL (SELECT (d.day)::date AS day, row_number() OVER (ORDER BY d.day) - 1 AS "
            "place"
            "   FROM generate_series(date '2026-12-14' + s.start, date '2026-12-14' + s.start + 60, interval "
            "'1 day') d (day)"
            "   WHERE extract(isodow FROM d.day) < 6) w"
            " WHERE w.place = n.days"
            " AND w.day <> pg_temp.working_days_after(date '2026-12-14' + s.start, n.days)") == "0");
}

TEST_CASE("a typed day is taken as dd/mm/aaaa and anything else is none", "[postgres]") {
    Days days;
    CHECK(days.typed("30/11/2026") == "2026-11-30");
    CHECK(days.typed(" 1/2/2028 ") == "2028-02-01");
    CHECK(days.typed("29/02/2028") == "2028-02-29");
    for (const char* text : {"29/02/2026", "31/11/2026", "00/01/2026", "01/13/2026", "2026-11-30", "30/11/26",
                             "a combinar", "", "01/01/0000"}) {
        CAPTURE(text);
        CHECK(days.typed(text).empty());
    }
}
