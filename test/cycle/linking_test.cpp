#include <fmt/core.h>

#include <array>

#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* k_nf_products =
    "SELECT cod_produto, status_nf FROM faturamento_produto ORDER BY numero_nf, origem, 1";
constexpr const char* k_shipment_items =
    "SELECT embarque_id, separacao_lote_id, nota_fiscal, erro_validacao FROM embarque_itens ORDER BY id";
constexpr const char* k_separacoes_by_product =
    "SELECT separacao_lote_id, cod_produto, status, numero_nf, sincronizado_nf, data_sincronizacao IS NOT "
    "NULL"
    " FROM separacao ORDER BY id";

}  // namespace

TEST_CASE("a linked NF marks its item, consumes its lot and moves each product out of the stock") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10, 12.5}, {world.palmito, 4, 20}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}, {"4360147", 4}}, "total", 7);
    world.add_item(1, "L1", "VCD0000001");
    world.add_nf("130001", order, {10, 4});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("linked") == 1);
    CHECK(world.rows(k_nf_products) == "4310162|Lançado\n4360147|Lançado");
    CHECK(world.rows(k_shipment_items) == "1|L1|130001|");
    CHECK(world.rows(k_separacoes_by_product) ==
          "L1|4310162|FATURADO|130001|t|t\nL1|4360147|FATURADO|130001|t|t");
    CHECK(world.rows(
              "SELECT cod_produto, nome_produto, data_movimentacao, tipo_movimentacao, local_movimentacao,"
              " qtd_movimentacao, separacao_lote_id, numero_nf, num_pedido, tipo_origem, status_nf, "
              "codigo_embarque,"
              " criado_por, ativo FROM movimentacao_estoque ORDER BY 1") ==
          "4310162|AZEITONA "
          "VERDE|2026-11-22|FATURAMENTO|VENDA|-10.000|L1|130001|VCD0000001|ODOO|FATURADO|1|ciclo|t\n"
          "4360147|PALMITO|2026-11-22|FATURAMENTO|VENDA|-4.000|L1|130001|VCD0000001|ODOO|FATURADO|1|ciclo|t");
    CHECK(world.inconsistencies().empty());
    CHECK(world.value("SELECT count(*) FROM faturamento_parcial_justificativa") == "0");
}

TEST_CASE(
    "an NF without a candidate moves the same stock without a lot, says SEM_LOTE, and opens one "
    "inconsistency a "
    "product; a second and a tenth cycle add nothing") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 4}});
    world.add_nf("130001", order, {10, 4});
    world.run_twice();
    CHECK(world.rows(k_nf_products) == "4310162|SEM_LOTE\n4360147|SEM_LOTE");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000||130001\nVCD0000001|4360147|-4.000||130001");
    CHECK(world.inconsistencies() ==
          "NF_SEM_SEPARACAO|130001|VCD0000001|4310162|10.000\n"
          "NF_SEM_SEPARACAO|130001|VCD0000001|4360147|4.000");
    const auto before = world.row_versions();
    for (int i = 0; i < cycles(10, 1); ++i) {
        world.advance(minutes{30});
        REQUIRE(world.run().code == ExitCode::ok);
    }
    CHECK(world.row_versions() == before);
}

TEST_CASE(
    "a movement made without a lot receives it when the NF finds one later, and SEM_LOTE becomes Lançado",
    "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    // Long after every window closed: an NF is retried until it finds its lot.
    world.advance(hours{24 * 9});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
    world.advance(minutes{30});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("movements_given_a_lot") == 1);
    CHECK(world.rows(k_nf_products) == "4310162|Lançado");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "1");
    CHECK(world.rows(k_shipment_items) == "1|L1|130001|");
    CHECK(world.rows(k_separacoes_by_product) == "L1|4310162|FATURADO|130001|t|t");
    CHECK(world.rows("SELECT resolvida, resolvida_por, resolvida_em IS NOT NULL, acao_tomada FROM"
                     " inconsistencia_faturamento") == "t|ciclo|t|NF_VINCULADA");
}

TEST_CASE("fault 4: SEM_LOTE and its open inconsistencies survive a reset to draft and a new posting") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "draft"}});
    world.run_twice();
    CHECK(world.rows(k_nf_products) == "4310162|Provisório");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000||130001");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    CHECK(world.rows(k_nf_products) == "4310162|SEM_LOTE");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000||130001");
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130001|VCD0000001|4310162|10.000");
    CHECK(world.value("SELECT count(*) FROM inconsistencia_faturamento") == "1");
}

TEST_CASE("NFs are linked in the order of their numbers, each lot is used once") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 30}});
    for (const char* lote : {"L1", "L2"}) {
        world.add_lot(lote, "VCD0000001", {{"4310162", 10}});
        world.add_item(1, lote, "VCD0000001");
    }
    // Read in the order of their ids, and 99999 is less than 100000 though not as a text.
    world.add_nf("100001", order, {10});
    world.add_nf("100000", order, {10});
    world.add_nf("99999", order, {10});
    world.run_twice();
    CHECK(
        world.rows("SELECT numero_nf, separacao_lote_id FROM movimentacao_estoque ORDER BY numero_nf::int") ==
        "99999|L1\n100000|L2\n100001|");
    CHECK(world.rows("SELECT numero_nf, status_nf FROM faturamento_produto ORDER BY numero_nf::int") ==
          "99999|Lançado\n100000|Lançado\n100001|SEM_LOTE");
}

TEST_CASE("of several partial lots the nearest is consumed, and what differs is to be justified, once") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 30}, {world.palmito, 30}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 20}, {"4360147", 1}});
    world.add_lot("L2", "VCD0000001", {{"4310162", 10}, {"4360147", 8}});
    for (const char* lote : {"L1", "L2"}) world.add_item(1, lote, "VCD0000001");
    world.add_nf("130001", order, {10, 6});
    world.run_twice();
    CHECK(world.rows(k_shipment_items) == "1|L1||\n1|L2|130001|");
    CHECK(world.value(
              "SELECT string_agg(DISTINCT status, ',') FROM separacao WHERE separacao_lote_id = 'L1'") ==
          "ABERTO");
    CHECK(
        world.rows("SELECT separacao_lote_id, num_pedido, cod_produto, numero_nf, qtd_separada, qtd_faturada,"
                   " qtd_saldo, motivo_nao_faturamento, classificacao_saldo, criado_por"
                   " FROM faturamento_parcial_justificativa") ==
        "L2|VCD0000001|4360147|130001|8.000|6.000|2.000|||ciclo");
}

TEST_CASE("a justificativa follows a corrected NF until a person has acted on it") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 30}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {6});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().at(0);
    const auto justified = [&] {
        return world.rows(
            "SELECT qtd_separada, qtd_faturada, qtd_saldo FROM faturamento_parcial_justificativa");
    };
    CHECK(justified() == "10.000|6.000|4.000");
    world.advance(minutes{30});
    world.odoo.store().write("account.move.line", line, {{"quantity", 10.0}, {"price_total", 100.0}});
    world.run_twice();
    CHECK(justified() == "10.000|10.000|0.000");
    world.execute("UPDATE faturamento_parcial_justificativa SET motivo_nao_faturamento = 'AVARIA_PRODUTO'");
    world.advance(minutes{30});
    world.odoo.store().write("account.move.line", line, {{"quantity", 3.0}, {"price_total", 30.0}});
    world.run_twice();
    CHECK(justified() == "10.000|10.000|0.000");
}

TEST_CASE("a draft with a number begins no link, no movement and no inconsistency") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {10}, {{"state", "draft"}});
    world.run_twice();
    CHECK(world.movements().empty());
    CHECK(world.rows(k_shipment_items) == "1|L1||");
    CHECK(world.inconsistencies().empty());
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
}

TEST_CASE(
    "fault 17: the movements of a corrected NF follow: quantities, a vanished product, a new one in the same "
    "lot") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}, {"4360147", 5}});
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {10, 5});
    REQUIRE(world.run().code == ExitCode::ok);
    auto& store = world.odoo.store();
    const auto lines = store.get("account.move", nf).at("invoice_line_ids").as_ids();
    world.advance(minutes{30});
    // Corrected while it is a draft, and seen as a draft: nothing moves until it is posted.
    store.write("account.move", nf, {{"state", "draft"}});
    store.write("account.move.line", lines.at(0), {{"quantity", 7.0}, {"price_total", 70.0}});
    store.unlink("account.move.line", lines.at(1));
    world.add_nf_product(nf, world.sem_codigo, 2.0, 1.0, order.lines.at(0));
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001\nVCD0000001|4360147|-5.000|L1|130001");
    world.advance(minutes{30});
    store.write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-7.000|L1|130001\nVCD0000001|ODOO-" +
                                   std::to_string(world.sem_codigo) + "|-2.000|L1|130001");
    CHECK(world.rows("SELECT ativo, status_nf FROM movimentacao_estoque WHERE cod_produto = '4360147'") ==
          "f|CANCELADO");
}

TEST_CASE("a pedido that leaves a posted NF gets its lot back, and no other does") {
    World world;
    const auto first = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto second = world.add_order("VCD0000002", {{world.palmito, 20}});
    for (const auto& [lote, pedido, product] :
         {std::array{"L1", "VCD0000001", "4310162"}, std::array{"L2", "VCD0000002", "4360147"}}) {
        world.add_lot(lote, pedido, {{product, 10}});
        world.add_item(1, lote, pedido);
    }
    const auto nf = world.add_nf("130001", first, {10}, {{"invoice_origin", "VCD0000001, VCD0000002"}});
    const auto line = world.add_nf_product(nf, world.palmito, 10.0, 10.0, second.lines.at(0));
    world.run_twice();
    CHECK(world.rows(k_shipment_items) == "1|L1|130001|\n1|L2|130001|");
    // Taken off while the NF is a draft: seen when it is posted again.
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "draft"}});
    world.odoo.store().unlink("account.move.line", line);
    world.run_twice();
    CHECK(world.rows(k_shipment_items) == "1|L1|130001|\n1|L2|130001|");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    CHECK(world.rows(k_shipment_items) ==
          "1|L1|130001|\n1|L2||NF corrigida no Odoo: não fatura mais este pedido");
    CHECK(world.rows(k_separacoes_by_product) == "L1|4310162|FATURADO|130001|t|t\nL2|4360147|ABERTO||f|f");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
    CHECK(world.inconsistencies().empty());
}

TEST_CASE("an item that carries the NF's number and another pedido is a divergence until people correct it") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_order("VCD0000002", {{world.palmito, 1}});
    world.add_lot("L2", "VCD0000002", {{"4360147", 1}});
    world.add_item(1, "L2", "VCD0000002");
    world.add_item(1, "", "COTA-77");  // typed into the application
    world.execute("UPDATE embarque_itens SET nota_fiscal = '130001'");
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.inconsistencies() ==
          "DIVERGENCIA_NF_EMBARQUE|130001|VCD0000001|4310162|10.000\n"
          "NF_SEM_SEPARACAO|130001|VCD0000001|4310162|10.000");
    CHECK(world.rows(k_shipment_items) ==
          "1|L2|130001|NF_DIVERGENTE: NF 130001 é do pedido VCD0000001, este item é do pedido VCD0000002\n"
          "1||130001|");
    // The wrong pedido's separação is not consumed by it.
    CHECK(world.rows(k_separacoes_by_product) == "L2|4360147|ABERTO||f|f");
    world.execute("UPDATE embarque_itens SET nota_fiscal = NULL");
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130001|VCD0000001|4310162|10.000");
    CHECK(world.rows(k_shipment_items) == "1|L2||\n1|||");
}

TEST_CASE("a lot that holds nothing of the pedido counts as found, with an AVISO") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_item(1, "LOTE_Z", "VCD0000001");
    world.add_nf("130001", order, {10});
    const auto report = world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|LOTE_Z|130001");
    REQUIRE(report.stages.at(0).notices.size() == 1);
    CHECK(report.stages.at(0).notices.at(0).kind == "LOTE_SEM_SEPARACAO");
    CHECK(world.log_text().find("linking nf=130001 pedido=VCD0000001 lote=LOTE_Z reason=only_candidate") !=
          std::string::npos);
}

TEST_CASE("a divergence of an NF that was linked long ago is seen, and does not cost every cycle a write",
          "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
    world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(hours{72});
    world.add_item(1, "", "VCD0000002");
    world.add_item(1, "", "COTA-77");
    world.execute(
        "UPDATE embarque_itens SET nota_fiscal = '130001';"
        "UPDATE embarque_itens SET erro_validacao = 'CLIENTE' WHERE pedido = 'COTA-77'");
    world.run_twice();
    CHECK(world.inconsistencies() == "DIVERGENCIA_NF_EMBARQUE|130001|VCD0000001|4310162|10.000");
    CHECK(world.value("SELECT left(erro_validacao, 13) FROM embarque_itens WHERE pedido = 'VCD0000002'") ==
          "NF_DIVERGENTE");
    const auto report = world.run();
    CHECK(report.stages.at(0).counts.get("nfs_to_link") == 0);
    CHECK(report.stages.at(0).counts.get("linked") == 0);
}

TEST_CASE("an NF of several pedidos is linked pedido by pedido") {
    World world;
    const auto first = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto second = world.add_order("VCD0000002", {{world.azeitona, 20}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", first, {10}, {{"invoice_origin", "VCD0000001, VCD0000002"}});
    world.add_nf_product(nf, world.azeitona, 15.0, 10.0, second.lines.at(0));
    world.run_twice();
    CHECK(world.rows("SELECT origem, qtd_produto_faturado, status_nf FROM faturamento_produto ORDER BY 1") ==
          "VCD0000001|10.000|Lançado\nVCD0000002|15.000|SEM_LOTE");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001\nVCD0000002|4310162|-15.000||130001");
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130001|VCD0000002|4310162|15.000");
    CHECK(world.rows("SELECT num_pedido, qtd_saldo_produto_pedido FROM carteira_principal ORDER BY 1") ==
          "VCD0000001|0.000\nVCD0000002|5.000");
    world.add_lot("L2", "VCD0000002", {{"4310162", 15}});
    world.add_item(2, "L2", "VCD0000002");
    world.advance(hours{48});
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001\nVCD0000002|4310162|-15.000|L2|130001");
    CHECK(world.inconsistencies().empty());
}

TEST_CASE("an NF without any pedido is processed all the same") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10}, {{"invoice_origin", false}});
    const auto line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().at(0);
    world.odoo.store().write("account.move.line", line, {{"sale_line_ids", Ids{}}});
    world.run_twice();
    CHECK(world.movements() == "|4310162|-10.000||130001");
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130001||4310162|10.000");
}

TEST_CASE("an error on the shipment item of a linked NF that is no longer true goes, any other stays") {
    struct Case {
        const char* text;
        const char* cnpj;  // the item's; the NF's is 12.345.678/0001-90
        bool stays;
    };
    const std::vector<Case> cases{
        Case{"NF_NAO_PREENCHIDA", "12345678000190", false},
        Case{"NF_PENDENTE_FATURAMENTO", "12345678000190", false},
        Case{"NF cancelada no Odoo", "12345678000190", false},
        Case{"NF_DIVERGENTE: Pedido NF (VCD0000002) != Pedido Item (VCD0000001)", "12345678000190", false},
        Case{"NF_DIVERGENTE: NF 1 pertence ao CNPJ 9, não a 12.345.678/0001-90", "12345678000190", false},
        Case{"NF_DIVERGENTE: NF 130015 pertence ao CNPJ 12.345.678/0001-90, não a 98765432000110",
             "98765432000110", true},
        Case{"CLIENTE_NAO_DEFINIDO: Defina o cliente antes de preencher a NF", "12345678000190", false},
        Case{"CLIENTE_NAO_DEFINIDO: Defina o cliente antes de preencher a NF", "", true},
        Case{"CNPJ_DIFERENTE", "98765432000110", true},
        Case{"conferir com o motorista", "", true}};
    World world;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto place = std::to_string(i + 10);
        const auto order = world.add_order("VCD00001" + place, {{world.azeitona, 10}});
        world.add_lot("L" + place, "VCD00001" + place, {{"4310162", 10}});
        world.add_item(1, "L" + place, "VCD00001" + place);
        world.add_nf("1300" + place, order, {10});
    }
    for (int cycle = 0; cycle < 2; ++cycle) {
        std::string expected;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const auto& [text, cnpj, stays] = cases[i];
            const auto place = std::to_string(i + 10);
            world.execute(std::string("UPDATE embarque_itens SET erro_validacao = '") + text +
                          "', cnpj_cliente = nullif('" + cnpj + "', '') WHERE separacao_lote_id = 'L" +
                          place + "'");
            expected += fmt::format("{}1|L{}|1300{}|{}", i > 0 ? "\n" : "", place, place, stays ? text : "");
        }
        world.run_twice();
        CHECK(world.rows(k_shipment_items) == expected);
        CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == std::to_string(cases.size()));
        // Of an NF that was linked long ago, too.
        world.advance(hours{48});
    }
}

TEST_CASE(
    "an item's error of the application about a CNPJ outlives ten cycles, a pedido's error of ciclo does "
    "not") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {10});
    world.add_item(1, "L7", "VCD0000002");
    world.add_item(1, "L8", "VCD0000003");
    const std::string theirs = "NF_DIVERGENTE: NF 130001 pertence ao CNPJ 12.345.678/0001-90, não a 9";
    world.execute(
        "UPDATE embarque_itens SET erro_validacao = CASE pedido WHEN 'VCD0000002' THEN '" + theirs +
        "' ELSE 'NF_DIVERGENTE: NF 130001 é do pedido VCD0000001, este item é do pedido VCD0000003' END");
    for (int cycle = 0; cycle < cycles(10, 1); ++cycle) {
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
    }
    world.config.full = true;
    world.run_twice();
    CHECK(world.rows("SELECT pedido, erro_validacao FROM embarque_itens ORDER BY 1") ==
          "VCD0000002|" + theirs + "\nVCD0000003|");
}

TEST_CASE("another NF that a person typed on a lot stays, and its item's too", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
    world.execute(
        "UPDATE separacao SET numero_nf = '139999'; UPDATE embarque_itens SET nota_fiscal = '139999'");
    world.add_nf("130001", order, {4});
    const auto typed = [&] {
        return world.rows(
            "SELECT s.numero_nf, sincronizado_nf, s.status, nota_fiscal FROM separacao s, embarque_itens");
    };
    for (int cycle = 0; cycle < cycles(10, 1); ++cycle) {
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
    }
    world.config.full = true;
    world.run_twice();
    CHECK(typed() == "139999|f|ABERTO|139999");
    CHECK(world.movements() == "VCD0000001|4310162|-4.000||130001");
}

TEST_CASE("an inconsistency that a person has resolved is not opened again") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute("UPDATE inconsistencia_faturamento SET resolvida = true, resolvida_por = 'maria'");
    // Makes the NF a case for linking again, and no lot for it.
    world.add_item(1, "L1", "VCD0000001");
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.execute("UPDATE separacao SET numero_nf = '129999', sincronizado_nf = true");
    world.advance(minutes{30});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("without_lot") == 1);
    for (int cycle = 0; cycle < cycles(10, 1); ++cycle) {
        CHECK(world.inconsistencies().empty());
        world.advance(minutes{30});
        REQUIRE(world.run().code == ExitCode::ok);
    }
    world.config.full = true;
    world.run_twice();
    CHECK(world.inconsistencies().empty());
    CHECK(world.value("SELECT resolvida_por FROM inconsistencia_faturamento") == "maria");
    // The application's button for all that are resolved.
    world.execute("DELETE FROM inconsistencia_faturamento WHERE resolvida");
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM inconsistencia_faturamento") == "0");
}
