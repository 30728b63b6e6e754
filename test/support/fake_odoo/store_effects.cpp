// Which other records a change stamps: the table of measured effects of real servers, as far as the models
// go. From 18 on what an NF does to the lines of a pedido stamps no pedido.
#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "fake_odoo/store.hpp"

namespace ciclo::fake_odoo {
namespace {

// Writing one of these recomputes the order's totals or its invoice status; other columns of a line stay on
// it.
constexpr std::array<std::string_view, 3> k_moves_the_order{"product_uom_qty", "price_unit", "product_id"};
constexpr int k_since_lines_alone = 18;
constexpr int k_since_absolute_factors = 19;

bool touches_the_order(const Values& values, int major) {
    if (values.contains("qty_invoiced") && major < k_since_lines_alone) return true;
    return std::any_of(k_moves_the_order.begin(), k_moves_the_order.end(),
                       [&](std::string_view field) { return values.contains(std::string(field)); });
}

}  // namespace

void Store::stamp(const Model& model, long long id) {
    if (find(model, id) == nullptr) return;
    record_of(model, id).cells[field_of(model, "write_date").cell] = now();
}

void Store::after(Change change, const Model& model, long long id, const Record& record,
                  const Values& values) {
    if (model.name == "sale.order.line") order_line_changed(change, record, values);
    if (model.name == "account.move.line") move_line_changed(record);
    if (change != Change::written) return;
    if (model.name == "sale.order") order_changed(id, values);
    if (model.name == "account.move") move_changed(id, values);
    if (model.name == "res.partner") partner_changed(id, values);
    if (model.name == "product.category") category_changed(id, values);
}

void Store::order_line_changed(Change change, const Record& record, const Values& values) {
    const Model& line = m_schema.at("sale.order.line");
    // A note or section that comes or goes leaves no trace on its order.
    if (!record.cells[field_of(line, "display_type").cell].is_unset()) return;
    if (change == Change::written && !touches_the_order(values, m_major)) return;
    stamp(m_schema.at("sale.order"), record.cells[field_of(line, "order_id").cell].as_int());
}

void Store::order_changed(long long id, const Values& values) {
    if (!values.contains("state")) return;
    const Model& line = m_schema.at("sale.order.line");
    for (const long long child : referring(line, field_of(line, "order_id"), id)) stamp(line, child);
}

void Store::move_changed(long long id, const Values& values) {
    // A payment.
    if (values.size() == 1 && values.contains("payment_state") && m_major < k_since_lines_alone) return;
    const Model& line = m_schema.at("account.move.line");
    for (const long long child : referring(line, field_of(line, "move_id"), id)) {
        stamp(line, child);
        if (values.contains("state")) posted(values, record_of(line, child));
    }
}

// Posting, resetting or cancelling an NF: the lines of the pedido, and until 17 the pedido, but not when it
// is cancelled.
void Store::posted(const Values& values, const Record& line) {
    const Model& order_line = m_schema.at("sale.order.line");
    const bool moves_order = m_major < k_since_lines_alone && values.at("state").as_text() != "cancel";
    for (const long long id :
         line.cells[field_of(m_schema.at("account.move.line"), "sale_line_ids").cell].as_ids()) {
        const Record* found = find(order_line, id);
        if (found == nullptr) continue;
        stamp(order_line, id);
        if (moves_order)
            stamp(m_schema.at("sale.order"), found->cells[field_of(order_line, "order_id").cell].as_int());
    }
}

void Store::move_line_changed(const Record& record) {
    const Model& line = m_schema.at("account.move.line");
    const long long move = record.cells[field_of(line, "move_id").cell].as_int();
    stamp(m_schema.at("account.move"), move);
    for (const long long sibling : referring(line, field_of(line, "move_id"), move)) stamp(line, sibling);
}

void Store::partner_changed(long long id, const Values& values) {
    if (!values.contains("name")) return;
    const Model& move = m_schema.at("account.move");
    const Model& partner = m_schema.at("res.partner");
    for (const long long invoice : referring(move, field_of(move, "partner_id"), id)) {
        set(move, invoice, record_of(move, invoice), field_of(move, "invoice_partner_display_name"),
            values.at("name"));
        stamp(move, invoice);
    }
    for (const auto& [child, record] : records(partner))
        if (record.cells[field_of(partner, "parent_id").cell] == Value(id)) stamp(partner, child);
}

void Store::category_changed(long long id, const Values& values) {
    if (!values.contains("name")) return;
    const Model& category = m_schema.at("product.category");
    for (const auto& [child, record] : records(category)) {
        if (record.cells[field_of(category, "parent_id").cell] != Value(id)) continue;
        stamp(category, child);
        category_changed(child, values);
    }
}

// The invoiced quantity in the pedido line's unit; as it is where the two cannot be compared.
double Store::in_unit_of(const Record& order_line, const Record& move_line) const {
    const Model& unit = m_schema.at("uom.uom");
    const auto of = [&](const Record& line, const char* model, const char* field) {
        return find(unit, line.cells[field_of(m_schema.at(model), field).cell].as_int());
    };
    const auto number = [&](const Record& record, const char* field) {
        return record.cells[field_of(unit, field).cell].as_double();
    };
    const double quantity =
        move_line.cells[field_of(m_schema.at("account.move.line"), "quantity").cell].as_double();
    const Record* given = of(move_line, "account.move.line", "product_uom_id");
    const Record* wanted = of(order_line, "sale.order.line", "product_uom");
    if (given == nullptr || wanted == nullptr || given == wanted) return quantity;
    const auto& category = field_of(unit, "category_id");
    const double from = number(*given, "factor");
    const double to = number(*wanted, "factor");
    if (given->cells[category.cell] != wanted->cells[category.cell] || from == 0 || to == 0) return quantity;
    // Until 18 so many make one of the reference unit, from 19 on it is so many of it.
    return m_major < k_since_absolute_factors ? quantity / from * to : quantity * from / to;
}

double Store::invoiced_quantity(long long line_id) const {
    const Model& move = m_schema.at("account.move");
    const Model& move_line = m_schema.at("account.move.line");
    const Record& order_line = *find(m_schema.at("sale.order.line"), line_id);
    double sum = 0;
    for (const long long id : referring(move_line, field_of(move_line, "sale_line_ids"), line_id)) {
        const Record& record = *find(move_line, id);
        const auto cell = [&](const char* field) {
            return value(move_line, id, record, *move_line.find(field));
        };
        if (cell("parent_state").as_text() == "cancel" || cell("display_type").as_text() != "product")
            continue;
        const bool is_refund =
            text_of(move, *find(move, cell("move_id").as_int()), "move_type") == "out_refund";
        const double quantity = in_unit_of(order_line, record);
        sum += is_refund ? -quantity : quantity;
    }
    // Quantities have three decimals; without this a sum of doubles leaves a saldo of 1e-13.
    return std::round(sum * 1000) / 1000;
}

void Store::refresh_invoicing(long long order_id) {
    const auto held = lock();
    const Model& line = m_schema.at("sale.order.line");
    const Field& ordered = field_of(line, "product_uom_qty");
    const Field& invoiced = field_of(line, "qty_invoiced");
    bool open = false;
    bool any = false;
    for (const long long id : Ids(children(order_id, *m_schema.at("sale.order").find("order_line")))) {
        const Record& record = record_of(line, id);
        if (!record.cells[field_of(line, "display_type").cell].is_unset()) continue;
        const double billed = invoiced_quantity(id);
        if (billed != record.cells[invoiced.cell].as_double())
            write("sale.order.line", id, {{"qty_invoiced", billed}});
        open = open || billed < record.cells[ordered.cell].as_double();
        any = true;
    }
    const Values order = get("sale.order", order_id);
    const bool confirmed = order.at("state").as_text() == "sale";
    const std::string status = !confirmed || !any ? "no" : open ? "to invoice" : "invoiced";
    if (order.at("invoice_status").as_text() == status) return;
    Values values{{"invoice_status", status}};
    if (m_major >= k_since_lines_alone) values["write_date"] = order.at("write_date");
    write("sale.order", order_id, values);
}

}  // namespace ciclo::fake_odoo
