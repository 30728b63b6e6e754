#include <catch2/catch.hpp>

#include "integridade_support.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using config::Removal;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* k_marked =
    "SELECT string_agg(num_pedido, ' ' ORDER BY num_pedido) FROM ciclo_pedido WHERE lines_deleted_at IS NOT "
    "NULL";

// A backlog whose rows are deleted when they leave it; one pedido stays, so that the target is never empty.
struct Deleting : World {
    Deleting() {
        config.removal = Removal::delete_rows;
        add_order("VCD0000099", {{azeitona, 1}});
    }
};

// What the tables say of all pedidos but the one that stays.
std::string saldos_that_leave(World& world) {
    return world.rows(
        "SELECT num_pedido, cod_produto, qtd_produto_pedido, qtd_saldo_produto_pedido, ativo FROM "
        "carteira_principal WHERE num_pedido <> 'VCD0000099' ORDER BY 1, 2");
}

void set_nf_state(World& world, long long nf, const Order& order, const char* state) {
    world.odoo.store().write("account.move", nf, {{"state", state}});
    world.odoo.store().refresh_invoicing(order.id);
}

long long requests_of(const World& world, const std::string& model) {
    long long count = 0;
    for (const auto& request : world.odoo.requests()) {
        if (request.model == model && request.method == "search_read") ++count;
    }
    return count;
}

// Long after every window of what was done so far.
void let_days_pass(World& world) {
    world.advance(hours{72});
    world.run_twice();
    world.advance(hours{30});
    world.run_twice();
}

}  // namespace

TEST_CASE("removal archives by default, and what returns is the same row") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.rows(k_saldos) == "VCD0000001|4310162|10.000|0.000|t");
    CHECK(world.value("SELECT updated_by FROM carteira_principal") == "ciclo");
    world.execute("UPDATE carteira_principal SET expedicao = '2026-12-01'");
    CHECK(world.value(k_marked).empty());
    world.advance(minutes{30});
    set_nf_state(world, nf, order, "cancel");
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT ativo, qtd_saldo_produto_pedido, expedicao FROM carteira_principal") ==
          "f|0.000|2026-12-01");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "sale"}});
    world.run_twice();
    CHECK(world.rows("SELECT ativo, qtd_saldo_produto_pedido, expedicao FROM carteira_principal") ==
          "t|10.000|2026-12-01");
}

TEST_CASE("delete: a cancelled pedido's rows go, and what an NF consumed stays") {
    Deleting world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_item(1, "L1", "VCD0000001");
    world.add_nf("130001", order, {4, 0});
    world.run_twice();
    world.add_lot("L2", "VCD0000001", {{"4310162", 6}}, "parcial", 7);
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("deleted") == 2);
    CHECK(saldos_that_leave(world).empty());
    CHECK(world.rows("SELECT separacao_lote_id, status, qtd_saldo FROM separacao ORDER BY 1") ==
          "L1|FATURADO|4");
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "1");
    CHECK(world.movements() == "VCD0000001|4310162|-4.000|L1|130001");
    CHECK(world.rows("SELECT tipo_alteracao, separacao_lote_id FROM alertas_separacao_cotada") ==
          "REMOCAO|L2");
    CHECK(world.value("SELECT nota_fiscal FROM embarque_itens") == "130001");
}

TEST_CASE("delete: gone pedidos, gone lines and lines of quantity 0 go") {
    Deleting world;
    auto& store = world.odoo.store();
    const auto deleted = world.add_order("VCD0000001", {{world.azeitona, 10}}, {{"state", "draft"}});
    const auto shortened =
        world.add_order("VCD0000002", {{world.azeitona, 10}, {world.palmito, 5}}, {{"state", "draft"}});
    const auto outside = world.add_order("VCD0000003", {{world.azeitona, 10}});
    const auto emptied = world.add_order("VCD0000004", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto renamed = world.add_order("VCD0000005", {{world.azeitona, 10}});
    world.run_twice();
    world.add_lot("L2", "VCD0000002", {{"4360147", 5}});
    world.advance(minutes{30});
    store.unlink("sale.order", deleted.id);
    store.unlink("sale.order.line", shortened.lines.at(1));
    store.write("sale.order", outside.id, {{"l10n_br_tipo_pedido", "transferencia"}});
    store.write("sale.order.line", emptied.lines.at(0), {{"product_uom_qty", 0.0}});
    store.write("sale.order", renamed.id, {{"name", "VCD0000006"}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("deleted") == 5);
    CHECK(saldos_that_leave(world) ==
          "VCD0000002|4310162|10.000|10.000|t\nVCD0000004|4360147|5.000|5.000|t\n"
          "VCD0000006|4310162|10.000|10.000|t");
    CHECK(world.value("SELECT qtd_saldo FROM separacao") == "0");
}

TEST_CASE("delete: what is wholly invoiced stays with saldo 0, and an NF's cancellation gives it back") {
    Deleting world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto nf = world.add_nf("130001", order, {10, 5});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("inserted") == 3);
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|0.000|t\nVCD0000001|4360147|5.000|0.000|t");
    CHECK(world.value(k_marked).empty());
    let_days_pass(world);
    // Odoo does not mark the pedido as changed.
    set_nf_state(world, nf, order, "cancel");
    world.odoo.store().write("sale.order", order.id, {{"write_date", "2026-11-22 15:00:00"}});
    for (const auto line : order.lines)
        world.odoo.store().write("sale.order.line", line, {{"write_date", "2026-11-22 15:00:00"}});
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|10.000|t\nVCD0000001|4360147|5.000|5.000|t");
    CHECK(world.value(k_marked).empty());
    world.advance(minutes{30});
    set_nf_state(world, nf, order, "posted");
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|0.000|t\nVCD0000001|4360147|5.000|0.000|t");
}

TEST_CASE("delete: a line that an NF wholly invoiced stays, with all that people wrote into its row") {
    Deleting world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.run_twice();
    let_days_pass(world);
    world.execute("UPDATE carteira_principal SET expedicao = '2026-12-01'");
    const auto nf = world.add_nf("130001", order, {10, 1});
    world.odoo.store().write("sale.order", order.id, {{"write_date", "2026-11-22 15:00:00"}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("archived") == 0);
    CHECK(report.stages.at(3).counts.get("deleted") == 0);
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|0.000|t\nVCD0000001|4360147|5.000|4.000|t");
    let_days_pass(world);
    set_nf_state(world, nf, order, "cancel");
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|10.000|t\nVCD0000001|4360147|5.000|5.000|t");
    CHECK(world.rows("SELECT cod_produto, expedicao IS NULL FROM carteira_principal"
                     " WHERE num_pedido = 'VCD0000001' ORDER BY 1") == "4310162|f\n4360147|f");
}

TEST_CASE("delete: a quantity raised again and a reactivated pedido bring the rows back", "[long]") {
    Deleting world;
    auto& store = world.odoo.store();
    const auto raised = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto revived = world.add_order("VCD0000002", {{world.palmito, 5}});
    world.add_nf("130001", raised, {10});
    world.run_twice();
    store.write("sale.order", revived.id, {{"state", "cancel"}});
    let_days_pass(world);
    REQUIRE(saldos_that_leave(world) == "VCD0000001|4310162|10.000|0.000|t");
    store.write("sale.order.line", raised.lines.at(0), {{"product_uom_qty", 12.0}});
    store.write("sale.order", revived.id, {{"state", "draft"}});
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|12.000|2.000|t\nVCD0000002|4360147|5.000|5.000|t");
}

TEST_CASE("delete: an NF beyond what was ordered shows as a negative saldo", "[long]") {
    Deleting world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10});
    world.run_twice();
    let_days_pass(world);
    world.add_nf("130002", order, {3});
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|-3.000|t");
    CHECK(excesses(world) == "130002|VCD0000001|4310162|13.000|10.000|3.000|f|-|-");
    // Deleted while it is negative: the excess is as real as before, until an NF goes.
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    CHECK(saldos_that_leave(world).empty());
    CHECK(excesses(world) == "130002|VCD0000001|4310162|13.000|10.000|3.000|f|-|-");
    world.advance(minutes{30});
    set_nf_state(world, nf, order, "cancel");
    world.run_twice();
    CHECK(excesses(world) == "130002|VCD0000001|4310162|13.000|10.000|3.000|t|ciclo|SALDO_NORMALIZADO");
}

TEST_CASE("delete: an excess that the order took up is resolved") {
    Deleting world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {12});
    world.run_twice();
    REQUIRE(saldos_that_leave(world) == "VCD0000001|4310162|10.000|-2.000|t");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 12.0}});
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|12.000|0.000|t");
    CHECK(excesses(world) == "130001|VCD0000001|4310162|12.000|10.000|2.000|t|ciclo|SALDO_NORMALIZADO");
}

TEST_CASE("the removal fuse counts live rows, and so does its message: a wholly invoiced row is no removal") {
    World world;
    for (int i = 1; i <= 12; ++i)
        world.add_order("VCD00000" + std::to_string(10 + i), {{world.azeitona, 1}, {world.palmito, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute("UPDATE carteira_principal SET qtd_saldo_produto_pedido = 0 WHERE cod_produto = '4360147'");
    world.advance(minutes{30});
    for (const auto id : world.odoo.store().ids("sale.order"))
        world.odoo.store().write("sale.order", id, {{"state", "cancel"}});
    world.config.fuse_rows = 10;
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    CHECK(report.error.find(
              "carteira: 12 of 12 active rows would be archived: 12 pedido cancelado no Odoo") == 0);
}

TEST_CASE("delete: the removal fuse counts deletions, and fires before anything is deleted") {
    World world;
    for (int i = 1; i <= 12; ++i) world.add_order("VCD00000" + std::to_string(10 + i), {{world.azeitona, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    for (const auto id : world.odoo.store().ids("sale.order"))
        world.odoo.store().write("sale.order", id, {{"state", "cancel"}});
    world.config.removal = Removal::delete_rows;
    world.config.fuse_rows = 10;
    const auto before = world.row_versions();
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    CHECK(report.error.find("carteira: 12 of 12 active rows would be deleted: 12 pedido cancelado no Odoo") ==
          0);
    CHECK(world.row_versions() == before);
    CHECK(world.value(k_marked).empty());
    world.config.allow_mass_removal = true;
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM carteira_principal") == "0");
}

TEST_CASE("delete: rows that were archived before go with the pedidos that are looked at, the others stay",
          "[long]") {
    World world;
    const auto looked_at = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto left_alone = world.add_order("VCD0000002", {{world.azeitona, 10}});
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", looked_at.lines.at(0), {{"product_uom_qty", 0.0}});
    world.odoo.store().write("sale.order", left_alone.id, {{"state", "cancel"}});
    world.run_twice();
    let_days_pass(world);
    world.config.removal = Removal::delete_rows;
    world.odoo.store().write("sale.order", looked_at.id, {{"picking_note", "x"}});
    CHECK(world.run_twice().stages.at(3).counts.get("deleted") == 1);
    CHECK(world.rows(k_saldos) == "VCD0000001|4360147|5.000|5.000|t\nVCD0000002|4310162|10.000|0.000|f");
}

TEST_CASE("delete: pedidos that are set aside, or typed into the application, keep their archived rows") {
    bool hidden = false;
    World world;
    world.odoo.hide_records("product.product", [&](long long) { return hidden; });
    const auto order = world.add_order("VCD0000001", {{world.palmito, 10}});
    world.execute(
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at, ativo) VALUES ('MANUAL1', 'A', '', 'A', 9, 9,"
        " now(), now(), false)");
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 0.0}});
    world.run_twice();
    world.config.removal = Removal::delete_rows;
    world.advance(minutes{30});
    hidden = true;
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    CHECK(world.rows("SELECT num_pedido, ativo FROM carteira_principal ORDER BY 1") ==
          "MANUAL1|f\nVCD0000001|f");
    hidden = false;
    world.run_twice();
    CHECK(world.rows("SELECT num_pedido, ativo FROM carteira_principal ORDER BY 1") == "MANUAL1|f");
}

TEST_CASE("a base made with delete is right under archive: what returns enters, and nothing is missing then",
          "[long]") {
    Deleting world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto nf = world.add_nf("130001", order, {4, 5});
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(1), {{"product_uom_qty", 0.0}});
    set_nf_state(world, nf, order, "cancel");
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|10.000|t");
    CHECK(world.value(k_marked) == "VCD0000001");
    let_days_pass(world);
    world.config.removal = Removal::archive;
    world.odoo.store().write("sale.order.line", order.lines.at(1), {{"product_uom_qty", 5.0}});
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|10.000|t\nVCD0000001|4360147|5.000|5.000|t");
    CHECK(world.value(k_marked).empty());
    world.advance(minutes{30});
    set_nf_state(world, nf, order, "posted");
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|6.000|t\nVCD0000001|4360147|5.000|0.000|t");
}

TEST_CASE("a deleted pedido is known: no AVISO about its NFs, and they are not read for it again", "[long]") {
    Deleting world;
    const auto order =
        world.add_order("VCD0000001", {{world.azeitona, 10}}, {{"create_date", "2026-01-10 12:00:00"}});
    world.add_nf("130001", order, {4}, {{"create_date", "2026-01-10 12:00:00"}});
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    REQUIRE(saldos_that_leave(world).empty());
    let_days_pass(world);
    world.odoo.store().write("sale.order", order.id, {{"picking_note", "x"}});
    world.odoo.clear_requests();
    const auto report = world.run();
    CHECK(report.stages.at(3).counts.get("pedidos") == 1);
    CHECK(requests_of(world, "account.move.line") == 1);  // ahead, for whatever changed
    for (const auto removal : {Removal::delete_rows, Removal::archive}) {
        world.config.removal = removal;
        CHECK(all_found(world.run_twice()).empty());
    }
}

TEST_CASE("a full cycle right after an incremental one finds nothing to do, whatever becomes of removed rows",
          "[long]") {
    const auto removal = GENERATE(Removal::archive, Removal::delete_rows);
    World world;
    world.config.removal = removal;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 3}});
    const auto done = world.add_order("VCD0000002", {{world.azeitona, 2}});
    const auto cancelled = world.add_order("VCD0000003", {{world.azeitona, 2}});
    world.add_nf("130001", order, {10, 1});
    world.add_nf("130002", done, {2});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.add_order("VCD0000004", {{world.palmito, 7}});
    world.odoo.store().write("sale.order", cancelled.id, {{"state", "cancel"}});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto before = world.row_versions();
    world.config.full = true;
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.row_versions() == before);
    CHECK(world.rows("SELECT num_pedido, cod_produto FROM carteira_principal WHERE ativo ORDER BY 1, 2") ==
          "VCD0000001|4310162\nVCD0000001|4360147\nVCD0000002|4310162\nVCD0000004|4360147");
    CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE NOT ativo") ==
          (removal == Removal::archive ? "1" : "0"));
}

TEST_CASE("emptied tables are filled rightly, whatever was remembered of deleted pedidos") {
    Deleting world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}},
                                       {{"create_date", "2026-01-10 12:00:00"}});
    world.add_nf("130001", order, {10, 1}, {{"create_date", "2026-01-10 12:00:00"}, {"date", "2026-01-10"}});
    world.odoo.store().write("account.move", world.odoo.store().ids("account.move").at(0),
                             {{"write_date", "2026-01-10 12:00:00"}});
    world.run_twice();
    REQUIRE(saldos_that_leave(world) ==
            "VCD0000001|4310162|10.000|0.000|t\nVCD0000001|4360147|5.000|4.000|t");
    world.execute("TRUNCATE carteira_principal, faturamento_produto, relatorio_faturamento_importado");
    world.run_twice();
    CHECK(saldos_that_leave(world) == "VCD0000001|4310162|10.000|0.000|t\nVCD0000001|4360147|5.000|4.000|t");
}
