// A dry run says what the next cycle does, and writes nothing.
#include <algorithm>
#include <catch2/catch.hpp>

#include "changes_support.hpp"
#include "dry_run_support.hpp"
#include "history.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::VectorContains;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("a dry run shows what the next cycle writes, row by row, and writes nothing") {
    Lived world;
    world.go_on();
    const auto report = check_dry_run(world);
    CHECK(report.dry_run->rows() > 15);
    CHECK(report.stages.size() == 4);
    CHECK(report.stages.at(0).counts.get("cancelled") == 1);
    CHECK(report.stages.at(3).counts.get("inserted") == 2);
    CHECK(report.stages.at(3).counts.get("archived") == 1);
    // What was pending is done now.
    world.advance(minutes{30});
    CHECK(check_dry_run(world).dry_run->changes.empty());
}

TEST_CASE("the rows that a dry run lists are named in words, with what differs, old and new") {
    Lived world;
    world.odoo.store().write("sale.order.line", world.partly.lines.at(1), {{"product_uom_qty", 6.0}});
    Listing listing;
    REQUIRE(world.dry_run(&listing).code == ExitCode::ok);
    // The other product's row too: its odoo_write_date follows the pedido's.
    CHECK(listing.keys() ==
          "carteira_principal updated pedido VCD0000001, produto 4310162\n"
          "carteira_principal updated pedido VCD0000001, produto 4360147\n"
          "ciclo_evento inserted pedido_alterado, VCD0000001");
    const auto lines = listing.lines();
    for (const auto* line : {"carteira_principal updated qtd_produto_pedido: 5.000 -> 6.000",
                             "carteira_principal updated qtd_saldo_produto_pedido: 5.000 -> 6.000"}) {
        CHECK(std::find(lines.begin(), lines.end(), line) != lines.end());
    }
}

TEST_CASE(
    "a dry run of the first load, and of --full, shows everything and writes nothing, no journal either") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 2}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_item(1, "L1", "VCD0000001");
    world.add_nf("130001", order, {4});
    const auto before = everything(world);
    Listing listing;
    const auto report = world.dry_run(&listing);
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    CHECK(report.stages.at(0).window->kind == staging::WindowKind::empty_target);
    CHECK(listing.keys() ==
          "cadastro_palletizacao inserted produto 4310162\n"
          "cadastro_palletizacao inserted produto 4360147\n"
          "carteira_principal inserted pedido VCD0000001, produto 4310162\n"
          "carteira_principal inserted pedido VCD0000001, produto 4360147\n"
          "ciclo_evento inserted primeira_carga, carteira\n"
          "ciclo_evento inserted primeira_carga, faturamento\n"
          "contatos_agendamento inserted CNPJ 12.345.678/0001-90\n"
          "embarque_itens updated embarque_id 1, pedido VCD0000001, lote L1\n"
          "entregas_monitoradas inserted NF 130001\n"
          "faturamento_produto inserted NF 130001, produto 4310162, pedido VCD0000001\n"
          "movimentacao_estoque inserted NF 130001, pedido VCD0000001, produto 4310162\n"
          "relatorio_faturamento_importado inserted NF 130001\n"
          "separacao updated lote L1, pedido VCD0000001, produto 4310162");
    CHECK(everything(world) == before);
    CHECK(world.value("SELECT count(*) FROM ciclo_execucao") == "0");
    check_dry_run(world);
    world.config.full = true;
    world.advance(minutes{30});
    CHECK(check_dry_run(world).dry_run->changes.empty());
}

TEST_CASE("an invoiced pedido that a cancelled NF brings back shows in a dry run as it returns in a cycle",
          "[long]") {
    Lived world;
    REQUIRE(
        world.value(
            "SELECT qtd_saldo_produto_pedido::int FROM carteira_principal WHERE num_pedido = 'VCD0000002'") ==
        "0");
    world.advance(hours{24 * 3});  // the pedido itself is outside every window
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", world.nf_of_done, {{"state", "cancel"}});
    Listing listing;
    const auto report = world.dry_run(&listing);
    REQUIRE(report.code == ExitCode::ok);
    CHECK(report.stages.at(3).counts.get("pedidos") == 1);
    CHECK_THAT(listing.keys(), Contains("carteira_principal updated pedido VCD0000002, produto 4310162"));
    const auto lines = listing.lines();
    CHECK(std::any_of(lines.begin(), lines.end(), [](const auto& line) {
        return line.starts_with("carteira_principal updated qtd_saldo_produto_pedido: 0.000 -> ");
    }));
    check_dry_run(world);
    CHECK(
        world.value(
            "SELECT qtd_saldo_produto_pedido > 0 FROM carteira_principal WHERE num_pedido = 'VCD0000002'") ==
        "t");
}

TEST_CASE(
    "what a new NF explains needs no look at drafts, in a dry run as in a cycle; what a draft explains "
    "does") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto drafted = world.add_order("VCD0000002", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.add_nf("-", drafted, {3}, {{"state", "draft"}, {"l10n_br_numero_nota_fiscal", false}});
    const auto differing = [](const CycleReport& report) {
        const auto& findings = report.stages.at(3).findings;
        const auto at = std::find_if(findings.begin(), findings.end(), [](const auto& finding) {
            return finding.name == "qtd_faturada_difere_do_odoo";
        });
        REQUIRE(at != findings.end());
        return at->count;
    };
    CHECK(differing(check_dry_run(world)) == 0);
}

TEST_CASE("whatever was lived through, a dry run says what the cycle after it does", "[long]") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        World world;
        const auto history = draw_history(seed, Rivalry::any);
        INFO(history.text());
        Replay replay(world);
        for (const auto& event : history.events) {
            if (event.where == Event::Where::cycle) {
                check_dry_run(world);
            } else {
                event.happen(replay);
            }
        }
        check_dry_run(world);
    }
}

TEST_CASE("of every kind of change a dry run lists what the cycle does, whatever becomes of removed rows") {
    World world;
    world.config.split_lots = config::SplitLots::reduce;
    world.config.removal =
        GENERATE(from_range(variants({config::Removal::archive, config::Removal::delete_rows})));
    Backlog backlog(world);
    REQUIRE(world.run().code == ExitCode::ok);
    backlog.add_lots();
    world.execute(
        "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
        "nome_cliente, qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por)"
        " VALUES ('L1', 'VCD0000001', '4310162', 'C', 'C', 1, 1, 'Saldo', 'ATIVO', now(), 'x')");
    std::vector<std::string> listed;
    const auto list = [&] {
        const auto report = check_dry_run(world);
        CHECK(report.dry_run->rows() > 0);
        for (const auto& table : report.dry_run->changes) {
            for (const auto& [what, count] :
                 {std::pair{"inserted", table.inserted}, std::pair{"updated", table.updated},
                  std::pair{"deleted", table.deleted}})
                if (count > 0) listed.push_back(std::string(table.table) + " " + what);
        }
    };
    for (const auto& change : every_change()) {
        INFO("when " << change.name);
        world.advance(minutes{30});
        change.make(backlog);
        if (lived_alone(change, 3)) list();
    }
    // A quoted total lot takes a product that its pedido gains; the alert about it follows the next change.
    const auto order = world.add_order("VCD0000009", {{world.azeitona, 10}, {world.palmito, 0}});
    list();
    world.add_lot("L9", "VCD0000009", {{"4310162", 10}}, "total", 7);
    for (const double quantity : {5.0, 6.0}) {
        world.advance(minutes{30});
        world.odoo.store().write("sale.order.line", order.lines.at(1), {{"product_uom_qty", quantity}});
        list();
    }
    // Both halves are in it, and whatever the second one does.
    for (const char* half :
         {"faturamento_produto inserted", "faturamento_produto updated", "carteira_principal inserted",
          "carteira_principal updated", "separacao inserted", "separacao updated",
          "alertas_separacao_cotada inserted", "alertas_separacao_cotada updated", "embarque_itens updated",
          "saldo_standby deleted", "inconsistencia_faturamento inserted"})
        CHECK_THAT(listed, VectorContains(std::string(half)));
    if (world.config.removal == config::Removal::delete_rows)
        CHECK_THAT(listed, VectorContains(std::string("carteira_principal deleted")));
}

TEST_CASE("duplicates that a cycle takes away are listed as deleted", "[long]") {
    Lived world;
    world.execute(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto, "
        "nome_produto,"
        " qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem, status_nf, "
        "created_at, updated_at)"
        " SELECT numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto, nome_produto, "
        "qtd_produto_faturado,"
        " preco_produto_faturado, valor_produto_faturado, origem, status_nf, created_at, updated_at"
        " FROM faturamento_produto WHERE numero_nf = '130001'");
    Listing listing;
    REQUIRE(world.dry_run(&listing).code == ExitCode::ok);
    CHECK_THAT(listing.keys(),
               Contains("faturamento_produto deleted NF 130001, produto 4310162, pedido VCD0000001"));
    check_dry_run(world);
}

TEST_CASE("records that a cycle would set aside are named, and are set aside by the cycle alone") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_order("VCD0000002", {{world.azeitona, 10}}, {{"partner_id", false}});
    const auto report = check_dry_run(world, ExitCode::done_with_rejects);
    CHECK_THAT(report.dry_run->set_aside, Contains("1 records would be set aside") && Contains("VCD0000002"));
}

TEST_CASE("with --detailed-exitcode a dry run ends with 21 while something is pending, then with 0",
          "[long]") {
    Lived world;
    world.config.detailed_exitcode = true;
    CHECK(world.dry_run().code == ExitCode::ok);
    world.go_on();
    const auto report = world.dry_run();
    CHECK(report.code == ExitCode::changes_pending);
    CHECK_FALSE(report.failed());
    CHECK(report.dry_run->rows() > 0);
    CHECK(world.dry_run().code == ExitCode::changes_pending);
    world.config.detailed_exitcode = false;
    CHECK(world.dry_run().code == ExitCode::ok);
    REQUIRE(world.run().code == ExitCode::ok);
    world.config.detailed_exitcode = true;
    CHECK(world.dry_run().code == ExitCode::ok);
}
