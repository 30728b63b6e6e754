#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

TEST_CASE("a new NF is stored with its rows, its report row and its products") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10, 12.5}, {world.palmito, 4, 20}});
    world.add_nf("130001", order, {10, 4});
    const auto report = world.run_twice();
    CHECK(report.stages.size() == 4);
    CHECK(world.rows(
              "SELECT numero_nf, cod_produto, nome_produto, qtd_produto_faturado, preco_produto_faturado,"
              " valor_produto_faturado, peso_unitario_produto, peso_total, origem, status_nf, municipio, "
              "estado,"
              " vendedor, equipe_vendas, incoterm, cnpj_cliente, nome_cliente, data_fatura, created_by"
              " FROM faturamento_produto ORDER BY cod_produto") ==
          "130001|4310162|AZEITONA "
          "VERDE|10.000|12.5000|125.00|3.000|30.000|VCD0000001|SEM_LOTE|Campinas|SP|JOÃO PEDRO "
          "ARAÚJO|FOOD SERVICE|CIF|12.345.678/0001-90|MERCADO SÃO JOÃO|2026-11-22|ciclo\n"
          "130001|4360147|PALMITO|4.000|20.0000|80.00|1.500|6.000|VCD0000001|SEM_LOTE|Campinas|SP|JOÃO PEDRO "
          "ARAÚJO|FOOD SERVICE|CIF|12.345.678/0001-90|MERCADO SÃO JOÃO|2026-11-22|ciclo");
    CHECK(world.rows("SELECT numero_nf, valor_total, peso_bruto, origem, ativo FROM "
                     "relatorio_faturamento_importado") == "130001|205|36|VCD0000001|t");
    CHECK(world.rows(
              "SELECT cod_produto, palletizacao, peso_bruto, ativo FROM cadastro_palletizacao ORDER BY 1") ==
          "4310162|1|1|t\n4360147|1|1|t");
}

TEST_CASE("fault 2: a cancellation is seen however long ago the NF was created") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}}, "total", 7);
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
    world.advance(std::chrono::hours{24 * 20});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.odoo.store().refresh_invoicing(order.id);
    world.run_twice();
    CHECK(world.rows("SELECT status_nf FROM faturamento_produto") == "Cancelado");
    CHECK(world.rows(
              "SELECT ativo, inativado_por, inativado_em IS NOT NULL FROM relatorio_faturamento_importado") ==
          "f|ciclo|t");
    CHECK(world.rows("SELECT ativo, status_nf FROM movimentacao_estoque") == "f|CANCELADO");
    CHECK(world.rows("SELECT nota_fiscal IS NULL, erro_validacao FROM embarque_itens") ==
          "t|NF cancelada no Odoo");
    CHECK(
        world.rows(
            "SELECT numero_nf IS NULL, sincronizado_nf, data_sincronizacao IS NULL, status FROM separacao") ==
        "t|f|t|COTADO");
    // The order is back in the backlog although its own write_date says nothing of the cancellation.
    CHECK(world.rows("SELECT qtd_saldo_produto_pedido, ativo FROM carteira_principal") == "10.000|t");
}

TEST_CASE("an NF that is active again has its rows and its report row back") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10}, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT status_nf, ativo, r.inativado_em IS NULL FROM faturamento_produto"
                     " JOIN relatorio_faturamento_importado r USING (numero_nf)") == "Cancelado|f|f");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("reactivated") == 1);
    CHECK(world.rows("SELECT status_nf, ativo, r.inativado_em IS NULL FROM faturamento_produto"
                     " JOIN relatorio_faturamento_importado r USING (numero_nf)") == "SEM_LOTE|t|t");
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "0.000");
}

TEST_CASE(
    "a cancelled NF that is reset to draft and posted again is active in the end, also over several cycles",
    "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10}, {{"state", "cancel"}});
    REQUIRE(world.run().code == ExitCode::ok);
    for (const char* state : {"draft", "posted"}) {
        world.advance(std::chrono::minutes{30});
        world.odoo.store().write("account.move", nf, {{"state", state}});
        world.run_twice();
        // A draft with a number counts, as one that was never cancelled does.
        CHECK(world.value("SELECT ativo FROM relatorio_faturamento_importado") == "t");
    }
    CHECK(world.rows("SELECT status_nf, ativo FROM faturamento_produto JOIN relatorio_faturamento_importado"
                     " USING (numero_nf)") == "SEM_LOTE|t");
}

TEST_CASE("fault 7: a product on two lines of an NF becomes one row, with the weighted price") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10, 10}, {world.azeitona, 30, 20}});
    world.add_nf("130001", order, {10, 30});
    world.run_twice();
    CHECK(world.rows("SELECT qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado FROM "
                     "faturamento_produto") == "40.000|17.5000|700.00");
    CHECK(world.rows("SELECT qtd_produto_pedido, preco_produto_pedido, qtd_saldo_produto_pedido FROM "
                     "carteira_principal") == "40.000|17.50|0.000");
}

TEST_CASE("fault 7: old duplicates of an NF that is read are removed, the oldest row stays") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto insert = std::string(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto, "
        "nome_produto,"
        " qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem, status_nf, "
        "created_at, updated_at)"
        " VALUES ('130001', '2026-11-22', '', 'X', '4310162', 'X', 10, 10, 100, 'VCD0000001', 'Lançado', "
        "now(), now());");
    world.execute(insert + insert + insert);
    world.add_nf("130001", order, {10});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("duplicates_mended") == 2);
    CHECK(world.rows("SELECT id, qtd_produto_faturado, valor_produto_faturado FROM faturamento_produto") ==
          "1|10.000|100.00");
    const auto& notices = report.stages.at(0).notices;
    CHECK(std::count_if(notices.begin(), notices.end(),
                        [](const auto& notice) { return notice.kind == "NF_DUPLICADA"; }) == 1);
}

TEST_CASE("fault 12: an NF without CNPJ or with a repeated number costs no other NF anything") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nameless = world.odoo.store().create("res.partner", {{"name", "SEM CNPJ"}});
    world.add_nf("130001", order, {1}, {{"partner_id", nameless}});
    const auto kept = world.add_nf("130002", order, {2});
    const auto repeated = world.add_nf("130002", order, {3});
    world.add_nf("130003", order, {4});
    const auto report = world.run();
    CHECK(report.code == ExitCode::done_with_rejects);
    CHECK(world.rows(
              "SELECT numero_nf, cnpj_cliente, qtd_produto_faturado FROM faturamento_produto ORDER BY 1") ==
          "130001||1.000\n130002|12.345.678/0001-90|2.000\n130003|12.345.678/0001-90|4.000");
    CHECK(world.value("SELECT count(*) FROM relatorio_faturamento_importado") == "3");
    CHECK(world.rows("SELECT model, record_id, reason FROM ciclo_rejeito") ==
          "account.move|" + std::to_string(repeated) + "|NF 130002: account.move " +
              std::to_string(repeated) + " and " + std::to_string(kept) + " have the same number; " +
              std::to_string(kept) + " is kept");
    CHECK(report.stages.at(0).notices.at(0).kind == "CLIENTE_SEM_CNPJ");
}

TEST_CASE("a reject is retried until it is good, and then forgotten") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10});
    const auto line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().at(0);
    world.odoo.store().write("account.move.line", line, {{"price_total", Decimal{"NaN"}}});
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(world.value("SELECT reason FROM ciclo_rejeito") ==
          "account.move.line " + std::to_string(line) + ": field 'price_total' is not a finite number");
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "0");
    // Corrected in a way that moves no write_date, long after every window closed.
    world.advance(std::chrono::hours{72});
    world.odoo.store().write("account.move.line", line,
                             {{"price_total", 100.0}, {"write_date", "2026-11-20 00:00:00"}});
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM ciclo_rejeito") == "0");
    CHECK(world.value("SELECT valor_produto_faturado FROM faturamento_produto") == "100.00");
}

TEST_CASE("fault 15: only product lines are invoiced products, whether archived or without a code") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.sem_codigo, 3}});
    const auto nf = world.add_nf("130001", order, {10, 3});
    for (const char* kind : {"cogs", "tax", "payment_term"}) world.add_nf_line(nf, kind, world.azeitona, 10);
    world.odoo.store().write("product.product", world.azeitona, {{"active", false}});
    world.odoo.store().write("res.partner", world.customer, {{"active", false}});
    world.run_twice();
    CHECK(world.rows(
              "SELECT cod_produto, qtd_produto_faturado, nome_cliente FROM faturamento_produto ORDER BY 1") ==
          "4310162|10.000|MERCADO SÃO JOÃO\nODOO-" + std::to_string(world.sem_codigo) +
              "|3.000|MERCADO SÃO JOÃO");
}

TEST_CASE("numbers reach PostgreSQL from their text, rounded once by the column") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10});
    const auto line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().at(0);
    world.odoo.store().write("account.move.line", line,
                             {{"quantity", Decimal{"0.30000000000000004"}},
                              {"price_unit", Decimal{"12345678901.1235"}},
                              {"price_total", Decimal{"4.0200000000000005"}}});
    world.run_twice();
    CHECK(world.rows("SELECT qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado FROM "
                     "faturamento_produto") == "0.300|12345678901.1235|4.02");
}

TEST_CASE("an NF without a number waits; a draft with a number is Provisório") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto waiting = world.add_nf("130001", order, {1}, {{"l10n_br_numero_nota_fiscal", false}});
    world.add_nf("130002", order, {2}, {{"state", "draft"}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("waiting") == 1);
    CHECK(world.rows("SELECT numero_nf, status_nf FROM faturamento_produto") == "130002|Provisório");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", waiting, {{"l10n_br_numero_nota_fiscal", "130001"}});
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "2");
}

TEST_CASE("a corrected NF is taken over: quantities change and a vanished product's row goes") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto nf = world.add_nf("130001", order, {10, 5});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    const auto lines = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids();
    world.odoo.store().write("account.move.line", lines.at(0), {{"quantity", 7.0}, {"price_total", 70.0}});
    world.odoo.store().unlink("account.move.line", lines.at(1));
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).notices.at(0).kind == "NF_CORRIGIDA");
    CHECK(world.rows("SELECT cod_produto, qtd_produto_faturado FROM faturamento_produto") == "4310162|7.000");
    CHECK(world.value("SELECT valor_total FROM relatorio_faturamento_importado") == "70");
    CHECK(world.rows("SELECT cod_produto, qtd_saldo_produto_pedido FROM carteira_principal ORDER BY 1") ==
          "4310162|3.000\n4360147|5.000");
}

TEST_CASE(
    "the origem of a row is the pedido of its line where the NF names several pedidos or a renamed one") {
    World world;
    const auto first = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto second = world.add_order("VCD0000002", {{world.azeitona, 20}});
    const auto nf = world.add_nf("130001", first, {10}, {{"invoice_origin", "VCD0000001, VCD0000002"}});
    world.add_nf_product(nf, world.azeitona, 20.0, 10.0, second.lines.at(0));
    world.add_nf("130002", second, {5}, {{"invoice_origin", "VCD9999999"}});
    world.run_twice();
    CHECK(
        world.rows("SELECT numero_nf, origem, qtd_produto_faturado FROM faturamento_produto ORDER BY 1, 2") ==
        "130001|VCD0000001|10.000\n130001|VCD0000002|20.000\n130002|VCD0000002|5.000");
    CHECK(world.value("SELECT origem FROM relatorio_faturamento_importado WHERE numero_nf = '130001'") ==
          "VCD0000001, VCD0000002");
}

TEST_CASE("NFs that are not sales, or of an excluded company, or old and unknown, are passed over") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {1}, {{"l10n_br_tipo_pedido", "devolucao"}});
    world.add_nf("130002", order, {1}, {{"move_type", "out_refund"}});
    const auto other = world.odoo.store().create("res.company", {{"name", "OUTRA"}});
    world.add_nf("130003", order, {1}, {{"company_id", other}});
    world.config.excluded_companies = {other};
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "0");
    // A payment moves the write_date of a years-old NF of a pedido that is not open any more.
    const auto done =
        world.add_order("VCD0000002", {{world.azeitona, 1}},
                        {{"create_date", "2024-01-01 00:00:00"}, {"write_date", "2024-01-01 00:00:00"}});
    world.add_nf("100001", done, {1}, {{"create_date", "2024-01-02 00:00:00"}});
    world.odoo.store().write("sale.order", done.id, {{"write_date", "2024-01-01 00:00:00"}});
    for (const auto line : done.lines) {
        world.odoo.store().write("sale.order.line", line, {{"write_date", "2024-01-01 00:00:00"}});
    }
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("passed_over") == 1);
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "0");
}
