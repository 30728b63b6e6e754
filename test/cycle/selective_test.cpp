// --pedido and --nf: a cycle of just these, whatever the windows say.
#include <catch2/catch.hpp>

#include "ciclo/freshness.hpp"
#include "ciclo/journal.hpp"
#include "dry_run_support.hpp"
#include "people.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

using SelectedNames = std::vector<std::string>;

const Values k_selected_age{{"create_date", "2026-01-10 12:00:00"}, {"write_date", "2026-01-10 12:00:00"}};

CycleReport run_only(World& world, const SelectedNames& pedidos, const SelectedNames& nfs = {}) {
    world.config.pedidos = pedidos;
    world.config.nfs = nfs;
    auto report = world.run();
    world.config.pedidos.clear();
    world.config.nfs.clear();
    return report;
}

// The row versions of everything that names a pedido, but for these.
std::string versions_but_for(World& world, const std::string& pedidos) {
    return world.rows(
        "SELECT 'carteira', num_pedido, cod_produto, xmin::text, ctid::text FROM carteira_principal"
        " WHERE num_pedido NOT IN (" +
        pedidos +
        ")"
        " UNION ALL SELECT 'separacao', num_pedido, cod_produto, xmin::text, ctid::text FROM separacao"
        " WHERE num_pedido NOT IN (" +
        pedidos +
        ")"
        " UNION ALL SELECT 'faturamento', origem, cod_produto, xmin::text, ctid::text FROM "
        "faturamento_produto"
        " WHERE origem NOT IN (" +
        pedidos +
        ")"
        " UNION ALL SELECT 'item', pedido, '', xmin::text, ctid::text FROM embarque_itens WHERE pedido NOT "
        "IN (" +
        pedidos +
        ")"
        " UNION ALL SELECT 'movimento', num_pedido, cod_produto, xmin::text, ctid::text FROM "
        "movimentacao_estoque"
        " WHERE num_pedido NOT IN (" +
        pedidos +
        ")"
        " UNION ALL SELECT 'inconsistencia', num_pedido, cod_produto, xmin::text, ctid::text FROM "
        "inconsistencia_faturamento"
        " WHERE num_pedido NOT IN (" +
        pedidos +
        ")"
        " UNION ALL SELECT 'memoria', num_pedido, '', xmin::text, ctid::text FROM ciclo_pedido WHERE "
        "num_pedido NOT IN "
        "(" +
        pedidos + ") ORDER BY 1, 2, 3, 4");
}

std::string selected_backlog(World& world) {
    return world.rows(
        "SELECT num_pedido, cod_produto, qtd_produto_pedido, qtd_saldo_produto_pedido, ativo, "
        "data_entrega_pedido"
        " FROM carteira_principal ORDER BY 1, 2");
}

// Six pedidos with lots in the backlog. Then Odoo changes five of them, and people something of the sixth,
// while no cycle runs.
struct ChangedSince : World {
    ChangedSince() {
        for (int i = 1; i <= 6; ++i) {
            const auto name = "VCD000000" + std::to_string(i);
            orders.push_back(add_order(name, {{azeitona, 10}, {palmito, 4}}));
            add_lot("L" + std::to_string(i), name, {{"4310162", 10}, {"4360147", 4}});
        }
        add_nf("130006", orders[5], {1});
        REQUIRE(run().code == ExitCode::ok);
        REQUIRE(value("SELECT status_nf FROM faturamento_produto") == "SEM_LOTE");
        advance(std::chrono::hours{72});
        last_cycle = now();
        REQUIRE(run().code == ExitCode::ok);
        advance(std::chrono::minutes{15});
        auto& store = odoo.store();
        store.write("sale.order.line", orders[0].lines.at(0), {{"product_uom_qty", 12.0}});
        store.write("sale.order", orders[1].id, {{"state", "cancel"}});
        add_nf("130003", orders[2], {3});
        store.write("sale.order.line", orders[3].lines.at(1), {{"product_uom_qty", 0.0}});
        store.write("sale.order", orders[4].id, {{"commitment_date", "2026-12-24 15:00:00"}});
        add_item(1, "L6", "VCD0000006");
    }

    std::vector<Order> orders;
    UtcSeconds last_cycle;
};

}  // namespace

TEST_CASE("--pedido brings these pedidos up to date and leaves all others, and no cycle counts it as one") {
    ChangedSince world;
    const auto before = versions_but_for(world, "'VCD0000003'");
    const auto freshness = read_freshness(world.session.connection, "UTC", std::chrono::seconds{1});
    const auto report = run_only(world, {"VCD0000003"});
    INFO(report.error << world.log_text());
    REQUIRE(report.code == ExitCode::ok);
    CHECK(report.is_selection);
    CHECK(versions_but_for(world, "'VCD0000003'") == before);
    CHECK(world.rows("SELECT cod_produto, qtd_saldo_produto_pedido FROM carteira_principal"
                     " WHERE num_pedido = 'VCD0000003' ORDER BY 1") == "4310162|7.000\n4360147|4.000");
    CHECK(world.value("SELECT qtd_produto_faturado FROM faturamento_produto WHERE numero_nf = '130003'") ==
          "3.000");
    // Nothing was read up to anywhere: no watermark, no good run for people who ask how old the last one is.
    CHECK(world.value("SELECT count(*) FROM ciclo_etapa WHERE outcome = 'ok' AND read_to IS NULL") == "4");
    const auto later = read_freshness(world.session.connection, "UTC", std::chrono::seconds{1});
    for (std::size_t i = 0; i < later.stages.size(); ++i)
        CHECK(later.stages[i].last_good == freshness.stages[i].last_good);
    const auto past = Journal::last_good(world.session.connection, "carteira", world.now());
    REQUIRE(past.run);
    CHECK(past.run->read_to == world.last_cycle + std::chrono::seconds{1});
    CHECK_FALSE(past.is_ahead);

    SECTION(
        "several at once, each by the rules of a whole cycle, which then has nothing left to do but the "
        "rest") {
        const auto sixth =
            versions_but_for(world, "'VCD0000001','VCD0000002','VCD0000003','VCD0000004','VCD0000005'");
        REQUIRE(run_only(world, {"VCD0000001", "VCD0000002", "VCD0000004", "VCD0000005"}).code ==
                ExitCode::ok);
        CHECK(versions_but_for(world, "'VCD0000001','VCD0000002','VCD0000003','VCD0000004','VCD0000005'") ==
              sixth);
        CHECK(selected_backlog(world) ==
              "VCD0000001|4310162|12.000|12.000|t|\n"
              "VCD0000001|4360147|4.000|4.000|t|\n"
              "VCD0000002|4310162|10.000|0.000|f|\n"
              "VCD0000002|4360147|4.000|0.000|f|\n"
              "VCD0000003|4310162|10.000|7.000|t|\n"
              "VCD0000003|4360147|4.000|4.000|t|\n"
              "VCD0000004|4310162|10.000|10.000|t|\n"
              "VCD0000004|4360147|0.000|0.000|f|\n"
              "VCD0000005|4310162|10.000|10.000|t|2026-12-24\n"
              "VCD0000005|4360147|4.000|4.000|t|2026-12-24\n"
              "VCD0000006|4310162|10.000|9.000|t|\n"
              "VCD0000006|4360147|4.000|4.000|t|");
        const auto done = selected_backlog(world);
        world.config.full = true;
        const auto whole = world.run();
        CHECK(whole.code == ExitCode::ok);
        CHECK(selected_backlog(world) == done);
        CHECK(whole.stages.at(3).counts.get("updated") == 0);
        CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130006'") ==
              "Lançado");
    }
}

TEST_CASE(
    "--nf brings an NF that people excluded back on purpose, with its report, lot and saldo, and no other") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto other = world.add_order("VCD0000002", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.add_nf("130002", other, {4});
    world.add_nf("130003", other, {1});
    REQUIRE(world.run().code == ExitCode::ok);
    exclude_here(world, "130001");
    exclude_here(world, "130002");
    world.advance(std::chrono::hours{72});
    const auto first = run_only(world, {}, {"130001"});
    INFO(first.error << world.log_text());
    REQUIRE(first.code == ExitCode::ok);
    CHECK(world.rows("SELECT numero_nf, status_nf, qtd_produto_faturado FROM faturamento_produto") ==
          "130003|SEM_LOTE|1.000\n130001|SEM_LOTE|4.000");
    CHECK(world.rows("SELECT numero_nf, ativo FROM relatorio_faturamento_importado ORDER BY 1") ==
          "130001|t\n130003|t");
    CHECK(world.value(
              "SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
          "6.000");
    CHECK(world.movements() ==
          "VCD0000001|4310162|-4.000||130001\nVCD0000002|4310162|-4.000||130002\n"
          "VCD0000002|4310162|-1.000||130003");
    // A whole cycle keeps both decisions: the one that was taken back, and the one that stands.
    world.config.full = true;
    world.run_twice();
    CHECK(world.rows("SELECT numero_nf FROM faturamento_produto") == "130003\n130001");
}

TEST_CASE(
    "--nf never brings back what a person cancelled; it makes movements that are missing, and "
    "stores an NF of any age, as history where it is old") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.add_nf("130002", order, {1});
    REQUIRE(world.run().code == ExitCode::ok);
    cancel_here(world, "130001");
    world.execute("DELETE FROM movimentacao_estoque WHERE numero_nf = '130002'");
    // Too old to be taken in by any window, and its pedido is here.
    auto old = k_selected_age;
    old["date"] = "2026-01-10";
    world.add_nf("110001", order, {2}, old);
    const auto report = run_only(world, {}, {"130001", "130002", "110001"});
    INFO(report.error << world.log_text());
    REQUIRE(report.code == ExitCode::ok);
    CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130001'") == "Cancelado");
    CHECK(world.movements() == "VCD0000001|4310162|-1.000||130002");
    CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '110001'") == "Lançado");
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "7.000");
}

TEST_CASE(
    "--pedido takes a pedido in whatever its age, with its NFs of any age, and a name may hold a blank") {
    World world;
    REQUIRE(world.run().code == ExitCode::ok);
    const auto old = world.add_order("VCD 100 A", {{world.azeitona, 10}}, k_selected_age);
    world.odoo.store().write("sale.order", old.id, k_selected_age);
    auto header = k_selected_age;
    header["date"] = "2026-01-10";
    world.add_nf("120001", old, {4}, header);
    world.advance(std::chrono::hours{24 * 60});
    const auto report = run_only(world, {"VCD 100 A"});
    INFO(report.error << world.log_text());
    REQUIRE(report.code == ExitCode::ok);
    CHECK(selected_backlog(world) == "VCD 100 A|4310162|10.000|6.000|t|");
    CHECK(world.movements().empty());  // history
}

TEST_CASE("the dry run of --pedido and --nf shows what that run writes, row by row, and writes nothing") {
    ChangedSince world;
    world.config.pedidos = {"VCD0000001", "VCD0000002"};
    world.config.nfs = {"130003"};
    const auto report = check_dry_run(world);
    CHECK(report.code == ExitCode::ok);
    CHECK(report.dry_run->rows() > 8);
    CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130006'") == "SEM_LOTE");
}

TEST_CASE(
    "names and numbers that Odoo does not have end with 14 and are named; the rest is done, nothing counts "
    "as absent") {
    ChangedSince world;
    world.add_order("VCD0000007", {{world.azeitona, 1}}, {{"l10n_br_tipo_pedido", "transferencia"}});
    world.add_nf("130007", world.orders[0], {1}, {{"l10n_br_tipo_pedido", "transferencia"}});
    world.odoo.store().unlink("sale.order", world.orders[4].id);
    world.config.dry_run = true;
    const auto dry = run_only(world, {"VCD0000009"}, {"139999"});
    CHECK(dry.code == ExitCode::ok);
    CHECK_THAT(dry.dry_run->set_aside, Contains("NF 139999") && Contains("pedido VCD0000009"));
    world.config.dry_run = false;
    const auto report =
        run_only(world, {"VCD0000001", "VCD0000005", "VCD0000007", "VCD0000009"}, {"139999", "130007"});
    INFO(world.log_text());
    CHECK(report.code == ExitCode::done_with_rejects);
    CHECK(report.error ==
          "not found in Odoo: NF 130007 (fora dos filtros: tipo_pedido transferencia), "
          "139999 (não existe no Odoo, ou o usuário não a vê); "
          "pedido VCD0000005 (não existe no Odoo, ou o usuário não o vê), "
          "VCD0000007 (fora dos filtros: tipo_pedido transferencia), "
          "VCD0000009 (não existe no Odoo, ou o usuário não o vê)");
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal"
                      " WHERE num_pedido = 'VCD0000001' AND cod_produto = '4310162'") == "12.000");
    CHECK(world.value("SELECT bool_and(ativo) FROM carteira_principal WHERE num_pedido = 'VCD0000005'") ==
          "t");
    CHECK(world.value("SELECT count(*) FROM ciclo_rejeito") == "0");
}

TEST_CASE("a pedido that was renamed is found by either name, and its rows follow") {
    ChangedSince world;
    world.odoo.store().write("sale.order", world.orders[0].id, {{"name", "VCD0000101"}});
    const auto before = versions_but_for(world, "'VCD0000001','VCD0000101'");
    const auto report = run_only(world, {"VCD0000001"});
    INFO(report.error << world.log_text());
    REQUIRE(report.code == ExitCode::ok);
    CHECK(world.rows("SELECT num_pedido, bool_and(ativo) FROM carteira_principal WHERE num_pedido LIKE '%01'"
                     " GROUP BY 1 ORDER BY 1") == "VCD0000001|f\nVCD0000101|t");
    CHECK(world.value("SELECT count(*) FROM separacao WHERE num_pedido = 'VCD0000101'") == "2");
    CHECK(versions_but_for(world, "'VCD0000001','VCD0000101'") == before);
}

TEST_CASE("other records that are set aside are no matter of a selection, and stay as they are", "[long]") {
    ChangedSince world;
    world.add_order("VCD0000008", {{world.azeitona, 1}}, {{"partner_id", 987654}});
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    const auto kept = world.rows("SELECT * FROM ciclo_rejeito");
    CHECK(run_only(world, {"VCD0000001"}).code == ExitCode::ok);
    CHECK(world.rows("SELECT * FROM ciclo_rejeito") == kept);
    CHECK(run_only(world, {"VCD0000008"}).code == ExitCode::done_with_rejects);
}
