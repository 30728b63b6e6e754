#include "report/prometheus.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>

#include "config_support.hpp"
#include "support/exposition.hpp"

using namespace ciclo;
using namespace ciclo::report;
using Catch::Matchers::Contains;
using std::chrono::milliseconds;
using test::Exposition;

namespace {

const UtcSeconds k_ended{std::chrono::seconds{1'795'442'478}};
const UtcSeconds k_earlier{std::chrono::seconds{1'795'440'000}};

StageReport stage_report(std::string_view name, StageOutcome outcome, milliseconds taken) {
    StageReport report{};
    report.name = name;
    report.outcome = outcome;
    report.taken = taken;
    return report;
}

// Two stages done, the third failed, the fourth not reached.
CycleReport failed_cycle() {
    CycleReport report;
    report.code = ExitCode::integrity_failed;
    report.totals.add("ms", 61'005);
    report.totals.add("requests", 47);
    report.totals.add("bytes", 117'000);
    report.totals.add("peak_memory_kib", 14'132);
    report.stages.push_back(stage_report("faturamento", StageOutcome::ok, milliseconds{1'820}));
    auto& counts = report.stages.back().counts;
    counts.add("read", 17);
    counts.add("rows_updated", 0);
    counts.add("reading_ms", 90);
    report.stages.back().notices.push_back({"NF \"a\\b\nc\"", 2, "NF 5"});
    report.stages.push_back(stage_report("integridade", StageOutcome::failed, milliseconds{6}));
    report.stages.back().findings = {{"nf_half_cancelled", integridade::Level::erro, 3, "NF 1"},
                                     {"nf_as_read", integridade::Level::aviso, 0, ""}};
    return report;
}

// What `promtool check metrics` says to the text, "" when it is content.
std::string promtool(const std::string& text) {
    const config::TemporaryFile file(text);
    const auto command = "promtool check metrics < '" + file.path() + "' 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string out;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
    const int status = pclose(pipe);
    return status == 0 ? out : out + " status " + std::to_string(status);
}

}  // namespace

TEST_CASE(
    "the metrics have the outcome, the times and the counts of each stage, by the rules of the format") {
    const auto text = prometheus_text(failed_cycle(), k_ended, k_earlier);
    const Exposition metrics(text);
    CHECK(metrics.value("ciclo_last_success_timestamp_seconds") == "1795440000");
    CHECK(metrics.value("ciclo_last_run_timestamp_seconds") == "1795442478");
    CHECK(metrics.value("ciclo_last_run_exit_code") == "11");
    CHECK(metrics.value("ciclo_last_run_duration_seconds") == "61.005");
    CHECK(metrics.value("ciclo_last_run_odoo_requests") == "47");
    CHECK(metrics.value("ciclo_last_run_odoo_read_bytes") == "117000");
    CHECK(metrics.value("ciclo_last_run_peak_memory_bytes") == "14471168");
    CHECK(metrics.value("ciclo_stage_success", {{"stage", "faturamento"}}) == "1");
    CHECK(metrics.value("ciclo_stage_success", {{"stage", "integridade"}}) == "0");
    CHECK(metrics.value("ciclo_stage_success", {{"stage", "carteira"}}).empty());
    CHECK(metrics.value("ciclo_stage_duration_seconds", {{"stage", "faturamento"}}) == "1.820");
    CHECK(metrics.value("ciclo_stage_records", {{"stage", "faturamento"}, {"kind", "read"}}) == "17");
    CHECK(metrics.value("ciclo_stage_records", {{"stage", "faturamento"}, {"kind", "rows_updated"}}) == "0");
    CHECK(metrics.value("ciclo_stage_step_duration_seconds",
                        {{"stage", "faturamento"}, {"step", "reading"}}) == "0.090");
    CHECK(metrics.value("ciclo_stage_findings",
                        {{"stage", "integridade"}, {"check", "nf_half_cancelled"}, {"level", "ERRO"}}) ==
          "3");
    CHECK(metrics.value("ciclo_stage_findings",
                        {{"stage", "integridade"}, {"check", "nf_as_read"}, {"level", "AVISO"}}) == "0");
}

TEST_CASE("a label's value is escaped, and bytes that are not UTF-8 are replaced") {
    auto report = failed_cycle();
    report.stages.front().notices.push_back({"S\xE3o", 1, ""});
    const Exposition metrics(prometheus_text(report, k_ended, {}));
    CHECK(metrics.value("ciclo_stage_notices", {{"stage", "faturamento"}, {"kind", "NF \"a\\b\nc\""}}) ==
          "2");
    CHECK(metrics.value("ciclo_stage_notices", {{"stage", "faturamento"}, {"kind", "S\xEF\xBF\xBDo"}}) ==
          "1");
}

TEST_CASE("what a cycle did not come to know has no sample, and its metric no help either") {
    CycleReport report;
    report.code = ExitCode::database_unavailable;
    const Exposition metrics(prometheus_text(report, k_ended, {}));
    CHECK(metrics.value("ciclo_last_run_exit_code") == "74");
    CHECK(metrics.value("ciclo_last_run_duration_seconds") == "0.000");
    for (const auto* name : {"ciclo_last_success_timestamp_seconds", "ciclo_rejects", "ciclo_stage_success",
                             "ciclo_stage_records", "ciclo_stage_notices", "ciclo_last_run_odoo_requests"}) {
        CHECK_FALSE(metrics.has(name));
    }
    report.totals.add("rejects", 0);
    CHECK(Exposition(prometheus_text(report, k_ended, {})).value("ciclo_rejects") == "0");
}

TEST_CASE(
    "a stage that is committed and failed at its second reading, after a lost session, is reported once, as "
    "done") {
    auto report = failed_cycle();
    report.stages.push_back(stage_report("faturamento", StageOutcome::failed, milliseconds{5}));
    const Exposition metrics(prometheus_text(report, k_ended, {}));
    CHECK(metrics.value("ciclo_stage_success", {{"stage", "faturamento"}}) == "1");
    CHECK(metrics.value("ciclo_stage_duration_seconds", {{"stage", "faturamento"}}) == "1.820");
}

TEST_CASE("the same notice twice in a stage is one sample") {
    auto report = failed_cycle();
    auto& notices = report.stages.front().notices;
    notices.push_back(notices.front());
    CHECK_NOTHROW(Exposition(prometheus_text(report, k_ended, {})));
}

TEST_CASE("the last success is found again in the text, and nowhere else") {
    CHECK(last_success_in(prometheus_text(failed_cycle(), k_ended, k_earlier)) == k_earlier);
    CHECK_FALSE(last_success_in(prometheus_text(failed_cycle(), k_ended, {})));
    for (const auto* text :
         {"", "\n", "ciclo_last_success_timestamp_seconds", "\nciclo_last_success_timestamp_seconds ",
          "\nciclo_last_success_timestamp_seconds soon\n", "\nciclo_last_success_timestamp_seconds -1\n",
          "\nciclo_last_success_timestamp_seconds 1e9\n",
          "\nciclo_last_success_timestamp_seconds 99999999999999999999\n",
          "# HELP ciclo_last_success_timestamp_seconds 5\n"}) {
        CAPTURE(text);
        CHECK_FALSE(last_success_in(text));
    }
}

TEST_CASE("promtool, where it is installed, finds nothing to criticise") {
    if (std::system("command -v promtool >/dev/null 2>&1") != 0) {
        WARN("promtool is not installed: its rules are checked by test/support/exposition.cpp alone");
        return;
    }
    auto report = failed_cycle();
    report.totals.add("rejects", 1);
    report.totals.add("retries", 1);
    report.totals.add("statements", 100);
    CHECK(promtool(prometheus_text(report, k_ended, k_earlier)).empty());
    // It does look.
    CHECK_THAT(promtool("ciclo_ms 5\n"), Contains("ciclo_ms"));
}
