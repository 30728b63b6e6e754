#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "machine.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

struct Signal {
    int number;
    ExitCode code;
    const char* name;
};

constexpr std::array k_signals{Signal{SIGHUP, ExitCode::interrupted_hup, "SIGHUP"},
                               Signal{SIGINT, ExitCode::interrupted_int, "SIGINT"},
                               Signal{SIGTERM, ExitCode::interrupted_term, "SIGTERM"}};

// A table of the application and a row of it that the cycle is about to change.
struct Held {
    const char* table;
    const char* stage;
    const char* stages_done;
};

// Sends the signal and checks the end: status, speed, message, journal, nothing left on the server.
void interrupt(Machine& machine, Program& program, const Signal& signal, const std::string& stage) {
    const auto sent = std::chrono::steady_clock::now();
    program.signal(signal.number);
    const auto outcome = program.wait();
    CHECK(std::chrono::steady_clock::now() - sent < std::chrono::seconds{2});
    check_failure(machine, outcome, signal.code, {stage + ": stopped by " + signal.name, "stopped cleanly"});
    CHECK(machine.journal() == fmt::format("{}|{}", name_of(signal.code), number_of(signal.code)));
    CHECK(machine.value("SELECT error FROM ciclo_etapa WHERE outcome = 'failed'") ==
          stage + ": stopped by " + signal.name);
    CHECK(machine.leaves_nothing_behind());
}

// A day's change for both halves of the cycle, over a base that a first cycle has filled.
void prepare_change(Machine& machine) {
    const auto order = machine.add_pedido_with_nf();
    const auto outcome = machine.run_program();
    INFO(outcome.text());
    REQUIRE(outcome.status == 0);
    machine.execute("DELETE FROM ciclo_etapa; DELETE FROM ciclo_execucao");
    auto& store = machine.odoo.store();
    store.write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 25.0}});
    store.write("account.move", store.ids("account.move").front(), {{"state", "cancel"}});
}

}  // namespace

TEST_CASE("129, 130, 143: a signal while Odoo hangs ends the cycle at once and writes nothing") {
    for (const auto& signal : k_signals) {
        INFO(signal.name);
        Machine machine;
        machine.add_pedido_with_nf();
        const auto before = machine.row_versions();
        const auto rule = machine.odoo.on_request(
            {.model = "account.move", .method = "search_read", .fault = Fault::never_answer()});
        const auto program = machine.start_program();
        while (machine.odoo.fired(rule) == 0) std::this_thread::sleep_for(std::chrono::milliseconds{10});
        interrupt(machine, *program, signal, "faturamento");
        CHECK(machine.row_versions() == before);
    }
}

TEST_CASE("129, 130, 143: a signal while a stage waits for a row lock rolls that stage back") {
    const auto held = GENERATE(Held{"faturamento_produto", "faturamento", ""},
                               Held{"carteira_principal", "carteira", "faturamento\nintegridade\nfaturado"});
    for (const auto& signal : k_signals) {
        if (!thorough() && signal.number != SIGTERM) continue;
        INFO(signal.name << " while " << held.table << " is held");
        Machine machine;
        prepare_change(machine);
        Session other(machine.database.url());
        other.execute("BEGIN");
        other.execute(fmt::format("SELECT 1 FROM {} FOR UPDATE", held.table));
        const auto before = machine.rows(fmt::format("SELECT xmin, t.* FROM {} t", held.table));
        const auto program = machine.start_program();
        REQUIRE(machine.becomes_true(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name LIKE 'ciclo/%' AND wait_event_type = 'Lock')"));
        interrupt(machine, *program, signal, held.stage);
        other.execute("ROLLBACK");
        CHECK(machine.rows(fmt::format("SELECT xmin, t.* FROM {} t", held.table)) == before);
        CHECK(machine.rows("SELECT stage FROM ciclo_etapa WHERE outcome = 'ok' ORDER BY finished_at") ==
              held.stages_done);
        const auto again = machine.run_program();
        INFO(again.text());
        CHECK(again.status == 0);
        CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "25.000");
    }
}

TEST_CASE("a signal while the program waits for the lock of another cycle ends it without a trace") {
    Machine machine;
    machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    const auto first = machine.start_program();
    REQUIRE(machine.becomes_true("SELECT EXISTS (SELECT 1 FROM ciclo_execucao)"));
    const auto second = machine.start_program();
    REQUIRE(machine.becomes_true(
        "SELECT count(*) = 2 FROM pg_stat_activity WHERE datname = current_database() AND"
        " application_name LIKE 'ciclo/%'"));
    second->signal(SIGTERM);
    const auto outcome = second->wait();
    check_failure(machine, outcome, ExitCode::interrupted_term, {"stopped by SIGTERM"});
    CHECK(machine.value("SELECT count(*) FROM ciclo_execucao") == "1");
    first->signal(SIGINT);
    CHECK(first->wait().status == number_of(ExitCode::interrupted_int));
    CHECK(machine.leaves_nothing_behind());
}
