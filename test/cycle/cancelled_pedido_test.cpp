// A pedido that is cancelled in Odoo: what it held is free, what an NF consumed stays, and what people
// decided in the meantime is theirs.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

void set_order_state(World& world, const Order& order, const char* state) {
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", state}});
}

// "L1 10 f ABERTO", a line each: lot, quantity, zeroed by the program, status.
std::string lot_states(World& world) {
    return world.rows(
        "SELECT concat_ws(' ', separacao_lote_id, qtd_saldo, coalesce(zerado_por_sync, false)::text, status)"
        " FROM separacao ORDER BY separacao_lote_id, id");
}

std::string backlog(World& world) {
    return world.rows(
        "SELECT concat_ws(' ', num_pedido, status_pedido, qtd_saldo_produto_pedido, ativo::text)"
        " FROM carteira_principal ORDER BY num_pedido, cod_produto");
}

std::string alert_states(World& world) {
    return world.rows(
        "SELECT concat_ws(' ', separacao_lote_id, cod_produto, tipo_alteracao, qtd_anterior, qtd_nova, "
        "qtd_diferenca,"
        " CASE WHEN reimpresso THEN 'reprinted' ELSE 'open' END) FROM alertas_separacao_cotada ORDER BY id");
}

bool noticed(const CycleReport& report, const std::string& kind, const std::string& what) {
    for (const auto& stage : report.stages) {
        for (const auto& notice : stage.notices) {
            if (notice.kind == kind && notice.examples.find(what) != std::string::npos) return true;
        }
    }
    return false;
}

// A lot of one row in each status, of a pedido that an NF 130001 has partly invoiced.
void add_lots_in_each_status(World& world) {
    int place = 0;
    for (const char* status : {"PREVISAO", "ABERTO", "COTADO", "FATURADO", "NF no CD"}) {
        const auto lote = "L" + std::to_string(++place);
        world.add_lot(lote, "VCD0000001", {{"4310162", 2}}, place % 2 == 0 ? "total" : "parcial");
        world.execute("UPDATE separacao SET status = '" + std::string(status) +
                      "' WHERE separacao_lote_id = '" + lote + "'");
    }
    world.execute(
        "UPDATE separacao SET numero_nf = '130001', sincronizado_nf = true WHERE status IN ('FATURADO', 'NF "
        "no CD')");
}

}  // namespace

TEST_CASE(
    "fault 3: separações of a cancelled pedido go in any open status, kept as they were, and what an NF "
    "consumed stays") {
    World world;
    const auto order =
        world.add_order("VCD0000001", {{world.azeitona, 20}},
                        {{"create_date", "2025-01-10 12:00:00"}, {"write_date", "2025-01-10 12:00:00"}});
    world.add_nf("130001", order, {4});
    REQUIRE(world.run().code == ExitCode::ok);
    add_lots_in_each_status(world);
    // Long after every window: the sweep alone can see it.
    world.advance(std::chrono::hours{24 * 60});
    REQUIRE(world.run().code == ExitCode::ok);
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.advance(std::chrono::hours{24 * 5});
    const auto report = world.run_twice();
    CHECK_FALSE(report.stages.at(3).window->full);
    CHECK(lot_states(world) == "L4 2 false FATURADO\nL5 2 false NF no CD");
    CHECK(world.rows("SELECT reason, row ->> 'separacao_lote_id', row ->> 'qtd_saldo' FROM ciclo_removido"
                     " WHERE table_name = 'separacao' ORDER BY 2") ==
          "separação excluída|L1|2\nseparação excluída|L2|2\nseparação excluída|L3|2");
    CHECK(backlog(world) == "VCD0000001 Cancelado 0.000 false");
    CHECK(alert_states(world) == "L3 4310162 REMOCAO 2 0 -2 open");
}

TEST_CASE(
    "a separação of a cancelled pedido that is printed or on an active shipment is zeroed, with an alert") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    REQUIRE(world.run().code == ExitCode::ok);
    for (const char* lote : {"L1", "L2", "L3", "L4"}) world.add_lot(lote, "VCD0000001", {{"4310162", 2}});
    world.add_item(1, "L2", "VCD0000001");
    world.add_item(2, "L3", "VCD0000001");
    world.execute(
        "UPDATE separacao SET separacao_impressa = true WHERE separacao_lote_id = 'L1';"
        "UPDATE embarques SET status = 'cancelado' WHERE id = 2");
    set_order_state(world, order, "cancel");
    const auto report = world.run_twice();
    CHECK(lot_states(world) == "L1 0 true ABERTO\nL2 0 true ABERTO");
    CHECK(alert_states(world) == "L1 4310162 REMOCAO 2 0 -2 open\nL2 4310162 REMOCAO 2 0 -2 open");
    CHECK(world.value("SELECT count(*) FROM separacao WHERE valor_saldo = 0 AND peso = 0 AND pallet = 0"
                      " AND data_zeragem IS NOT NULL") == "2");
    CHECK(report.stages.at(3).counts.get("separacoes_deleted") == 2);
    // The shipment is cancelled by now: what was zeroed before stays all the same.
    world.odoo.store().write("sale.order", order.id, {{"picking_note", "nada"}});
    world.advance(std::chrono::minutes{30});
    world.run_twice();
    CHECK(lot_states(world) == "L1 0 true ABERTO\nL2 0 true ABERTO");
}

TEST_CASE("the removal fuse counts open separações that would be deleted, zeroed or reduced") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    world.add_order("VCD0000002", {{world.azeitona, 20}});
    REQUIRE(world.run().code == ExitCode::ok);
    for (const char* lote : {"L1", "L2", "L3"}) world.add_lot(lote, "VCD0000001", {{"4310162", 2}});
    world.add_lot("L4", "VCD0000002", {{"4310162", 2}});
    world.config.fuse_rows = 2;
    set_order_state(world, order, "cancel");
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    CHECK(report.error == "carteira: 3 of 4 open separações would be deleted, zeroed or reduced");
    CHECK(backlog(world) == "VCD0000001 Pedido de venda 20.000 true\nVCD0000002 Pedido de venda 20.000 true");
    world.config.allow_mass_removal = true;
    world.run_twice();
    CHECK(lot_states(world) == "L4 2 false ABERTO");
}

TEST_CASE(
    "shipment items of a cancelled pedido: one without an NF is cancelled, one with an NF stays and is "
    "reported") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    world.add_order("VCD0000002", {{world.azeitona, 20}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_lot("L2", "VCD0000001", {{"4310162", 6}});
    for (const char* lote : {"L1", "L2", "L3", "L4"}) world.add_item(1, lote, "VCD0000001");
    world.add_item(1, "L2", "VCD0000002");
    world.add_nf("130001", order, {4});
    // An empty number is no NF either.
    world.execute("UPDATE embarque_itens SET nota_fiscal = '' WHERE separacao_lote_id = 'L3'");
    REQUIRE(world.run().code == ExitCode::ok);
    set_order_state(world, order, "cancel");
    const auto report = world.run_twice();
    CHECK(world.rows("SELECT pedido, separacao_lote_id, coalesce(nota_fiscal, '-'), status FROM "
                     "embarque_itens ORDER BY id") ==
          "VCD0000001|L1|130001|ativo\nVCD0000001|L2|-|cancelado\nVCD0000001|L3||cancelado\n"
          "VCD0000001|L4|-|cancelado\nVCD0000002|L2|-|ativo");
    CHECK(noticed(report, "PEDIDO_CANCELADO_COM_NF", "VCD0000001"));
    CHECK(report.stages.at(3).counts.get("shipment_items_cancelled") == 3);
    CHECK(lot_states(world) == "L1 4 false FATURADO\nL2 0 true ABERTO");
    CHECK(world.movements() == "VCD0000001|4310162|-4.000|L1|130001");
}

TEST_CASE("a pedido cancelled while it is partly invoiced has no saldo") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}, {world.palmito, 5}});
    world.add_nf("130001", order, {4, 5});
    REQUIRE(world.run().code == ExitCode::ok);
    set_order_state(world, order, "cancel");
    world.run_twice();
    CHECK(backlog(world) == "VCD0000001 Cancelado 0.000 false\nVCD0000001 Cancelado 0.000 false");
    CHECK(world.value("SELECT DISTINCT updated_by FROM carteira_principal") ==
          "ciclo: pedido cancelado no Odoo");
    CHECK(world.value("SELECT string_agg(DISTINCT status_nf, ' ') FROM faturamento_produto") == "SEM_LOTE");
}

TEST_CASE(
    "a pedido that is a sale again is back in the backlog, and its lots stay as they are until people "
    "decide") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_lot("L2", "VCD0000001", {{"4310162", 6}}, "parcial", 7);
    world.add_item(1, "L2", "VCD0000001");
    set_order_state(world, order, "cancel");
    world.run_twice();
    set_order_state(world, order, "sale");
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("reactivated") == 1);
    for (int cycle = 0; cycle < 3; ++cycle) {
        CHECK(backlog(world) == "VCD0000001 Pedido de venda 20.000 true");
        CHECK(lot_states(world) == "L2 0 true COTADO");
        CHECK(world.value("SELECT status FROM embarque_itens") == "cancelado");
        world.advance(std::chrono::minutes{30});
        if (cycle == 1) world.odoo.store().write("sale.order", order.id, {{"picking_note", "de volta"}});
        world.run_twice();
    }
    CHECK(alert_states(world) == "L2 4310162 REMOCAO 6 0 -6 open");
}

TEST_CASE("cancelled, reactivated and cancelled again: one open alert, and none for rows that hold nothing",
          "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{"4310162", 6}}, "parcial", 7);
    world.execute("UPDATE separacao SET separacao_impressa = true");
    const auto cancel_again = [&] {
        set_order_state(world, order, "sale");
        world.run_twice();
        set_order_state(world, order, "cancel");
        return world.run_twice();
    };
    set_order_state(world, order, "cancel");
    world.run_twice();
    const auto reported = world.rows("SELECT xmin, * FROM alertas_separacao_cotada");
    CHECK(alert_states(world) == "L1 4310162 REMOCAO 6 0 -6 open");
    // Nothing was picked again: nothing to report.
    CHECK(cancel_again().stages.at(3).counts.get("alerts") == 0);
    CHECK(world.rows("SELECT xmin, * FROM alertas_separacao_cotada") == reported);
    // The first alert was dealt with, and people pick again: the next one is new.
    world.execute("UPDATE alertas_separacao_cotada SET reimpresso = true, reimpresso_por = 'ana'");
    CHECK(cancel_again().stages.at(3).counts.get("alerts") == 0);
    set_order_state(world, order, "sale");
    world.run_twice();
    world.execute(
        "UPDATE separacao SET qtd_saldo = 5, valor_saldo = 50, zerado_por_sync = false, data_zeragem = NULL");
    world.run_twice();
    CHECK(lot_states(world) == "L1 5 false COTADO");
    set_order_state(world, order, "cancel");
    world.run_twice();
    CHECK(lot_states(world) == "L1 0 true COTADO");
    CHECK(alert_states(world) == "L1 4310162 REMOCAO 6 0 -6 reprinted\nL1 4310162 REMOCAO 5 0 -5 open");
}

TEST_CASE("several rows of one product in a lot are one alert") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}, {world.palmito, 4}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{"4310162", 6}, {"4310162", 2}, {"4360147", 4}}, "total", 7);
    world.run_twice();
    world.execute("DELETE FROM alertas_separacao_cotada");
    set_order_state(world, order, "cancel");
    world.run_twice();
    CHECK(world.rows("SELECT cod_produto, tipo_alteracao, qtd_nova, count(*) OVER (PARTITION BY cod_produto)"
                     " FROM alertas_separacao_cotada ORDER BY 1") ==
          "4310162|REMOCAO|0|1\n4360147|REMOCAO|0|1");
}

TEST_CASE("an NF that is cancelled long after its pedido frees a lot, which then holds nothing either") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}}, "parcial", 7);
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {4});
    REQUIRE(world.run().code == ExitCode::ok);
    set_order_state(world, order, "cancel");
    world.run_twice();
    CHECK(lot_states(world) == "L1 4 false FATURADO");
    world.advance(std::chrono::hours{24 * 10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(backlog(world) == "VCD0000001 Cancelado 0.000 false");
    CHECK(lot_states(world) == "L1 0 true COTADO");
    CHECK(world.rows("SELECT status, nota_fiscal IS NULL FROM embarque_itens") == "cancelado|t");
    CHECK(alert_states(world) == "L1 4310162 REMOCAO 4 0 -4 open");
    CHECK(world.value("SELECT updated_by FROM carteira_principal") == "ciclo: pedido cancelado no Odoo");
}

TEST_CASE("rows of a cancelled pedido that name no product or an empty NF number are open like any other") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}, {"4310162", 2}}, "parcial", 7);
    world.execute(
        "UPDATE separacao SET cod_produto = NULL WHERE qtd_saldo = 4; UPDATE separacao SET numero_nf = '' "
        "WHERE qtd_saldo = 2");
    world.execute("UPDATE separacao SET separacao_impressa = true");
    set_order_state(world, order, "cancel");
    world.run_twice();
    CHECK(lot_states(world) == "L1 0 true COTADO\nL1 0 true COTADO");
    CHECK(alert_states(world) == "L1 4310162 REMOCAO 2 0 -2 open");
}
