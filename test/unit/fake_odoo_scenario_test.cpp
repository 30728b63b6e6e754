// The made-up company: that it is what the tests and the demonstration take it for.
#include <regex>
#include <set>

#include "fake_odoo/scenario.hpp"
#include "fake_odoo_support.hpp"

namespace ciclo::fake_odoo {
namespace {

struct Company {
    explicit Company(const ScenarioOptions& options = {}) {
        odoo.set_now(at("2026-11-23 12:00:00"));
        scenario.emplace(odoo, options);
    }
    [[nodiscard]] Values order_named(const std::string& name) {
        for (const long long id : odoo.store().ids("sale.order")) {
            Values order = odoo.store().get("sale.order", id);
            if (order.at("name").as_text() == name) return order;
        }
        FAIL("no pedido " + name);
        return {};
    }
    std::string after(const std::string& description, const std::string& pattern) {
        std::smatch parts;
        REQUIRE(std::regex_search(description, parts, std::regex(pattern)));
        return parts[1];
    }

    FakeOdoo odoo;
    std::optional<Scenario> scenario;
};

// The saldo is what the invoices leave, in every line of every pedido.
void check_saldos(FakeOdoo& odoo) {
    Store& store = odoo.store();
    for (const long long id : store.ids("sale.order.line")) {
        const Values line = store.get("sale.order.line", id);
        double invoiced = 0;
        for (const long long invoice_line : line.at("invoice_lines").as_ids()) {
            const Values values = store.get("account.move.line", invoice_line);
            if (values.at("parent_state").as_text() != "cancel")
                invoiced += values.at("quantity").as_double();
        }
        const auto number = [&](const char* field) {
            const auto found = line.find(field);
            return found == line.end() ? 0.0 : found->second.as_double();
        };
        REQUIRE(number("qty_invoiced") == Approx(invoiced));
        REQUIRE(number("qty_saldo") == Approx(number("product_uom_qty") - invoiced));
    }
}

}  // namespace

TEST_CASE("the scenario has every kind of record that the cycle must distinguish") {
    Company base;
    const auto count = [&](const char* model, const std::string& domain) {
        return std::stoi(result_of(base.odoo, model, "search_count", "[" + domain + "]"));
    };
    CHECK(count("sale.order", "[]") == 300);
    CHECK(count("sale.order", R"(["|", "|", ["name", "=like", "VCD_______"], ["name", "=like", "VSC_______"],
                                  ["name", "=like", "VFB_______"]])") == 300);
    for (const char* state : {"draft", "sale", "cancel"})
        CHECK(count("sale.order", std::string(R"([["state", "=", ")") + state + R"("]])") > 10);
    for (const char* tipo : {"venda", "bonificacao", "devolucao", "transferencia"})
        CHECK(count("sale.order", std::string(R"([["l10n_br_tipo_pedido", "=", ")") + tipo + R"("]])") > 0);
    const int invoiced = count("sale.order", R"([["order_line.invoice_lines", "!=", false]])");
    CHECK(invoiced > 150);
    CHECK(invoiced < 210);
    CHECK(count("sale.order", R"([["invoice_status", "=", "to invoice"]])") > 30);
    for (const char* type : {"product", "cogs", "tax", "payment_term"})
        CHECK(count("account.move.line", std::string(R"([["display_type", "=", ")") + type + R"("]])") > 20);
    CHECK(count("account.move", R"([["state", "=", "cancel"]])") > 0);
    CHECK(count("account.move", R"([["l10n_br_numero_nota_fiscal", "=", false]])") > 0);
    CHECK(count("account.move", R"([["l10n_br_numero_nota_fiscal", "=", "130001"]])") == 1);
    CHECK(count("account.move", R"([["create_date", "<", "2026-11-03 11:00:00"]])") == 0);
    CHECK(count("sale.order", R"([["write_date", ">", "2026-11-23 12:00:00"]])") == 0);
    CHECK(count("delivery.carrier", R"([["l10n_br_partner_id", "!=", false]])") == 1);
    CHECK(count("product.category", R"([["parent_id.parent_id.parent_id", "=", false],
                                        ["parent_id.parent_id", "!=", false]])") > 3);
    check_saldos(base.odoo);
}

TEST_CASE("the same seed makes the same base, another seed another") {
    const auto text = [](unsigned seed) {
        Company base({.seed = seed, .pedidos = 40});
        return search_read(base.odoo, "sale.order.line", "[]", "[]") +
               search_read(base.odoo, "account.move", "[]", "[]") +
               search_read(base.odoo, "res.partner", "[]", "[]");
    };
    const std::string seven = text(7);
    CHECK(seven.size() > 10000);
    CHECK(seven == text(7));
    CHECK(seven != text(8));
}

TEST_CASE("what happens in the scenario moves the stamps of what it changes, and the saldos follow") {
    Company base;
    base.odoo.set_now(at("2026-11-23 13:00:00"));
    const auto touched = [&](const char* model) {
        return parse_json(found(base.odoo, model, R"([["write_date", ">=", "2026-11-23 13:00:00"]])")).Size();
    };

    SECTION("a new pedido") {
        const Change change = base.scenario->new_pedido();
        CHECK(touched("sale.order") == 1);
        const Values order = base.order_named(base.after(change.description, "pedido (\\w+):"));
        CHECK(order.at("state").as_text() == "sale");
        CHECK(order.at("invoice_status").as_text() == "to invoice");
    }
    SECTION("a changed quantity") {
        const Change change = base.scenario->change_quantity();
        CHECK(std::regex_match(change.description,
                               std::regex("pedido V\\w+: product \\d{7} from [\\d.]+ to [\\d.]+")));
        CHECK(touched("sale.order") == 1);
        CHECK(touched("sale.order.line") == 1);
    }
    SECTION("a deleted line") {
        const auto before = base.odoo.store().ids("sale.order.line").size();
        const Change change = base.scenario->delete_line();
        const bool unlinked = mentions(change.description, "deleted");
        CHECK(base.odoo.store().ids("sale.order.line").size() == before - (unlinked ? 1 : 0));
        CHECK(touched("sale.order") == 1);
    }
    SECTION("a cancelled pedido") {
        const Change change = base.scenario->cancel_pedido();
        const Values order = base.order_named(base.after(change.description, "pedido (\\w+):"));
        CHECK(order.at("state").as_text() == "cancel");
        CHECK(order.at("invoice_status").as_text() == "no");
    }
    SECTION("a new NF and its cancellation") {
        const Change change = base.scenario->new_nf();
        const std::string name = base.after(change.description, "pedido (\\w+) invoiced");
        CHECK(base.order_named(name).at("invoice_status").as_text() == "invoiced");
        CHECK(touched("account.move") == 1);
        base.odoo.set_now(at("2026-11-23 14:00:00"));
        const Change undone = base.scenario->cancel_nf();
        const Values order = base.order_named(base.after(undone.description, "pedido (\\w+)"));
        CHECK(order.at("invoice_status").as_text() == "to invoice");
    }
    check_saldos(base.odoo);
}

TEST_CASE("an action by its name, and only by one of the six") {
    Company base({.pedidos = 60});
    for (const char* action :
         {"new_pedido", "change_quantity", "delete_line", "cancel_pedido", "new_nf", "cancel_nf"}) {
        const Change change = base.scenario->apply(action);
        CHECK(change.action == action);
        CHECK_FALSE(change.description.empty());
    }
    CHECK_THROWS_AS(base.scenario->apply("explode"), std::invalid_argument);
    Company empty({.pedidos = 0});
    CHECK_THROWS_AS(empty.scenario->new_nf(), std::runtime_error);
}

TEST_CASE("bulk NFs have the requested lines, each of a pedido that they cover") {
    Company base({.pedidos = 0, .nfs = 30, .lines_per_nf = 4});
    CHECK(base.odoo.store().ids("account.move").size() == 30);
    CHECK(base.odoo.store().ids("account.move.line").size() == 120);
    CHECK(found(base.odoo, "sale.order", R"([["invoice_status", "!=", "invoiced"]])") == "[]");
    check_saldos(base.odoo);
}

}  // namespace ciclo::fake_odoo
