// The saldo: what a pedido's line asks for, less every NF of it that is not cancelled.
#include <catch2/catch.hpp>

#include "integridade_support.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

// Quantities by their text, as Odoo sends them: a double has already lost them.
struct Part {
    std::size_t line;
    std::string quantity;
};

long long add_nf(World& world, const std::string& number, const Order& order, const std::vector<Part>& parts,
                 const Values& more = {}) {
    auto& store = world.odoo.store();
    const auto move = world.add_nf(number, order, {}, more);
    for (const auto& [line, quantity] : parts) {
        const auto sold = store.get("sale.order.line", order.lines.at(line));
        store.create("account.move.line", {{"move_id", move},
                                           {"product_id", sold.at("product_id").as_int()},
                                           {"quantity", Decimal{quantity}},
                                           {"price_unit", 10.0},
                                           {"price_total", 10.0},
                                           {"display_type", "product"},
                                           {"sale_line_ids", Ids{order.lines.at(line)}}});
    }
    store.refresh_invoicing(order.id);
    return move;
}

void order_quantity(World& world, const Order& order, std::size_t line, const std::string& quantity) {
    world.odoo.store().write("sale.order.line", order.lines.at(line),
                             {{"product_uom_qty", Decimal{quantity}}});
}

// "VCD0000001 4310162: 6.000 t", a line each.
std::string saldos(World& world) {
    return world.rows(
        "SELECT num_pedido || ' ' || cod_produto || ': ' || qtd_saldo_produto_pedido || ' ' || ativo::text"
        " FROM carteira_principal ORDER BY num_pedido, cod_produto");
}

void set_state(World& world, const Order& order, long long nf, const char* state) {
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", state}});
    world.odoo.store().refresh_invoicing(order.id);
}

Values born(const std::string& day) {
    return {{"create_date", day + " 12:00:00"}, {"write_date", day + " 12:00:00"}, {"date", day}};
}

Values with(Values values, const std::string& field, const fake_odoo::Value& value) {
    values[field] = value;
    return values;
}

}  // namespace

TEST_CASE("a saldo counts every NF of its pedido, whatever the NF's age") {
    World world;
    world.add_order("VCD0000009", {{world.palmito, 1}});
    auto sale = born("2023-02-01");
    sale.erase("date");
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 100}, {world.palmito, 5}},
                                       with(sale, "l10n_br_tipo_pedido", "devolucao"));
    add_nf(world, "100001", order, {{0, "10"}}, born("2023-02-10"));
    add_nf(world, "100002", order, {{0, "20"}, {1, "5"}}, born("2025-11-10"));
    add_nf(world, "100003", order, {{0, "30"}}, with(born("2024-03-01"), "state", "cancel"));
    add_nf(world, "100004", order, {{0, "7"}}, with(born("2026-09-01"), "state", "draft"));
    add_nf(world, "100005", order, {{0, "2"}}, with(born("2026-09-02"), "l10n_br_numero_nota_fiscal", false));
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(saldos(world) == "VCD0000009 4360147: 1.000 true");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "venda"}});
    const auto report = world.run_twice();
    CHECK_FALSE(report.stages.at(3).window->full);
    CHECK(saldos(world) ==
          "VCD0000001 4310162: 63.000 true\nVCD0000001 4360147: 0.000 true\n"
          "VCD0000009 4360147: 1.000 true");
    CHECK(world.rows("SELECT numero_nf, status_nf FROM faturamento_produto GROUP BY 1, 2 ORDER BY 1") ==
          "100001|Lançado\n100002|Lançado\n100003|Cancelado\n100004|Provisório");
    CHECK(world.value("SELECT count(*) FROM relatorio_faturamento_importado") == "4");
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "0");
    CHECK(world.inconsistencies().empty());
}

TEST_CASE("a saldo is exact to the thousandth, however it was split") {
    World world;
    const auto thirds = world.add_order("VCD0000001", {{world.azeitona, 1}});
    const auto rounded = world.add_order("VCD0000002", {{world.azeitona, 1}});
    const auto small = world.add_order("VCD0000003", {{world.azeitona, 1}, {world.palmito, 1}});
    const auto large = world.add_order("VCD0000004", {{world.azeitona, 1}});
    order_quantity(world, small, 0, "0.01");
    order_quantity(world, small, 1, "0.3");
    order_quantity(world, large, 0, "12345678901.345");
    add_nf(world, "130001", thirds, {{0, "0.333"}});
    add_nf(world, "130002", thirds, {{0, "0.333"}});
    add_nf(world, "130003", thirds, {{0, "0.334"}});
    // Three thirds on one NF are a whole; on three NFs each is rounded for itself.
    add_nf(world, "130004", rounded, {{0, "0.3333333"}, {0, "0.3333333"}, {0, "0.3333333"}});
    for (int i = 0; i < 9; ++i) add_nf(world, std::to_string(130010 + i), small, {{0, "0.001"}});
    add_nf(world, "130020", small, {{1, "0.1"}});
    add_nf(world, "130021", small, {{1, "0.2"}});
    add_nf(world, "130022", large, {{0, "12345678901.344"}});
    world.run_twice();
    CHECK(saldos(world) ==
          "VCD0000001 4310162: 0.000 true\nVCD0000002 4310162: 0.000 true\nVCD0000003 4310162: 0.001 true\n"
          "VCD0000003 4360147: 0.000 true\nVCD0000004 4310162: 0.001 true");
}

TEST_CASE("an NF that was cancelled before it was ever seen takes nothing from the saldo") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = add_nf(world, "130001", order, {{0, "10"}}, {{"state", "cancel"}});
    add_nf(world, "130002", order, {{0, "3"}});
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 7.000 true");
    set_state(world, order, nf, "posted");
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: -3.000 true");
}

TEST_CASE("a saldo follows its NFs: draft, posted, cancelled, active again") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 4}});
    add_nf(world, "130001", order, {{0, "2.5"}});
    const auto nf = add_nf(world, "130002", order, {{0, "7.5"}, {1, "1"}}, {{"state", "draft"}});
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 0.000 true\nVCD0000001 4360147: 3.000 true");
    set_state(world, order, nf, "posted");
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 0.000 true\nVCD0000001 4360147: 3.000 true");
    set_state(world, order, nf, "cancel");
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 7.500 true\nVCD0000001 4360147: 4.000 true");
    set_state(world, order, nf, "draft");
    world.run_twice();
    set_state(world, order, nf, "posted");
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 0.000 true\nVCD0000001 4360147: 3.000 true");
}

TEST_CASE(
    "a wholly invoiced pedido comes back when its NF is cancelled, though Odoo does not mark the pedido") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = add_nf(world, "130001", order, {{0, "10"}});
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 0.000 true");
    world.advance(std::chrono::hours{24 * 20});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    const auto unmarked = world.odoo.store().get("sale.order", order.id).at("write_date");
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.odoo.store().write("sale.order.line", order.lines.at(0),
                             {{"qty_invoiced", 0.0}, {"write_date", "2026-11-22 15:00:00"}});
    CHECK(world.odoo.store().get("sale.order", order.id).at("write_date") == unmarked);
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 10.000 true");
}

TEST_CASE(
    "a wholly invoiced line comes back beside lines that never left, though Odoo does not mark the pedido",
    "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 4}});
    const auto nf = add_nf(world, "130001", order, {{0, "10"}});
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 0.000 true\nVCD0000001 4360147: 4.000 true");
    world.advance(std::chrono::hours{24 * 20});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.odoo.store().write("sale.order.line", order.lines.at(0),
                             {{"qty_invoiced", 0.0}, {"write_date", "2026-11-22 15:00:00"}});
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 10.000 true\nVCD0000001 4360147: 4.000 true");
}

TEST_CASE("one product on several lines of a pedido and of its NFs has one saldo") {
    World world;
    const auto order = world.add_order(
        "VCD0000001",
        {{world.azeitona, 10}, {world.azeitona, 2.5}, {world.palmito, 5}, {world.azeitona, 0.125}});
    add_nf(world, "130001", order, {{0, "4"}, {1, "2.5"}, {3, "0.125"}});
    add_nf(world, "130002", order, {{0, "1"}, {0, "1"}, {2, "5"}});
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 4.000 true\nVCD0000001 4360147: 0.000 true");
}

TEST_CASE("of an NF of several pedidos each pedido's saldo counts its own part") {
    World world;
    const auto first = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 2}});
    const auto second = world.add_order("VCD0000002", {{world.azeitona, 30}});
    const auto nf =
        add_nf(world, "130001", first, {{0, "3"}}, {{"invoice_origin", "VCD0000001, VCD0000002"}});
    world.add_nf_product(nf, world.azeitona, 12.0, 10.0, second.lines.at(0));
    world.odoo.store().refresh_invoicing(second.id);
    world.run_twice();
    const std::string untouched = "\nVCD0000001 4360147: 2.000 true\n";
    CHECK(saldos(world) == "VCD0000001 4310162: 7.000 true" + untouched + "VCD0000002 4310162: 18.000 true");
    set_state(world, first, nf, "cancel");
    world.odoo.store().refresh_invoicing(second.id);
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 10.000 true" + untouched + "VCD0000002 4310162: 30.000 true");
}

TEST_CASE("a quantity that changes while NFs exist: the saldo may be negative, is reported, and settles") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    add_nf(world, "130001", order, {{0, "4"}});
    world.run_twice();
    const auto ordered = [&](const char* quantity) {
        world.advance(std::chrono::minutes{30});
        order_quantity(world, order, 0, quantity);
        return world.run_twice();
    };
    CHECK(all_found(ordered("4.001")).empty());
    CHECK(saldos(world) == "VCD0000001 4310162: 0.001 true");
    const auto report = ordered("3.999");
    CHECK(saldos(world) == "VCD0000001 4310162: -0.001 true");
    CHECK(found(world, report, "saldo_negativo") == "AVISO 1 (pedido VCD0000001 product 4310162: -0.001)");
    CHECK(excesses(world) == "130001|VCD0000001|4310162|4.000|3.999|0.001|f|-|-");
    CHECK(all_found(ordered("4")).empty());
    CHECK(saldos(world) == "VCD0000001 4310162: 0.000 true");
    CHECK(excesses(world) == "130001|VCD0000001|4310162|4.000|3.999|0.001|t|ciclo|SALDO_NORMALIZADO");
    ordered("20");
    CHECK(saldos(world) == "VCD0000001 4310162: 16.000 true");
}

TEST_CASE("a negative saldo of two NFs is resolved when one of them is cancelled") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    add_nf(world, "130001", order, {{0, "8"}});
    const auto nf = add_nf(world, "130002", order, {{0, "8"}});
    CHECK(all_found(world.run_twice()) == "saldo_negativo");
    CHECK(saldos(world) == "VCD0000001 4310162: -6.000 true");
    CHECK(excesses(world) == "130002|VCD0000001|4310162|16.000|10.000|6.000|f|-|-");
    set_state(world, order, nf, "cancel");
    CHECK(all_found(world.run_twice()).empty());
    CHECK(saldos(world) == "VCD0000001 4310162: 2.000 true");
    CHECK(
        world.value("SELECT count(*) FROM inconsistencia_faturamento WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO'"
                    " AND resolvida IS NOT TRUE") == "0");
}

TEST_CASE("what was cancelled of a line is kept and never subtracted: Odoo has taken it out already") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 6}});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"qty_cancelado", 4.0}});
    add_nf(world, "130001", order, {{0, "2"}});
    world.run_twice();
    const std::string columns =
        "SELECT qtd_produto_pedido, qtd_cancelada_produto_pedido, qtd_saldo_produto_pedido FROM "
        "carteira_principal";
    CHECK(world.rows(columns) == "6.000|4.000|4.000");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0),
                             {{"qty_cancelado", 5.5}, {"product_uom_qty", 4.5}});
    world.run_twice();
    CHECK(world.rows(columns) == "4.500|5.500|2.500");
}

TEST_CASE("a saldo follows what people do to an NF's rows, in the next regular cycle") {
    World world;
    const auto live = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto closed = world.add_order("VCD0000002", {{world.palmito, 5}});
    world.add_nf("130001", live, {4});
    world.add_nf("130002", closed, {5});
    world.run_twice();
    world.advance(std::chrono::hours{72});
    world.run_twice();
    REQUIRE(saldos(world) == "VCD0000001 4310162: 6.000 true\nVCD0000002 4360147: 0.000 true");
    world.execute("UPDATE faturamento_produto SET qtd_produto_faturado = 3 WHERE numero_nf = '130001'");
    world.execute("DELETE FROM faturamento_produto WHERE numero_nf = '130002'");
    world.execute(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem,"
        " status_nf, created_at, updated_at, created_by) VALUES ('900001', current_date, '1', 'C', '4360147',"
        " 'P', 2, 1, 2, 'VCD0000002', 'Lançado', now(), now(), 'Importação TagPlus')");
    world.advance(std::chrono::minutes{30});
    const auto report = world.run_twice();
    CHECK_FALSE(report.stages.at(3).window->full);
    CHECK(saldos(world) == "VCD0000001 4310162: 7.000 true\nVCD0000002 4360147: 3.000 true");
}

TEST_CASE("a first run over another program's tables reopens no closed pedido") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.execute(
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at, ativo) VALUES"
        " ('VCD0000009', '4310162', '1', 'A', 10, 0, now(), now(), true)");
    world.run_twice();
    world.advance(std::chrono::minutes{30});
    world.run_twice();
    CHECK(saldos(world) == "VCD0000001 4310162: 10.000 true\nVCD0000009 4310162: 0.000 true");
}
