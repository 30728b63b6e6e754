// What shipments say after a cycle: validation of their items, weights and values, totals.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

constexpr const char* k_items =
    "SELECT nota_fiscal, erro_validacao, peso, valor, pallets FROM embarque_itens ORDER BY id";
constexpr const char* k_totals = "SELECT peso_total, valor_total, pallet_total FROM embarques ORDER BY id";
constexpr const char* k_no_client = "CLIENTE_NAO_DEFINIDO: Defina o cliente antes de preencher a NF";

const ApplicationState& with_totals() {
    return application_states().at(1);
}

// The application with totals: with its trigger, and as by hand it may lack it.
void drop_trigger(World& world) {
    world.execute("DROP TRIGGER trigger_atualizar_totais_embarque ON embarque_itens");
}

// A pedido of 10 azeitonas, whose lot of 10 weighs 30 and is worth 100 on 2 pallets, in embarque 1.
struct Shipped {
    explicit Shipped(World& w) : world(w) {
        order = world.add_order("VCD0000001", {{world.azeitona, 10}});
        world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}});
        world.add_item(1, "L1", "VCD0000001");
        world.execute("UPDATE separacao SET peso = 30, valor_saldo = 100, pallet = 2");
        world.execute(
            "INSERT INTO cadastro_palletizacao (cod_produto, nome_produto, palletizacao, peso_bruto, ativo,"
            " created_at, updated_at) VALUES ('4310162', 'AZEITONA', 5, 3, true, now(), now())");
    }

    World& world;
    Order order{};
};

void set_items(World& world, const std::string& what) {
    world.execute("UPDATE embarque_itens SET " + what);
}

}  // namespace

TEST_CASE("an item whose NF arrives takes its weight and value, the shipment the sums; pallets stay") {
    World world(with_totals());
    if (GENERATE(false, true)) drop_trigger(world);
    Shipped shipped(world);
    set_items(world, "nota_fiscal = '130001', erro_validacao = 'NF_PENDENTE_FATURAMENTO', pallets = 2");
    world.add_nf("130001", shipped.order, {10});
    world.run_twice();
    CHECK(world.rows(k_items) == "130001||30|100|2");
    CHECK(world.rows(k_totals) == "30|100|2");
}

TEST_CASE("an NF that finds its item through its lot fills it; one read long ago too") {
    World world(with_totals());
    auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}});
    world.add_item(1, "L1", "VCD0000001");
    world.advance(std::chrono::hours{24 * 9});
    world.run_twice();
    CHECK(world.rows(k_items) == "130001||30|100|");
    CHECK(world.rows(k_totals) == "30|100|0");
}

TEST_CASE(
    "an item without a client says so and keeps its NF and the sums of its lot; the next cycle clears it") {
    World world(with_totals());
    Shipped shipped(world);
    set_items(world, GENERATE("cnpj_cliente = NULL", "cnpj_cliente = ''"));
    world.add_nf("130001", shipped.order, {8});
    world.run_twice();
    CHECK(world.rows(k_items) == std::string("130001|") + k_no_client + "|30|100|2");
    set_items(world, "cnpj_cliente = '12345678000190'");
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows(k_items) == "130001||24|80|2");
    CHECK(world.rows(k_totals) == "24|80|2");
}

TEST_CASE("an item of another client says whose the NF is, keeps it and the sums of its lot") {
    World world(with_totals());
    Shipped shipped(world);
    set_items(world,
              "cnpj_cliente = '98.765.432/0001-10', nota_fiscal = '130001', peso = 30, valor = 100,"
              " erro_validacao = 'NF_PENDENTE_FATURAMENTO'");
    world.add_nf("130001", shipped.order, {8});
    const std::string divergent =
        "130001|NF_DIVERGENTE: NF 130001 pertence ao CNPJ 12.345.678/0001-90, não a "
        "98.765.432/0001-10|30|100|2";
    world.run_twice();
    CHECK(world.rows(k_items) == divergent);
    CHECK(world.rows(k_totals) == "30|100|2");
    world.advance(minutes{30});
    world.config.full = true;
    world.run_twice();
    CHECK(world.rows(k_items) == divergent);
}

TEST_CASE("CNPJs are compared by their digits, with the zeros that somebody left out", "[long]") {
    World world;
    Shipped shipped(world);
    world.odoo.store().write("res.partner", world.customer, {{"l10n_br_cnpj", "02.345.678/0001-90"}});
    set_items(world, "cnpj_cliente = '2345678000190'");
    world.add_nf("130001", shipped.order, {8});
    world.run_twice();
    CHECK(world.rows("SELECT nota_fiscal, erro_validacao, peso, valor FROM embarque_itens") ==
          "130001||24|80");
}

TEST_CASE("validation clears no text about another pedido, a cancelled NF, or of unknown meaning") {
    const auto* text =
        GENERATE(from_range(variants({"NF_DIVERGENTE: Pedido NF (VCD0000001) != Pedido Item (VCD0000009)",
                                      "NF cancelada no Odoo", "conferir com o cliente"},
                                     2)));
    World world;
    Shipped shipped(world);
    set_items(world,
              std::string("pedido = 'VCD0000009', nota_fiscal = '130001', erro_validacao = '") + text + "'");
    world.add_nf("130001", shipped.order, {10});
    world.run_twice();
    CHECK(world.rows("SELECT nota_fiscal, erro_validacao, peso, valor FROM embarque_itens") ==
          std::string("130001|") + text + "|30|100");
}

TEST_CASE("linking does not clear the text of another client that is still true", "[long]") {
    World world;
    Shipped shipped(world);
    const std::string text =
        "NF_DIVERGENTE: NF 130001 pertence ao CNPJ 12.345.678/0001-90, não a 98.765.432/0001-10";
    set_items(world, "cnpj_cliente = '98.765.432/0001-10', erro_validacao = '" + text + "'");
    world.add_nf("130001", shipped.order, {10});
    world.run_twice();
    CHECK(world.rows("SELECT nota_fiscal, erro_validacao FROM embarque_itens") == "130001|" + text);
    CHECK(world.value("SELECT count(*) FROM ciclo_removido WHERE table_name = 'embarque_itens'") == "0");
}

TEST_CASE("a cancelled NF leaves its item with the sums of the lot that is open again") {
    World world(with_totals());
    if (GENERATE(from_range(variants({0, 1}))) == 1) drop_trigger(world);
    Shipped shipped(world);
    const auto nf = world.add_nf("130001", shipped.order, {8});
    REQUIRE(world.run().code == ExitCode::ok);
    REQUIRE(world.rows(k_totals) == "24|80|0");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows(k_items) == "|NF cancelada no Odoo|30|100|2");
    CHECK(world.rows(k_totals) == "30|100|2");
}

TEST_CASE("an NF that Odoo corrects brings its item's weight and value along", "[long]") {
    World world(with_totals());
    Shipped shipped(world);
    const auto nf = world.add_nf("130001", shipped.order, {8});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    const auto line = world.odoo.store().ids("account.move.line").back();
    world.odoo.store().write("account.move.line", line, {{"quantity", 6.0}, {"price_total", 60.0}});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    CHECK(world.rows("SELECT peso, valor FROM embarque_itens") == "18|60");
    CHECK(world.rows("SELECT peso_total, valor_total FROM embarques") == "18|60");
}

TEST_CASE("a lot that follows its pedido brings item and shipment along, with the trigger and without") {
    World world(with_totals());
    if (GENERATE(from_range(variants({0, 1}))) == 1) drop_trigger(world);
    Shipped shipped(world);
    world.add_order("VCD0000002", {{world.azeitona, 4}});
    world.add_lot("L2", "VCD0000002", {{k_azeitona, 4}});
    world.add_item(1, "L2", "VCD0000002");
    REQUIRE(world.run().code == ExitCode::ok);
    world.odoo.store().write("sale.order.line", shipped.order.lines.at(0), {{"product_uom_qty", 5.0}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows(k_items) == "||15|50|1\n||12|40|0.8");
    CHECK(world.rows(k_totals) == "27|90|1.8");
}

TEST_CASE("the items of a cancelled pedido count in no total") {
    World world(with_totals());
    if (GENERATE(from_range(variants({0, 1}))) == 1) drop_trigger(world);
    Shipped shipped(world);
    const auto other = world.add_order("VCD0000002", {{world.azeitona, 4}});
    world.add_lot("L2", "VCD0000002", {{k_azeitona, 4}});
    world.add_item(1, "L2", "VCD0000002");
    set_items(world, "peso = 30, valor = 100, pallets = 2 WHERE separacao_lote_id = 'L1'");
    set_items(world, "peso = 12, valor = 40, pallets = 0.8 WHERE separacao_lote_id = 'L2'");
    REQUIRE(world.run().code == ExitCode::ok);
    world.odoo.store().write("sale.order", other.id, {{"state", "cancel"}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows("SELECT status, peso FROM embarque_itens ORDER BY id") == "ativo|30\ncancelado|12");
    CHECK(world.rows(k_totals) == "30|100|2");
}

TEST_CASE("a printed lot of a cancelled pedido that is zeroed leaves its item, and what it was is kept") {
    World world(with_totals());
    Shipped shipped(world);
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute("UPDATE separacao SET separacao_impressa = true");
    set_items(world, "peso = 30, valor = 100, pallets = 2, nota_fiscal = '999'");
    world.odoo.store().write("sale.order", shipped.order.id, {{"state", "cancel"}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows(k_items) == "999||0|0|0");
    CHECK(world.rows(k_totals) == "0|0|0");
    CHECK(world.rows("SELECT reason, row ->> 'peso' FROM ciclo_removido WHERE table_name ="
                     " 'embarque_itens'") == "embarque validado|30");
}

TEST_CASE(
    "items of typed pedidos and of CarVia and NFs of another issuer are left alone, and count in totals") {
    World world(application_states().at(3));
    if (GENERATE(from_range(variants({0, 1}))) == 1) drop_trigger(world);
    Shipped shipped(world);
    for (const char* pedido : {"MANUAL1", "VCD0000008", "VCD0000009"}) world.add_item(1, "L1", pedido);
    world.execute(
        "UPDATE embarque_itens SET peso = 7, valor = 8, pallets = 9,"
        " erro_validacao = 'NF_PENDENTE_FATURAMENTO' WHERE id > 1;"
        "UPDATE embarque_itens SET nota_fiscal = '130001' WHERE pedido = 'MANUAL1';"
        "UPDATE embarque_itens SET carvia_cotacao_id = 5 WHERE pedido = 'VCD0000008';"
        "UPDATE embarque_itens SET nota_fiscal = '777' WHERE pedido = 'VCD0000009';"
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, status_nf,"
        " created_at, updated_at, created_by) VALUES ('777', '2026-11-20', '12.345.678/0001-90', 'C', 'X',"
        " 'X', 1, 1, 1, 'Lançado', now(), now(), 'ImportTagPlus');"
        "INSERT INTO relatorio_faturamento_importado (numero_nf, cnpj_cliente, valor_total, peso_bruto,"
        " ativo) VALUES ('777', '12.345.678/0001-90', 1, 1, true)");
    world.add_nf("130001", shipped.order, {10});
    world.run_twice();
    CHECK(world.rows(k_items) ==
          "130001||30|100|\n130001|NF_PENDENTE_FATURAMENTO|7|8|9\n|NF_PENDENTE_FATURAMENTO|7|8|9\n"
          "777|NF_PENDENTE_FATURAMENTO|7|8|9");
    CHECK(world.rows(k_totals) == "51|124|27");
}

TEST_CASE("a database that lacks some of the columns has the others right") {
    const auto* missing = GENERATE(
        from_range(variants({"embarque_itens|pallets", "embarques|peso_total", "embarque_itens|peso",
                             "embarque_itens|valor", "embarques|valor_total", "embarques|pallet_total"},
                            2)));
    World world(with_totals());
    drop_trigger(world);
    const std::string names(missing);
    const auto bar = names.find('|');
    world.execute("ALTER TABLE " + names.substr(0, bar) + " DROP COLUMN " + names.substr(bar + 1));
    Shipped shipped(world);
    world.add_nf("130001", shipped.order, {10});
    world.run_twice();
    const auto value_of = [&](const std::string& table, const std::string& column) {
        return world.value("SELECT coalesce(to_jsonb(t) ->> '" + column + "', 'absent') FROM " + table +
                           " t");
    };
    CHECK(value_of("embarque_itens", "peso") == (names == "embarque_itens|peso" ? "absent" : "30"));
    CHECK(value_of("embarque_itens", "valor") == (names == "embarque_itens|valor" ? "absent" : "100"));
    CHECK(value_of("embarques", "valor_total") ==
          (names == "embarque_itens|valor" || names == "embarques|valor_total" ? "absent" : "100"));
}

TEST_CASE("a cycle that touches no shipment writes none and looks no further") {
    World world(with_totals());
    Shipped shipped(world);
    world.add_nf("130001", shipped.order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    // Wrong by a person's doing: theirs, until an NF or a lot changes.
    world.execute("UPDATE embarque_itens SET peso = 31; UPDATE embarques SET valor_total = 7");
    world.advance(minutes{60});
    world.add_order("VCD0000002", {{world.azeitona, 4}});
    const auto report = world.run_twice();
    CHECK(world.rows("SELECT peso FROM embarque_itens") == "31");
    CHECK(world.rows("SELECT valor_total FROM embarques") == "7");
    CHECK(report.stages.at(0).counts.get("shipment_items_updated") == 0);
}
