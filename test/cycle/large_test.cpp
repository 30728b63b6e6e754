#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

TEST_CASE("more than a thousand lines that share a unit, a customer and products are looked up once each") {
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
