// What a cycle reads of the pedidos, and how often it asks. That what was not read is not taken for gone:
// completeness_test.cpp.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "json/value.hpp"
#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using fake_odoo::RequestLog;

namespace {

constexpr const char* k_pedidos = "SELECT DISTINCT num_pedido FROM carteira_principal ORDER BY 1";
const Values k_long_ago{{"create_date", "2026-01-10 12:00:00"}, {"write_date", "2026-01-10 12:00:00"}};

// A pedido that no window reaches and that the target does not hold: only a change brings it in.
Order add_old_order(World& world, const std::string& name, const Values& more = {}) {
    auto header = k_long_ago;
    for (const auto& [field, value] : more) header[field] = value;
    auto order = world.add_order(name, {}, header);
    Values line{{"order_id", order.id},
                {"product_id", world.azeitona},
                {"product_uom", 28},
                {"product_uom_qty", 10.0},
                {"price_unit", 10.0}};
    for (const auto& [field, value] : k_long_ago) line[field] = value;
    order.lines.push_back(world.odoo.store().create("sale.order.line", line));
    return order;
}

// One pedido is in the backlog, and every window has passed it by.
void begin(World& world) {
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
}

long long new_partner(World& world, const std::string& name) {
    auto values = k_long_ago;
    values["name"] = name;
    values["l10n_br_cnpj"] = name;
    return world.odoo.store().create("res.partner", values);
}

// Without the lists of what changed, which hold stamps alone.
std::vector<RequestLog> reads_of(const World& world, const std::string& model) {
    std::vector<RequestLog> reads;
    for (const auto& request : world.odoo.requests()) {
        if (request.model == model && request.method == "search_read" && request.fields.size() > 2)
            reads.push_back(request);
    }
    return reads;
}

// The texts and numbers of `["field","in",[...]]` in a request's domain, as JSON; nothing where it asks none.
std::vector<std::string> asked(const RequestLog& request, std::string_view field) {
    const auto document = json::Document::parse(request.domain);
    std::vector<std::string> values;
    for (const auto& term : document.root().elements()) {
        if (!term.is(json::Type::array) || term.at(0).string() != field || term.at(1).string() != "in")
            continue;
        for (const auto& value : term.at(2).elements())
            values.push_back(value.is(json::Type::string) ? std::string(value.string())
                                                          : std::to_string(value.integer()));
    }
    return values;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const auto& text : texts) out += text + " ";
    return out;
}

// Every value that is requested in a list, by requester: model, fields and path. A further page repeats the
// list, from another id on.
void check_nothing_is_asked_twice(const World& world) {
    std::map<std::string, std::map<std::string, std::string>> lists;  // asker -> value -> its list
    std::set<std::string> pages;
    for (const auto& request : world.odoo.requests()) {
        if (request.method != "search_read") continue;
        INFO(request.model << " " << request.domain);
        CHECK(pages.insert(request.model + joined(request.fields) + request.domain).second);
        for (const char* path : {"id", "name", "order_id", "move_id", "sale_line_ids.order_id"}) {
            const auto values = asked(request, path);
            const auto list = joined(values);
            for (const auto& value : values) {
                const auto asker = request.model + " " + joined(request.fields) + path;
                CHECK(lists[asker].try_emplace(value, list).first->second == list);
            }
        }
    }
    CHECK(pages.size() > 10);
}

}  // namespace

TEST_CASE(
    "a pedido is read when it, a line, and a live one when its customer or its delivery address changed") {
    World world;
    begin(world);
    auto& store = world.odoo.store();
    const auto by_header = add_old_order(world, "VCD0000002");
    const auto by_line = add_old_order(world, "VCD0000003");
    const auto customer = new_partner(world, "A");
    const auto address = new_partner(world, "B");
    add_old_order(world, "VCD0000004", {{"partner_id", customer}});
    add_old_order(world, "VCD0000005", {{"partner_shipping_id", address}});
    add_old_order(world, "VCD0000006");
    // Those of A and B are taken in; then every window passes them by.
    world.config.pedidos = {"VCD0000004", "VCD0000005"};
    REQUIRE(world.run().code == ExitCode::ok);
    world.config.pedidos.clear();
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    REQUIRE(world.rows(k_pedidos) == "VCD0000001\nVCD0000004\nVCD0000005");
    world.advance(std::chrono::minutes{30});
    world.odoo.clear_requests();
    store.write("sale.order", by_header.id, {{"picking_note", "x"}});
    store.write("sale.order.line", by_line.lines.at(0), {{"name", "x"}});  // leaves its order as it is
    store.write("res.partner", customer, {{"l10n_br_razao_social", "A LTDA"}});
    store.write("res.partner", address, {{"phone", "1"}});
    world.run_twice();
    CHECK(world.rows(k_pedidos) == "VCD0000001\nVCD0000002\nVCD0000003\nVCD0000004\nVCD0000005");
    CHECK(world.rows("SELECT num_pedido, raz_social, telefone_endereco_ent FROM carteira_principal WHERE "
                     "num_pedido IN "
                     "('VCD0000004', 'VCD0000005') ORDER BY 1") ==
          "VCD0000004|A LTDA|(19) 3333-4444\nVCD0000005|SÃO JOÃO LTDA|1");
}

TEST_CASE("a pedido created in the status window is read whatever its write_date") {
    World world;
    begin(world);
    const auto hours_ago = [&](int ago) {
        return Values{{"create_date", to_odoo(world.now() - std::chrono::hours{ago})}};
    };
    // A long transaction in Odoo commits rows that look old.
    add_old_order(world, "VCD0000002", hours_ago(25));
    add_old_order(world, "VCD0000003", hours_ago(27));
    world.run_twice();
    CHECK(world.rows(k_pedidos) == "VCD0000001\nVCD0000002");
}

TEST_CASE("a row that was written by SQL and has no stamps is excluded from no reading") {
    World world;
    begin(world);
    const Values unstamped{{"create_date", false}, {"write_date", false}};
    const auto order = world.add_order("VCD0000002", {{world.azeitona, 10}}, unstamped);
    auto values = unstamped;
    values["date"] = "2026-11-22";
    const auto nf = world.add_nf("130001", order, {4}, values);
    world.run_twice();
    CHECK(world.rows("SELECT num_pedido, qtd_saldo_produto_pedido FROM carteira_principal ORDER BY 1") ==
          "VCD0000001|10.000\nVCD0000002|6.000");
    world.advance(std::chrono::hours{72});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}, {"write_date", false}});
    world.odoo.store().refresh_invoicing(order.id);
    for (const bool full : {false, true}) {
        world.config.full = full;
        world.run_twice();
        CHECK(world.value("SELECT status_nf FROM faturamento_produto") == "Cancelado");
    }
}

TEST_CASE("pedidos of this cycle's NFs are recomputed here, without reading them again") {
    World world;
    begin(world);
    const auto order = world.odoo.store().ids("sale.order").at(0);
    const auto line = world.odoo.store().ids("sale.order.line").at(0);
    const auto stamp = world.odoo.store().get("sale.order", order).at("write_date").as_text();
    const auto nf = world.add_nf("130001", {order, {line}}, {});
    world.add_nf_product(nf, world.azeitona, 4, 10, line);
    REQUIRE(world.odoo.store().get("sale.order", order).at("write_date").as_text() == stamp);
    world.odoo.clear_requests();
    world.run_twice();
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
    world.advance(std::chrono::minutes{30});
    const auto line_stamp = world.odoo.store().get("sale.order.line", line).at("write_date");
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.odoo.store().write("sale.order.line", line, {{"write_date", line_stamp}});
    world.run_twice();
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "10.000");
    CHECK(reads_of(world, "sale.order.line").empty());
}

TEST_CASE("the sweep lists every live pedido by its id, whatever its age, and no other") {
    World world;
    begin(world);
    world.add_order("VCD0000002", {{world.azeitona, 10}});
    world.add_nf("130001", world.add_order("VCD0000003", {{world.azeitona, 10}}), {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute("UPDATE carteira_principal SET ativo = NULL WHERE num_pedido = 'VCD0000002'");
    world.advance(std::chrono::hours{24 * 2});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::hours{24 * 20});
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    std::vector<std::string> swept;
    for (const auto& request : reads_of(world, "sale.order")) {
        const auto ids = asked(request, "id");
        swept.insert(swept.end(), ids.begin(), ids.end());
    }
    const auto orders = world.odoo.store().ids("sale.order");
    CHECK(swept == std::vector<std::string>{std::to_string(orders.at(0)), std::to_string(orders.at(1))});
}

TEST_CASE("all lines of each changed pedido are read, in one request for all pedidos") {
    World world;
    begin(world);
    const auto first =
        world.add_order("VCD0000002", {{world.azeitona, 10}, {world.palmito, 5}, {world.sem_codigo, 2}});
    world.odoo.store().create(
        "sale.order.line",
        {{"order_id", first.id}, {"display_type", "line_section"}, {"name", "Frete por conta do cliente"}});
    const auto second = world.add_order("VCD0000003", {{world.azeitona, 1}, {world.palmito, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM carteira_principal") == "6");
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    for (const auto line : {first.lines.at(1), second.lines.at(0)})
        world.odoo.store().write("sale.order.line", line, {{"product_uom_qty", 7.0}});
    world.odoo.clear_requests();
    for (int cycle = 0; cycle < 2; ++cycle) REQUIRE(world.run().code == ExitCode::ok);
    const auto reads = reads_of(world, "sale.order.line");
    REQUIRE(reads.size() == 2);  // one a cycle: the window reaches over both
    CHECK(asked(reads.at(0), "order_id") ==
          std::vector<std::string>{std::to_string(first.id), std::to_string(second.id)});
    CHECK(reads.at(0).records == 6);
    CHECK(world.rows("SELECT num_pedido, cod_produto, qtd_saldo_produto_pedido FROM carteira_principal"
                     " WHERE qtd_saldo_produto_pedido = 7") ==
          "VCD0000002|4360147|7.000\nVCD0000003|4310162|7.000");
}

TEST_CASE("nothing is read twice in one cycle") {
    World world;
    for (int i = 0; i < 30; ++i) {
        const auto order =
            world.add_order("VCD" + std::to_string(1000000 + i), {{world.azeitona, 10}, {world.palmito, 5}});
        if (i % 3 == 0) world.add_nf("13" + std::to_string(1000 + i), order, {4, 5});
    }
    const auto full = [&] {
        world.odoo.clear_requests();
        REQUIRE(world.run().code == ExitCode::ok);
        check_nothing_is_asked_twice(world);
    };
    full();
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    // Some change, some are cancelled, some get an NF or lose one, some are new, one is renamed.
    auto& store = world.odoo.store();
    const auto orders = store.ids("sale.order");
    for (std::size_t i = 0; i < 6; ++i) store.write("sale.order", orders[i], {{"picking_note", "x"}});
    store.write("sale.order", orders[6], {{"state", "cancel"}});
    store.write("sale.order", orders[7], {{"name", "VCD2000000"}});
    store.write("sale.order", orders[8], {{"name", "VCD2000001"}, {"write_date", "2026-11-20 15:00:00"}});
    store.write("account.move", store.ids("account.move").at(0), {{"state", "cancel"}});
    world.add_nf("139001", world.add_order("VCD3000000", {{world.azeitona, 10}}), {3});
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    check_nothing_is_asked_twice(world);
    world.config.full = true;
    full();
}

TEST_CASE("the number of requests is the same for 5 and for 100 changed pedidos") {
    std::map<int, long long> requests;
    std::map<int, std::string> models;
    const int many = thorough() ? 100 : 25;
    for (const int changed : {5, many}) {
        World world;
        std::vector<Order> orders;
        for (int i = 0; i < many + 20; ++i)
            orders.push_back(world.add_order("VCD" + std::to_string(1000000 + i),
                                             {{world.azeitona, 10}, {world.palmito, 5}}));
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(std::chrono::hours{72});
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(std::chrono::minutes{30});
        for (int i = 0; i < changed; ++i) {
            const auto& order = orders.at(static_cast<std::size_t>(i));
            world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 20.0}});
            world.add_nf("13" + std::to_string(1000 + i), order, {5, 5});
        }
        world.odoo.clear_requests();
        const auto report = world.run();
        REQUIRE(report.code == ExitCode::ok);
        REQUIRE(report.stages.at(3).counts.get("pedidos") == changed);
        requests[changed] = report.totals.get("requests");
        for (const auto& request : world.odoo.requests())
            if (request.method == "search_read") models[changed] += request.model + "\n";
    }
    INFO(models[5] << "--\n" << models[many]);
    CHECK(requests[5] == requests[many]);
}

TEST_CASE("REDESPACHO, and a customer, carrier and product of its own for each pedido, cost no request more",
          "[long]") {
    std::map<int, long long> requests;
    const int many = thorough() ? 60 : 20;
    for (const int pedidos : {3, many}) {
        World world;
        begin(world);
        auto& store = world.odoo.store();
        const auto category = store.get("product.product", world.azeitona).at("categ_id");
        for (int i = 0; i < pedidos; ++i) {
            const auto name = std::to_string(1000000 + i);
            const auto depot = new_partner(world, "T" + name);
            const auto carrier =
                store.create("delivery.carrier", {{"name", name}, {"l10n_br_partner_id", depot}});
            const auto product = store.create(
                "product.product", {{"name", name}, {"default_code", name}, {"categ_id", category}});
            world.add_order("VCD" + name, {{product, 10}, {world.palmito, 1}},
                            {{"partner_id", new_partner(world, "C" + name)},
                             {"partner_shipping_id", new_partner(world, "E" + name)},
                             {"incoterm", world.red},
                             {"carrier_id", carrier}});
        }
        const auto report = world.run();
        REQUIRE(report.code == ExitCode::ok);
        REQUIRE(report.stages.at(3).counts.get("pedidos") == pedidos);
        CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE empresa_endereco_ent = 'T' || "
                          "substr(num_pedido, 4)") == std::to_string(2 * pedidos));
        requests[pedidos] = report.totals.get("requests");
    }
    CHECK(requests[3] == requests[many]);
}
