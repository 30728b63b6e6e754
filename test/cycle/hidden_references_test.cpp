// What an NF refers to and Odoo does not show is unknown, never absent: columns keep what they hold, and an
// NF that cannot be stored right waits.
#include <catch2/catch.hpp>

#include "hiding_support.hpp"
#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// Enough other pedidos that a few hidden ones are not suspicious.
void add_company(World& world) {
    for (int i = 0; i < 20; ++i) {
        const auto order = world.add_order("VCD" + std::to_string(2000000 + i), {{world.azeitona, 10}});
        world.add_nf(std::to_string(140000 + i), order, {1});
    }
}

struct ReferringNfs {
    World world;
    Order first{};
    Order second{};
    Order foreign{};
    long long single = 0;  // of the first pedido
    long long both = 0;    // of both, the same product from each
    long long renamed = 0;

    ReferringNfs() {
        add_company(world);
        first = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
        second = world.add_order("VCD0000002", {{world.azeitona, 20}});
        foreign = world.add_order("VCD0000003", {{world.palmito, 9}});
        single = world.add_nf("130001", first, {3, 1});
        both = world.add_nf("130002", first, {2}, {{"invoice_origin", "VCD0000001, VCD0000002"}});
        world.add_nf_product(both, world.azeitona, 7, 10, second.lines.at(0));
        renamed = world.add_nf("130003", foreign, {4}, {{"invoice_origin", "VCD0000777"}});
        world.add_lot("L1", "VCD0000001", {{"4310162", 5}, {"4360147", 1}}, "total", 7);
        world.add_item(1, "L1", "VCD0000001");
        REQUIRE(world.run().code == ExitCode::ok);
        REQUIRE(rows() ==
                "130001|4310162|VCD0000001|3\n130001|4360147|VCD0000001|1\n130002|4310162|VCD0000001|2\n"
                "130002|4310162|VCD0000002|7\n130003|4360147|VCD0000003|4");
        world.advance(minutes{30});
    }

    std::string rows() {
        return world.rows(
            "SELECT numero_nf, cod_produto, origem, qtd_produto_faturado::real FROM faturamento_produto"
            " WHERE numero_nf < '14' ORDER BY 1, 2, 3");
    }

    void touch() {
        for (const auto nf : {single, both, renamed})
            world.odoo.store().write("account.move", nf, {{"payment_state", "paid"}});
    }

    std::string rejects() {
        return world.rows("SELECT reason FROM ciclo_rejeito WHERE model = 'account.move' ORDER BY 1");
    }
};

}  // namespace

TEST_CASE("a hidden pedido changes no origem, deletes no row and opens no inconsistency", "[long]") {
    ReferringNfs base;
    auto& world = base.world;
    for (const char* model : variants({"sale.order", "sale.order.line"})) {
        const auto hidden = [&](long long id) {
            const auto order = model == std::string("sale.order")
                                   ? id
                                   : world.odoo.store().get(model, id).at("order_id").as_int();
            return order == base.first.id || order == base.second.id || order == base.foreign.id;
        };
        world.odoo.hide_records(model, hidden);
        base.touch();
        const auto nf_rows = world.rows("SELECT * FROM faturamento_produto ORDER BY id");
        const auto movements = world.rows("SELECT * FROM movimentacao_estoque ORDER BY id");
        const auto inconsistencies = world.rows("SELECT * FROM inconsistencia_faturamento ORDER BY id");
        const auto report = world.run();
        INFO(model << "\n" << report.error << "\n" << base.rejects() << "\n" << base.rows());
        CHECK(world.rows("SELECT * FROM faturamento_produto ORDER BY id") == nf_rows);
        CHECK(world.rows("SELECT * FROM movimentacao_estoque ORDER BY id") == movements);
        CHECK(world.rows("SELECT * FROM inconsistencia_faturamento ORDER BY id") == inconsistencies);
        world.odoo.clear_restrictions();
        world.config.full = true;
        world.run_twice();
        world.config.full = false;
        CHECK(world.rows("SELECT * FROM faturamento_produto ORDER BY id") == nf_rows);
        CHECK(world.rows("SELECT * FROM movimentacao_estoque ORDER BY id") == movements);
        CHECK(world.rows("SELECT * FROM inconsistencia_faturamento ORDER BY id") == inconsistencies);
        world.advance(minutes{30});
    }
}

TEST_CASE("an NF of one pedido follows Odoo in all but the origem that is hidden, and says so") {
    ReferringNfs base;
    auto& world = base.world;
    world.odoo.hide_records("sale.order", Ids{base.foreign.id});
    const auto line = world.odoo.store().get("account.move", base.renamed).at("invoice_line_ids").as_ids();
    world.odoo.store().write("account.move.line", line.at(0), {{"quantity", 6.0}});
    const auto report = world.run();
    CHECK(reported(report, "NF_ORIGEM_MANTIDA") ==
          "1 130003 (VCD0000003, sale.order " + std::to_string(base.foreign.id) + " não aparece no Odoo)");
    CHECK(world.rows("SELECT origem, qtd_produto_faturado::real FROM faturamento_produto"
                     " WHERE numero_nf = '130003'") == "VCD0000003|6");
    CHECK(world.value("SELECT qtd_movimentacao::real FROM movimentacao_estoque WHERE numero_nf = '130003'") ==
          "-6");
}

TEST_CASE("an NF whose lines can no longer be assigned to a pedido waits, and is read again each cycle",
          "[long]") {
    ReferringNfs base;
    auto& world = base.world;
    world.odoo.hide_records("sale.order.line",
                            Ids{base.first.lines.at(0), base.first.lines.at(1), base.second.lines.at(0)});
    base.touch();
    const auto before = base.rows();
    for (int cycle = 0; cycle < 2; ++cycle) {
        CHECK(world.run().code == ExitCode::done_with_rejects);
        CHECK(base.rejects() ==
              "NF 130002: the pedidos of product 4310162 cannot be read in Odoo: check the companies and "
              "groups of the Odoo user");
        CHECK(base.rows() == before);
        world.advance(hours{72});
    }
    world.odoo.clear_restrictions();
    world.run_twice();
    CHECK(base.rejects().empty());
    CHECK(base.rows() == before);
}

TEST_CASE("a new NF of a hidden pedido takes the name that it has itself, or that is remembered") {
    ReferringNfs base;
    auto& world = base.world;
    world.odoo.hide_records("sale.order", Ids{base.first.id, base.foreign.id});
    world.add_nf("130011", base.first, {1, 1});
    // Two names, but the pedido of its lines is remembered.
    world.add_nf("130012", base.foreign, {1}, {{"invoice_origin", "VCD0000003, outro texto"}});
    world.run();
    CHECK(base.rejects().empty());
    CHECK(world.rows("SELECT numero_nf, cod_produto, origem FROM faturamento_produto WHERE numero_nf IN"
                     " ('130011', '130012') ORDER BY 1, 2") ==
          "130011|4310162|VCD0000001\n130011|4360147|VCD0000001\n130012|4360147|VCD0000003");
}

TEST_CASE("a new NF whose pedidos are hidden and unknown is set aside, and stored once they are shown",
          "[long]") {
    ReferringNfs base;
    auto& world = base.world;
    const auto third = world.add_order("VCD0000004", {{world.azeitona, 8}});
    const auto fourth = world.add_order("VCD0000005", {{world.palmito, 8}});
    // With their lines hidden too, as a rule on the order hides both: the NF's lines name none then.
    for (const bool lines_too : variants({false, true})) {
        const std::string number = lines_too ? "130022" : "130021";
        const auto nf = world.add_nf(number, third, {2}, {{"invoice_origin", "VCD0000004, VCD0000005"}});
        world.add_nf_product(nf, world.palmito, 3, 10, fourth.lines.at(0));
        world.odoo.hide_records("sale.order", Ids{third.id, fourth.id});
        if (lines_too) world.odoo.hide_records("sale.order.line", Ids{third.lines.at(0), fourth.lines.at(0)});
        CHECK(world.run().code == ExitCode::done_with_rejects);
        INFO(base.rejects());
        CHECK(
            holds(base.rejects(), "NF " + number + ": its pedido cannot be read: " +
                                      (lines_too ? "VCD0000004" : "sale.order " + std::to_string(third.id)) +
                                      ": check the companies and groups of the Odoo user"));
        CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '" + number + "'") ==
              "0");
        world.advance(hours{72});
        world.odoo.clear_restrictions();
        world.run_twice();
        CHECK(world.rows("SELECT cod_produto, origem FROM faturamento_produto WHERE numero_nf = '" + number +
                         "' ORDER BY 1") == "4310162|VCD0000004\n4360147|VCD0000005");
        CHECK(base.rejects().empty());
        world.advance(minutes{30});
    }
}

TEST_CASE("seller, team, incoterm and city that Odoo does not show stay as they are, and are reported",
          "[long]") {
    ReferringNfs base;
    auto& world = base.world;
    world.config.sweep_interval = {};  // nothing is served from memory
    const char* const kept =
        "SELECT vendedor, equipe_vendas, incoterm, municipio, estado FROM faturamento_produto"
        " WHERE numero_nf = '130001' UNION SELECT vendedor, equipe_vendas, incoterm, municipio, estado"
        " FROM relatorio_faturamento_importado WHERE numero_nf = '130001'";
    REQUIRE(world.rows(kept) == "JOÃO PEDRO ARAÚJO|FOOD SERVICE|CIF|Campinas|SP");
    for (const char* model : {"res.users", "crm.team", "account.incoterms",
                              "l10n_br_ciel_it_account.res.municipio", "res.country.state"})
        world.odoo.hide_records(model, every);
    base.touch();
    world.odoo.store().write("account.move", base.single, {{"date", "2026-11-23"}});
    world.add_nf("130031", base.first, {1, 0});
    const auto report = world.run();
    INFO(base.rejects());
    CHECK(world.rows(kept) == "JOÃO PEDRO ARAÚJO|FOOD SERVICE|CIF|Campinas|SP");
    CHECK(world.value("SELECT data_fatura FROM faturamento_produto WHERE numero_nf = '130001'") ==
          "2026-11-23");
    CHECK(world.rows("SELECT vendedor, equipe_vendas, municipio, estado FROM faturamento_produto"
                     " WHERE numero_nf = '130031'") == "|||");
    const auto notice = reported(report, "REGISTRO_ILEGIVEL");
    CHECK(holds(notice, "crm.team 9 (NF 130"));
    const auto before = world.row_versions();
    world.run();
    CHECK(world.row_versions() == before);
    // A model that the user may not read at all.
    world.odoo.clear_restrictions();
    world.odoo.deny_model("crm.team");
    base.touch();
    world.run();
    CHECK(world.rows(kept) == "JOÃO PEDRO ARAÚJO|FOOD SERVICE|CIF|Campinas|SP");
}

TEST_CASE("the seller of a customer does not replace an NF's hidden seller") {
    ReferringNfs base;
    auto& world = base.world;
    const auto other = world.odoo.store().create("res.users", {{"name", "OUTRA"}, {"login", "outra"}});
    world.odoo.store().write("res.partner", world.customer, {{"user_id", other}});
    world.odoo.hide_records("res.users", Ids{world.seller});
    base.touch();
    world.run();
    CHECK(world.value("SELECT DISTINCT vendedor FROM faturamento_produto WHERE numero_nf = '130001'") ==
          "JOÃO PEDRO ARAÚJO");
}
