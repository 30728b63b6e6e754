#include "ciclo/journal_json.hpp"

#include <catch2/catch.hpp>

#include "ciclo/notices.hpp"

using namespace ciclo;

TEST_CASE("the counts of the journal come back as they were written") {
    staging::Counts counts;
    counts.add("read", 412);
    counts.add("rows_updated", 17);
    const auto back = counts_of(counts.json());
    CHECK(back.all() == counts.all());
    CHECK(counts_of("").all().empty());
}

TEST_CASE("findings and notices of a stage come back as they were written") {
    StageReport stage{"integridade",
                      StageOutcome::ok,
                      {},
                      {},
                      {{"SEM_LOTE", 3, "NF 1, NF 2"}},
                      {{"nf_half_cancelled", integridade::Level::erro, 2, "NF 9"}},
                      std::nullopt};
    const auto back = findings_of(details_json(stage));
    REQUIRE(back.size() == 2);
    CHECK(back[0].name == "nf_half_cancelled");
    CHECK(back[0].level == integridade::Level::erro);
    CHECK(back[0].count == 2);
    CHECK(back[0].examples == "NF 9");
    CHECK(back[1].name == "SEM_LOTE");
    CHECK_FALSE(back[1].level);
    CHECK(back[1].count == 3);
    CHECK(findings_of("").empty());
}

TEST_CASE("what somebody else wrote into the journal is left out, and breaks nothing") {
    const auto counts = counts_of(R"({"a": 1, "b": "x", "c": 1.5, "d": null, "e": 99999999999999999999})");
    CHECK(counts.all() == std::vector<std::pair<std::string, long long>>{{"a", 1}});
    CHECK(counts_of("[1, 2]").all().empty());
    CHECK(findings_of("{}").empty());
    const auto findings = findings_of(R"([1, {"kind": 5, "count": "many"}, {"kind": "X", "count": 2}])");
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].name.empty());
    CHECK(findings[0].count == 0);
    CHECK(findings[1].name == "X");
}
