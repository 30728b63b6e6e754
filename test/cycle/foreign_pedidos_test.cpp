// Pedidos that were typed into the application, beside Odoo's pedidos that share their products, clients,
// lots, shipments and NF numbers: no cycle of any kind writes a version of their rows.
#include <fmt/core.h>
#include <catch2/catch.hpp>

#include "changes_support.hpp"
#include "foreign_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

// Odoo knows pedidos of these names too, and one of its NFs is of such a pedido.
void add_to_odoo(World& world) {
    for (const char* name : {"MANUAL1", "vcd0000001", "XVCD0000001", "VC_0000001"})
        world.add_order(name, {{world.azeitona, 99}, {world.palmito, 1}});
}

// Rows that a cycle made for such pedidos: only an NF of Odoo has some, and names them as its origem.
std::string made_for_them(World& world) {
    std::string out;
    for (const auto& [table, column] :
         {std::pair{"carteira_principal", "num_pedido"}, std::pair{"separacao", "num_pedido"},
          std::pair{"alertas_separacao_cotada", "num_pedido"}, std::pair{"embarque_itens", "pedido"},
          std::pair{"faturamento_parcial_justificativa", "num_pedido"},
          std::pair{"saldo_standby", "num_pedido"}, std::pair{"faturamento_produto", "origem"},
          std::pair{"movimentacao_estoque", "num_pedido"},
          std::pair{"inconsistencia_faturamento", "num_pedido"}}) {
        const auto lines = world.rows(
            fmt::format("SELECT '{0}', {1}, count(*) FROM {0} WHERE id < 900000"
                        " AND NOT coalesce({1}, 'VCD') LIKE ANY ('{{VCD%,VSC%,VFB%}}') GROUP BY 2 ORDER BY 2",
                        table, column));
        out += lines + (lines.empty() ? "" : "\n");
    }
    return out +
           world.rows(
               "SELECT 'contato', cnpj FROM contatos_agendamento WHERE id < 900000 AND cnpj ~ '^(66|77|$)'");
}

// "NF_DE_OUTRO_PROGRAMA 1 150001 (...)" or "".
std::string foreign_nfs(const CycleReport& report) {
    for (const auto& notice : report.stages.at(0).notices) {
        if (notice.kind == "NF_DE_OUTRO_PROGRAMA")
            return notice.kind + " " + std::to_string(notice.count) + " " + notice.examples;
    }
    return "";
}

}  // namespace

TEST_CASE("pedidos typed into the application keep every row version, whatever cycle runs beside them") {
    World world;
    world.config.removal =
        GENERATE(from_range(variants({config::Removal::archive, config::Removal::delete_rows})));
    Backlog backlog(world);
    add_to_odoo(world);
    backlog.add_lots();
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    world.add_nf("150001", backlog.main, {1, 1});
    REQUIRE(markers.remembered() > 5000);
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(markers.changes() == k_nothing);
    for (const auto& change : every_change()) {
        INFO("when " << change.name);
        world.advance(std::chrono::minutes{30});
        change.make(backlog);
        if (!lived_alone(change, 4)) continue;
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(markers.changes() == k_nothing);
    }
    world.config.full = true;
    world.run_twice();
    CHECK(markers.changes() == k_nothing);
    CHECK(made_for_them(world) == k_nothing);
}

TEST_CASE("pedidos typed into the application outlive failing cycles and mass removals", "[long]") {
    World world;
    world.config.removal =
        GENERATE(from_range(variants({config::Removal::archive, config::Removal::delete_rows})));
    Backlog backlog(world);
    backlog.add_lots();
    backlog.nf = world.add_nf("130001", backlog.main, {4, 1});
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    for (const auto& [model, code] : {std::pair{"account.move.line", ExitCode::faturamento_failed},
                                      std::pair{"sale.order.line", ExitCode::carteira_failed}}) {
        world.odoo.on_request({.model = model,
                               .method = "search_read",
                               .times = -1,
                               .fault = Fault::odoo_error("odoo.exceptions.UserError", "broken")});
        CHECK(world.run().code == code);
        CHECK(markers.changes() == k_nothing);
        world.odoo.clear_rules();
    }
    world.run_twice();
    world.advance(std::chrono::minutes{30});
    for (const auto id : world.odoo.store().ids("sale.order"))
        world.odoo.store().write("sale.order", id, {{"state", "cancel"}});
    world.config.fuse_rows = 0;
    CHECK(world.run().code == ExitCode::carteira_failed);
    world.config.allow_mass_removal = true;
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE ativo AND id < 900000") == "0");
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE("pedidos that Odoo hides or deletes take no pedido of the application along", "[long]") {
    World world;
    world.config.removal =
        GENERATE(from_range(variants({config::Removal::archive, config::Removal::delete_rows})));
    Backlog backlog(world);
    backlog.add_lots();
    REQUIRE(world.run().code == ExitCode::ok);
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    world.odoo.hide_records("sale.order", [](const auto&...) { return true; });
    world.advance(std::chrono::hours{72});
    CHECK(world.run().code == ExitCode::carteira_failed);
    world.odoo.clear_restrictions();
    world.odoo.hide_records("sale.order", {backlog.draft.id, backlog.plain.id});
    world.config.full = true;
    world.run_twice();
    CHECK(world.value(
              "SELECT count(DISTINCT num_pedido) FROM carteira_principal WHERE ativo AND id < 900000") ==
          "1");
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE("an NF of Odoo for a pedido of the application has its own rows, and changes none of the pedido's",
          "[long]") {
    World world;
    Backlog backlog(world);
    backlog.add_lots();
    const auto typed = world.add_order("MANUAL1", {{world.azeitona, 10}});
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    const auto nf = world.add_nf("140001", typed, {6});
    world.run_twice();
    CHECK(made_for_them(world) ==
          "faturamento_produto|MANUAL1|1\nmovimentacao_estoque|MANUAL1|1\ninconsistencia_faturamento|MANUAL1|"
          "1\n");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT f.status_nf, m.ativo, i.resolvida FROM faturamento_produto f"
                     " JOIN movimentacao_estoque m USING (numero_nf) JOIN inconsistencia_faturamento i USING "
                     "(numero_nf)"
                     " WHERE numero_nf = '140001' AND i.id < 900000") == "Cancelado|f|t");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE("an Odoo pedido that takes the name of one of the application leaves that one alone", "[long]") {
    World world;
    Backlog backlog(world);
    REQUIRE(world.run().code == ExitCode::ok);
    backlog.add_lots();
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", backlog.plain.id, {{"name", "MANUAL1"}});
    world.run_twice();
    CHECK(world.rows(
              "SELECT num_pedido, ativo FROM carteira_principal WHERE id < 900000 AND cnpj_cpf LIKE '98%'") ==
          "VSC0000003|f");
    CHECK(markers.changes() == k_nothing);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", backlog.plain.id, {{"name", "VSC0000003"}});
    world.run_twice();
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE(
    "an NF of Odoo whose number an NF of the application has is that NF, and is left alone whatever it "
    "does") {
    World world;
    Backlog backlog(world);
    backlog.add_lots();
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    const auto nf = world.add_nf("150001", backlog.main, {4, 1});
    const auto report = world.run_twice();
    CHECK(foreign_nfs(report) == "NF_DE_OUTRO_PROGRAMA 1 150001 (account.move " + std::to_string(nf) + ")");
    CHECK(markers.changes() == k_nothing);
    const std::string number = "l10n_br_numero_nota_fiscal";
    for (const Values& change : variants<Values>({{{"state", "cancel"}},
                                                  {{number, "150002"}, {"state", "posted"}},
                                                  {{number, "150001"}},
                                                  {{"state", "draft"}},
                                                  {{"state", "posted"}},
                                                  {{"l10n_br_tipo_pedido", "devolucao"}}},
                                                 3)) {
        INFO(change.begin()->first);
        world.advance(std::chrono::minutes{30});
        world.odoo.store().write("account.move", nf, change);
        world.run_twice();
        CHECK(markers.changes() == k_nothing);
    }
    // While it had a number of its own it was an NF like any other.
    CHECK(world.rows(
              "SELECT DISTINCT numero_nf, origem, status_nf FROM faturamento_produto WHERE id < 900000") ==
          "150002|VCD0000001|Cancelado");
    CHECK(world.value("SELECT count(*) FROM separacao WHERE id < 900000 AND numero_nf <> ''") == "0");
}

TEST_CASE("an NF of Odoo whose number an NF of the application has, but of another client, is set aside",
          "[long]") {
    World world;
    Backlog backlog(world);
    backlog.add_lots();
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    const auto nf = world.add_nf("150001", backlog.plain, {4}, {{"partner_id", world.other_customer}});
    for (int cycle = 0; cycle < 2; ++cycle) {
        const auto report = world.run();
        CHECK(report.code == ExitCode::done_with_rejects);
        CHECK(world.rows("SELECT record_id, reason FROM ciclo_rejeito") ==
              std::to_string(nf) + "|NF 150001: account.move " + std::to_string(nf) +
                  " of CNPJ 98.765.432/0001-10 has the number of an NF of another program, of CNPJ "
                  "12345678000190");
        CHECK(markers.changes() == k_nothing);
        world.advance(std::chrono::minutes{30});
    }
    CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE id < 900000") == "0");
}

TEST_CASE("an NF whose number the application gives to a pedido of its own takes nothing of it along",
          "[long]") {
    World world;
    Backlog backlog(world);
    backlog.add_lots();
    const auto nf = world.add_nf("150001", backlog.main, {4, 1});
    world.run_twice();
    REQUIRE(world.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '150001'") == "2");
    world.execute("DELETE FROM relatorio_faturamento_importado");  // the application makes its own
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    for (const Values& change :
         variants<Values>({{{"state", "cancel"}}, {{"l10n_br_numero_nota_fiscal", "150002"}}})) {
        world.advance(std::chrono::minutes{30});
        world.odoo.store().write("account.move", nf, change);
        world.run_twice();
        CHECK(markers.changes() == k_nothing);
    }
}
