// --pedidos-since: what is older and unknown here never enters.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

const Values k_2024{{"create_date", "2024-03-10 12:00:00"}};
const char* const k_pedidos_here = "SELECT DISTINCT num_pedido FROM carteira_principal ORDER BY 1";

// One known pedido of 2024, another one that no cycle has met, and one of this year.
struct AgedPedidos : World {
    AgedPedidos() {
        known = add_order("VCD0000001", {{azeitona, 10}}, k_2024);
        REQUIRE(run().code == ExitCode::ok);
        advance(std::chrono::minutes{30});
        unknown = add_order("VCD0000002", {{azeitona, 10}, {palmito, 1}}, k_2024);
        add_order("VCD0000003", {{azeitona, 10}});
        config.pedidos_since = from_odoo("2026-01-01");
    }

    Order known;
    Order unknown;
};

}  // namespace

TEST_CASE(
    "--pedidos-since keeps older pedidos out that are unknown here, also in the full load; known ones go "
    "on") {
    AgedPedidos world;
    world.odoo.store().write("sale.order.line", world.known.lines.at(0), {{"product_uom_qty", 12.0}});
    world.add_nf("130002", world.unknown, {4});
    const auto lines_before = world.odoo.requests().size();
    const auto report = world.run();
    INFO(world.log_text());
    REQUIRE(report.code == ExitCode::ok);
    // It shapes the reading, so that an earlier date brings in what it kept out.
    CHECK(report.stages.at(3).window->kind == staging::WindowKind::reading_changed);
    CHECK(world.rows(k_pedidos_here) == "VCD0000001\nVCD0000003");
    CHECK(world.value(
              "SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
          "12.000");
    CHECK(world.odoo.requests().size() > lines_before);
    CHECK(world.value("SELECT count(*) FROM ciclo_pedido WHERE num_pedido = 'VCD0000002'") == "0");

    // The NF is here; that its pedido is not is no finding, in later cycles neither.
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "1");
    world.advance(std::chrono::minutes{30});
    const auto next = world.run_twice();
    CHECK(next.stages.at(3).window->kind == staging::WindowKind::regular);
    for (const auto* stage : {&report.stages.at(3), &next.stages.at(3)}) {
        for (const auto& finding : stage->findings) {
            if (finding.name == "nf_origem_desconhecida") CHECK(finding.count == 0);
        }
    }
    // By name it comes in all the same, and so it does without the setting.
    world.config.pedidos = {"VCD0000002"};
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.rows(k_pedidos_here) == "VCD0000001\nVCD0000002\nVCD0000003");
}

TEST_CASE("an older pedido that was set aside is forgotten once --pedidos-since keeps it out") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}},
                    {{"create_date", "2024-03-10 12:00:00"}, {"partner_id", 987654}});
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    world.config.pedidos_since = from_odoo("2026-01-01");
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM ciclo_rejeito") == "0");
}

TEST_CASE("a dry run counts the open pedidos that would enter by the year of their creation") {
    AgedPedidos world;
    const auto years = [&] {
        const auto report = world.dry_run();
        std::string out;
        for (const auto& [year, pedidos] : report.dry_run->entering)
            out += std::to_string(year) + " " + std::to_string(pedidos) + "\n";
        return out;
    };
    CHECK(years() == "2026 1\n");
    world.config.pedidos_since.reset();
    CHECK(years() == "2024 1\n2026 1\n");
}
