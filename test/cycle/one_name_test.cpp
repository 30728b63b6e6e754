// Two sale.orders that have one name, which Odoo does not forbid: one of them is the pedido, the same one in
// every cycle, and the other waits for a name of its own.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// The older one of the two is in the backlog when the other comes.
struct Twins : World {
    Order older;
    Order newer;

    Twins() {
        older = add_order("VCD0000001", {{azeitona, 10}});
        add_order("VCD0000002", {{azeitona, 1}});
        REQUIRE(run().code == ExitCode::ok);
        advance(minutes{30});
        newer = add_order("VCD0000001", {{palmito, 5}}, {{"partner_id", other_customer}});
    }

    // One more cycle: which products of which client the pedido then has.
    std::string pedido_after(ExitCode code) {
        const auto report = run();
        INFO(report.error);
        CHECK(report.code == code);
        return rows(
            "SELECT cod_produto, left(cnpj_cpf, 2), qtd_saldo_produto_pedido FROM carteira_principal"
            " WHERE num_pedido = 'VCD0000001' AND ativo IS NOT FALSE ORDER BY 1");
    }
    std::string rejected() { return value("SELECT string_agg(record_id::text, ' ') FROM ciclo_rejeito"); }
};

const char* const k_older = "4310162|12|10.000";
const char* const k_newer = "4360147|98|5.000";

}  // namespace

TEST_CASE(
    "of two pedidos with one name the older stays what it is, in each cycle and long after both changed") {
    Twins world;
    CHECK(world.pedido_after(ExitCode::done_with_rejects) == k_older);
    const auto versions = world.row_versions();
    for (const auto& pause : variants({minutes{60 * 72}, minutes{30}, minutes{30}, minutes{30}})) {
        world.advance(pause);
        CHECK(world.pedido_after(ExitCode::done_with_rejects) == k_older);
        CHECK(world.rejected() == std::to_string(world.newer.id));
        CHECK(world.row_versions() == versions);
    }
    world.config.full = true;
    CHECK(world.pedido_after(ExitCode::done_with_rejects) == k_older);
    CHECK(world.row_versions() == versions);
}

TEST_CASE("a change of the pedido that has to wait for a name changes nothing of the other", "[long]") {
    Twins world;
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    world.advance(hours{72});
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", world.newer.lines.at(0), {{"product_uom_qty", 7.0}});
    CHECK(world.pedido_after(ExitCode::done_with_rejects) == k_older);
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", world.older.lines.at(0), {{"product_uom_qty", 12.0}});
    CHECK(world.pedido_after(ExitCode::done_with_rejects) == "4310162|12|12.000");
}

TEST_CASE("a pedido that is wholly invoiced keeps its name too", "[long]") {
    Twins world;
    world.add_nf("130001", world.older, {10});
    CHECK(world.pedido_after(ExitCode::done_with_rejects) == "4310162|12|0.000");
    world.advance(hours{72});
    for (int cycle = 0; cycle < cycles(3, 1); ++cycle) {
        CHECK(world.pedido_after(ExitCode::done_with_rejects) == "4310162|12|0.000");
        CHECK(world.rejected() == std::to_string(world.newer.id));
        world.advance(minutes{30});
    }
}

TEST_CASE("when the older of two pedidos with one name is cancelled, the other is the pedido from then on") {
    Twins world;
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    world.advance(hours{72});
    world.odoo.store().write("sale.order", world.older.id, {{"state", "cancel"}});
    for (int cycle = 0; cycle < cycles(3, 1); ++cycle) {
        CHECK(world.pedido_after(ExitCode::done_with_rejects) == k_newer);
        CHECK(world.rejected() == std::to_string(world.older.id));
        world.advance(hours{30});
    }
}

TEST_CASE("a pedido that gets a name of its own, or whose twin goes, is good again", "[long]") {
    Twins world;
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    world.advance(hours{72});
    SECTION("a name of its own") {
        world.odoo.store().write("sale.order", world.newer.id, {{"name", "VCD0000003"}});
        CHECK(world.pedido_after(ExitCode::ok) == k_older);
        CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = "
                          "'VCD0000003'") == "5.000");
    }
    SECTION("the twin is deleted") {
        world.odoo.store().write("sale.order", world.older.id, {{"state", "draft"}});
        world.odoo.store().unlink("sale.order", world.older.id);
        CHECK(world.pedido_after(ExitCode::ok) == k_newer);
    }
    world.run_twice();
}

TEST_CASE("lots follow the pedido that owns the name, though another one has it too", "[long]") {
    Twins world;
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}}, "total");
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    world.advance(minutes{30});
    world.odoo.store().write("sale.order.line", world.older.lines.at(0), {{"product_uom_qty", 8.0}});
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    CHECK(world.value("SELECT qtd_saldo FROM separacao") == "8");
}
