#include <catch2/catch.hpp>

#include "json/value.hpp"
#include "report/history.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using language::Language;

namespace {

constexpr const char* k_local_zone = "America/Sao_Paulo";

CycleRecord cycle_record(const std::string& local_started, ExitCode code, std::chrono::milliseconds taken) {
    CycleRecord out;
    out.id = "babc209c-f485-45f2-ba6a-89fb759f9bfb";
    out.started_at = *from_odoo("2026-11-24 17:10:00");
    out.local_started = local_started;
    out.finished_at = from_odoo("2026-11-24 17:10:01");
    out.taken = taken;
    out.outcome = name_of(code);
    out.exit_code = number_of(code);
    return out;
}

StageRecord stage_record(const std::string& name, long long updated) {
    StageRecord out;
    out.stage = name;
    out.outcome = StageOutcome::ok;
    out.read_to = from_odoo("2026-11-24 17:10:00");
    out.counts.add("read", 100);
    out.counts.add("rows_updated", updated);
    return out;
}

std::string english_history(const std::vector<CycleRecord>& cycles) {
    return report::history_text(cycles, k_local_zone, Language::english);
}

}  // namespace

TEST_CASE("each cycle is a line, its bar beside the longest, the error of a failed one below it") {
    auto first = cycle_record("2026-11-24 13:40:02", ExitCode::ok, 500ms);
    first.stages = {stage_record("faturamento", 3), stage_record("carteira", 4)};
    first.stages.at(0).full_load = true;
    auto second = cycle_record("2026-11-24 14:10:02", ExitCode::carteira_failed, 1000ms);
    second.error = "carteira: 700 of 800 active rows would be archived\nand more";
    CHECK(english_history({first, second}) ==
          "2026-11-24 13:40:02       500 ms  ##########            ok (0)                    7 changes, full "
          "load\n"
          "2026-11-24 14:10:02        1.0 s  ####################  carteira_failed (12)\n"
          "    carteira: 700 of 800 active rows would be archived...\n"
          "2 cycles, 1 ok; the newest last, times are local (America/Sao_Paulo)\n");
}

TEST_CASE("a run of --pedido or --nf is marked: it is no cycle of its window") {
    auto run = cycle_record("2026-11-24 13:40:02", ExitCode::ok, 500ms);
    run.stages = {stage_record("faturamento", 3)};
    run.stages.at(0).read_to.reset();
    CHECK_THAT(english_history({run}),
               Contains("ok (0)                    3 changes, just these pedidos or NFs\n"));
}

TEST_CASE("a very short cycle beside a very long one still has a mark, and one of no time at all too") {
    const auto text =
        english_history({cycle_record("2026-11-24 13:40:02", ExitCode::ok, 0ms),
                         cycle_record("2026-11-24 14:10:02", ExitCode::ok, std::chrono::hours{2})});
    CHECK_THAT(text, Contains("0 ms  #       ") && Contains("2 h  ####################  ok"));
    CHECK_THAT(english_history({cycle_record("2026-11-24 13:40:02", ExitCode::ok, 0ms)}),
               Contains("0 ms  #       "));
}

TEST_CASE("a running cycle and one that was killed are distinguished") {
    auto killed = cycle_record("2026-11-24 13:40:02", ExitCode::ok, 0ms);
    killed.finished_at.reset();
    killed.taken.reset();
    killed.outcome.clear();
    killed.exit_code.reset();
    auto running = killed;
    running.is_running = true;
    running.taken = 3s;
    CHECK_THAT(english_history({killed, running}), Contains("          ?                        killed\n") &&
                                                       Contains("3.0 s  ####################  running\n") &&
                                                       Contains("2 cycles, 0 ok"));
    CHECK_THAT(report::history_text({killed, running}, k_local_zone, Language::portuguese),
               Contains("morto\n") && Contains("em andamento\n") &&
                   Contains("2 ciclos, 0 ok; o mais novo por último"));
}

TEST_CASE("records set aside stand behind the changes") {
    auto one = cycle_record("2026-11-24 13:40:02", ExitCode::done_with_rejects, 500ms);
    one.stages = {stage_record("carteira", 4)};
    one.counts.add("rejects", 2);
    CHECK_THAT(english_history({one}), Contains("done_with_rejects (14)    4 changes, 2 set aside\n"));
}

TEST_CASE("an empty list says so") {
    CHECK(english_history({}) == "no such cycle in the journal\n");
    CHECK(report::history_text({}, k_local_zone, Language::portuguese) == "nenhum ciclo assim no diário\n");
}

TEST_CASE("the JSON has everything of the journal, with what is absent as null") {
    auto one = cycle_record("2026-11-24 14:10:02", ExitCode::ok, 421ms);
    one.counts.add("requests", 47);
    one.stages = {stage_record("carteira", 4)};
    one.stages.at(0).read_from = from_odoo("2026-11-24 16:20:00");
    one.stages.at(0).findings = {{"saldo_negativo", integridade::Level::aviso, 1, "VCD1"},
                                 {"SEM_LOTE", std::nullopt, 3, "NF 1"}};
    auto killed = one;
    killed.finished_at.reset();
    killed.taken.reset();
    killed.exit_code.reset();
    const auto document = json::Document::parse(report::history_json({one, killed}, k_local_zone));
    const auto cycles = document.root().at("cycles");
    REQUIRE(cycles.size() == 2);
    CHECK(document.root().at("time_zone").string() == k_local_zone);
    CHECK(cycles.at(0).at("state").string() == "ended");
    CHECK(cycles.at(0).at("started_at").string() == "2026-11-24T17:10:00Z");
    CHECK(cycles.at(0).at("local_started").string() == "2026-11-24 14:10:02");
    CHECK(cycles.at(0).at("ms").integer() == 421);
    CHECK(cycles.at(0).at("counts").at("requests").integer() == 47);
    const auto carteira = cycles.at(0).at("stages").at(0);
    CHECK(carteira.at("read_from").string() == "2026-11-24T16:20:00Z");
    CHECK(carteira.at("read_to").string() == "2026-11-24T17:10:00Z");
    CHECK(carteira.at("findings").size() == 1);
    CHECK(carteira.at("findings").at(0).at("level").string() == "AVISO");
    CHECK(carteira.at("notices").at(0).at("kind").string() == "SEM_LOTE");
    CHECK(cycles.at(1).at("state").string() == "killed");
    for (const auto* name : {"finished_at", "ms", "outcome", "exit_code"}) {
        INFO(name);
        CHECK(cycles.at(1).at(name).is(json::Type::null));
    }
}
