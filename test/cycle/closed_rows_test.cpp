// What a row of the backlog says when it is no longer open, by the questions that the application's pages
// ask.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// The sum over all rows, as many pages take it: without a look at ativo.
std::string whole_saldo(World& world) {
    return world.value("SELECT sum(qtd_saldo_produto_pedido)::int FROM carteira_principal");
}

// pedido, product, ordered, saldo, ativo.
std::string rows(World& world) {
    return world.rows(
        "SELECT num_pedido, cod_produto, qtd_produto_pedido::int, qtd_saldo_produto_pedido::int, ativo FROM"
        " carteira_principal ORDER BY 1, 2");
}

// What production still has to make, by product.
std::string demand(World& world) {
    return world.rows(
        "SELECT cod_produto, sum(qtd_saldo_produto_pedido)::int FROM carteira_principal"
        " WHERE qtd_saldo_produto_pedido > 0 GROUP BY 1 ORDER BY 1");
}

struct Company : World {
    Company() {
        plain = add_order("VCD0000001", {{azeitona, 10}, {palmito, 5}});
        other = add_order("VCD0000002", {{azeitona, 7}});
        REQUIRE(run().code == ExitCode::ok);
        advance(minutes{30});
    }
    void write(const Order& order, const Values& values) {
        odoo.store().write("sale.order", order.id, values);
    }
    void set_quantity(const Order& order, std::size_t line, double quantity) {
        odoo.store().write("sale.order.line", order.lines.at(line), {{"product_uom_qty", quantity}});
    }

    Order plain;
    Order other;
};

}  // namespace

TEST_CASE("a cancelled pedido is in no sum: ativo false and saldo 0, what it was is kept with the reason") {
    Company world;
    world.write(world.plain, {{"state", "cancel"}});
    world.run_twice();
    CHECK(whole_saldo(world) == "7");
    CHECK(demand(world) == "4310162|7");
    CHECK(rows(world) == "VCD0000001|4310162|10|0|f\nVCD0000001|4360147|5|0|f\nVCD0000002|4310162|7|7|t");
    CHECK(world.value("SELECT DISTINCT status_pedido FROM carteira_principal WHERE NOT ativo") ==
          "Cancelado");
    CHECK(world.rows("SELECT row->>'cod_produto', (row->>'qtd_saldo_produto_pedido')::numeric::int, "
                     "row->>'ativo', reason"
                     " FROM ciclo_removido WHERE table_name = 'carteira_principal' ORDER BY 1") ==
          "4310162|10|true|pedido cancelado no Odoo\n4360147|5|true|pedido cancelado no Odoo");
    CHECK(world.rows("SELECT cod_produto, removed_reason FROM ciclo_item ORDER BY 1") ==
          "4310162|pedido cancelado no Odoo\n4360147|pedido cancelado no Odoo");
    // A return brings the row back.
    world.advance(minutes{30});
    world.write(world.plain, {{"state", "sale"}});
    world.run_twice();
    CHECK(whole_saldo(world) == "22");
    CHECK(world.value("SELECT count(*) FROM ciclo_item") == "0");
}

TEST_CASE("a wholly invoiced pedido is found with ativo true and saldo 0, and is no demand") {
    Company world;
    world.add_nf("130001", world.plain, {10, 5});
    world.run_twice();
    CHECK(rows(world) == "VCD0000001|4310162|10|0|t\nVCD0000001|4360147|5|0|t\nVCD0000002|4310162|7|7|t");
    CHECK(demand(world) == "4310162|7");
    CHECK(world.value("SELECT count(*) FROM ciclo_removido WHERE table_name = 'carteira_principal'") == "0");
}

TEST_CASE("a line that goes to quantity 0 is out with nothing invoiced, and negative with something") {
    Company world;
    const bool invoiced = thorough() ? GENERATE(true, false) : true;
    if (invoiced) {
        world.add_nf("130001", world.plain, {4, 0});
        world.run_twice();
        world.advance(minutes{30});
    }
    world.set_quantity(world.plain, 0, 0);
    world.run_twice();
    CHECK(rows(world) == std::string(invoiced ? "VCD0000001|4310162|0|-4|t" : "VCD0000001|4310162|0|0|f") +
                             "\nVCD0000001|4360147|5|5|t\nVCD0000002|4310162|7|7|t");
    CHECK(world.value("SELECT reason FROM ciclo_removido WHERE table_name = 'carteira_principal'") ==
          (invoiced ? "" : "linha zerada no Odoo"));
}

TEST_CASE("a line that is gone counts like one of quantity 0") {
    Company world;
    const bool invoiced = thorough() ? GENERATE(true, false) : true;
    long long nf = 0;
    if (invoiced) {
        nf = world.add_nf("130001", world.plain, {4, 0});
        world.run_twice();
        world.advance(minutes{30});
    }
    world.odoo.store().unlink("sale.order.line", world.plain.lines.at(0));
    world.run_twice();
    const std::string others = "\nVCD0000001|4360147|5|5|t\nVCD0000002|4310162|7|7|t";
    CHECK(rows(world) == (invoiced ? "VCD0000001|4310162|0|-4|t" : "VCD0000001|4310162|10|0|f") + others);
    CHECK(world.value("SELECT reason FROM ciclo_removido WHERE table_name = 'carteira_principal'") ==
          "linha removida no Odoo");
    if (!invoiced) return;
    // Without its NF nothing keeps it.
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(rows(world) == "VCD0000001|4310162|0|0|f" + others);
}

TEST_CASE("a renamed pedido counts once, an absent one not at all") {
    Company world;
    SECTION("renamed") {
        world.write(world.plain, {{"name", "VCD0000009"}});
        world.run_twice();
        CHECK(whole_saldo(world) == "22");
        CHECK(world.value("SELECT sum(qtd_saldo_produto_pedido)::int FROM carteira_principal"
                          " WHERE num_pedido = 'VCD0000001'") == "0");
    }
    SECTION("absent") {
        world.odoo.hide_records("sale.order", {world.plain.id});
        world.run_twice();
        CHECK(whole_saldo(world) == "7");
        CHECK(world.value("SELECT bool_or(ativo) FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
              "f");
    }
}

TEST_CASE("an NF of a row that left the backlog gives it no saldo; only Odoo's line brings it back",
          "[long]") {
    Company world;
    const auto nf = world.add_nf("130001", world.plain, {4, 0});
    world.run_twice();
    world.advance(minutes{30});
    world.write(world.plain, {{"state", "cancel"}});
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(whole_saldo(world) == "7");
}

TEST_CASE("ativo NULL counts as true, and is written as true when its pedido is read", "[long]") {
    Company world;
    world.advance(std::chrono::hours{72});
    world.run_twice();
    world.execute("UPDATE carteira_principal SET ativo = NULL");
    world.advance(minutes{30});
    world.run_twice();
    CHECK(rows(world) == "VCD0000001|4310162|10|10|\nVCD0000001|4360147|5|5|\nVCD0000002|4310162|7|7|");
    world.config.full = true;
    world.run_twice();
    CHECK(world.value("SELECT bool_and(ativo) FROM carteira_principal") == "t");
}
