// --pedido and --nf of the built program: what they refuse, and who is not told of such a run.
#include <catch2/catch.hpp>
#include <filesystem>

#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

void check_refused_selection(Machine& machine, const std::vector<std::string>& words,
                             const std::vector<std::string>& wanted) {
    const auto outcome = machine.run_program(words);
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::usage));
    check_contains(outcome.err, wanted);
    CHECK(machine.value("SELECT count(*) FROM ciclo_execucao") == "0");
}

}  // namespace

TEST_CASE(
    "--pedido refuses a pedido that was typed into the application and --full, with 64 and the reason") {
    Machine machine;
    check_refused_selection(
        machine, {"--pedido", "VCD0000001,123"},
        {"pedido '123' does not come from Odoo: its name begins with none of VCD, VSC, VFB",
         "a pedido that was typed into the application is never touched"});
    check_refused_selection(machine, {"--pedido", "VCD0000001", "--full"},
                            {"option '--full' is not valid with '--pedido' or '--nf'"});
    machine.variables["CICLO_FULL"] = "1";
    check_refused_selection(machine, {"--nf", "130001"},
                            {"option '--full' is not valid with '--pedido' or '--nf'"});
    machine.variables.erase("CICLO_FULL");
    const auto empty = machine.run_program({"--pedido", "VCD0000001,,VCD0000002"});
    CHECK(empty.status == number_of(ExitCode::config_error));
    check_contains(empty.err, {"--pedido", "holds an empty element"});
}

TEST_CASE(
    "a run of --pedido or --nf is known to neither the ping nor the metrics, and 'status' asks on for a "
    "whole cycle") {
    Machine machine;
    machine.add_order("VCD 0000001", {{machine.azeitona, 10}});
    const auto other = machine.add_pedido_with_nf();
    const auto metrics = (machine.database.cluster().directory() / "selective.prom").string();
    machine.variables["CICLO_METRICS_FILE"] = metrics;
    // Nobody listens there: a ping would be logged as failed.
    machine.variables["CICLO_PING_URL"] = "http://127.0.0.1:9/ping/5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278";
    const auto outcome =
        machine.run_program({"--pedido", "\"VCD 0000001\" , VCD0000009", "--since", "2026-10-01"});
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::done_with_rejects));
    check_contains(outcome.err, {"not found in Odoo: pedido VCD0000009", "correct the name or number"});
    CHECK_THAT(outcome.err, !Contains("ping"));
    CHECK(machine.rows("SELECT num_pedido FROM carteira_principal") == "VCD 0000001");
    const auto good = machine.run_program({"--pedido", "VCD 0000001", "--lang", "pt"});
    CHECK(good.status == 0);
    CHECK_THAT(good.out, Contains("ok: só estes pedidos e NFs, em "));
    CHECK_FALSE(std::filesystem::exists(metrics));
    CHECK(machine.run_program({"status"}).status == number_of(ExitCode::stale));
}
