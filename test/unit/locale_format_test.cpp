#include "report/locale_format.hpp"

#include <catch2/catch.hpp>

using namespace ciclo::report;
using ciclo::language::Language;

TEST_CASE("numbers are grouped as each language does it") {
    CHECK(number_text(0, Language::english) == "0");
    CHECK(number_text(999, Language::english) == "999");
    CHECK(number_text(1234567, Language::english) == "1,234,567");
    CHECK(number_text(-1234, Language::portuguese) == "-1.234");
}

TEST_CASE("a quantity of the database keeps every digit but zeros at its end") {
    CHECK(quantity_text("1234.500", Language::english) == "1,234.5");
    CHECK(quantity_text("1234.500", Language::portuguese) == "1.234,5");
    CHECK(quantity_text("-12.000", Language::portuguese) == "-12");
    CHECK(quantity_text("0.125", Language::english) == "0.125");
    for (const auto* odd : {"", "NaN", "-", "1e5", "1.2.3"})
        CHECK(quantity_text(odd, Language::english) == odd);
}

TEST_CASE("points in time read as people write them") {
    CHECK(moment_text("2026-11-04 09:05:59", Language::english) == "4 Nov 2026, 09:05");
    CHECK(moment_text("2026-11-04 09:05:59", Language::portuguese) == "04/11/2026 09:05");
    CHECK(clock_text("2026-11-04 09:05:59") == "09:05");
    CHECK(day_text("2026-11-24", Language::english) == "Tue 24 Nov");
    CHECK(day_text("2026-11-24 23:59:59", Language::portuguese) == "ter 24/11");
    CHECK(moment_text("", Language::english).empty());
    CHECK(day_text("infinity", Language::english) == "infinity");
}
