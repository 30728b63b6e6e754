#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <tuple>

#include "json/value.hpp"
#include "report/status.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using language::Language;
using staging::WindowKind;

namespace {

constexpr const char* k_zone = "America/Sao_Paulo";

StageStatus stage(const std::string& name, std::chrono::seconds age, bool is_stale = false) {
    StageStatus out;
    out.freshness.stage = name;
    out.freshness.last_good = *from_odoo("2026-11-24 17:10:00") - age;
    out.freshness.local_last_good = age < 1h ? "2026-11-24 14:10" : "2026-11-24 02:10";
    out.freshness.age = age;
    out.freshness.is_stale = is_stale;
    return out;
}

StageStatus never(const std::string& name) {
    StageStatus out;
    out.freshness.stage = name;
    out.freshness.is_stale = true;
    return out;
}

CycleRecord ended(ExitCode code, const std::string& error = "") {
    CycleRecord out;
    out.id = "babc209c-f485-45f2-ba6a-89fb759f9bfb";
    out.local_started = "2026-11-24 14:09:58";
    out.finished_at = from_odoo("2026-11-24 17:10:00");
    out.outcome = name_of(code);
    out.exit_code = number_of(code);
    out.host = "worker-1";
    out.error = error;
    return out;
}

// Four fresh stages and a good cycle.
StatusReport fresh() {
    StatusReport out;
    out.has_journal = true;
    out.max_age = 45min;
    for (const auto* name : {"faturamento", "integridade", "faturado", "carteira"}) {
        out.stages.push_back(stage(name, 5min));
    }
    out.last_cycle = ended(ExitCode::ok);
    return out;
}

std::string english(const StatusReport& status) {
    return report::status_text(status, k_zone, Language::english);
}

std::string portuguese(const StatusReport& status) {
    return report::status_text(status, k_zone, Language::portuguese);
}

}  // namespace

TEST_CASE("with every stage fresh and a good last cycle all is well, and nothing else is said") {
    auto status = fresh();
    status.stages.at(0).freshness.counts.add("read", 9);
    status.stages.at(0).freshness.counts.add("rows_updated", 12);
    status.stages.at(0).next = staging::Window{
        *from_odoo("2026-11-24 16:20:00"), {}, *from_odoo("2026-11-24 17:10:00"), false, WindowKind::regular};
    CHECK(status.code() == ExitCode::ok);
    CHECK(english(status) ==
          "all is well: every stage had a good run in the last 45 min\n"
          "  ok     faturamento  2026-11-24 14:10        5 min  next: the last 50 min  rows updated: 12\n"
          "  ok     integridade  2026-11-24 14:10        5 min                         nothing to do\n"
          "  ok     faturado     2026-11-24 14:10        5 min                         nothing to do\n"
          "  ok     carteira     2026-11-24 14:10        5 min                         nothing to do\n"
          "times are local (America/Sao_Paulo)\n");
    CHECK_THAT(portuguese(status), StartsWith("tudo em dia: cada etapa terminou bem nos últimos 45 min\n"));
}

TEST_CASE("one stage that is stale is named with since when and why") {
    auto status = fresh();
    status.stages.at(3) = stage("carteira", 12h + 5min, true);
    status.last_cycle =
        ended(ExitCode::carteira_failed, "carteira: 700 of 800 active rows would be archived");
    CHECK(status.code() == ExitCode::stale);
    const auto text = english(status);
    CHECK_THAT(text, StartsWith("carteira has been stale since 2026-11-24 02:10 (12 h 5 min): the last "
                                "cycle ended with carteira_failed (12)\n"));
    CHECK_THAT(text, Contains("  STALE  carteira "));
    CHECK_THAT(
        text,
        Contains("last cycle: carteira_failed (12), started 2026-11-24 14:09:58: carteira: 700 of 800"));
    // No stage of it is in the journal: a fuse may stop it before any.
    CHECK_THAT(text, Contains("\n  database: unchanged: no stage was committed; the next run repairs it\n"));
    auto& committed = status.last_cycle->stages.emplace_back();
    committed.stage = "faturamento";
    committed.outcome = StageOutcome::ok;
    status.last_cycle->hint = "raise --deadline, or find what is slow with --verbose";
    CHECK_THAT(english(status), Contains("\n  database: the stages before it kept, the backlog unchanged; "
                                         "raise --deadline, or find what is slow with --verbose\n"));
    CHECK_THAT(portuguese(status), Contains("aumente --deadline"));
    CHECK_THAT(
        portuguese(status),
        StartsWith(
            "a etapa carteira está parada desde 2026-11-24 02:10 (12 h 5 min): o último ciclo terminou com "
            "carteira_failed (12)\n"));
}

TEST_CASE("several stages that are stale are named together, with the oldest one's time") {
    auto status = fresh();
    status.stages.at(0) = stage("faturamento", 50min, true);
    status.stages.at(3) = stage("carteira", 12h + 5min, true);
    CHECK_THAT(english(status), StartsWith("faturamento, carteira have been stale, the longest since "
                                           "2026-11-24 02:10 (12 h 5 min): no cycle has started since"));
    CHECK_THAT(portuguese(status),
               StartsWith("as etapas faturamento, carteira estão paradas; a que parou há mais tempo, desde"));
}

TEST_CASE("the reason is the failed cycle before the running one, and that before a missing schedule") {
    auto status = fresh();
    status.stages.at(3) = stage("carteira", 12h, true);
    CHECK_THAT(report::headline(status).english(),
               Contains("no cycle has started since: is the schedule enabled?"));
    status.at_work = AtWork{"id", std::nullopt, "", "worker-2", 4711, ""};
    CHECK_THAT(report::headline(status).english(), Contains(": a cycle is running"));
    CHECK_THAT(english(status), Contains("a cycle is running on host worker-2, session 4711\n"));
    status.last_cycle = ended(ExitCode::odoo_unavailable);
    CHECK_THAT(report::headline(status).english(),
               Contains(": the last cycle ended with odoo_unavailable (69)"));
    status.last_cycle->finished_at.reset();
    CHECK_THAT(report::headline(status).english(), Contains(": the last cycle was killed"));
    CHECK_THAT(english(status),
               Contains("last cycle: started 2026-11-24 14:09:58 on host worker-1 and never finished"));
}

TEST_CASE(
    "stages without any good run come before old ones, and what the application's tables show is added") {
    auto status = fresh();
    status.stages.at(0) = stage("faturamento", 12h, true);
    status.stages.at(3) = never("carteira");
    status.moves = {{"faturamento_produto", "2026-11-20 18:02", 92h}, {"carteira_principal", "", {}}};
    const auto text = english(status);
    CHECK_THAT(text, StartsWith("carteira has never had a good run: no cycle has started since"));
    CHECK_THAT(text, Contains("  STALE  carteira     never"));
    CHECK_THAT(text, Contains("faturamento_produto has not changed since 2026-11-20 18:02 (3 d 20 h)\n"));
    CHECK_THAT(text, Contains("carteira_principal has no rows from Odoo yet\n"));
    status.stages.at(0) = never("faturamento");
    status.last_cycle.reset();
    CHECK_THAT(english(status),
               StartsWith("faturamento, carteira have never had a good run: no cycle has ever started"));
    CHECK_THAT(portuguese(status),
               Contains("faturamento_produto não muda desde 2026-11-20 18:02 (3 d 20 h)\n"));
}

TEST_CASE("without a journal it is said that ciclo never ran, and how to begin") {
    StatusReport status;
    for (const auto& stage : never_fresh()) status.stages.push_back({stage, std::nullopt});
    CHECK(status.code() == ExitCode::stale);
    CHECK_THAT(english(status),
               StartsWith("ciclo has never run on this database") &&
                   Contains("remedy: run 'ciclo schema apply', then 'ciclo check' and 'ciclo'"));
}

TEST_CASE("a failed cycle is reported also while every stage is fresh, and records set aside always are") {
    auto status = fresh();
    status.last_cycle =
        ended(ExitCode::done_with_rejects, "1 records were set aside: sale.order 7: no number\nmore");
    status.rejects.counting = 1;
    CHECK(status.code() == ExitCode::ok);
    const auto text = english(status);
    CHECK_THAT(text, StartsWith("no stage is stale, but the last cycle ended with done_with_rejects (14)\n"));
    CHECK_THAT(text, Contains("no number...\n") && !Contains("more"));
    CHECK_THAT(text, Contains("set aside: 1 records of Odoo ('ciclo rejects')\n"));
    status.rejects.accepted = 2;
    CHECK_THAT(english(status),
               Contains("set aside: 1 records of Odoo, and 2 that were accepted ('ciclo rejects')\n"));
    status.rejects.counting = 0;
    CHECK_THAT(english(status), Contains("set aside and accepted: 2 records of Odoo ('ciclo rejects')\n"));
}

TEST_CASE("a full load that is due is shown with its reason in either language") {
    auto status = fresh();
    for (const auto& [kind, en, pt] :
         {std::tuple{WindowKind::empty_target, "the table is empty", "a tabela está vazia"},
          {WindowKind::reading_changed, "filters or fields have changed", "filtros ou campos mudaram"},
          {WindowKind::no_good_run, "no good run is known", "nenhuma execução boa conhecida"},
          {WindowKind::long_gap, "the gap is longer than --max-catch-up",
           "a lacuna passa de --max-catch-up"}}) {
        status.stages.at(3).next = staging::Window{{}, {}, {}, true, kind};
        CHECK_THAT(english(status), Contains(fmt::format("next: full load ({})", en)));
        CHECK_THAT(portuguese(status), Contains(fmt::format("próxima leitura: carga completa ({})", pt)));
    }
}

TEST_CASE("the JSON has the same in English, with what is absent as null") {
    auto status = fresh();
    status.stages.at(2) = never("faturado");
    status.stages.at(3) = stage("carteira", 12h + 5min, true);
    status.stages.at(3).next =
        staging::Window{*from_odoo("2026-11-24 05:00:00"), {}, {}, false, WindowKind::catch_up};
    const auto document = json::Document::parse(report::status_json(status));
    const auto root = document.root();
    CHECK(root.at("exit_code").integer() == 20);
    CHECK(root.at("outcome").string() == "stale");
    CHECK(root.at("sentence").string() == report::headline(status).english());
    CHECK(root.at("max_age_seconds").integer() == 2'700);
    CHECK(root.at("at_work").is(json::Type::null));
    CHECK(root.at("last_cycle").at("outcome").string() == "ok");
    const auto faturado = root.at("stages").at(2);
    CHECK(faturado.at("last_good").is(json::Type::null));
    CHECK(faturado.at("age_seconds").is(json::Type::null));
    CHECK(faturado.at("next").is(json::Type::null));
    const auto carteira = root.at("stages").at(3);
    CHECK(carteira.at("stale").boolean());
    CHECK(carteira.at("age_seconds").integer() == 43'500);
    CHECK(carteira.at("last_good").string() == "2026-11-24T05:05:00Z");
    CHECK(carteira.at("next").at("read_from").string() == "2026-11-24T05:00:00Z");
}
