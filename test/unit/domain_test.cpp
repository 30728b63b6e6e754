#include <catch2/catch.hpp>

#include "base/error.hpp"
#include "json/value.hpp"
#include "odoo/domain.hpp"

using ciclo::UtcSeconds;
using ciclo::odoo::Domain;
using namespace std::chrono_literals;

namespace {

const UtcSeconds k_time = std::chrono::sys_days{2026y / 11 / 23} + 13h + 5min + 9s;

}  // namespace

TEST_CASE("the default domain matches everything", "[domain]") {
    CHECK(Domain().json() == "[]");
}

TEST_CASE("a leaf takes text, numbers and booleans as what they are", "[domain]") {
    CHECK(Domain::leaf("state", "=", "sale").json() == R"([["state","=","sale"]])");
    CHECK(Domain::leaf("state", "=", std::string("sale")).json() == R"([["state","=","sale"]])");
    CHECK(Domain::leaf("id", ">", 2000).json() == R"([["id",">",2000]])");
    CHECK(Domain::leaf("id", ">", std::int64_t{5'000'000'000}).json() == R"([["id",">",5000000000]])");
    CHECK(Domain::leaf("display_type", "=", false).json() == R"([["display_type","=",false]])");
    CHECK(Domain::leaf("name", "=", "a\"b\\ção").json() == R"([["name","=","a\"b\\ção"]])");
}

TEST_CASE("lists become in and not in", "[domain]") {
    CHECK(Domain::in("id", std::vector<std::int64_t>{3, 1}).json() == R"([["id","in",[3,1]]])");
    CHECK(Domain::in("name", std::vector<std::string>{"V\"1", "V2"}).json() ==
          R"([["name","in",["V\"1","V2"]]])");
    CHECK(Domain::not_in("id", std::vector<std::int64_t>{7}).json() == R"([["id","not in",[7]]])");
    CHECK(Domain::not_in("name", std::vector<std::string>{"V\"1", "V2"}).json() ==
          R"([["name","not in",["V\"1","V2"]]])");
    CHECK(Domain::not_in("name", std::vector<std::string>{}).json() == R"([["name","not in",[]]])");
    CHECK(Domain::in("id", std::vector<std::int64_t>{}).json() == R"([["id","in",[]]])");
}

TEST_CASE("times are whole seconds without a zone", "[domain]") {
    CHECK(Domain::since("write_date", k_time).json() == R"([["write_date",">=","2026-11-23 13:05:09"]])");
    CHECK(Domain::before("write_date", k_time).json() == R"([["write_date","<","2026-11-23 13:05:09"]])");
}

TEST_CASE("a prefix becomes =like, and must hold no wildcard", "[domain]") {
    CHECK(Domain::starts_with("default_code", "4").json() == R"([["default_code","=like","4%"]])");
    for (const auto* prefix : {"4%", "_4", "4\\"}) {
        CHECK_THROWS_WITH(Domain::starts_with("default_code", prefix), Catch::Contains("must hold no"));
    }
}

TEST_CASE("and and or stand in Polish notation", "[domain]") {
    const auto a = Domain::leaf("a", "=", 1);
    const auto b = Domain::leaf("b", "=", 2);
    const auto c = Domain::leaf("c", "=", 3);
    CHECK((a & b).json() == R"(["&",["a","=",1],["b","=",2]])");
    CHECK(((a | b) & c).json() == R"(["&","|",["a","=",1],["b","=",2],["c","=",3]])");
    CHECK((a | (b & c)).json() == R"(["|",["a","=",1],"&",["b","=",2],["c","=",3]])");
    CHECK(Domain::any_of({a, b & c, c}).json() ==
          R"(["|","|",["a","=",1],"&",["b","=",2],["c","=",3],["c","=",3]])");
    CHECK(Domain::any_of({a}).json() == a.json());
}

TEST_CASE("everything is neutral in and, and swallows or", "[domain]") {
    const auto a = Domain::leaf("a", "=", 1);
    CHECK((Domain() & a).json() == a.json());
    CHECK((a & Domain()).json() == a.json());
    CHECK((a | Domain()).json() == "[]");
    CHECK((Domain() | a).json() == "[]");
    CHECK(Domain::any_of({a, Domain()}).json() == "[]");
}

TEST_CASE("an or of nothing matches nothing", "[domain]") {
    CHECK(Domain::any_of({}).json() == R"([["id","in",[]]])");
    CHECK((Domain::any_of({}) & Domain::leaf("a", "=", 1)).json() == R"(["&",["id","in",[]],["a","=",1]])");
}

TEST_CASE("a deep combination is whole JSON with as many operators as it needs", "[domain]") {
    std::vector<Domain> all;
    for (int i = 0; i < 3000; ++i) all.push_back(Domain::leaf("name", "=", i));
    const auto document = ciclo::json::Document::parse(Domain::any_of(all).json());
    CHECK(document.root().size() == 3000 + 2999);
}

TEST_CASE("the end of a name is searched for as it stands, wildcards too", "[domain]") {
    CHECK(Domain::ends_with("name", " 130001").json() == R"([["name","=like","% 130001"]])");
    CHECK(Domain::ends_with("name", "1_0%\\").json() == R"([["name","=like","%1\\_0\\%\\\\"]])");
}
