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

}  // namespace

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
