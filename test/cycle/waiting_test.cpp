// What the application commits while a cycle waits for the row stands, and the cycle decides on it.
#include "waiting_support.hpp"

#include <catch2/catch.hpp>

#include "deliveries_support.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

constexpr const char* k_pedido = "VCD0000001";
constexpr const char* k_lots =
    "SELECT separacao_lote_id, qtd_saldo, status, numero_nf, sincronizado_nf FROM separacao ORDER BY id";

void good_cycle(World& world) {
    const auto report = world.run();
    INFO(report.error);
    REQUIRE(report.code == ExitCode::ok);
}

// A pedido of 10 with its lot L1 in a shipment, before any NF.
struct PickedLot : World {
    PickedLot() : order(add_order(k_pedido, {{azeitona, 10}})) {
        good_cycle(*this);
        add_lot("L1", k_pedido, {{k_azeitona, 10}});
        add_item(1, "L1", k_pedido);
        good_cycle(*this);
    }
    Order order;
};

// And its NF, which has consumed the lot.
struct InvoicedLot : PickedLot {
    InvoicedLot() : nf(add_nf("130001", order, {10})) { good_cycle(*this); }
    void cancel_nf() { odoo.store().write("account.move", nf, {{"state", "cancel"}}); }
    long long nf;
};

}  // namespace

TEST_CASE("a rota that is edited while the cycle waits for the separação stands", "[long]") {
    PickedLot world;
    world.odoo.store().write("res.partner", world.customer, {{"name", "OUTRO NOME"}});
    run_against(world, "UPDATE separacao SET rota = 'NOVA', sub_rota = 'MAIS NOVA'");
    CHECK(world.rows("SELECT rota, sub_rota, raz_social_red FROM separacao") == "NOVA|MAIS NOVA|OUTRO NOME");
}

TEST_CASE("a separação that an NF consumes while the cycle waits takes nothing from the backlog any more") {
    PickedLot world;
    const auto name = world.value("SELECT raz_social_red FROM separacao");
    world.odoo.store().write("res.partner", world.customer, {{"name", "OUTRO NOME"}});
    run_against(world, "UPDATE separacao SET numero_nf = '999999'");
    CHECK(world.rows("SELECT numero_nf, raz_social_red FROM separacao") == "999999|" + name);
}

TEST_CASE("a separação that is sent back to the CD while it is to be marked keeps its status", "[long]") {
    InvoicedLot world;
    world.add_lot("L1", k_pedido, {{k_azeitona, 2}});
    run_against(world, "UPDATE separacao SET status = 'NF no CD', nf_cd = true WHERE numero_nf IS NULL");
    CHECK(world.rows(k_lots) == "L1|10|FATURADO|130001|t\nL1|2|NF no CD||f");
}

TEST_CASE("a separação that is given another NF while it is to be marked keeps that one", "[long]") {
    InvoicedLot world;
    world.add_lot("L1", k_pedido, {{k_azeitona, 2}});
    run_against(world, "UPDATE separacao SET numero_nf = '999999' WHERE numero_nf IS NULL");
    CHECK(world.rows(k_lots) == "L1|10|FATURADO|130001|t\nL1|2|ABERTO|999999|f");
}

TEST_CASE("a separação whose shipment item loses its NF while it is to be marked stays open", "[long]") {
    InvoicedLot world;
    world.add_lot("L1", k_pedido, {{k_azeitona, 2}});
    run_against(world,
                "UPDATE separacao SET protocolo = 'P' WHERE numero_nf IS NULL;"
                "UPDATE embarque_itens SET nota_fiscal = NULL");
    CHECK(world.rows("SELECT numero_nf, sincronizado_nf FROM separacao WHERE protocolo = 'P'") == "|f");
}

TEST_CASE("a separação that is linked to another NF while its own is cancelled keeps the other") {
    InvoicedLot world;
    world.cancel_nf();
    run_against(world, "UPDATE separacao SET numero_nf = '999999'");
    CHECK(world.rows(k_lots) == "L1|10|FATURADO|999999|t");
}

TEST_CASE("a separação that is quoted while its NF is cancelled goes back to what it is by then", "[long]") {
    InvoicedLot world;
    world.cancel_nf();
    run_against(world, "UPDATE separacao SET cotacao_id = 7");
    CHECK(world.rows(k_lots) == "L1|10|COTADO||f");
}

TEST_CASE("a lot that is renamed while its NF is linked is consumed under its new name", "[long]") {
    PickedLot world;
    world.add_nf("130001", world.order, {10});
    run_against(world,
                "UPDATE separacao SET separacao_lote_id = 'NOVO';"
                "UPDATE embarque_itens SET separacao_lote_id = 'NOVO'");
    CHECK(world.rows(k_lots) == "NOVO|10|FATURADO|130001|t");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|NOVO|130001");
    CHECK(world.value("SELECT nota_fiscal FROM embarque_itens") == "130001");
}

TEST_CASE("a row that leaves its lot while the lot is linked stays open, and is not zeroed for the NF",
          "[long]") {
    PickedLot world;
    world.add_lot("L1", k_pedido, {{k_azeitona, 3}});
    world.odoo.store().write("sale.order.line", world.order.lines.at(0), {{"product_uom_qty", 13}});
    world.add_nf("130001", world.order, {10});
    run_against(world, "UPDATE separacao SET separacao_lote_id = 'L2' WHERE qtd_saldo = 3");
    CHECK(world.rows(k_lots) == "L1|10|FATURADO|130001|t\nL2|3|ABERTO||f");
}

TEST_CASE("a shipment item that is given another NF while its lot is linked keeps that one, and the lot",
          "[long]") {
    PickedLot world;
    world.add_nf("130001", world.order, {10});
    run_against(world, "UPDATE embarque_itens SET nota_fiscal = '999999'");
    CHECK(world.value("SELECT nota_fiscal FROM embarque_itens") == "999999");
    CHECK(world.value("SELECT status_nf FROM faturamento_produto") == "SEM_LOTE");
    CHECK(world.rows(k_lots) == "L1|10|ABERTO||f");
}

TEST_CASE("a shipment item that is given another NF while its own is cancelled keeps the other", "[long]") {
    InvoicedLot world;
    world.cancel_nf();
    run_against(world, "UPDATE embarque_itens SET nota_fiscal = '999999'");
    CHECK(world.rows("SELECT nota_fiscal, erro_validacao FROM embarque_itens") == "999999|");
}

TEST_CASE("a shipment item that is given an NF while its pedido is cancelled is not cancelled") {
    PickedLot world;
    world.odoo.store().write("sale.order", world.order.id, {{"state", "cancel"}});
    run_against(world, "UPDATE embarque_itens SET nota_fiscal = '999999'");
    CHECK(world.rows("SELECT status, nota_fiscal FROM embarque_itens") == "ativo|999999");
}

TEST_CASE("a stock movement that is given a lot while its NF is linked keeps that lot", "[long]") {
    World world;
    const auto order = world.add_order(k_pedido, {{world.azeitona, 10}});
    world.add_nf("130001", order, {10});
    good_cycle(world);
    world.add_lot("L1", k_pedido, {{k_azeitona, 10}});
    world.add_item(1, "L1", k_pedido);
    run_against(world, "UPDATE movimentacao_estoque SET separacao_lote_id = 'L9'");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L9|130001");
    CHECK(world.rows("SELECT numero_nf, sincronizado_nf FROM separacao") == "|f");
}

TEST_CASE("a report that is taken out while it is corrected stays out") {
    InvoicedLot world;
    const auto line =
        world.odoo.store().get("account.move", world.nf).at("invoice_line_ids").as_ids().front();
    world.odoo.store().write("account.move.line", line, {{"price_total", 77}});
    run_against(world,
                "UPDATE relatorio_faturamento_importado SET ativo = false, inativado_por = 'MARIA',"
                " inativado_em = now()");
    CHECK(world.rows("SELECT ativo, inativado_por, valor_total FROM relatorio_faturamento_importado") ==
          "f|MARIA|77");
}

TEST_CASE("a quantity that is reduced while the saldo is to reduce it is judged by what it is then",
          "[long]") {
    PickedLot world;
    world.odoo.store().write("sale.order.line", world.order.lines.at(0), {{"product_uom_qty", 6}});
    run_against(world, "UPDATE separacao SET qtd_saldo = 4");
    CHECK(world.value("SELECT qtd_saldo FROM separacao") == "4");
}

TEST_CASE("an alert that is printed while it is to be updated stays, and a new one has the rest", "[long]") {
    World world;
    const auto order = world.add_order(k_pedido, {{world.azeitona, 10}});
    good_cycle(world);
    world.add_lot("L1", k_pedido, {{k_azeitona, 10}}, "total", 7);
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 8}});
    good_cycle(world);
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 5}});
    run_against(world, "UPDATE alertas_separacao_cotada SET reimpresso = true");
    CHECK(world.rows("SELECT qtd_anterior, qtd_nova, reimpresso FROM alertas_separacao_cotada ORDER BY id") ==
          "10|8|t\n8|5|f");
}

TEST_CASE("an inconsistency that a person resolves while the cycle does keeps the person's resolution") {
    World world;
    const auto order = world.add_order(k_pedido, {{world.azeitona, 10}});
    world.add_nf("130001", order, {10});
    good_cycle(world);
    world.add_lot("L1", k_pedido, {{k_azeitona, 10}});
    world.add_item(1, "L1", k_pedido);
    run_against(world,
                "UPDATE inconsistencia_faturamento SET resolvida = true, resolvida_por = 'MARIA',"
                " acao_tomada = 'VISTO'");
    CHECK(world.rows("SELECT resolvida_por, acao_tomada FROM inconsistencia_faturamento") == "MARIA|VISTO");
}

TEST_CASE("a justificativa that a person answers while its quantities are to follow keeps them") {
    World world;
    const auto order = world.add_order(k_pedido, {{world.azeitona, 10}});
    world.add_lot("L1", k_pedido, {{k_azeitona, 10}});
    world.add_item(1, "L1", k_pedido);
    const auto nf = world.add_nf("130001", order, {6});
    good_cycle(world);
    const auto line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().front();
    world.odoo.store().write("account.move.line", line, {{"quantity", 7.0}});
    run_against(world,
                "UPDATE faturamento_parcial_justificativa SET motivo_nao_faturamento = 'RUPTURA',"
                " classificacao_saldo = 'SALDO'");
    CHECK(world.rows("SELECT qtd_faturada, motivo_nao_faturamento FROM faturamento_parcial_justificativa") ==
          "6.000|RUPTURA");
}

TEST_CASE("a contact that is given a forma while it is to become ODOO keeps it, and the backlog follows",
          "[long]") {
    World world;
    world.add_order(k_pedido, {{world.azeitona, 10}});
    world.execute("INSERT INTO contatos_agendamento (cnpj) VALUES ('12.345.678/0001-90')");
    run_against(world, "UPDATE contatos_agendamento SET forma = 'PORTAL'");
    CHECK(world.rows("SELECT forma FROM contatos_agendamento") == "PORTAL");
    CHECK(world.value("SELECT forma_agendamento FROM carteira_principal") == "PORTAL");
}

TEST_CASE("a standby that is moved to a typed pedido while it is to go stays") {
    World world;
    const auto order = world.add_order(k_pedido, {{world.azeitona, 10}});
    good_cycle(world);
    world.execute(
        "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente,"
        " nome_cliente, qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por)"
        " VALUES ('L', 'VCD0000001', '4310162', 'x', 'x', 1, 1, 'x', 'ATIVO', now(), 'x')");
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    run_against(world, "UPDATE saldo_standby SET num_pedido = 'DIGITADO-1'");
    CHECK(world.rows("SELECT num_pedido FROM saldo_standby") == "DIGITADO-1");
}

TEST_CASE("what the application writes into a row of the backlog while the cycle waits stands") {
    PickedLot world;
    world.odoo.store().write("sale.order.line", world.order.lines.at(0), {{"product_uom_qty", 12}});
    run_against(world, "UPDATE carteira_principal SET protocolo = 'P-1', expedicao = '2026-12-01'");
    CHECK(world.rows("SELECT protocolo, expedicao, qtd_saldo_produto_pedido FROM carteira_principal") ==
          "P-1|2026-12-01|12.000");
}

TEST_CASE("an NF row that is given another status while the NF is corrected is judged by what it says then") {
    World world;
    const auto order = world.add_order(k_pedido, {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10});
    good_cycle(world);
    REQUIRE(world.value("SELECT status_nf FROM faturamento_produto") == "SEM_LOTE");
    const auto line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().front();
    world.odoo.store().write("account.move.line", line, {{"price_total", 77}});
    // As the application's own linking does when it finds the lot.
    run_against(world,
                "UPDATE faturamento_produto SET status_nf = 'Lançado';"
                "UPDATE movimentacao_estoque SET separacao_lote_id = 'L9'");
    CHECK(world.rows("SELECT status_nf, valor_produto_faturado FROM faturamento_produto") == "Lançado|77.00");
}

TEST_CASE("what people type into a delivery while the cycle waits for it stands, and its NF is followed") {
    DeliveryWorld world;
    world.add_nf("130001", world.shipped_pedido(), {10});
    good_cycle(world);
    world.odoo.store().write("res.partner", world.customer, {{"name", "OUTRO NOME"}});
    const auto move = world.odoo.store().ids("account.move").front();
    world.odoo.store().write("account.move", move, {{"invoice_partner_display_name", "OUTRO NOME"}});
    run_against(world,
                "UPDATE entregas_monitoradas SET data_agenda = '2026-12-24', transportadora = 'A PE',"
                " data_entrega_prevista = '2026-12-31'");
    CHECK(world.rows("SELECT cliente, data_agenda, transportadora, data_entrega_prevista FROM "
                     "entregas_monitoradas") == "OUTRO NOME|2026-12-24|A PE|2026-12-31");
}
