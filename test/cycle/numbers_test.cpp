// Numbers arrive as the decimal text that Odoo sent and are rounded once, by the column.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

struct Numbers {
    std::string quantity;
    std::string price;
    std::string total;
};

// An NF of one pedido with these lines of one product.
void add_nf(World& world, const std::string& number, long long product, const std::vector<Numbers>& lines) {
    auto& store = world.odoo.store();
    std::vector<Line> ordered(lines.size(), Line{product, 1});
    const auto order = world.add_order("VCD0" + number, ordered);
    const auto nf = world.add_nf(number, order, std::vector<double>(lines.size(), 1.0));
    const auto ids = store.get("account.move", nf).at("invoice_line_ids").as_ids();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        store.write("account.move.line", ids.at(i),
                    {{"quantity", Decimal{lines[i].quantity}},
                     {"price_unit", Decimal{lines[i].price}},
                     {"price_total", Decimal{lines[i].total}}});
    }
}

std::string stored(World& world) {
    return world.rows(
        "SELECT qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, peso_unitario_produto,"
        " peso_total FROM faturamento_produto ORDER BY numero_nf, cod_produto");
}

// What the report says, to the cent, against the sum of the NF's rows.
void check_reports(World& world) {
    CHECK(world.value("SELECT count(*) FROM relatorio_faturamento_importado") != "0");
    CHECK(world.value("SELECT count(*) FROM relatorio_faturamento_importado r JOIN"
                      " (SELECT numero_nf, sum(valor_produto_faturado) AS valor, sum(peso_total) AS peso"
                      " FROM faturamento_produto GROUP BY 1) f USING (numero_nf)"
                      " WHERE round(r.valor_total::text::numeric, 2) <> f.valor"
                      " OR round(r.peso_bruto::text::numeric, 3) <> f.peso") == "0");
}

}  // namespace

TEST_CASE("sums over several lines of a product are decimal: 0.1 + 0.2 is 0.3") {
    World world;
    add_nf(world, "130001", world.palmito,
           {{"0.1", "0.1", "0.01"}, {"0.2", "0.1", "0.02"}, {"0.0005", "0.1", "0.005"}});
    // 0.3005 rounds up as a decimal; added as doubles it would be a little less than that.
    world.run_twice();
    CHECK(stored(world) == "0.301|0.1000|0.04|1.500|0.451");
    check_reports(world);
}

TEST_CASE("halves of a cent are added before they are rounded, and rounded away from zero") {
    World world;
    add_nf(world, "130001", world.palmito, {{"1.0", "0.125", "0.125"}, {"1.0", "0.125", "0.125"}});
    add_nf(world, "130002", world.palmito, {{"1.0", "1.005", "1.005"}});
    add_nf(world, "130003", world.palmito, {{"3.0", "0.335", "1.005"}, {"1.0", "1.0", "-2.01"}});
    world.run_twice();
    CHECK(stored(world) ==
          "2.000|0.1250|0.25|1.500|3.000\n1.000|1.0050|1.01|1.500|1.500\n4.000|0.5013|-1.01|1.500|6.000");
    check_reports(world);
}

TEST_CASE("floats with an exponent are numbers like any other") {
    World world;
    add_nf(world, "130001", world.palmito, {{"1e-07", "1E+2", "1e-05"}});
    add_nf(world, "130002", world.palmito, {{"1E+2", "1.5e-3", "1.5E-1"}});
    add_nf(world, "130003", world.palmito, {{"5e-324", "2.5e+1", "1e2"}, {"2e0", "2.5e+1", "5e+1"}});
    world.run_twice();
    CHECK(stored(world) ==
          "0.000|100.0000|0.00|1.500|0.000\n100.000|0.0015|0.15|1.500|150.000\n2.000|25.0000|150.00|1.500|3."
          "000");
    check_reports(world);
}

TEST_CASE("fifteen digits and more stay what they are, in the rows and in the report") {
    World world;
    add_nf(world, "130001", world.palmito, {{"12345678901.2345", "12345678901.1235", "12345678901.125"}});
    const std::vector<Numbers> large(90, {"1.0", "99999999999.99", "99999999999.99"});
    add_nf(world, "130002", world.palmito, large);
    world.run_twice();
    CHECK(stored(world) ==
          "12345678901.235|12345678901.1235|12345678901.13|1.500|18518518351.852\n"
          "90.000|99999999999.9900|8999999999999.10|1.500|135.000");
    check_reports(world);
}

TEST_CASE("the report of an NF of several large rows has their sum to the cent, and counts as right") {
    World world;
    const std::vector<Numbers> large(90, {"1.0", "99999999999.99", "99999999999.99"});
    add_nf(world, "130001", world.palmito, large);
    const auto nf = world.odoo.store().ids("account.move").back();
    for (int i = 0; i < 89; ++i) {
        world.odoo.store().create("account.move.line", {{"move_id", nf},
                                                        {"product_id", world.azeitona},
                                                        {"quantity", 1.0},
                                                        {"price_unit", Decimal{"1.0"}},
                                                        {"price_total", Decimal{"99999999999.99"}},
                                                        {"display_type", "product"}});
    }
    world.run_twice();
    CHECK(world.value("SELECT valor_total FROM relatorio_faturamento_importado") == "17899999999998.21");
    check_reports(world);
}

TEST_CASE("the price is the weighted mean, rounded once") {
    World world;
    // 12345678901.123449999: a quotient of 16 digits would end in 45 and round up.
    add_nf(world, "130001", world.palmito,
           {{"999.0", "12345678901.12345", "1.0"}, {"1.0", "12345678901.123449", "1.0"}});
    add_nf(world, "130002", world.palmito, {{"1.0", "1.0", "1.0"}, {"2.0", "2.0", "4.0"}});
    add_nf(world, "130003", world.palmito, {{"2.0", "-1.00005", "-2.0"}});
    world.run_twice();
    CHECK(world.rows("SELECT preco_produto_faturado FROM faturamento_produto ORDER BY numero_nf") ==
          "12345678901.1234\n1.6667\n-1.0001");
}

TEST_CASE("weights are the unit weight times the quantity, rounded after the sum") {
    World world;
    world.odoo.store().write("product.product", world.palmito,
                             {{"gross_weight", Decimal{"0.01"}}, {"weight", 7.0}});
    world.odoo.store().write("product.product", world.azeitona,
                             {{"gross_weight", 0.0}, {"weight", Decimal{"0.1"}}});
    add_nf(world, "130001", world.palmito, {{"0.05", "1.0", "1.0"}, {"0.05", "1.0", "1.0"}});
    add_nf(world, "130002", world.azeitona, {{"0.1", "1.0", "1.0"}, {"0.2", "1.0", "1.0"}});
    add_nf(world, "130003", world.palmito, {{"1000000.0", "1.0", "1.0"}});
    world.run_twice();
    CHECK(
        world.rows("SELECT peso_unitario_produto, peso_total FROM faturamento_produto ORDER BY numero_nf") ==
        "0.010|0.001\n0.100|0.030\n0.010|10000.000");
    check_reports(world);
}

TEST_CASE("the report of an NF is the sum of its rows to the cent, row by row rounded") {
    World world;
    const auto order =
        world.add_order("VCD0000001", {{world.azeitona, 1}, {world.palmito, 1}, {world.sem_codigo, 1}});
    const auto nf = world.add_nf("130001", order, {1, 1, 1});
    for (const auto line : world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids())
        world.odoo.store().write("account.move.line", line, {{"price_total", Decimal{"0.335"}}});
    world.run_twice();
    CHECK(world.rows("SELECT valor_total FROM relatorio_faturamento_importado") == "1.02");
    CHECK(world.value("SELECT sum(valor_produto_faturado) FROM faturamento_produto") == "1.02");
    check_reports(world);
}
