// Pedidos that people split into several lots, and what else is theirs to decide about open lots.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// Lot, product and quantity, in the order of the rows' ids.
std::string lot_quantities(World& world) {
    return world.rows("SELECT separacao_lote_id, cod_produto, qtd_saldo FROM separacao ORDER BY id");
}

std::string excess(const CycleReport& report) {
    for (const auto& notice : report.stages.at(3).notices) {
        if (notice.kind == "LOTES_EXCEDEM_SALDO") return notice.examples;
    }
    return "";
}

// Of the excess, in the order in which they came.
std::string events(World& world) {
    return world.rows(
        "SELECT key, payload -> 'excesso' FROM ciclo_evento WHERE kind = 'lotes_excedem_saldo' ORDER BY id");
}

void write_line(World& world, const Order& order, std::size_t line, const Values& values) {
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(line), values);
}

// 12 AZEITONA and 5 PALMITO, split into L1 (COTADO) and L2.
Order split_pedido(World& world) {
    auto order = world.add_order("VCD0000001", {{world.azeitona, 12}, {world.palmito, 5}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 6}, {k_palmito, 5}}, "parcial", 7);
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 6}});
    return order;
}

}  // namespace

TEST_CASE(
    "the lots of a pedido that people split stay as they are, and their excess is reported in every cycle") {
    World world;
    const auto order = split_pedido(world);
    CHECK(excess(world.run()).empty());
    const auto before = world.rows("SELECT xmin, * FROM separacao ORDER BY id");
    write_line(world, order, 0, {{"product_uom_qty", 9.5}, {"price_unit", 11.0}});
    auto report = world.run_twice();
    CHECK(excess(report) == "VCD0000001 (excesso 2.5 de 4310162)");
    CHECK(report.stages.at(3).counts.get("pedidos_left_split") == 1);
    write_line(world, order, 1, {{"product_uom_qty", 0.0}});
    CHECK(excess(world.run_twice()) == "VCD0000001 (excesso 2.5 de 4310162, 5 de 4360147)");
    // Nothing changed in Odoo, and the excess stands.
    world.advance(hours{48});
    CHECK(excess(world.run_twice()) == "VCD0000001 (excesso 2.5 de 4310162, 5 de 4360147)");
    CHECK(world.rows("SELECT xmin, * FROM separacao ORDER BY id") == before);
    CHECK(world.value("SELECT count(*) FROM alertas_separacao_cotada") == "0");
    // People mend it.
    world.execute(
        "DELETE FROM separacao WHERE cod_produto = '4360147'; UPDATE separacao SET qtd_saldo = 4.75");
    CHECK(excess(world.run_twice()).empty());
}

TEST_CASE("a changed excess of a split pedido is an event, until there is none; nothing else is one") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 12}, {world.palmito, 5}});
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 6}, {k_palmito, 5}}, "parcial", 7);
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 7}});
    CHECK(excess(world.run_twice()) == "VCD0000001 (excesso 1 de 4310162)");
    world.execute("DELETE FROM ciclo_evento");  // the first good run emits none
    write_line(world, order, 0, {{"price_unit", 11.0}});
    world.run_twice();
    CHECK(events(world).empty());
    write_line(world, order, 0, {{"product_uom_qty", 9.5}});
    CHECK(world.run().stages.at(3).counts.get("events") == 2);
    world.execute("UPDATE separacao SET qtd_saldo = 6 WHERE cod_produto = '4360147'");
    world.run_twice();
    world.odoo.store().write("sale.order", order.id, {{"name", "VCD0000009"}});
    world.advance(minutes{30});
    world.run_twice();
    world.execute("UPDATE separacao SET qtd_saldo = 1");
    world.run_twice();
    CHECK(events(world) ==
          "VCD0000001|{\"4310162\": 3.500}\nVCD0000001|{\"4310162\": 3.500, \"4360147\": 1.000}\n"
          "VCD0000009|{}");
}

TEST_CASE("an excess that people made themselves in a split pedido is reported too") {
    World world;
    split_pedido(world);
    world.execute("UPDATE separacao SET qtd_saldo = 9 WHERE separacao_lote_id = 'L2'");
    world.advance(minutes{30});
    CHECK(excess(world.run_twice()) == "VCD0000001 (excesso 3 de 4310162)");
}

TEST_CASE("a split pedido that is cancelled is over: its lots hold nothing, split or not") {
    World world;
    const auto order = split_pedido(world);
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    CHECK(excess(world.run_twice()).empty());
    CHECK(world.value("SELECT coalesce(sum(qtd_saldo), 0) FROM separacao") == "0");
}

TEST_CASE("with --split-lots=reduce the lots of a split pedido follow the saldo, and nothing exceeds it") {
    World world;
    world.config.split_lots = config::SplitLots::reduce;
    const auto order = split_pedido(world);
    write_line(world, order, 0, {{"product_uom_qty", 9.5}});
    const auto report = world.run_twice();
    CHECK(excess(report).empty());
    CHECK(lot_quantities(world) == "L1|4310162|6\nL1|4360147|5\nL2|4310162|3.5");
}

TEST_CASE("a lot that holds nothing splits no pedido, rows without a lot do", "[long]") {
    for (const bool empty : {true, false}) {
        INFO(empty);
        World world;
        const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
        REQUIRE(world.run().code == ExitCode::ok);
        world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}});
        world.add_lot("L2", "VCD0000001", {{k_azeitona, empty ? 0.0 : 1.0}});
        world.execute("UPDATE separacao SET separacao_lote_id = NULL WHERE separacao_lote_id = 'L2'");
        write_line(world, order, 0, {{"product_uom_qty", 8.0}});
        CHECK(excess(world.run_twice()) == (empty ? "" : "VCD0000001 (excesso 3 de 4310162)"));
        CHECK(lot_quantities(world) == (empty ? "L1|4310162|8\n|4310162|0" : "L1|4310162|10\n|4310162|1"));
    }
}

TEST_CASE(
    "what people took out of a 'total' lot does not come back: it is total only while it holds the pedido",
    "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}, {k_palmito, 5}}, "total");
    world.execute("DELETE FROM separacao WHERE cod_produto = '4360147'");
    write_line(world, order, 0, {{"product_uom_qty", 12.0}});
    world.run_twice();
    CHECK(lot_quantities(world) == "L1|4310162|10");
    write_line(world, order, 0, {{"product_uom_qty", 7.0}});
    world.run_twice();
    CHECK(lot_quantities(world) == "L1|4310162|7");
}

TEST_CASE("goods of an NF that a person cancelled stay free: no lot takes them") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10, 12.5}});
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 6}});
    world.add_item(1, "L1", "VCD0000001");
    world.add_nf("130001", order, {6});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 4}});
    // Long after the NF was read for the last time.
    world.advance(hours{48});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute(
        "UPDATE faturamento_produto SET status_nf = 'Cancelado', updated_by = 'Cancelamento Manual - ana';"
        "UPDATE movimentacao_estoque SET ativo = false, status_nf = 'CANCELADO';"
        "UPDATE relatorio_faturamento_importado SET ativo = false, inativado_por = 'Cancelamento Manual - "
        "ana'");
    write_line(world, order, 0, {{"price_unit", 13.0}});
    world.run_twice();
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "10.000");
    CHECK(lot_quantities(world) == "L1|4310162|6\nL2|4310162|4");
}
