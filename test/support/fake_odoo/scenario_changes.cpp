// The six things that happen in a scenario.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "fake_odoo/scenario.hpp"

namespace ciclo::fake_odoo {
namespace {

std::string text_of(const Values& values, const char* field) {
    const auto found = values.find(field);
    return found == values.end() ? std::string() : found->second.as_text();
}

double number_of(const Values& values, const char* field) {
    const auto found = values.find(field);
    return found == values.end() ? 0.0 : found->second.as_double();
}

// Those that ciclo follows: the others must stay out of the carteira.
bool is_followed(const Values& record) {
    const std::string tipo = text_of(record, "l10n_br_tipo_pedido");
    return tipo == "venda" || tipo == "bonificacao";
}

bool is_open(const Values& order) {
    return is_followed(order) && text_of(order, "invoice_status") == "to invoice";
}

}  // namespace

template <typename Condition>
Ids Scenario::orders_where(Condition condition) const {
    Ids orders = m_store.ids("sale.order");
    std::erase_if(orders, [&](long long id) { return !condition(order_value(id)); });
    return orders;
}

// Each of them with the same chance. Drawn, since to look at all of very many would take a second.
template <typename Condition>
long long Scenario::pick_order(Condition condition) {
    constexpr int k_draws = 1000;
    const Ids orders = m_store.ids("sale.order");
    for (int draw = 0; draw < k_draws; ++draw) {
        const long long id = m_random.pick(orders);
        if (condition(order_value(id))) return id;
    }
    return m_random.pick(orders_where(condition));
}

Change Scenario::new_pedido() {
    const auto held = m_store.lock();
    const Values order = order_value(add_pedido("sale", "venda"));
    return {"new_pedido",
            fmt::format("pedido {}: new, {} lines", text_of(order, "name"), product_lines(order).size())};
}

Change Scenario::change_quantity() {
    const auto held = m_store.lock();
    const long long id = pick_order(is_open);
    const Values order = order_value(id);
    Ids open = product_lines(order);
    std::erase_if(open, [&](long long line) {
        return number_of(m_store.get("sale.order.line", line), "qty_saldo") <= 0;
    });
    const long long line_id = m_random.pick(open);
    const Values line = m_store.get("sale.order.line", line_id);
    const double before = number_of(line, "product_uom_qty");
    const double after = before + static_cast<double>(m_random.between(5, 20));
    m_store.write("sale.order.line", line_id, {{"product_uom_qty", after}});
    m_store.refresh_invoicing(id);
    return {"change_quantity", fmt::format("pedido {}: product {} from {:g} to {:g}", text_of(order, "name"),
                                           product_code(line.at("product_id").as_int()), before, after)};
}

// Lines with a quantity of which nothing is invoiced.
Ids Scenario::lines_to_delete(const Values& order) const {
    Ids lines = product_lines(order);
    std::erase_if(lines, [&](long long id) {
        const Values line = m_store.get("sale.order.line", id);
        return number_of(line, "qty_invoiced") != 0 || number_of(line, "product_uom_qty") == 0;
    });
    return lines;
}

Change Scenario::delete_line() {
    const auto held = m_store.lock();
    const long long id = pick_order([&](const Values& order) {
        const bool draft = is_followed(order) && text_of(order, "state") == "draft";
        return (draft || is_open(order)) && !lines_to_delete(order).empty();
    });
    const Values order = order_value(id);
    const long long line_id = m_random.pick(lines_to_delete(order));
    const Values line = m_store.get("sale.order.line", line_id);
    const std::string code = product_code(line.at("product_id").as_int());
    const std::string name = text_of(order, "name");
    if (text_of(order, "state") == "draft") {
        m_store.unlink("sale.order.line", line_id);
        return {"delete_line", fmt::format("pedido {}: line of product {} deleted", name, code)};
    }
    m_store.write("sale.order.line", line_id, {{"product_uom_qty", 0}});
    m_store.refresh_invoicing(id);
    return {"delete_line", fmt::format("pedido {}: product {} from {:g} to 0", name, code,
                                       number_of(line, "product_uom_qty"))};
}

Change Scenario::cancel_pedido() {
    const auto held = m_store.lock();
    const long long id = pick_order([&](const Values& order) {
        const std::string state = text_of(order, "state");
        return is_followed(order) && state != "cancel" && order.at("invoice_ids").as_ids().empty();
    });
    const std::string name = text_of(order_value(id), "name");
    m_store.write("sale.order", id, {{"state", "cancel"}});
    m_store.refresh_invoicing(id);
    return {"cancel_pedido", fmt::format("pedido {}: cancelled", name)};
}

Change Scenario::new_nf() {
    const auto held = m_store.lock();
    const long long id = pick_order(is_open);
    const long long move = add_nf(id, 100, NfState::posted);
    if (move == 0) throw std::runtime_error("nothing is open of the pedido that Odoo says is to be invoiced");
    return {"new_nf", fmt::format("NF {}: pedido {} invoiced completely",
                                  text_of(m_store.get("account.move", move), "l10n_br_numero_nota_fiscal"),
                                  text_of(order_value(id), "name"))};
}

Change Scenario::cancel_nf() {
    const auto held = m_store.lock();
    Ids moves = m_store.ids("account.move");
    std::erase_if(moves, [&](long long id) {
        const Values move = m_store.get("account.move", id);
        return text_of(move, "state") != "posted" || !is_followed(move);
    });
    const long long id = m_random.pick(moves);
    m_store.write("account.move", id, {{"state", "cancel"}});
    const Values move = m_store.get("account.move", id);
    const std::string origin = text_of(move, "invoice_origin");
    for (const long long order :
         orders_where([&](const Values& values) { return text_of(values, "name") == origin; }))
        m_store.refresh_invoicing(order);
    return {"cancel_nf",
            fmt::format("NF {}: cancelled (pedido {})", text_of(move, "l10n_br_numero_nota_fiscal"), origin)};
}

Change Scenario::apply(std::string_view action) {
    struct Named {
        std::string_view name;
        Change (Scenario::*change)();
    };
    static constexpr std::array<Named, 6> k_actions{{{"new_pedido", &Scenario::new_pedido},
                                                     {"change_quantity", &Scenario::change_quantity},
                                                     {"delete_line", &Scenario::delete_line},
                                                     {"cancel_pedido", &Scenario::cancel_pedido},
                                                     {"new_nf", &Scenario::new_nf},
                                                     {"cancel_nf", &Scenario::cancel_nf}}};
    const auto found = std::find_if(k_actions.begin(), k_actions.end(),
                                    [&](const Named& one) { return one.name == action; });
    if (found == k_actions.end()) throw std::invalid_argument(fmt::format("no action '{}'", action));
    return (this->*found->change)();
}

}  // namespace ciclo::fake_odoo
