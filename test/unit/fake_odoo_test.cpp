// The stand-in where the recorded exchanges do not reach: domains, access, stamps, faults.
#include <algorithm>
#include <chrono>
#include <thread>

#include "fake_odoo_support.hpp"

namespace ciclo::fake_odoo {

TEST_CASE("numbers are written as Python writes them") {
    CHECK(python_float(5) == "5.0");
    CHECK(python_float(-0.25) == "-0.25");
    CHECK(python_float(0.1 + 0.2) == "0.30000000000000004");
    CHECK(python_float(1e16) == "1e+16");
    CHECK(python_float(9007199254740992.0) == "9007199254740992.0");
    CHECK(python_float(1e22) == "1e+22");
    CHECK(python_float(1e-7) == "1e-07");
    CHECK(python_float(0.0001) == "0.0001");
    CHECK(python_float(123456789012345678.0) == "1.2345678901234568e+17");
    CHECK(python_float(1.5e300) == "1.5e+300");
    CHECK(json_text(parse_json(R"({"a": [1, 2.50, NaN, null, true, "é\u0001\n\"/"]})")) ==
          R"({"a": [1, 2.5, NaN, null, true, "é\u0001\n\"/"]})");
}

TEST_CASE("values come in the forms of their fields") {
    FakeOdoo odoo;
    const auto partner = odoo.store().create("res.partner", {{"name", "A"}, {"active", false}});
    const auto move = odoo.store().create("account.move", {{"partner_id", partner}, {"date", "2026-11-23"}});
    odoo.store().create("account.move.line", {{"move_id", move},
                                              {"quantity", 10},
                                              {"price_unit", Decimal{"0.30000000000000004"}},
                                              {"price_total", Decimal{"NaN"}},
                                              {"sale_line_ids", Ids{9, 4}}});
    CHECK(
        search_read(
            odoo, "account.move.line", "[]",
            R"(["quantity", "price_unit", "price_total", "l10n_br_total_nfe", "sale_line_ids", "product_id",
                          "parent_state", "date", "partner_id", "quantity"])") ==
        R"([{"id": 1, "quantity": 10.0, "price_unit": 0.30000000000000004, "price_total": NaN, )"
        R"("l10n_br_total_nfe": 0.0, "sale_line_ids": [4, 9], "product_id": false, "parent_state": "draft", )"
        R"("date": "2026-11-23", "partner_id": 1}])");
    odoo.store().create("product.product", {{"name", "P"}, {"gross_weight", 21.548}});
    CHECK(search_read(odoo, "product.product", "[]", R"(["gross_weight"])") ==
          R"([{"id": 1, "gross_weight": 21.55}])");
}

TEST_CASE("a test's wrong field, form or id is an error, not a silent miss") {
    FakeOdoo odoo;
    Store& store = odoo.store();
    CHECK_THROWS_AS(store.create("no.model", {}), std::invalid_argument);
    CHECK_THROWS_AS(store.create("sale.order", {{"nome", "x"}}), std::invalid_argument);
    CHECK_THROWS_AS(store.create("sale.order", {{"name", 5}}), std::invalid_argument);
    CHECK_THROWS_AS(store.create("sale.order", {{"state", "confirmed"}}), std::invalid_argument);
    CHECK_THROWS_AS(store.create("sale.order", {{"write_date", "soon"}}), std::invalid_argument);
    CHECK_THROWS_AS(store.write("sale.order", 99, {{"name", "x"}}), std::invalid_argument);
    CHECK_THROWS_AS(store.create("res.company", {{"id", 1}}), std::invalid_argument);
    CHECK_THROWS_AS(odoo.remove_field("sale.order", "nome"), std::invalid_argument);
}

TEST_CASE("archived records are left out unless the domain or the context includes them") {
    FakeOdoo odoo;
    odoo.store().create("res.partner", {{"name", "A"}, {"active", false}});
    odoo.store().create("res.partner", {{"name", "B"}});
    const std::string names = R"(["name"])";
    CHECK(search_read(odoo, "res.partner", "[]", names) == R"([{"id": 2, "name": "B"}])");
    CHECK(search_read(odoo, "res.partner", R"([["active", "=", false]])", names) ==
          R"([{"id": 1, "name": "A"}])");
    CHECK(search_read(odoo, "res.partner", "[]", names, R"(, "context": {"active_test": false})") ==
          R"([{"id": 1, "name": "A"}, {"id": 2, "name": "B"}])");
    odoo.store().create("sale.order", {{"partner_id", 1}});
    CHECK(found(odoo, "sale.order", R"([["partner_id.name", "=", "A"]])") == "[1]");
}

TEST_CASE("domains combine, follow paths and compare as Odoo 17 does") {
    FakeOdoo odoo;
    Store& store = odoo.store();
    store.create("sale.order", {{"name", "VCD1"}, {"l10n_br_tipo_pedido", "venda"}});
    store.create("sale.order", {{"name", "VSC2"}, {"l10n_br_tipo_pedido", "bonificacao"}});
    store.create("sale.order", {{"name", "Épico_100%"}});
    store.create("sale.order.line", {{"order_id", 1}, {"product_uom_qty", 5}});
    store.create("sale.order.line", {{"order_id", 2}, {"product_uom_qty", 7}, {"qty_invoiced", 7}});
    const auto orders = [&](const std::string& domain) { return found(odoo, "sale.order", domain); };

    CHECK(orders(R"(["|", ["name", "=", "VCD1"], ["name", "=", "VSC2"]])") == "[1, 2]");
    CHECK(orders(R"(["!", "|", ["id", "=", 1], ["id", "=", 2]])") == "[3]");
    CHECK(orders(R"([["id", ">", 1], ["id", "<=", 2]])") == "[2]");
    CHECK(orders(R"(["|", ["id", ">", 2], ["id", "in", [1]]])") == "[1, 3]");
    CHECK(orders(R"([["id", "in", [3, 1, 77, 1]]])") == "[1, 3]");
    CHECK(orders(R"([["id", "not in", [3, 1]]])") == "[2]");
    CHECK(orders(R"([["name", "=like", "V__%"]])") == "[1, 2]");
    CHECK(orders(R"([["name", "ilike", "épico\\_100\\%"]])") == "[3]");
    CHECK(orders(R"([["name", "not ilike", "v"]])") == "[3]");
    CHECK(orders(R"([["l10n_br_tipo_pedido", "=", false]])") == "[3]");
    CHECK(orders(R"([["l10n_br_tipo_pedido", "!=", "venda"]])") == "[2, 3]");
    CHECK(orders(R"([["l10n_br_tipo_pedido", "not in", ["venda"]]])") == "[2, 3]");
    CHECK(orders(R"([["l10n_br_tipo_pedido", "in", ["venda", false]]])") == "[1, 3]");
    CHECK(orders(R"([["order_line.qty_saldo", "!=", 0]])") == "[1]");
    CHECK(orders(R"([["order_line", "=", false]])") == "[3]");
    CHECK(orders(R"([["order_line", "in", [2]]])") == "[2]");
    CHECK(found(odoo, "sale.order.line", R"([["order_id", "in", [2, 1]]])") == "[1, 2]");
    CHECK(found(odoo, "sale.order.line", R"([["order_id", "ilike", "vsc"]])") == "[2]");
    CHECK(found(odoo, "sale.order.line", R"([["order_id.l10n_br_tipo_pedido", "in", ["venda"]]])") == "[1]");
    CHECK(result_of(odoo, "sale.order", "search_count", R"([[["name", "=like", "V%"]]])") == "2");
}

TEST_CASE("a fast path over an index finds what a scan finds") {
    FakeOdoo odoo;
    Store& store = odoo.store();
    for (int order = 1; order <= 20; ++order) {
        store.create("sale.order", {{"name", "VCD" + std::to_string(order)}});
        for (int i = 0; i < 3; ++i) store.create("sale.order.line", {{"order_id", order}, {"price_unit", i}});
    }
    store.write("sale.order.line", 4, {{"order_id", 9}});
    store.unlink("sale.order.line", 5);
    const std::string by_index =
        found(odoo, "sale.order.line", R"([["order_id", "in", [2, 9]], ["price_unit", ">=", 0]])");
    // A disjunction cannot use the index.
    CHECK(by_index == found(odoo, "sale.order.line", R"(["|", ["order_id", "=", 9], ["order_id", "=", 2]])"));
    CHECK(by_index == "[4, 6, 25, 26, 27]");
}

TEST_CASE("stamps hide microseconds as on Odoo 17") {
    FakeOdoo odoo;
    odoo.set_now(at("2026-11-23 13:44:26"));
    odoo.store().create("sale.order", {{"name", "VCD1"}});
    CHECK(search_read(odoo, "sale.order", "[]", R"(["write_date"])") ==
          R"([{"id": 1, "write_date": "2026-11-23 13:44:26"}])");
    const auto orders = [&](const char* op) {
        return found(odoo, "sale.order",
                     std::string(R"([["write_date", ")") + op + R"(", "2026-11-23 13:44:26"]])");
    };
    CHECK(orders("=") == "[]");
    CHECK(orders("<=") == "[]");
    CHECK(orders("<") == "[]");
    CHECK(orders(">=") == "[1]");
    CHECK(orders(">") == "[1]");
    CHECK(found(odoo, "sale.order", R"([["write_date", ">=", "2026-11-23 13:44:26.7"]])") == "[]");
    // The zone is ignored.
    CHECK(found(odoo, "sale.order", R"([["write_date", ">=", "2026-11-23T13:44:26+03:00"]])") == "[1]");
    CHECK(found(odoo, "sale.order", R"([["write_date", "<=", "2026-11-23"]])") == "[1]");
    CHECK(found(odoo, "sale.order", R"([["write_date", ">", "2026-11-23"]])") == "[]");
    CHECK(found(odoo, "sale.order", R"([["write_date", ">=", false]])") == "[]");
}

TEST_CASE("the clock of the stand-in can be stopped, and the Date header shows it") {
    FakeOdoo odoo;
    odoo.set_now(at("2026-11-23 13:45:15"));
    const auto answer = post(odoo, R"({"params": {"service": "common", "method": "version", "args": []}})");
    REQUIRE(answer);
    CHECK(answer->get_header_value("Date") == "Mon, 23 Nov 2026 13:45:15 GMT");
    CHECK(answer->body.starts_with(R"({"jsonrpc": "2.0", "id": null, "result": )"));
    CHECK(to_odoo(odoo.now()) == "2026-11-23 13:45:15");
    odoo.use_real_clock();
    CHECK(odoo.now() - ciclo::local_machine_now() <= std::chrono::seconds{1});
}

TEST_CASE("a paced answer takes at least its time, by its size, and says the same") {
    using namespace std::chrono;
    FakeOdoo odoo;
    const auto version = R"({"params": {"service": "common", "method": "version", "args": []}})";
    const auto usual = post(odoo, version);
    REQUIRE(usual);
    odoo.set_pace({milliseconds{40}, milliseconds{100}});
    const auto begin = steady_clock::now();
    const auto paced = post(odoo, version);
    REQUIRE(paced);
    CHECK(steady_clock::now() - begin >= milliseconds{40} + usual->body.size() * milliseconds{100} / 1024);
    CHECK(paced->body == usual->body);
}

TEST_CASE("a change stamps the records that a real server would stamp, and no other") {
    FakeOdoo odoo;
    Store& store = odoo.store();
    odoo.set_now(at("2026-11-01 00:00:00"));
    const auto partner = store.create("res.partner", {{"name", "A"}});
    const auto order = store.create("sale.order", {{"name", "VCD1"}, {"state", "sale"}});
    const auto line = store.create("sale.order.line", {{"order_id", order}, {"product_uom_qty", 5}});
    const auto note = store.create("sale.order.line", {{"order_id", order}, {"display_type", "line_note"}});
    const auto move = store.create("account.move", {{"partner_id", partner}});
    const auto first = store.create("account.move.line", {{"move_id", move}, {"sale_line_ids", Ids{line}}});
    const auto second = store.create("account.move.line", {{"move_id", move}});
    odoo.set_now(at("2026-11-02 00:00:00"));
    const auto moved = [&](const char* model, long long id) {
        return store.get(model, id).at("write_date").as_text() == "2026-11-02 00:00:00";
    };

    SECTION("a line's quantity stamps its order and keeps the saldo") {
        store.write("sale.order.line", line, {{"product_uom_qty", 8}});
        CHECK(moved("sale.order.line", line));
        CHECK(moved("sale.order", order));
        CHECK_FALSE(moved("sale.order.line", note));
        CHECK(store.get("sale.order.line", line).at("qty_saldo").as_double() == 8.0);
    }
    SECTION("a custom field of a line leaves the order") {
        store.write("sale.order.line", line, {{"qty_cancelado", 1}});
        CHECK(moved("sale.order.line", line));
        CHECK_FALSE(moved("sale.order", order));
    }
    SECTION("a note that goes leaves no trace, a product line does") {
        store.unlink("sale.order.line", note);
        CHECK_FALSE(moved("sale.order", order));
        store.unlink("sale.order.line", line);
        CHECK(moved("sale.order", order));
        CHECK(store.get("account.move.line", first).at("sale_line_ids").as_ids().empty());
        CHECK_FALSE(moved("account.move.line", first));
    }
    SECTION("cancelling an order stamps its lines, another header field does not") {
        store.write("sale.order", order, {{"l10n_br_pedido_compra", "4500"}});
        CHECK_FALSE(moved("sale.order.line", line));
        store.write("sale.order", order, {{"state", "cancel"}});
        CHECK(moved("sale.order.line", line));
    }
    SECTION("a move's state reaches its lines, a payment does not") {
        store.write("account.move", move, {{"payment_state", "paid"}});
        CHECK(moved("account.move", move));
        CHECK_FALSE(moved("account.move.line", first));
        store.write("account.move", move, {{"state", "posted"}});
        CHECK(moved("account.move.line", second));
        CHECK(store.get("account.move.line", first).at("parent_state").as_text() == "posted");
    }
    SECTION("an invoice line stamps its siblings and the move") {
        store.write("account.move.line", first, {{"quantity", 3}});
        CHECK(moved("account.move.line", second));
        CHECK(moved("account.move", move));
        CHECK_FALSE(moved("sale.order", order));
    }
    SECTION("renaming a partner stamps its moves, not their lines, and not its orders") {
        store.write("res.partner", partner, {{"name", "B"}});
        CHECK(moved("account.move", move));
        CHECK(store.get("account.move", move).at("invoice_partner_display_name").as_text() == "B");
        CHECK_FALSE(moved("account.move.line", first));
        CHECK_FALSE(moved("sale.order", order));
    }
    SECTION("who gives write_date composes history: nothing else moves") {
        store.write("sale.order.line", line, {{"product_uom_qty", 9}, {"write_date", "2026-10-01 10:00:00"}});
        CHECK(store.get("sale.order.line", line).at("write_date").as_text() == "2026-10-01 10:00:00");
        CHECK_FALSE(moved("sale.order", order));
    }
    SECTION("deleting an order takes its lines along") {
        store.unlink("sale.order", order);
        CHECK(store.ids("sale.order.line").empty());
        CHECK(found(odoo, "sale.order.line", R"([["order_id", "=", 1]])") == "[]");
    }
}

TEST_CASE("invoicing is brought in line with the invoices: drafts count, cancelled ones do not") {
    FakeOdoo odoo;
    Store& store = odoo.store();
    store.create("sale.order", {{"name", "VCD1"}, {"state", "sale"}});
    store.create("sale.order.line", {{"order_id", 1}, {"product_uom_qty", 5}});
    store.create("account.move", {{"move_type", "out_invoice"}});
    store.create("account.move.line", {{"move_id", 1}, {"quantity", 5}, {"sale_line_ids", Ids{1}}});
    store.create("account.move.line",
                 {{"move_id", 1}, {"quantity", 5}, {"display_type", "cogs"}, {"sale_line_ids", Ids{1}}});
    store.refresh_invoicing(1);
    CHECK(search_read(odoo, "sale.order", "[]", R"(["invoice_status", "invoice_ids"])") ==
          R"([{"id": 1, "invoice_status": "invoiced", "invoice_ids": [1]}])");
    CHECK(search_read(odoo, "sale.order.line", "[]", R"(["qty_invoiced", "qty_saldo", "invoice_lines"])") ==
          R"([{"id": 1, "qty_invoiced": 5.0, "qty_saldo": 0.0, "invoice_lines": [1, 2]}])");
    store.write("account.move", 1, {{"state", "cancel"}});
    store.refresh_invoicing(1);
    CHECK(store.get("sale.order", 1).at("invoice_status").as_text() == "to invoice");
    CHECK(store.get("sale.order.line", 1).at("qty_saldo").as_double() == 5.0);
}

TEST_CASE("record rules hide rows silently") {
    FakeOdoo odoo;
    for (int i = 0; i < 4; ++i) odoo.store().create("sale.order", {{"name", "VCD"}});
    odoo.store().create("sale.order.line", {{"order_id", 2}});
    odoo.hide_records("sale.order", Ids{2});
    odoo.hide_records("sale.order", [](long long id) { return id > 3; });
    CHECK(found(odoo, "sale.order", "[]") == "[1, 3]");
    CHECK(found(odoo, "sale.order", R"([["id", "in", [1, 2, 4]]])") == "[1]");
    CHECK(found(odoo, "sale.order.line", R"([["order_id.name", "=", "VCD"]])") == "[]");
    odoo.clear_restrictions();
    CHECK(found(odoo, "sale.order", "[]") == "[1, 2, 3, 4]");
}

TEST_CASE("record rules leave ids out of a list and rows out of a count, but not out of a stored total") {
    FakeOdoo odoo;
    auto& store = odoo.store();
    store.create("sale.order", {{"name", "VCD"}});
    for (const double quantity : {10.0, 5.0, 2.0})
        store.create("sale.order.line",
                     {{"order_id", 1}, {"product_uom_qty", quantity}, {"price_unit", 3.34}});
    store.create("sale.order.line", {{"order_id", 1}, {"display_type", "line_note"}, {"name", "n"}});
    store.create("account.move.line", {{"sale_line_ids", Ids{1, 2}}});
    const auto order = [&] {
        return search_read(odoo, "sale.order", "[]", R"(["order_line", "amount_untaxed"])");
    };
    const auto lines = [&] { return search_read(odoo, "sale.order.line", "[]", R"(["price_subtotal"])"); };
    const auto count = [&] { return result_of(odoo, "sale.order.line", "search_count", "[[]]"); };
    CHECK(mentions(order(), R"("order_line": [1, 2, 3, 4], "amount_untaxed": 56.78})"));
    CHECK(mentions(lines(),
                   R"([{"id": 1, "price_subtotal": 33.4}, {"id": 2, "price_subtotal": 16.7}, {"id": 3, )"
                   R"("price_subtotal": 6.68}, {"id": 4, "price_subtotal": 0.0}])"));
    CHECK(count() == "4");
    odoo.hide_records("sale.order.line", Ids{2, 4});
    CHECK(mentions(order(), R"("order_line": [1, 3], "amount_untaxed": 56.78})"));
    CHECK(mentions(lines(), R"([{"id": 1, "price_subtotal": 33.4}, {"id": 3, "price_subtotal": 6.68}])"));
    CHECK(count() == "2");
    CHECK(mentions(search_read(odoo, "account.move.line", "[]", R"(["sale_line_ids"])"),
                   R"("sale_line_ids": [1]})"));
    // The total follows a change of any line, hidden or not.
    store.unlink("sale.order.line", 2);
    store.write("sale.order.line", 3, {{"product_uom_qty", 4.0}});
    CHECK(mentions(order(), R"("order_line": [1, 3], "amount_untaxed": 46.76})"));
}

TEST_CASE("an invoice's list leaves hidden lines out, and its totals hold the product lines that it hides") {
    FakeOdoo odoo;
    auto& store = odoo.store();
    store.create("account.move", {{"name", "NFV/1"}});
    for (const char* type : {"product", "product", "tax", "line_note"})
        store.create("account.move.line", {{"move_id", 1},
                                           {"display_type", type},
                                           {"quantity", 3.0},
                                           {"price_unit", 3.34},
                                           {"price_total", 11.0}});
    const auto move = [&] {
        return search_read(odoo, "account.move", "[]",
                           R"(["invoice_line_ids", "amount_untaxed", "amount_total"])");
    };
    CHECK(
        mentions(move(), R"("invoice_line_ids": [1, 2, 4], "amount_untaxed": 20.04, "amount_total": 22.0})"));
    CHECK(mentions(search_read(odoo, "account.move.line", "[]", R"(["price_subtotal"])"),
                   R"([{"id": 1, "price_subtotal": 10.02}, {"id": 2, "price_subtotal": 10.02}, {"id": 3, )"
                   R"("price_subtotal": 0.0}, {"id": 4, "price_subtotal": 0.0}])"));
    odoo.hide_records("account.move.line", Ids{2});
    CHECK(mentions(move(), R"("invoice_line_ids": [1, 4], "amount_untaxed": 20.04, "amount_total": 22.0})"));
}

TEST_CASE("what is not installed or not allowed is refused as Odoo refuses it") {
    FakeOdoo odoo;
    odoo.remove_field("sale.order.line", "qty_saldo");
    odoo.remove_model("payment.provider");
    odoo.deny_field("res.partner", "phone");
    odoo.deny_model("crm.team");
    const auto fields = [&](const char* model, const char* names) {
        return result_of(odoo, model, "fields_get", std::string("[") + names + "]",
                         R"({"attributes": ["type"]})");
    };
    CHECK(fields("sale.order.line", R"(["qty_saldo", "price_unit"])") ==
          R"({"price_unit": {"type": "float"}})");
    CHECK(fields("res.partner", R"(["phone", "zip"])") == R"({"zip": {"type": "char"}})");
    CHECK(mentions(fields("crm.team", R"(["name"])"), "odoo.exceptions.AccessError"));
    CHECK(mentions(fields("payment.provider", R"(["name"])"), "Object payment.provider doesn't exist"));
    CHECK(mentions(search_read(odoo, "sale.order.line", "[]", R"(["qty_saldo"])"),
                   "Invalid field 'qty_saldo' on model 'sale.order.line'"));
    CHECK(mentions(search_read(odoo, "sale.order", R"([["order_line.qty_saldo", "!=", 0]])", R"(["id"])"),
                   "Invalid field sale.order.line.qty_saldo in leaf ('qty_saldo', '!=', 0)"));
    CHECK(mentions(search_read(odoo, "res.partner", "[]", R"(["phone"])"), "odoo.exceptions.AccessError"));
}

TEST_CASE("bad calls get Odoo's exceptions") {
    FakeOdoo odoo;
    const auto error = [&](const std::string& args, const std::string& kwargs) {
        return result_of(odoo, "sale.order", "search_read", args, kwargs);
    };
    CHECK(mentions(error("[[[1]]]", "{}"), "Invalid leaf (1,)"));
    CHECK(mentions(error(R"([["x"]])", "{}"), "Invalid leaf x"));
    CHECK(mentions(error(R"([[["id", "in", 5]]])", "{}"), "Invalid value 5 in domain term ('id', 'in', 5)"));
    CHECK(mentions(error(R"([[["id", ">", "abc"]]])", "{}"), "psycopg2.errors.InvalidTextRepresentation"));
    CHECK(mentions(error("[[]]", R"({"campos": []})"), "unexpected keyword argument 'campos'"));
    CHECK(mentions(error("[[]]", R"({"order": "id sideways"})"), "odoo.exceptions.UserError"));
    CHECK(mentions(error("[[]]", R"({"limit": -1})"), "InvalidRowCountInLimitClause"));
    CHECK(mentions(result_of(odoo, "sale.order", "_write", "[[]]"), "Private methods"));
    const auto array = post(odoo, "[]");
    REQUIRE(array);
    CHECK(array->status == 400);
    CHECK(array->body == "Invalid JSON-RPC data");
    httplib::Client client(odoo.url());
    CHECK(client.Get("/web")->status == 404);
}

TEST_CASE("order, limit and offset work as in SQL") {
    FakeOdoo odoo;
    for (const char* name : {"B", "A", "B"}) odoo.store().create("sale.order", {{"name", name}});
    odoo.store().create("sale.order", {});
    const auto ids = [&](const std::string& more) {
        return result_of(odoo, "sale.order", "search", "[[]]", "{" + more + "}");
    };
    CHECK(ids(R"("order": "name, id desc")") == "[2, 3, 1, 4]");
    CHECK(ids(R"("order": "name desc, id")") == "[4, 1, 3, 2]");
    CHECK(ids(R"("order": "id", "limit": 2, "offset": 1)") == "[2, 3]");
    CHECK(ids(R"("order": "id desc", "limit": 1)") == "[4]");
    CHECK(ids(R"("order": "id", "limit": 0, "offset": 9)") == "[]");
}

TEST_CASE("keyset pages over many lines show each exactly once and stay cheap") {
    FakeOdoo odoo;
    Store& store = odoo.store();
    constexpr int k_lines = 20000;
    store.create("account.move", {{"l10n_br_tipo_pedido", "venda"}});
    for (int i = 0; i < k_lines; ++i)
        store.create("account.move.line", {{"move_id", 1},
                                           {"quantity", i},
                                           {"display_type", i % 5 == 4 ? "tax" : "product"},
                                           {"write_date", "2026-11-23 00:00:00"}});
    long long last = 0;
    int seen = 0;
    for (int page = 0; page < 100; ++page) {
        const auto body = search_read(odoo, "account.move.line",
                                      R"(["&", "&", ["move_id.l10n_br_tipo_pedido", "in", ["venda"]],
                                           ["display_type", "=", "product"], ["id", ">", )" +
                                          std::to_string(last) + "]]",
                                      R"(["quantity"])", R"(, "limit": 2000)");
        const auto records = parse_json(body);
        REQUIRE(records.IsArray());
        if (records.Empty()) break;
        for (const auto& record : records.GetArray()) {
            REQUIRE(record["id"].GetInt64() > last);
            last = record["id"].GetInt64();
            ++seen;
        }
    }
    CHECK(seen == k_lines / 5 * 4);
    CHECK(odoo.requests().size() == 9);
    CHECK(odoo.requests().front().records == 2000);
}

TEST_CASE("a login is refused or accepted as Odoo does, and leaves its date") {
    FakeOdoo odoo;
    odoo.set_now(at("2026-11-23 10:00:00"));
    const auto login = [&](const std::string& key) {
        return post(odoo, R"({"params": {"service": "common", "method": "authenticate", "args":
                              ["odoo", "ciclo@example.com", ")" +
                              key + R"(", {}]}, "id": 1})")
            ->body;
    };
    CHECK(login("chave-de-teste-0123456789") == R"({"jsonrpc": "2.0", "id": 1, "result": 2})");
    CHECK(login("errada") == R"({"jsonrpc": "2.0", "id": 1, "result": false})");
    CHECK(search_read(odoo, "res.users", R"([["id", "=", 2]])", R"(["login_date"])") ==
          R"([{"id": 2, "login_date": "2026-11-23 10:00:00"}])");
    odoo.set_login_ok(false);
    CHECK(login("chave-de-teste-0123456789") == R"({"jsonrpc": "2.0", "id": 1, "result": false})");
    CHECK(mentions(search_read(odoo, "res.users", "[]", R"(["name"])"), "odoo.exceptions.AccessDenied"));
    odoo.set_version("18.0");
    CHECK(mentions(post(odoo, R"({"params": {"service": "common", "method": "version", "args": []}})")->body,
                   R"("server_version_info": [18, 0, 0,)"));
}

TEST_CASE("requests are counted with what they requested") {
    FakeOdoo odoo;
    odoo.store().create("sale.order", {{"name", "VCD1"}});
    search_read(odoo, "sale.order", R"([["id", ">", 0]])", R"(["name", "state"])");
    const auto log = odoo.requests().at(0);
    CHECK(log.service == "object");
    CHECK(log.model == "sale.order");
    CHECK(log.method == "search_read");
    CHECK(log.domain == R"([["id", ">", 0]])");
    CHECK(log.fields == std::vector<std::string>{"name", "state"});
    CHECK(log.records == 1);
    CHECK(log.response_bytes > 40);
    CHECK_FALSE(log.faulty);
    odoo.clear_requests();
    CHECK(odoo.requests().empty());
}

}  // namespace ciclo::fake_odoo
