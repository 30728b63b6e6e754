// Odd values that real bases hold: what a cycle makes of them, and what it says.
#include <catch2/catch.hpp>
#include <string>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::minutes;

namespace {

// "subject detail" of each AVISO of that kind, joined.
std::string notice(const CycleReport& report, const std::string& kind) {
    std::string out;
    for (const auto& stage : report.stages) {
        for (const auto& one : stage.notices) {
            if (one.kind == kind) out += one.examples;
        }
    }
    return out;
}

long long count(const CycleReport& report, const std::string& name) {
    long long sum = 0;
    for (const auto& stage : report.stages) sum += stage.counts.get(name);
    return sum;
}

std::string ufs(World& world) {
    return world.rows("SELECT num_pedido, estado, cod_uf FROM carteira_principal ORDER BY 1");
}

}  // namespace

namespace {

// A unit, a box of twelve of it, and a kilogram, as that version of Odoo has them.
struct Units {
    long long one;
    long long box;
    long long kilogram;

    Units(World& world, const std::string& version) {
        auto& store = world.odoo.store();
        world.odoo.set_version(version);
        const bool is_new = version == "19.0";
        const auto add = [&](const char* name, const char* factor, long long category, const char* path) {
            return store.create("uom.uom",
                                {{"name", name},
                                 {"factor", Decimal{is_new                         ? factor
                                                    : std::string(name) == "CX 12" ? "0.08333333333333333"
                                                                                   : "1.0"}},
                                 {"category_id", category},
                                 {"parent_path", path}});
        };
        one = add("UN", "1.0", 1, "71/");
        box = add("CX 12", "12.0", 1, "71/72/");
        kilogram = add("KG", "1.0", 2, "73/");
    }
};

void set_unit(World& world, const std::string& model, long long line, long long unit) {
    const auto* field = model == "sale.order.line" ? "product_uom" : "product_uom_id";
    world.odoo.store().write(model, line, {{field, unit}});
}

}  // namespace

TEST_CASE("quantities in other units of a kind are converted, until Odoo 18 and from 19 on") {
    for (const auto* version : {"17.0", "19.0"}) {
        INFO(version);
        World world;
        const Units units(world, version);
        // Ordered by the box, invoiced by the piece.
        const auto boxes = world.add_order("VCD0000001", {{world.azeitona, 2, 120.0}});
        set_unit(world, "sale.order.line", boxes.lines[0], units.box);
        const auto nf = world.add_nf("130001", boxes, {});
        set_unit(world, "account.move.line",
                 world.add_nf_product(nf, world.azeitona, 24, 10.0, boxes.lines[0]), units.one);
        // One product in both.
        const auto both =
            world.add_order("VCD0000002", {{world.azeitona, 1, 120.0}, {world.azeitona, 12, 11.0}});
        set_unit(world, "sale.order.line", both.lines[0], units.box);
        set_unit(world, "sale.order.line", both.lines[1], units.one);
        const auto late = world.add_order("VCD0000003", {{world.palmito, 2, 120.0}});
        set_unit(world, "sale.order.line", late.lines[0], units.box);
        auto report = world.run_twice();
        const auto* const saldos =
            "SELECT num_pedido, qtd_produto_pedido, qtd_saldo_produto_pedido, preco_produto_pedido,"
            " unid_medida_produto FROM carteira_principal ORDER BY 1";
        CHECK(world.rows(saldos) ==
              "VCD0000001|2.000|0.000|120.00|CX 12\nVCD0000002|2.000|2.000|126.00|CX 12\n"
              "VCD0000003|2.000|2.000|120.00|CX 12");
        CHECK(world.rows("SELECT qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado"
                         " FROM faturamento_produto") == "2.000|120.0000|240.00");
        CHECK(world.value("SELECT count(*) FROM inconsistencia_faturamento"
                          " WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO'") == "0");
        // Of a pedido that is not read again.
        world.advance(std::chrono::hours{50});
        const auto later = world.add_nf("130002", late, {});
        set_unit(world, "account.move.line",
                 world.add_nf_product(later, world.palmito, 12, 10.0, late.lines[0]), units.one);
        report = world.run();
        CHECK(
            world.value(
                "SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = 'VCD0000003'") ==
            "1.000");
    }
}

namespace {

// Half an hour after a first cycle: a pedido ordered by the box, whose NF counts pieces, and of whose lines
// Odoo refuses the first requests.
struct RefusedBoxes {
    World world;
    Units units{world, "17.0"};

    explicit RefusedBoxes(int refusals) {
        world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {1});
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(std::chrono::minutes{30});
        const auto boxes = world.add_order("VCD0000002", {{world.azeitona, 2, 120.0}});
        set_unit(world, "sale.order.line", boxes.lines[0], units.box);
        const auto nf = world.add_nf("130002", boxes, {});
        set_unit(world, "account.move.line",
                 world.add_nf_product(nf, world.azeitona, 24, 10.0, boxes.lines[0]), units.one);
        world.odoo.store().refresh_invoicing(boxes.id);
        world.odoo.on_request({.model = "sale.order.line",
                               .method = "search_read",
                               .skip = 1,  // the list of what changed
                               .times = refusals,
                               .fault = Fault::odoo_error("odoo.exceptions.ValidationError", "busy")});
    }
    std::string invoiced() {
        return world.value("SELECT qtd_produto_faturado FROM faturamento_produto WHERE numero_nf = '130002'");
    }
    std::string saldo() {
        return world.rows(
            "SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = 'VCD0000002'");
    }
};

}  // namespace

TEST_CASE("an NF of a new pedido is stored in its unit although Odoo did not give the lines before") {
    RefusedBoxes boxes(2);  // ahead, and when they are needed
    CHECK(boxes.world.run().code == ExitCode::ok);
    CHECK(boxes.invoiced() == "2.000");
    CHECK(boxes.saldo() == "0.000");
}

TEST_CASE("no pedido enters while Odoo refuses the unit that its NF is to be stored in") {
    RefusedBoxes boxes(3);
    CHECK(boxes.world.run().code == ExitCode::carteira_failed);
    CHECK(boxes.invoiced() == "24.000");
    CHECK(boxes.saldo().empty());
    boxes.world.run_twice();
    CHECK(boxes.invoiced() == "2.000");
    CHECK(boxes.saldo() == "0.000");
}

TEST_CASE("units that cannot be converted set their pedido or NF aside, naming both") {
    World world;
    const Units units(world, "17.0");
    const auto both = world.add_order("VCD0000001", {{world.azeitona, 1}, {world.azeitona, 1}});
    set_unit(world, "sale.order.line", both.lines[0], units.one);
    set_unit(world, "sale.order.line", both.lines[1], units.kilogram);
    const auto order = world.add_order("VCD0000002", {{world.azeitona, 5}});
    set_unit(world, "sale.order.line", order.lines[0], units.kilogram);
    const auto nf = world.add_nf("130001", order, {1});
    set_unit(world, "account.move.line", world.add_nf_product(nf, world.azeitona, 1, 10, order.lines[0]),
             units.one);
    CHECK(world.run().code == ExitCode::done_with_rejects);
    const auto reasons = world.rows("SELECT reason FROM ciclo_rejeito ORDER BY 1");
    CHECK_THAT(reasons, Contains("NF 130001: account.move.line") && Contains("which cannot be converted\n"));
    CHECK_THAT(reasons, Contains("pedido VCD0000001: product.product " + std::to_string(world.azeitona) +
                                 " in uom.uom " + std::to_string(units.kilogram) + " and " +
                                 std::to_string(units.one)));
    CHECK(world.rows("SELECT num_pedido FROM carteira_principal") == "VCD0000002");
}

TEST_CASE("a state of another country is no UF, whatever its code, and no AVISO") {
    World world;
    auto& store = world.odoo.store();
    const auto brazil = store.create("res.country", {{"name", "Brasil"}, {"code", "BR"}});
    const auto italy = store.create("res.country", {{"name", "Itália"}, {"code", "IT"}});
    const auto usa = store.create("res.country", {{"name", "Estados Unidos"}, {"code", "US"}});
    const auto add = [&](const std::string& pedido, const std::string& state, const std::string& code,
                         long long country) {
        const auto id =
            store.create("res.country.state", {{"name", state}, {"code", code}, {"country_id", country}});
        const auto partner = store.create(
            "res.partner", {{"name", "CLIENTE"}, {"l10n_br_cnpj", "98.765.432/0001-10"}, {"state_id", id}});
        world.add_order(pedido, {{world.azeitona, 1}},
                        {{"partner_id", partner}, {"partner_shipping_id", partner}});
    };
    add("VCD0000001", "La Spezia", "SP", italy);
    add("VCD0000002", "Pennsylvania", "PA", usa);
    add("VCD0000003", "Texas", "TX", usa);
    add("VCD0000004", "Estado do Pará", "PA", brazil);
    add("VCD0000005", "Fora do mapa", "XX", brazil);
    const auto report = world.run_twice();
    CHECK(ufs(world) == "VCD0000001||\nVCD0000002||\nVCD0000003||\nVCD0000004|PA|PA\nVCD0000005||");
    CHECK_THAT(notice(report, "UF_DESCONHECIDA"), Contains("VCD0000005") && !Contains("VCD0000001") &&
                                                      !Contains("VCD0000002") && !Contains("VCD0000003"));
}

TEST_CASE("names and origins typed by hand lead to their pedido, blanks around them or not") {
    World world;
    const auto plain = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto blank = world.add_order("VCD0000002\n", {{world.azeitona, 10}});
    const auto other = world.add_order("VCD0000003", {{world.azeitona, 10}});
    const auto listed = world.add_order("VCD0000004", {{world.azeitona, 10}});
    const auto nf = [&](const std::string& number, const Order& order, const std::string& origin) {
        world.add_nf(number, order, {4}, {{"invoice_origin", origin}});
    };
    nf("130001", plain, "VCD0000001 ");
    nf("130002", blank, " VCD0000002\n");
    nf(" 130003 ", other, "\tVCD0000003\xC2\xA0");
    // A list of one name, and no line that leads to it.
    const auto move = world.add_nf("130004", listed, {}, {{"invoice_origin", "VCD0000004\n, "}});
    const auto line = world.add_nf_product(move, world.azeitona, 4, 10, listed.lines[0]);
    world.odoo.store().write("account.move.line", line, {{"sale_line_ids", Ids{}}});
    world.run_twice();
    CHECK(world.rows("SELECT numero_nf, origem FROM faturamento_produto ORDER BY 1") ==
          "130001|VCD0000001\n130002|VCD0000002\n130003|VCD0000003\n130004|VCD0000004");
    CHECK(world.rows("SELECT num_pedido, qtd_saldo_produto_pedido FROM carteira_principal ORDER BY 1") ==
          "VCD0000001|6.000\nVCD0000002|6.000\nVCD0000003|6.000\nVCD0000004|6.000");
    world.advance(std::chrono::hours{30});
    CHECK(count(world.run_twice(), "gone") == 0);
    CHECK(world.value(
              "SELECT count(*) FROM carteira_principal WHERE ativo AND qtd_saldo_produto_pedido = 6") == "4");
}

TEST_CASE("down payments are neither backlog nor goods, and lines that are no goods are counted and told") {
    World world;
    auto& store = world.odoo.store();
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 0}});
    store.write("sale.order.line", order.lines[1], {{"is_downpayment", true}, {"qty_invoiced", 1.0}});
    const auto nf = world.add_nf("130001", order, {4});
    // The pedido's line says it; the NF's own does; a complement of value; a line without a product.
    world.add_nf_product(nf, world.palmito, 1, 100, order.lines[1]);
    const auto own = world.add_nf_product(nf, world.palmito, 1, 100, order.lines[0]);
    store.write("account.move.line", own, {{"is_downpayment", true}});
    world.add_nf_product(nf, world.azeitona, 0, 5, order.lines[0]);
    const auto complement = world.add_order("VCD0000002", {{world.azeitona, 3}});
    world.add_nf("130002", complement, {0});
    const auto report = world.run_twice();
    CHECK(
        world.rows(
            "SELECT num_pedido, cod_produto, qtd_saldo_produto_pedido FROM carteira_principal ORDER BY 1") ==
        "VCD0000001|4310162|6.000\nVCD0000002|4310162|3.000");
    CHECK(world.rows("SELECT numero_nf, cod_produto, qtd_produto_faturado FROM faturamento_produto") ==
          "130001|4310162|4.000");
    CHECK(count(report, "downpayment_lines") == 2);
    CHECK(count(report, "lines_without_goods") == 2);
    CHECK_THAT(notice(report, "NF_LINHA_SEM_MERCADORIA"), Contains("130001") && Contains("130002"));
    CHECK(world.inconsistencies().find("EXCEDE") == std::string::npos);
}

TEST_CASE("a code of blanks is none, and two products of one code are added with an AVISO that names both") {
    World world;
    auto& store = world.odoo.store();
    const auto product = [&](const std::string& code) {
        return store.create("product.product",
                            {{"name", "PRODUTO"}, {"default_code", code}, {"weight", 1.0}});
    };
    const auto first_blank = product(" ");
    const auto second_blank = product("\t");
    const auto one = product("A1");
    const auto same = product("A1 ");
    const auto order =
        world.add_order("VCD0000001", {{first_blank, 1}, {second_blank, 2}, {one, 3}, {same, 4}});
    world.add_nf("130001", order, {1, 1, 1, 1});
    const auto report = world.run_twice();
    const auto ids = [](long long a, long long b) { return std::to_string(a) + ", " + std::to_string(b); };
    CHECK(
        world.rows("SELECT cod_produto, qtd_produto_pedido, qtd_saldo_produto_pedido FROM carteira_principal"
                   " ORDER BY 2") == "ODOO-" + std::to_string(first_blank) + "|1.000|0.000\nODOO-" +
                                         std::to_string(second_blank) + "|2.000|1.000\nA1|7.000|5.000");
    CHECK_THAT(notice(report, "PRODUTO_SEM_CODIGO"), Contains("ODOO-" + std::to_string(first_blank)));
    const auto twins = notice(report, "PRODUTOS_COM_UM_CODIGO");
    CHECK_THAT(twins, Contains("A1 product.product " + ids(one, same) + ", NF 130001") ||
                          Contains("A1 (product.product " + ids(one, same) + ", NF 130001)"));
}

TEST_CASE("a nameless address has its parent's name, a contact its company's CNPJ, a person a CPF") {
    World world;
    auto& store = world.odoo.store();
    const auto contact = store.create(
        "res.partner",
        {{"name", "COMPRADOR"}, {"parent_id", world.customer}, {"commercial_partner_id", world.customer}});
    const auto address = store.create("res.partner", {{"parent_id", world.customer}, {"street", "Rua Dois"}});
    const auto person = store.create("res.partner", {{"name", "MARIA"}, {"l10n_br_cpf", "123.456.789-09"}});
    store.write("res.partner", person, {{"commercial_partner_id", person}});
    world.add_order("VCD0000001", {{world.azeitona, 1}},
                    {{"partner_id", contact}, {"partner_shipping_id", address}});
    const auto order = world.add_order("VCD0000002", {{world.azeitona, 1}},
                                       {{"partner_id", person}, {"partner_shipping_id", person}});
    world.add_nf("130001", order, {1}, {{"partner_id", person}});
    world.run_twice();
    CHECK(world.rows("SELECT num_pedido, cnpj_cpf, raz_social, empresa_endereco_ent, rua_endereco_ent"
                     " FROM carteira_principal ORDER BY 1") ==
          "VCD0000001|12.345.678/0001-90|COMPRADOR|MERCADO SÃO JOÃO|Rua Dois\n"
          "VCD0000002|123.456.789-09|MARIA|MARIA|");
    CHECK(world.value("SELECT cnpj_cliente FROM faturamento_produto") == "123.456.789-09");
}

TEST_CASE("what no table holds sets its record aside and costs no other one anything") {
    World world;
    auto& store = world.odoo.store();
    world.add_order("VCD0000001", {{world.azeitona, 1}});
    world.add_order("VCD" + std::string(4000, '7'), {{world.azeitona, 1}});
    const auto small = world.add_order("VCD0000002", {{world.azeitona, 1}});
    store.write("sale.order.line", small.lines[0], {{"price_unit", Decimal{"11e-16384"}}});
    const auto report = world.run();
    CHECK(report.code == ExitCode::done_with_rejects);
    CHECK(world.rows("SELECT num_pedido FROM carteira_principal") == "VCD0000001");
    CHECK(world.value("SELECT count(*) FROM ciclo_rejeito") == "2");
}

TEST_CASE("pedidos without a name are set aside one by one, and the cycle goes on") {
    World world;
    const auto first = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto second = world.add_order("VCD0000002", {{world.azeitona, 5}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    auto& store = world.odoo.store();
    world.add_nf("130001", second, {2});
    // By SQL: Odoo itself demands a name.
    store.write("sale.order", first.id, {{"name", false}});
    store.write("sale.order", second.id, {{"name", false}});
    world.add_order("VCD0000003", {{world.azeitona, 7}});
    for (const bool is_full : {false, true}) {
        INFO("full load: " << is_full);
        world.config.full = is_full;
        const auto report = world.run();
        INFO(report.error);
        CHECK(report.code == ExitCode::done_with_rejects);
        CHECK_THAT(report.error, Contains("sale.order " + std::to_string(first.id)));
        CHECK_THAT(report.error, Contains("sale.order " + std::to_string(second.id)));
        CHECK(world.rows(k_saldos) ==
              "VCD0000001|4310162|10.000|10.000|t\nVCD0000002|4310162|5.000|5.000|t\n"
              "VCD0000003|4310162|7.000|7.000|t");
        world.advance(minutes{30});
    }
    const auto before = world.row_versions();
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(world.row_versions() == before);
    // With its name it is a pedido again.
    store.write("sale.order", first.id, {{"name", "VCD0000001"}});
    store.write("sale.order", second.id, {{"name", "VCD0000009"}});
    world.advance(minutes{30});
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.value(
              "SELECT string_agg(num_pedido, ' ' ORDER BY num_pedido) FROM carteira_principal WHERE ativo") ==
          "VCD0000001 VCD0000003 VCD0000009");
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = "
                      "'VCD0000009'") == "3.000");
}
