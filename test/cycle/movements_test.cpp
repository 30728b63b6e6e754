// The stock movements of an NF: their texts, which pages search, and which of them are made.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// Lot and observacao of each movement.
std::string texts(World& world) {
    return world.rows("SELECT separacao_lote_id, observacao FROM movimentacao_estoque ORDER BY id");
}

// The examples of AVISO MOVIMENTO_AUSENTE, "" where there is none.
std::string missing(const CycleReport& report) {
    for (const auto& notice : report.stages.at(0).notices) {
        if (notice.kind == "MOVIMENTO_AUSENTE") return notice.examples;
    }
    return "";
}

void touch(World& world, long long nf) {
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"payment_state", "paid"}});
}

// NF 130001 of 10 AZEITONA as another program left it: Lançado, with its report row.
void adopt(World& world) {
    world.execute(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem, "
        "status_nf,"
        " created_at, updated_at, created_by) VALUES ('130001', '2026-11-20', '', 'MERCADO', '4310162', "
        "'AZEITONA',"
        " 10, 10, 100, 'VCD0000001', 'Lançado', '2026-11-01', '2026-11-01', 'Sistema Odoo');"
        "INSERT INTO relatorio_faturamento_importado (numero_nf, ativo) VALUES ('130001', true)");
}

void add_lot_with_item(World& world) {
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
}

}  // namespace

TEST_CASE("a movement says which NF took which lot, in the words that the application searches") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 20}});
    add_lot_with_item(world);
    world.add_nf("130001", order, {10});
    world.add_nf("130002", order, {10});
    world.run_twice();
    CHECK(texts(world) ==
          "L1|Baixa automática NF 130001 - lote separação L1\n|Baixa automática NF 130002 - Sem Separação");
}

TEST_CASE("the text of a movement follows when its lot is filled in, but not what a person wrote") {
    World world;
    for (const char* place : {"1", "2", "3"}) {
        const auto order = world.add_order(std::string("VCD000000") + place, {{world.azeitona, 10}});
        world.add_nf(std::string("13000") + place, order, {10});
    }
    REQUIRE(world.run().code == ExitCode::ok);
    REQUIRE(texts(world).starts_with("|Baixa automática NF 130001 - Sem Separação\n"));
    world.execute(
        "UPDATE movimentacao_estoque SET observacao = 'Baixa pela NF 130002' WHERE numero_nf = '130002';"
        "UPDATE movimentacao_estoque SET observacao = 'conferido pela Ana' WHERE numero_nf = '130003'");
    for (const char* place : {"1", "2", "3"}) {
        const auto pedido = std::string("VCD000000") + place;
        world.add_lot(std::string("L") + place, pedido, {{"4310162", 10}});
        world.add_item(1, std::string("L") + place, pedido);
    }
    world.advance(minutes{30});
    world.run_twice();
    CHECK(texts(world) ==
          "L1|Baixa automática NF 130001 - lote separação L1\n"
          "L2|Baixa automática NF 130002 - lote separação L2\nL3|conferido pela Ana");
}

TEST_CASE("the text of a movement that comes back follows the lot of the NF that comes back", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    add_lot_with_item(world);
    const auto nf = world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto set_state = [&](const char* state) {
        world.advance(minutes{30});
        world.odoo.store().write("account.move", nf, {{"state", state}});
        world.run_twice();
    };
    set_state("cancel");
    world.execute(
        "UPDATE separacao SET separacao_lote_id = 'L2';"
        "UPDATE embarque_itens SET separacao_lote_id = 'L2'");
    set_state("posted");
    CHECK(texts(world) == "L2|Baixa automática NF 130001 - lote separação L2");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L2|130001");
}

TEST_CASE("a movement that a person deleted is not made again: AVISO MOVIMENTO_AUSENTE") {
    for (const char* memory : variants({"remembered", "of an earlier version"})) {
        INFO(memory);
        World world;
        const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
        add_lot_with_item(world);
        const auto nf = world.add_nf("130001", order, {10, 5});
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(world.value("SELECT movements_due FROM ciclo_nf") == "f");
        if (memory != std::string("remembered")) world.execute("UPDATE ciclo_nf SET movements_due = NULL");
        world.execute("DELETE FROM movimentacao_estoque WHERE cod_produto = '4360147'");
        touch(world, nf);
        const auto report = world.run();
        CHECK(missing(report) == "130001 (4360147)");
        world.execute("DELETE FROM movimentacao_estoque");
        touch(world, nf);
        world.config.full = true;
        CHECK(missing(world.run_twice()) == "130001 (4310162, 4360147)");
        CHECK(world.movements().empty());
        CHECK(world.value("SELECT string_agg(DISTINCT status_nf, ',') FROM faturamento_produto") ==
              "Lançado");
    }
}

TEST_CASE("of a person's deletion nothing is left to say when the NF is cancelled and comes back") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    add_lot_with_item(world);
    const auto nf = world.add_nf("130001", order, {10}, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.value("SELECT movements_due FROM ciclo_nf") == "t");
    touch(world, nf);
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    CHECK(missing(world.run_twice()).empty());
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
    CHECK(world.value("SELECT movements_due FROM ciclo_nf") == "f");
}

TEST_CASE("an NF that another program entered gets no movement: it takes its lot, and an AVISO tells") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    adopt(world);
    const auto nf = world.add_nf("130001", order, {10});
    CHECK(missing(world.run_twice()) == "130001 (4310162)");
    CHECK(world.movements().empty());
    CHECK(world.value("SELECT status_nf FROM faturamento_produto") == "SEM_LOTE");
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130001|VCD0000001|4310162|10.000");
    add_lot_with_item(world);
    touch(world, nf);
    CHECK(missing(world.run_twice()) == "130001 (4310162)");
    CHECK(world.movements().empty());
    CHECK(world.value("SELECT status_nf FROM faturamento_produto") == "Lançado");
    CHECK(world.rows("SELECT separacao_lote_id, nota_fiscal FROM embarque_itens") == "L1|130001");
    CHECK(world.inconsistencies().empty());
}

TEST_CASE("an NF that another program entered and moved keeps that movement and its words") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    adopt(world);
    world.execute(
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, observacao, criado_em, atualizado_em, "
        "ativo, status_nf)"
        " VALUES ('4310162', 'AZEITONA', '2026-11-21', 'FATURAMENTO', 'VENDA', -10, '130001', 'VCD0000001',"
        " 'Baixa automática NF 130001 - Sem Separação', '2026-11-21', '2026-11-21', true, 'FATURADO')");
    add_lot_with_item(world);
    world.add_nf("130001", order, {10});
    CHECK(missing(world.run_twice()).empty());
    CHECK(texts(world) == "L1|Baixa automática NF 130001 - lote separação L1");
    CHECK(world.value("SELECT data_movimentacao FROM movimentacao_estoque") == "2026-11-21");
}

TEST_CASE("a draft gets its movements when it is posted, one of an earlier version too") {
    for (const char* memory : variants({"true", "NULL"})) {
        INFO(memory);
        World world;
        const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
        add_lot_with_item(world);
        const auto nf = world.add_nf("130001", order, {10}, {{"state", "draft"}});
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(world.value("SELECT movements_due FROM ciclo_nf") == "t");
        world.execute(std::string("UPDATE ciclo_nf SET movements_due = ") + memory);
        touch(world, nf);
        world.odoo.store().write("account.move", nf, {{"state", "posted"}});
        CHECK(missing(world.run_twice()).empty());
        CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
        CHECK(world.value("SELECT movements_due FROM ciclo_nf") == "f");
    }
}

TEST_CASE("a draft that receives another number is new under it, and is moved when it is posted", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    add_lot_with_item(world);
    const auto nf = world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf,
                             {{"state", "draft"}, {"l10n_br_numero_nota_fiscal", "130009"}});
    world.run_twice();
    CHECK(world.movements().empty());
    CHECK(world.value("SELECT movements_due FROM ciclo_nf") == "t");
    touch(world, nf);
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    CHECK(missing(world.run_twice()).empty());
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130009");
}

TEST_CASE("a product that an NF gains is moved, also where the NF's other movements were made long ago") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    add_lot_with_item(world);
    const auto nf = world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.add_nf_product(nf, world.palmito, 5.0, 10.0, order.lines.at(1));
    CHECK(missing(world.run_twice()).empty());
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001\nVCD0000001|4360147|-5.000|L1|130001");
}

TEST_CASE("products of --no-stock-products move nothing: no movement of them is made, filled in or missed") {
    World world;
    world.config.no_stock_products = {k_palmito};
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto pallets = world.add_order("VCD0000002", {{world.palmito, 3}});
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}, {k_palmito, 5}});
    world.add_item(1, "L1", "VCD0000001");
    world.add_lot("L2", "VCD0000002", {{k_palmito, 3}});
    world.add_item(1, "L2", "VCD0000002");
    // As the program that writes them does.
    world.execute(
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, observacao, criado_em, atualizado_em, "
        "ativo, status_nf) VALUES ('4360147', 'PALMITO', '2026-11-20', 'FATURAMENTO', 'VENDA', -4, '130001', "
        "'VCD0000001', 'x', now(), now(), true, 'FATURADO')");
    const auto nf = world.add_nf("130001", order, {10, 5});
    const auto bare = world.add_nf("130002", pallets, {3});
    CHECK(missing(world.run_twice()).empty());
    const std::string moved = "VCD0000001|4310162|-10.000|L1|130001\nVCD0000001|4360147|-4.000||130001";
    CHECK(world.movements() == moved);
    CHECK(world.rows("SELECT num_pedido, cod_produto, numero_nf, status FROM separacao ORDER BY id") ==
          "VCD0000001|4310162|130001|FATURADO\nVCD0000001|4360147|130001|FATURADO\n"
          "VCD0000002|4360147|130002|FATURADO");
    CHECK(world.rows("SELECT nota_fiscal FROM embarque_itens ORDER BY id") == "130001\n130002");
    CHECK(world.value("SELECT sum(qtd_saldo_produto_pedido) FROM carteira_principal") == "0.000");
    // What a person takes off the item of an NF that is linked stays off, as of any other.
    world.execute("UPDATE embarque_itens SET nota_fiscal = NULL WHERE pedido = 'VCD0000002'");
    touch(world, bare);
    touch(world, nf);
    world.config.full = true;
    CHECK(missing(world.run_twice()).empty());
    CHECK(world.movements() == moved);
    CHECK(world.value("SELECT count(*) FROM embarque_itens WHERE nota_fiscal IS NULL") == "1");
}

TEST_CASE("a product taken out of --no-stock-products is missed, and --nf makes its movement", "[long]") {
    World world;
    world.config.no_stock_products = {k_palmito};
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    add_lot_with_item(world);
    const auto nf = world.add_nf("130001", order, {10, 5});
    REQUIRE(world.run().code == ExitCode::ok);
    world.config.no_stock_products.clear();
    touch(world, nf);
    CHECK(missing(world.run_twice()) == "130001 (4360147)");
    world.config.nfs = {"130001"};
    CHECK(missing(world.run_twice()).empty());
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001\nVCD0000001|4360147|-5.000|L1|130001");
}
