#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

TEST_CASE("more than a thousand lines that share a unit, a customer and products are looked up once each",
          "[long]") {
    World world;
    for (int pedido = 0; pedido < 60; ++pedido) {
        std::vector<Line> lines;
        for (int line = 0; line < 20; ++line)
            lines.push_back({line % 2 == 0 ? world.azeitona : world.palmito, 1});
        world.add_order("VCD" + std::to_string(1000000 + pedido), lines);
    }
    world.run_twice();
    CHECK(world.rows("SELECT count(*), sum(qtd_produto_pedido) FROM carteira_principal") == "120|1200.000");
}

TEST_CASE("an NF line of two pedidos that are in different requests enters once") {
    World world;
    std::vector<Order> orders;
    for (int pedido = 0; pedido < 520; ++pedido)
        orders.push_back(world.add_order("VCD" + std::to_string(1000000 + pedido), {{world.azeitona, 10}}));
    const auto nf = world.add_nf("130001", orders.front(), {4});
    const auto line = world.add_nf_product(nf, world.palmito, 6, 10, orders.front().lines.at(0));
    world.odoo.store().write("account.move.line", line,
                             {{"sale_line_ids", Ids{orders.front().lines.at(0), orders.back().lines.at(0)}}});
    world.run_twice();
    CHECK(world.rows("SELECT cod_produto, qtd_produto_faturado FROM faturamento_produto ORDER BY 1") ==
          "4310162|4.000\n4360147|6.000");
    CHECK(world.value("SELECT count(DISTINCT num_pedido) FROM carteira_principal") == "520");
}
