#include <catch2/catch.hpp>

#include "ciclo/notices.hpp"
#include "integridade/integridade.hpp"
#include "report/report.hpp"

using namespace ciclo;
using integridade::Finding;
using integridade::Level;

namespace {

std::vector<Finding> two_errors() {
    return {{"a", Level::erro, 2, "NF 1, NF 2"},
            {"b", Level::erro, 0, ""},
            {"c", Level::aviso, 1, "NF 3"},
            {"d", Level::erro, 1, "NF 4"}};
}

CycleReport integridade_report(StageOutcome outcome, const std::vector<Finding>& findings) {
    CycleReport report;
    StageReport stage{};
    stage.name = "integridade";
    stage.outcome = outcome;
    stage.findings = findings;
    report.stages.push_back(stage);
    return report;
}

}  // namespace

TEST_CASE("errors are the findings of level ERRO that found something, in their order") {
    CHECK(integridade::errors(two_errors()) == "ERRO a: 2 (NF 1, NF 2); ERRO d: 1 (NF 4)");
    CHECK(integridade::errors({{"a", Level::erro, 0, ""}, {"c", Level::aviso, 1, "NF 3"}}).empty());
    CHECK(integridade::errors({}).empty());
}

TEST_CASE("findings are counted by level, checks that found nothing as checks alone") {
    const auto counts = integridade::count(two_errors());
    CHECK(counts.get("checks") == 4);
    CHECK(counts.get("erro") == 2);
    CHECK(counts.get("aviso") == 1);
    CHECK(integridade::count({}).all().empty());
}

TEST_CASE("details hold all findings and then the notices, and are empty without either") {
    auto stage =
        integridade_report(StageOutcome::ok, {{"a", Level::erro, 0, ""}, {"c", Level::aviso, 1, "NF 3"}})
            .stages.at(0);
    stage.notices.push_back({"NF_CORRIGIDA", 2, "NF \"5\""});
    CHECK(details_json(stage) == R"([{"check":"a","level":"ERRO","count":0,"examples":""},)"
                                 R"({"check":"c","level":"AVISO","count":1,"examples":"NF 3"},)"
                                 R"({"kind":"NF_CORRIGIDA","count":2,"examples":"NF \"5\""}])");
    CHECK(details_json(StageReport{}).empty());
}

TEST_CASE("errors in a stage that was done were passed over; in one that failed they were not") {
    const std::string passed =
        "integrity errors ignored because of --integrity=warn: ERRO a: 2 (NF 1, NF 2); ERRO d: 1 (NF "
        "4)";
    auto done = integridade_report(StageOutcome::ok, two_errors());
    CHECK(passed_over(done) == passed);
    CHECK(journal_error(done) == passed);
    done.error = "carteira: broken";
    CHECK(journal_error(done) == passed + "; carteira: broken");
    auto failed = integridade_report(StageOutcome::failed, two_errors());
    failed.error = "integridade: ERRO a";
    CHECK(passed_over(failed).empty());
    CHECK(journal_error(failed) == "integridade: ERRO a");
    CHECK(journal_error(CycleReport{}).empty());
}

TEST_CASE("the text result names what was found, also where the stage failed") {
    const auto text = report::cycle_text(integridade_report(StageOutcome::failed, two_errors()),
                                         language::Language::english);
    CHECK(text.find("integridade  failed\n") != std::string::npos);
    CHECK(text.find("ERRO a: 2 (NF 1, NF 2)\n") != std::string::npos);
    CHECK(text.find("AVISO c: 1 (NF 3)\n") != std::string::npos);
    CHECK(text.find(" b: ") == std::string::npos);
    CHECK(text.find("passed over") == std::string::npos);
}
