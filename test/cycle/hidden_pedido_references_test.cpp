// What a pedido refers to and Odoo does not show is unknown, never absent: the column of a row that is there
// keeps what it holds, a new row is never filled with a guess.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// Every column of the backlog but those that say when it was written, and the note, which follows Odoo.
constexpr const char* k_backlog_columns =
    "SELECT num_pedido, cod_produto, jsonb_strip_nulls(to_jsonb(p)) -"
    " '{id,odoo_write_date,ultima_sync,updated_at,updated_by,observ_ped_1}'::text[]"
    " FROM carteira_principal p WHERE ativo ORDER BY 1, 2";

std::string unreadable(const CycleReport& report) {
    for (const auto& notice : report.stages.at(3).notices)
        if (notice.kind == "REGISTRO_ILEGIVEL") return std::to_string(notice.count) + " " + notice.examples;
    return "";
}

// One pedido that refers to all that a pedido can refer to, delivered to a place of its own.
struct ReferringPedido : World {
    Order order{};
    long long depot = 0;       // the delivery address, in Santos (RJ)
    long long own_seller = 0;  // of the customer
    long long santos = 0;
    long long rio = 0;
    long long provider = 0;

    ReferringPedido() {
        auto& store = odoo.store();
        rio = store.create("res.country.state", {{"name", "Rio de Janeiro (BR)"}, {"code", "RJ"}});
        santos =
            store.create("l10n_br_ciel_it_account.res.municipio", {{"name", "Santos"}, {"state_id", rio}});
        depot = store.create("res.partner", {{"name", "DEPÓSITO"},
                                             {"l10n_br_cnpj", "55.555.555/0001-55"},
                                             {"l10n_br_municipio_id", santos},
                                             {"state_id", rio}});
        own_seller = store.create("res.users", {{"name", "MARIA"}, {"login", "maria"}});
        store.write("res.partner", customer, {{"user_id", own_seller}});
        provider = store.create("payment.provider", {{"name", "BOLETO"}});
        order = add_order("VCD0000001", {{azeitona, 10}, {palmito, 5}}, references());
        run_twice();
        REQUIRE(
            rows("SELECT DISTINCT vendedor, equipe_vendas, cond_pgto_pedido, forma_pgto_pedido,"
                 " metodo_entrega_pedido, municipio, estado, nome_cidade, cod_uf, unid_medida_produto,"
                 " embalagem_produto, materia_prima_produto, categoria_produto FROM carteira_principal") ==
            "JOÃO PEDRO ARAÚJO|FOOD SERVICE|30/60/90 DIAS|BOLETO|LÍDER CARGAS|Campinas|SP|Santos|RJ|CX|"
            "BALDE 2 KG|AZEITONA|CONSERVAS");
        advance(minutes{30});
    }
    Values references() const {
        return {{"partner_shipping_id", depot}, {"payment_provider_id", provider}, {"carrier_id", carrier}};
    }
    void hide(const std::string& model, const std::string& name = "") {
        odoo.hide_records(model, [this, model, name](long long id) {
            return name.empty() || odoo.store().get(model, id).at("name").as_text() == name;
        });
    }
    void touch(const Values& more = {{"picking_note", "Ligar antes"}}) {
        odoo.store().write("sale.order", order.id, more);
    }
};

struct Hidden {
    const char* model;
    const char* name;  // of one record, "" for all
};

const Hidden k_hidden[] = {
    {"res.users", ""},
    {"res.users", "JOÃO PEDRO ARAÚJO"},
    {"crm.team", ""},
    {"account.payment.term", ""},
    {"payment.provider", ""},
    {"delivery.carrier", ""},
    {"uom.uom", ""},
    {"product.category", ""},
    {"product.category", "AZEITONA"},
    {"product.category", "CONSERVAS"},
    {"l10n_br_ciel_it_account.res.municipio", ""},
    {"l10n_br_ciel_it_account.res.municipio", "Santos"},
    {"l10n_br_ciel_it_account.res.municipio", "Campinas"},
    {"res.country.state", ""},
    {"res.country.state", "Rio de Janeiro (BR)"},
};

}  // namespace

TEST_CASE("whatever a pedido refers to is hidden: no column of its rows changes, and the rest follows Odoo") {
    ReferringPedido world;
    const auto before = world.rows(k_backlog_columns);
    for (std::size_t i = 1; i < std::size(k_hidden) + 1; i += thorough() ? 1 : 5) {
        const auto& [model, name] = k_hidden[i % std::size(k_hidden)];
        INFO(model << " " << name);
        world.hide(model, name);
        const auto note = std::string("sem ") + model + name;
        world.touch({{"picking_note", note}});
        const auto report = world.run_twice();
        CHECK(world.rows(k_backlog_columns) == before);
        CHECK(world.value("SELECT DISTINCT observ_ped_1 FROM carteira_principal") == note);
        CHECK_FALSE(unreadable(report).empty());
        world.odoo.clear_restrictions();
        world.advance(minutes{30});
    }
    world.config.full = true;
    world.run_twice();
    CHECK(world.rows(k_backlog_columns) == before);
}

TEST_CASE("a new pedido that refers to hidden records is empty there, and takes no other's place or seller") {
    ReferringPedido world;
    for (const auto& [model, name] : k_hidden) {
        if (name[0] != '\0') world.hide(model, name);
    }
    for (const char* model :
         {"crm.team", "account.payment.term", "payment.provider", "delivery.carrier", "uom.uom"})
        world.hide(model);
    world.add_order("VCD0000002", {{world.azeitona, 1}}, world.references());
    world.run_twice();
    CHECK(world.rows("SELECT vendedor, equipe_vendas, cond_pgto_pedido, forma_pgto_pedido, "
                     "metodo_entrega_pedido, municipio, estado, nome_cidade, cod_uf, unid_medida_produto,"
                     " embalagem_produto, materia_prima_produto, categoria_produto FROM carteira_principal"
                     " WHERE num_pedido = 'VCD0000002'") == "||||||SP||||BALDE 2 KG||");
    // Shown again, a full load fills what was unknown.
    world.odoo.clear_restrictions();
    world.config.full = true;
    world.run_twice();
    CHECK(world.rows("SELECT vendedor, nome_cidade, cod_uf, categoria_produto FROM carteira_principal"
                     " WHERE num_pedido = 'VCD0000002'") == "JOÃO PEDRO ARAÚJO|Santos|RJ|CONSERVAS");
}

TEST_CASE("a product that is new in a pedido has of what is hidden what the pedido's other rows have") {
    ReferringPedido world;
    world.hide("res.users");
    world.hide("l10n_br_ciel_it_account.res.municipio");
    world.odoo.store().create("sale.order.line", {{"order_id", world.order.id},
                                                  {"product_id", world.sem_codigo},
                                                  {"product_uom", 28},
                                                  {"product_uom_qty", 7.0},
                                                  {"price_unit", 3.0},
                                                  {"display_type", false}});
    world.touch();
    world.run_twice();
    CHECK(
        world.rows("SELECT vendedor, municipio, estado, nome_cidade, cod_uf, count(*) FROM carteira_principal"
                   " GROUP BY 1, 2, 3, 4, 5") == "JOÃO PEDRO ARAÚJO|Campinas|SP|Santos|RJ|3");
}

TEST_CASE("a renamed pedido takes what is hidden along, and the pedido that takes its name does not") {
    ReferringPedido world;
    for (const char* model : {"res.users", "l10n_br_ciel_it_account.res.municipio", "uom.uom"})
        world.hide(model);
    world.touch({{"name", "VCD0000009"}});
    const bool fails_first = thorough() ? GENERATE(true, false) : true;
    if (fails_first) {  // the rows are still under the old name
        world.config.fuse_rows = world.config.fuse_percent = 0;
        REQUIRE(world.run().code == ExitCode::carteira_failed);
        world.config.fuse_rows = 500;
        world.advance(minutes{30});
    }
    const auto other = world.add_order("VCD0000001", {{world.azeitona, 3}}, world.references());
    world.run_twice();
    const auto* held =
        "SELECT num_pedido, vendedor, nome_cidade, unid_medida_produto FROM carteira_principal WHERE ativo"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1";
    const auto* both = "VCD0000001|||\nVCD0000009|JOÃO PEDRO ARAÚJO|Santos|CX";
    CHECK(world.rows(held) == both);
    world.advance(minutes{30});
    world.touch();
    world.odoo.store().write("sale.order", other.id, {{"picking_note", "x"}});
    world.run_twice();
    CHECK(world.rows(held) == both);
}

TEST_CASE("two pedidos that swap their names keep what is hidden of each", "[long]") {
    ReferringPedido world;
    const auto other = world.add_order("VCD0000002", {{world.azeitona, 3}}, {{"user_id", world.own_seller}});
    world.run_twice();
    world.advance(minutes{30});
    world.hide("res.users");
    world.touch({{"name", "VCD0000002"}});
    world.odoo.store().write("sale.order", other.id, {{"name", "VCD0000001"}});
    world.run_twice();
    CHECK(world.rows("SELECT DISTINCT num_pedido, vendedor FROM carteira_principal WHERE ativo ORDER BY 1") ==
          "VCD0000001|MARIA\nVCD0000002|JOÃO PEDRO ARAÚJO");
}
