// What the application's own listeners would have set, had it written the rows that a cycle writes: SQL from
// outside fires none of them, so a cycle does their work. A row that says something else would be "corrected"
// at a person's next touch. (Sums of items and shipments: shipments_test.cpp; texts of stock movements:
// movements_test.cpp; what the application's triggers record: application_dates_test.cpp.)
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// The newest state of the application, with all columns that listeners fill.
const ApplicationState& newest() {
    return application_states().at(3);
}

// Rows whose status is not the one that the application's listener gives them.
constexpr const char* k_status_corrected = R"(
    SELECT separacao_lote_id, cod_produto, status FROM separacao
     WHERE status <> CASE WHEN status = 'PREVISAO' THEN status WHEN nf_cd THEN 'NF no CD'
                          WHEN sincronizado_nf OR btrim(numero_nf) <> '' THEN 'FATURADO'
                          WHEN cotacao_id IS NOT NULL THEN 'COTADO' ELSE 'ABERTO' END)";
constexpr const char* k_lots =
    "SELECT separacao_lote_id, cod_produto, qtd_saldo, status, numero_nf FROM separacao ORDER BY id";

void set_quantity(World& world, long long line, double quantity) {
    world.odoo.store().write("sale.order.line", line, {{"product_uom_qty", quantity}});
}

}  // namespace

TEST_CASE("status: a row added to a lot, consumed, or free again has the one that the listener gives it") {
    World world(newest());
    std::vector<Order> orders;
    for (const char* name : {"VCD0000001", "VCD0000002", "VCD0000003", "VCD0000004"})
        orders.push_back(world.add_order(name, {{world.azeitona, 10}, {world.palmito, 0}}));
    REQUIRE(world.run().code == ExitCode::ok);
    // As SQL of people leaves it, ABERTO with a cotação; a pré-separação; one that an NF will take and give
    // back.
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}}, "total", 7);
    world.execute("UPDATE separacao SET status = 'ABERTO'");
    world.add_lot("L2", "VCD0000002", {{k_azeitona, 10}});
    world.execute("UPDATE separacao SET status = 'PREVISAO' WHERE separacao_lote_id = 'L2'");
    world.add_lot("L3", "VCD0000003", {{k_azeitona, 10}}, "total", 7);
    world.add_item(1, "L3", "VCD0000003");
    world.add_lot("L4", "VCD0000004", {{k_azeitona, 10}});
    for (int pedido : {0, 1}) set_quantity(world, orders.at(static_cast<std::size_t>(pedido)).lines.at(1), 3);
    const auto nf = world.add_nf("130001", orders.at(2), {10});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows(k_lots) ==
          "L1|4310162|10|ABERTO|\nL2|4310162|10|PREVISAO|\nL3|4310162|10|FATURADO|130001\n"
          "L4|4310162|10|ABERTO|\nL1|4360147|3|COTADO|\nL2|4360147|3|PREVISAO|");
    // The one row that a cycle did not write.
    CHECK(world.rows(k_status_corrected) == "L1|4310162|ABERTO");
    world.execute("DELETE FROM separacao WHERE separacao_lote_id = 'L1'");
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.value("SELECT status FROM separacao WHERE separacao_lote_id = 'L3'") == "COTADO");
    CHECK(world.rows(k_status_corrected).empty());
}

TEST_CASE(
    "status: of a pedido that leaves an NF, PREVISAO stays, COTADO comes back, and nf_cd is left alone") {
    World world(newest());
    const auto kept = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto gone = world.add_order("VCD0000002", {{world.palmito, 6}});
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}});
    world.add_item(1, "L1", "VCD0000001");
    world.add_lot("L2", "VCD0000002", {{k_palmito, 2}, {k_palmito, 2}, {k_palmito, 2}}, "total", 7);
    world.add_item(1, "L2", "VCD0000002");
    const auto nf = world.add_nf("130001", kept, {10}, {{"invoice_origin", "VCD0000001, VCD0000002"}});
    const auto line = world.add_nf_product(nf, world.palmito, 6, 10, gone.lines.at(0));
    world.run_twice();
    REQUIRE(world.value("SELECT count(*) FROM separacao WHERE numero_nf = '130001'") == "4");
    world.execute(
        "UPDATE separacao SET status = 'PREVISAO' WHERE id = (SELECT min(id) FROM separacao WHERE num_pedido "
        "="
        " 'VCD0000002');"
        "UPDATE separacao SET nf_cd = true, status = 'NF no CD' WHERE id = (SELECT max(id) FROM separacao)");
    const auto in_cd = world.rows("SELECT xmin, * FROM separacao WHERE nf_cd");
    world.odoo.store().unlink("account.move.line", line);
    world.odoo.store().write("account.move", nf, {{"payment_state", "paid"}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows("SELECT status, numero_nf, sincronizado_nf FROM separacao WHERE num_pedido ="
                     " 'VCD0000002' ORDER BY id") == "PREVISAO||f\nCOTADO||f\nNF no CD|130001|t");
    CHECK(world.rows("SELECT xmin, * FROM separacao WHERE nf_cd") == in_cd);
    CHECK(world.rows(k_status_corrected).empty());
}

TEST_CASE("falta_pagamento: a new row of a pedido that is paid ANTECIPADO lacks it; a person's word stays") {
    World world(newest());
    const auto* terms = GENERATE(from_range(variants({"Antecipado 100%", "30/60/90 DIAS"}, 2)));
    const bool is_prepaid = terms[0] == 'A';
    world.odoo.store().write("account.payment.term", 14, {{"name", terms}});
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 0}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 10}});  // false: paid, a person says
    set_quantity(world, order.lines.at(1), 3);
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows("SELECT cod_produto, falta_pagamento FROM separacao ORDER BY id") ==
          std::string("4310162|f\n4360147|") + (is_prepaid ? "t" : "f"));
    world.execute("UPDATE separacao SET falta_pagamento = NOT falta_pagamento");
    const auto decided = world.rows("SELECT cod_produto, falta_pagamento FROM separacao ORDER BY id");
    set_quantity(world, order.lines.at(0), 8);
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows("SELECT cod_produto, falta_pagamento FROM separacao ORDER BY id") == decided);
}

TEST_CASE(
    "tags_pedido and equipe_vendas: the carteira's follow Odoo, those of open rows follow the carteira") {
    World world(newest());
    auto& store = world.odoo.store();
    const auto vip = store.create("crm.tag", {{"name", "VIP \"ágil\""}, {"color", 5}});
    const auto urgent = store.create("crm.tag", {{"name", "URGENTE"}});
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}},
                                       {{"tag_ids", Ids{vip, urgent}}});
    world.add_order("VCD0000002", {{world.azeitona, 1}});
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 4}});
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 6}});
    world.execute(
        "UPDATE separacao SET sincronizado_nf = true, numero_nf = '7', status = 'FATURADO'"
        " WHERE separacao_lote_id = 'L2'");
    const auto tags = [&] {
        return world.rows("SELECT num_pedido, tags_pedido FROM carteira_principal GROUP BY 1, 2 ORDER BY 1") +
               "\n" +
               world.rows("SELECT separacao_lote_id, tags_pedido, equipe_vendas FROM separacao ORDER BY 1");
    };
    world.run_twice();
    const std::string both = R"([{"name": "VIP \"ágil\"", "color": 5}, {"name": "URGENTE", "color": 0}])";
    CHECK(tags() == "VCD0000001|" + both + "\nVCD0000002|\nL1|" + both + "|FOOD SERVICE\nL2||");
    // In a model that is closed to this user: what it says stays, and the rest follows Odoo.
    world.odoo.deny_model("crm.tag");
    store.write("sale.order", order.id, {{"tag_ids", Ids{vip}}, {"picking_note", "x"}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(tags() == "VCD0000001|" + both + "\nVCD0000002|\nL1|" + both + "|FOOD SERVICE\nL2||");
    CHECK(world.value("SELECT DISTINCT observ_ped_1 FROM separacao WHERE separacao_lote_id = 'L1'") == "x");
    world.odoo.clear_restrictions();
    store.write("sale.order", order.id, {{"tag_ids", Ids{}}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(tags() == "VCD0000001|\nVCD0000002|\nL1||FOOD SERVICE\nL2||");
}

TEST_CASE("an Odoo without tags leaves tags_pedido as it is", "[long]") {
    World world(newest());
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.odoo.remove_field("sale.order", "tag_ids");
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute("UPDATE carteira_principal SET tags_pedido = 'x'");
    world.odoo.store().write("sale.order", order.id, {{"picking_note", "x"}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows("SELECT observ_ped_1, tags_pedido FROM carteira_principal") == "x|x");
}

TEST_CASE("city columns: an open row that goes elsewhere takes the city of the application's own list") {
    World world(newest());
    world.execute(
        "CREATE TABLE cidades (id serial, nome varchar(100) NOT NULL, uf varchar(2) NOT NULL,"
        " codigo_ibge varchar(20) NOT NULL, icms float NOT NULL);"
        "INSERT INTO cidades (nome, uf, codigo_ibge, icms) VALUES ('SAO PAULO', 'SP', '3550308', 18),"
        " ('CURITIBA', 'PR', '4106902', 18), ('CURITIBA', 'SP', '9', 18)");
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{k_azeitona, 4}});
    world.add_lot("L2", "VCD0000001", {{k_azeitona, 6}});
    // As the application leaves them: one without a place yet, and one that an NF consumed.
    world.execute(
        "UPDATE separacao SET cidade_normalizada = 'CAMPINAS', uf_normalizada = 'SP', codigo_ibge = "
        "'3509502';"
        "UPDATE separacao SET sincronizado_nf = true, numero_nf = '7', status = 'FATURADO', nome_cidade ="
        " 'Campinas' WHERE separacao_lote_id = 'L2'");
    const auto places = [&] {
        return world.rows(
            "SELECT nome_cidade, cod_uf, cidade_normalizada, uf_normalizada, codigo_ibge"
            " FROM separacao ORDER BY separacao_lote_id");
    };
    world.run_twice();
    const std::string consumed = "\nCampinas|SP|CAMPINAS|SP|3509502";
    CHECK(places() == "Campinas|SP|CAMPINAS|SP|3509502" + consumed);
    world.odoo.store().write("sale.order", order.id,
                             {{"incoterm", world.red}, {"carrier_id", world.carrier}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(places() == "Curitiba|PR|CURITIBA|PR|4106902" + consumed);
    // Of a city that the list does not have nothing is known, which is better than the one before.
    world.execute("DELETE FROM cidades");
    world.odoo.store().write("sale.order", order.id, {{"incoterm", world.cif}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(places() == "Campinas|SP|||" + consumed);
}
