// What differs between versions of Odoo and must not matter: names of fields, an upgrade between two cycles
// or in the middle of one.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

std::string saldo(World& world) {
    return world.rows("SELECT num_pedido, qtd_saldo_produto_pedido FROM carteira_principal ORDER BY 1");
}

// What a cycle writes, without ids and times of its own.
std::string tables(World& world) {
    return world.rows(
               "SELECT num_pedido, cod_produto, qtd_saldo_produto_pedido, qtd_produto_pedido, "
               "raz_social_red, cnpj_cpf,"
               " nome_cidade, cod_uf, metodo_entrega_pedido, preco_produto_pedido, ativo FROM "
               "carteira_principal"
               " ORDER BY 1, 2") +
           "\n--\n" +
           world.rows(
               "SELECT numero_nf, cod_produto, qtd_produto_faturado, valor_produto_faturado, origem, "
               "status_nf,"
               " peso_total, nome_cliente FROM faturamento_produto ORDER BY 1, 2") +
           "\n--\n" + world.movements() + "\n--\n" + world.inconsistencies() + "\n--\n" +
           world.rows(
               "SELECT num_pedido, separacao_lote_id, cod_produto, qtd_saldo, sincronizado_nf, numero_nf"
               " FROM separacao ORDER BY 1, 2, 3");
}

// Two days of a small company.
std::string two_days(const OdooVariant& variant) {
    World world;
    world.use_odoo(variant);
    const auto partly = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5, 12.5}});
    const auto whole = world.add_order("VSC0000002", {{world.azeitona, 3}});
    const auto dropped = world.add_order("VFB0000003", {{world.palmito, 7}});
    world.add_lot("LOTE-1", "VCD0000001", {{"4310162", 10}});
    world.add_nf("130001", partly, {4, 5});
    const auto nf = world.add_nf("130002", whole, {3});
    world.run_twice();
    world.advance(std::chrono::hours{3});
    auto& store = world.odoo.store();
    store.write("sale.order.line", partly.lines.at(0), {{"product_uom_qty", 12.0}});
    store.write("account.move", nf, {{"state", "cancel"}});
    store.refresh_invoicing(whole.id);
    store.write("sale.order", dropped.id, {{"state", "cancel"}});
    store.write("res.partner", world.customer, {{"name", "MERCADO NOVO"}});
    world.run_twice();
    CHECK(world.value("SELECT api FROM ciclo_odoo") ==
          (variant.version == "19.0" && variant.api == config::OdooApi::automatic ? "json2" : "jsonrpc"));
    return tables(world);
}

}  // namespace

TEST_CASE("the same base gives the same tables on Odoo 16 to 19, over JSON-RPC and JSON-2") {
    const auto expected = two_days(odoo_variants().front());
    CHECK_THAT(expected, Catch::Contains("VCD0000001|4310162|8.000") && Catch::Contains("130001|4310162"));
    for (const auto& variant : odoo_variants()) {
        if (variant.name == "17") continue;
        INFO(variant.name);
        CHECK(two_days(variant) == expected);
    }
}

TEST_CASE("an NF that is posted is found on every version, also where its pedido does not move") {
    for (const auto& variant : odoo_variants()) {
        INFO(variant.name);
        World world;
        world.use_odoo(variant);
        const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
        world.add_nf("130001", world.add_order("VCD0000002", {{world.palmito, 4}}), {4});
        const auto draft = world.add_nf("", order, {6}, {{"state", "draft"}});
        world.run_twice();
        world.advance(std::chrono::hours{3});
        auto& store = world.odoo.store();
        const auto written = [&](const char* model, long long id) {
            return store.get(model, id).at("write_date").as_text() >= to_odoo(world.now());
        };
        store.write("account.move", draft, {{"state", "posted"}, {"l10n_br_numero_nota_fiscal", "130002"}});
        CHECK(written("sale.order.line", order.lines.at(0)));
        CHECK(written("sale.order", order.id) == (variant.name <= "17"));
        world.run_twice();
        CHECK(world.rows("SELECT numero_nf, qtd_produto_faturado FROM faturamento_produto ORDER BY 1") ==
              "130001|4.000\n130002|6.000");
        CHECK(saldo(world) == "VCD0000001|4.000\nVCD0000002|0.000");
    }
}

TEST_CASE("a payment, which moves all lines of its NF from 18 on, changes nothing") {
    for (const auto& variant : odoo_variants()) {
        INFO(variant.name);
        World world;
        world.use_odoo(variant);
        const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
        const auto nf = world.add_nf("130001", order, {10});
        world.run_twice();
        world.advance(std::chrono::hours{3});
        world.odoo.store().write("account.move", nf, {{"payment_state", "paid"}});
        const auto before = world.row_versions();
        CHECK(world.run().code == ExitCode::ok);
        CHECK(world.row_versions() == before);
    }
}

TEST_CASE("a field that a version of Odoo has renamed is read under the name that it has there") {
    for (const auto* version : {"17.0", "18.0", "19.0"}) {
        INFO(version);
        World world;
        world.odoo.set_version(version);
        world.add_order("VCD0000001", {{world.azeitona, 10}});
        world.run_twice();
        CHECK(saldo(world) == "VCD0000001|10.000");
    }
}

TEST_CASE("an upgrade that renames a field costs no cycle, not even the one that it happens in") {
    World world;
    world.odoo.set_version("18.0");
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", world.add_order("VCD0000002", {{world.palmito, 4}}), {4});
    world.run_twice();
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 7.0}});
    // The fields are remembered, and the first line that is read shows that they are others.
    const auto upgrade = world.odoo.on_request(
        {.model = "sale.order", .method = "search_read", .before = [&] { world.odoo.set_version("19.0"); }});
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.odoo.fired(upgrade) == 1);
    CHECK_THAT(world.log_text(), Catch::Contains("asking Odoo again which fields it has"));
    CHECK(saldo(world) == "VCD0000001|7.000\nVCD0000002|0.000");
    world.run_twice();
    CHECK(saldo(world) == "VCD0000001|7.000\nVCD0000002|0.000");
}
