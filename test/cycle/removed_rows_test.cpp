// What a cycle takes away is kept first: the whole row for people, the reason for later cycles.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* k_kept =
    "SELECT table_name, reason, row->>'num_pedido', row->>'cod_produto', row->>'qtd_saldo_produto_pedido',"
    " row->>'expedicao' FROM ciclo_removido ORDER BY id";
constexpr const char* k_reasons =
    "SELECT num_pedido, cod_produto, removed_reason FROM ciclo_item ORDER BY 1, 2";

}  // namespace

TEST_CASE("rows of a cancelled pedido are kept whole before they are archived, once", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.run_twice();
    world.execute("UPDATE carteira_principal SET expedicao = '2026-11-25' WHERE cod_produto = '4310162'");
    const auto before = world.rows("SELECT to_jsonb(p) FROM carteira_principal p ORDER BY id");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows(
              "SELECT row FROM ciclo_removido WHERE table_name = 'carteira_principal' ORDER BY record_id") ==
          before);
    CHECK(world.rows(k_reasons) ==
          "VCD0000001|4310162|pedido cancelado no Odoo\nVCD0000001|4360147|pedido cancelado no Odoo");
    CHECK(world.value("SELECT count(*) FROM ciclo_removido r JOIN ciclo_execucao e ON e.id = r.execution") ==
          "2");
}

TEST_CASE("a line that Odoo no longer has is kept with its reason, and one that is back is forgotten") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.run_twice();
    world.advance(minutes{30});
    auto gone = world.odoo.store().get("sale.order.line", order.lines.at(1));
    world.odoo.store().unlink("sale.order.line", order.lines.at(1));
    world.odoo.store().write("sale.order", order.id, {{"picking_note", "x"}});
    world.run_twice();
    CHECK(world.rows(k_kept) == "carteira_principal|linha removida no Odoo|VCD0000001|4360147|5.000|");
    CHECK(world.rows(k_reasons) == "VCD0000001|4360147|linha removida no Odoo");
    world.advance(minutes{30});
    world.odoo.store().create("sale.order.line", {{"order_id", order.id},
                                                  {"product_id", world.palmito},
                                                  {"product_uom", gone.at("product_uom")},
                                                  {"product_uom_qty", 5.0},
                                                  {"price_unit", 10.0},
                                                  {"display_type", false}});
    world.odoo.store().write("sale.order", order.id, {{"picking_note", "y"}});
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE ativo") == "2");
    CHECK(world.rows(k_reasons).empty());
}

TEST_CASE("why a row was archived does not depend on what its updated_by says") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {4});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_item(1, "L1", "VCD0000001");
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    world.execute("UPDATE carteira_principal SET updated_by = 'maria'");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT ativo, status_pedido FROM carteira_principal") == "f|Cancelado");
    CHECK(world.value("SELECT status FROM embarque_itens") == "cancelado");
    CHECK(world.rows(k_reasons) == "VCD0000001|4310162|pedido cancelado no Odoo");
}

TEST_CASE("deleted rows, standby and duplicates of an NF are kept, separações as they were") {
    World world;
    world.config.removal = config::Removal::delete_rows;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 6}});
    const auto other = world.add_order("VCD0000002", {{world.azeitona, 3}});
    world.add_nf("130001", other, {3});
    world.run_twice();
    world.execute(
        "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
        "nome_cliente,"
        " qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por) VALUES ('L1', "
        "'VCD0000001',"
        " '4310162', '', '', 6, 60, 'Saldo', 'ATIVO', now(), 'x');"
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto, "
        "nome_produto,"
        " qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem, status_nf, "
        "created_at, updated_at,"
        " created_by) SELECT numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto, nome_produto,"
        " qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem, status_nf, "
        "created_at, updated_at,"
        " 'former' FROM faturamento_produto");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT table_name, reason, count(*) FROM ciclo_removido GROUP BY 1, 2 ORDER BY 1, 2") ==
          "carteira_principal|pedido cancelado no Odoo|1\nfaturamento_produto|linha duplicada da NF|1\n"
          "saldo_standby|pedido sem saldo|1\nseparacao|separação excluída|1");
    CHECK(world.value("SELECT row->>'qtd_saldo' FROM ciclo_removido WHERE table_name = 'separacao'") == "6");
}

TEST_CASE("what waits in standby and a person confirmed stays, whatever becomes of its pedido") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    world.execute(
        "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
        "nome_cliente,"
        " qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por) SELECT 'L1', "
        "'VCD0000001',"
        " '4310162', '', '', 6, 60, 'Saldo', s, now(), 'x' FROM unnest(ARRAY['ATIVO', 'CONFIRMADO', "
        "'SALDO']) s (s)");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT status_standby FROM saldo_standby") == "CONFIRMADO");
    CHECK(world.value("SELECT count(*) FROM ciclo_removido WHERE table_name = 'saldo_standby'") == "2");
}

TEST_CASE("what was kept can be put back with one statement") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    const auto before = world.rows("SELECT * FROM carteira_principal");
    world.advance(minutes{30});
    world.config.removal = config::Removal::delete_rows;
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    REQUIRE(world.rows("SELECT * FROM carteira_principal").empty());
    world.execute(
        "INSERT INTO carteira_principal SELECT (jsonb_populate_record(NULL::carteira_principal, row)).*"
        " FROM ciclo_removido WHERE id = (SELECT min(id) FROM ciclo_removido WHERE table_name = "
        "'carteira_principal')");
    CHECK(world.rows("SELECT * FROM carteira_principal") == before);
}

TEST_CASE("what was kept goes with the journal, reasons stay", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    REQUIRE(world.value("SELECT count(*) FROM ciclo_removido") == "1");
    world.execute("UPDATE ciclo_removido SET removed_at = now() - interval '1 year'");
    world.advance(minutes{30});
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM ciclo_removido") == "0");
    CHECK(world.value("SELECT count(*) FROM ciclo_item") == "1");
}
