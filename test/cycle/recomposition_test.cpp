#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

// Lot, product, quantity, status; in the order of the rows' ids.
std::string lots(World& world) {
    return world.rows("SELECT separacao_lote_id, cod_produto, qtd_saldo, status FROM separacao ORDER BY id");
}

// Type, lot, pedido, product, before, after, difference.
std::string alerts(World& world) {
    return world.rows(
        "SELECT tipo_alteracao, separacao_lote_id, num_pedido, cod_produto, qtd_anterior, qtd_nova, "
        "qtd_diferenca FROM alertas_separacao_cotada ORDER BY id");
}

void set_quantity(World& world, const Order& order, std::size_t line, double quantity) {
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(line), {{"product_uom_qty", quantity}});
}

long long count(const CycleReport& report, std::string_view name) {
    return report.stages.at(3).counts.get(name);
}

}  // namespace

TEST_CASE("of 'parcial' lots only the excess is taken: PREVISAO, ABERTO, COTADO, newest row first") {
    World world;
    world.config.split_lots = config::SplitLots::reduce;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 40}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}}, "parcial", 7);
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 10}});
    world.add_lot("L3", "VCD0000001", {{k_azeitona, 10}});
    world.add_lot("L4", "VCD0000001", {{k_azeitona, 10}});
    world.execute("UPDATE separacao SET status = 'PREVISAO' WHERE separacao_lote_id = 'L2'");
    set_quantity(world, order, 0, 35);
    world.run_twice();
    CHECK(lots(world) ==
          "L1|4310162|10|COTADO\nL2|4310162|5|PREVISAO\nL3|4310162|10|ABERTO\nL4|4310162|10|ABERTO");
    set_quantity(world, order, 0, 16.5);
    const auto report = world.run_twice();
    CHECK(lots(world) ==
          "L1|4310162|10|COTADO\nL2|4310162|0|PREVISAO\nL3|4310162|6.5|ABERTO\nL4|4310162|0|ABERTO");
    CHECK(count(report, "separacoes_zeroed") == 2);
    CHECK(count(report, "separacoes_reduced") == 1);
    CHECK(world.value("SELECT count(*) FROM alertas_separacao_cotada") == "0");
    set_quantity(world, order, 0, 4.125);
    world.run_twice();
    CHECK(lots(world) ==
          "L1|4310162|4.125|COTADO\nL2|4310162|0|PREVISAO\nL3|4310162|0|ABERTO\nL4|4310162|0|ABERTO");
    CHECK(alerts(world) == "REDUCAO|L1|VCD0000001|4310162|10|4.125|-5.875");
}

TEST_CASE("an increase stays free in the backlog where lots are 'parcial'") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 9}}, "total");
    set_quantity(world, order, 0, 20);
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|9|ABERTO");
}

TEST_CASE(
    "a total lot mirrors the pedido: quantities follow, new products are added, vanished ones deleted") {
    World world;
    auto order =
        world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}}, {{"state", "draft"}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}, {k_palmito, 5}});
    set_quantity(world, order, 0, 12);
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|12|ABERTO\nL1|4360147|5|ABERTO");
    const auto more = world.odoo.store().create(
        "sale.order.line",
        {{"order_id", order.id}, {"product_id", world.sem_codigo}, {"product_uom_qty", 3.0}});
    world.odoo.store().unlink("sale.order.line", order.lines.at(1));
    set_quantity(world, order, 0, 11);
    const auto report = world.run_twice();
    CHECK(lots(world) == "L1|4310162|11|ABERTO\nL1|ODOO-" + std::to_string(world.sem_codigo) + "|3|ABERTO");
    CHECK(count(report, "separacoes_deleted") == 1);
    CHECK(world.rows(
              "SELECT row->>'cod_produto', row->>'qtd_saldo', reason FROM ciclo_removido WHERE table_name "
              "= 'separacao'") == "4360147|5|separação excluída");
    CHECK(count(report, "separacoes_added") == 1);
    CHECK(more > 0);
    // What people have printed stays, with 0.
    world.execute("UPDATE separacao SET separacao_impressa = true WHERE cod_produto <> '4310162'");
    world.odoo.store().unlink("sale.order.line", more);
    set_quantity(world, order, 0, 10);
    world.run_twice();
    CHECK(world.rows(
              "SELECT qtd_saldo, zerado_por_sync, data_zeragem IS NOT NULL FROM separacao ORDER BY id") ==
          "10|f|f\n0|t|t");
    CHECK(world.value("SELECT count(*) FROM ciclo_removido WHERE reason = 'separação zerada'") == "1");
}

TEST_CASE("a total lot holds the saldo minus what other open lots hold", "[long]") {
    World world;
    world.config.split_lots = config::SplitLots::reduce;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}});
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 4}}, "total", 3);
    set_quantity(world, order, 0, 12);
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|8|ABERTO\nL2|4310162|4|COTADO");
    set_quantity(world, order, 0, 3);
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|0|ABERTO\nL2|4310162|3|COTADO");
}

TEST_CASE("fault 5: a 'total' lot is recomposed in place, and a row added to it has the lot's own data") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 0}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}}, "total", 7);
    world.execute(
        "UPDATE separacao SET expedicao = '2026-12-01', agendamento = '2026-12-03', agendamento_confirmado = "
        "true, protocolo = 'P-1', roteirizacao = 'R', data_embarque = '2026-12-02', separacao_impressa = "
        "true,"
        " separacao_impressa_por = 'ana', cidade_normalizada = 'campinas', uf_normalizada = 'SP', "
        "codigo_ibge "
        "= '3509502', criado_em = '2026-11-01 08:00', data_pedido = '2026-11-20'");
    const std::string columns =
        "SELECT expedicao, agendamento, agendamento_confirmado, protocolo, roteirizacao, data_embarque, "
        "cidade_normalizada, uf_normalizada, codigo_ibge, data_pedido, cotacao_id, status, tipo_envio";
    const auto kept = world.rows(columns +
                                 ", separacao_impressa, separacao_impressa_por, criado_em, id FROM "
                                 "separacao");
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 8.0}});
    set_quantity(world, order, 1, 2);
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|8|COTADO\nL1|4360147|2|COTADO");
    CHECK(world.rows(columns + ", separacao_impressa, separacao_impressa_por, criado_em, id FROM separacao "
                               "WHERE cod_produto = '4310162'") == kept);
    CHECK(world.rows(columns + " FROM separacao WHERE cod_produto = '4310162'") ==
          world.rows(columns + " FROM separacao WHERE cod_produto = '4360147'"));
    CHECK(
        world.rows("SELECT nome_produto, separacao_impressa, separacao_impressa_por IS NULL, sincronizado_nf,"
                   " criado_em > '2026-11-19' FROM separacao WHERE cod_produto = '4360147'") ==
        world.value("SELECT nome_produto FROM carteira_principal WHERE cod_produto = '4360147'") +
            "|f|t|f|t");
}

TEST_CASE("valor_saldo follows the price, peso and pallet follow cadastro_palletizacao") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10, 12.5}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute(
        "DELETE FROM cadastro_palletizacao; INSERT INTO cadastro_palletizacao (cod_produto, nome_produto, "
        "palletizacao, peso_bruto, ativo, created_at, updated_at) VALUES ('4310162', 'A', 48, 2.5, true, "
        "now(), "
        "now())");
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}}, "total");
    set_quantity(world, order, 0, 6);
    world.run_twice();
    const auto values = "SELECT qtd_saldo, valor_saldo, peso, pallet FROM separacao";
    CHECK(world.rows(values) == "6|75|15|0.125");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"price_unit", 13.0}});
    const auto report = world.run_twice();
    CHECK(world.rows(values) == "6|78|15|0.125");
    CHECK(count(report, "separacoes_revalued") == 1);
    world.execute("UPDATE separacao SET separacao_impressa = true");
    set_quantity(world, order, 0, 0);
    world.run_twice();
    CHECK(world.rows(values) == "0|0|0|0");
}

TEST_CASE("a value that the application rounded otherwise is not written again") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10, 0.333}, {world.palmito, 5}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}});
    world.execute("UPDATE separacao SET valor_saldo = 3.3000001, peso = 10.0004, pallet = 9.99999");
    set_quantity(world, order, 1, 9);
    const auto report = world.run_twice();
    CHECK(count(report, "separacoes_open") == 1);
    CHECK(count(report, "separacoes_revalued") == 0);
    CHECK(world.rows("SELECT valor_saldo, peso, pallet FROM separacao") == "3.3000001|10.0004|9.99999");
}

TEST_CASE("a pedido with an NF in SEM_LOTE is left alone until its NF has found its lot") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 6}});
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 4}});
    world.add_nf("130001", order, {7});
    world.advance(std::chrono::minutes{30});
    const auto report = world.run_twice();
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "3.000");
    CHECK(lots(world) == "L1|4310162|6|ABERTO\nL2|4310162|4|ABERTO");
    CHECK(count(report, "pedidos_waiting_for_lot") == 1);
    const auto& notices = report.stages.at(3).notices;
    REQUIRE(notices.size() == 2);
    CHECK(notices.at(0).kind == "LOTES_EXCEDEM_SALDO");
    CHECK(notices.at(1).kind == "SEPARACAO_ESPERA_LOTE");
    CHECK(notices.at(1).examples == "VCD0000001 (NF 130001 SEM_LOTE)");
    // The lot is shipped: the NF consumes it, and what is left open may hold only the saldo.
    world.add_item(1, "L1", "VCD0000001");
    world.advance(std::chrono::minutes{30});
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|6|FATURADO\nL2|4310162|3|ABERTO");
}

TEST_CASE("what an NF consumed is history: a changed saldo never touches it") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 4}}, "total");
    world.add_item(1, "L1", "VCD0000001");
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 6}});
    world.add_nf("130001", order, {4});
    world.advance(std::chrono::minutes{30});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto consumed = world.rows("SELECT xmin, * FROM separacao WHERE separacao_lote_id = 'L1'");
    set_quantity(world, order, 0, 6);
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|4|FATURADO\nL2|4310162|2|ABERTO");
    CHECK(world.rows("SELECT xmin, * FROM separacao WHERE separacao_lote_id = 'L1'") == consumed);
}

TEST_CASE(
    "fault 8: what was invoiced of a product on two lines is taken off once, and lots together fit in it") {
    World world;
    world.config.split_lots = config::SplitLots::reduce;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.azeitona, 5}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 6}});
    world.add_item(1, "L1", "VCD0000001");
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 5}});
    world.add_lot("L3", "VCD0000001", {{k_azeitona, 4}});
    world.add_nf("130001", order, {6, 1});
    world.advance(std::chrono::minutes{30});
    world.run_twice();
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "8.000");
    CHECK(lots(world) == "L1|4310162|6|FATURADO\nL2|4310162|5|ABERTO\nL3|4310162|3|ABERTO");
}

TEST_CASE("fault 9: a change in a COTADO lot is an alert that names lot, pedido, product, before and after") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 0}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}}, "total", 7);
    world.add_item(3, "L1", "VCD0000001");
    world.execute("UPDATE separacao SET raz_social_red = 'MERCADO', nome_produto = NULL");
    world.odoo.store().write("sale.order.line", order.lines.at(1), {{"product_uom_qty", 5.0}});
    set_quantity(world, order, 0, 8);
    world.run_twice();
    CHECK(alerts(world) == "REDUCAO|L1|VCD0000001|4310162|10|8|-2\nADICAO|L1|VCD0000001|4360147|0|5|5");
    CHECK(
        world.rows("SELECT nome_produto, cliente, embarque_numero, tipo_separacao, reimpresso, data_alerta > "
                   "'2026-11-19' FROM alertas_separacao_cotada WHERE cod_produto = '4310162'") ==
        "AZEITONA VERDE|MERCADO|1003|TOTAL|f|t");
    // Still open: updated, and what people know of the lot stays the quantity before.
    set_quantity(world, order, 0, 13);
    world.run_twice();
    set_quantity(world, order, 1, 0);
    world.run_twice();
    CHECK(alerts(world) == "AUMENTO|L1|VCD0000001|4310162|10|13|3\nREMOCAO|L1|VCD0000001|4360147|0|0|0");
    // Printed again: what changes now is a new alert.
    world.execute("UPDATE alertas_separacao_cotada SET reimpresso = true, reimpresso_por = 'ana'");
    set_quantity(world, order, 0, 12);
    world.run_twice();
    CHECK(alerts(world) ==
          "AUMENTO|L1|VCD0000001|4310162|10|13|3\nREMOCAO|L1|VCD0000001|4360147|0|0|0\n"
          "REDUCAO|L1|VCD0000001|4310162|13|12|-1");
}

TEST_CASE("of a product on several rows of a COTADO lot the alert has what the lot holds of it") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 6}, {k_azeitona, 4}}, "parcial", 7);
    set_quantity(world, order, 0, 9);
    world.run_twice();
    CHECK(alerts(world) == "REDUCAO|L1|VCD0000001|4310162|10|9|-1");
}

TEST_CASE("a cycle that changes the quantities of many pedidos sends as many statements as one for few") {
    World world;
    std::vector<Order> orders;
    for (int i = 10; i < 60; ++i) {
        const auto name = "VCD00000" + std::to_string(i);
        orders.push_back(world.add_order(name, {{world.azeitona, 10}}));
        world.add_lot("L" + name, name, {{k_azeitona, 10}}, "total", 7);
    }
    REQUIRE(world.run().code == ExitCode::ok);
    const auto run_after_changing = [&](std::size_t pedidos, double quantity) {
        for (std::size_t i = 0; i < pedidos; ++i) {
            world.odoo.store().write("sale.order.line", orders.at(i).lines.at(0),
                                     {{"product_uom_qty", quantity}});
        }
        world.advance(std::chrono::minutes{30});
        return world.run();
    };
    const auto few = run_after_changing(5, 9);
    const auto many = run_after_changing(50, 8);
    REQUIRE(count(many, "separacoes_reduced") == 50);
    // The lock of the cycle before may have to be tried once or twice more; 45 pedidos more cost nothing.
    CHECK(many.totals.get("statements") <= few.totals.get("statements") + 5);
    CHECK(many.totals.get("requests") <= few.totals.get("requests"));
}

TEST_CASE("lots and separações that the application never filled in are recomposed like any other") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 6}});
    world.execute(
        "UPDATE separacao SET separacao_lote_id = NULL, tipo_envio = NULL, sincronizado_nf = NULL;"
        "INSERT INTO separacao (num_pedido, cod_uf, status, nf_cd, separacao_impressa) VALUES ('VCD0000001', "
        "'SP', 'ABERTO', false, false);"
        "INSERT INTO separacao (num_pedido, cod_produto, cod_uf, status, nf_cd, separacao_impressa, "
        "qtd_saldo) "
        "VALUES ('VCD0000001', '4310162', 'SP', 'COTADO', false, false, 'NaN')");
    set_quantity(world, order, 0, 5);
    world.run_twice();
    CHECK(world.rows("SELECT cod_produto, qtd_saldo FROM separacao ORDER BY id") ==
          "4310162|5\n|\n4310162|NaN");
}

TEST_CASE(
    "a 'total' lot that a cancellation zeroed stays zeroed when the pedido comes back, until people decide",
    "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}}, "total", 7);
    world.execute("UPDATE separacao SET separacao_impressa = true");
    for (const char* state : {"cancel", "sale"}) {
        world.advance(std::chrono::minutes{30});
        world.odoo.store().write("sale.order", order.id, {{"state", state}});
        world.run_twice();
        CHECK(lots(world) == "L1|4310162|0|COTADO");
    }
    CHECK(world.value("SELECT ativo FROM carteira_principal") == "t");
    set_quantity(world, order, 0, 12);
    world.run_twice();
    CHECK(lots(world) == "L1|4310162|0|COTADO");
    CHECK(alerts(world) == "REMOCAO|L1|VCD0000001|4310162|10|0|-10");
}
