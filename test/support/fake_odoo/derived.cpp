// The fields that Odoo computes, worked out when they are read: so they are never stale.
#include <fmt/format.h>

#include <cmath>

#include "fake_odoo/store.hpp"

namespace ciclo::fake_odoo {
namespace {

Value rounded(const Value& value, int scale) {
    const double unit = std::pow(10.0, scale);
    return std::round(value.as_double() * unit) / unit;
}

Value bare(const Value& text) {
    if (text.is_unset()) return {};
    std::string out = text.as_text();
    std::erase_if(out, [](char c) { return c == '.' || c == '/' || c == '-'; });
    return out;
}

// Unset for what is none of the choices.
Value place(const Value& chosen, const Field& field) {
    if (chosen.is_unset()) return {};
    for (std::size_t i = 0; i < field.selection.size(); ++i)
        if (field.selection[i].first == chosen.as_text()) return static_cast<long long>(i) + 1;
    return {};
}

}  // namespace

Value Store::value(const Model& model, long long id, const Record& record, const Field& field) const {
    switch (field.source) {
        case Source::cell: {
            const Value& cell = record.cells[field.cell];
            return field.rounded && !cell.is_unset() ? rounded(cell, field.digits->second) : cell;
        }
        case Source::id:
            return id;
        case Source::related:
            return related(id, record, field, model);
        case Source::children:
            return children(id, field);
        case Source::linked: {
            const auto& found = referring(*field.target, *field.of_field, id);
            return Ids(found.begin(), found.end());
        }
        case Source::display_name:
            return display_name(model, id, record);
        case Source::complete_name:
            return path_of(record, model, " / ", 0);
        case Source::parent_path:
            return path_of(record, model, "/", id) + "/";
        case Source::invoices:
            return invoices_of(id);
        case Source::bare:
            return bare(record.cells[field.of_field->cell]);
        case Source::choice:
            return place(record.cells[field.of_field->cell], *field.of_field);
        case Source::subtotal:
            return subtotal(model, record);
        case Source::untaxed:
            return model.name == "account.move" ? invoice_sum(id, false) : untaxed(id);
        case Source::total:
            return invoice_sum(id, true);
    }
    throw std::logic_error("a field without a source");
}

Value Store::related(long long id, const Record& record, const Field& field, const Model& model) const {
    if (field.via_field->source == Source::id) return value(model, id, record, *field.of_field);
    const long long target = record.cells[field.via_field->cell].as_int();
    const Model& target_model = *field.via_field->target;
    const Record* found = find(target_model, target);
    return found == nullptr ? Value() : value(target_model, target, *found, *field.of_field);
}

Ids Store::children(long long id, const Field& field) const {
    const auto& found = referring(*field.target, *field.of_field, id);
    Ids all(found.begin(), found.end());
    if (field.name != "invoice_line_ids") return all;
    // Of a move's lines, those that a person would see on the invoice.
    std::erase_if(all, [&](long long line) {
        const std::string type = text_of(*field.target, *find(*field.target, line), "display_type");
        return type != "product" && type != "line_section" && type != "line_note";
    });
    return all;
}

Ids Store::invoices_of(long long order_id) const {
    const Model& line = m_schema.at("sale.order.line");
    const Model& move_line = m_schema.at("account.move.line");
    std::set<long long> moves;
    for (const long long id : referring(line, field_of(line, "order_id"), order_id))
        for (const long long invoice_line : referring(move_line, field_of(move_line, "sale_line_ids"), id))
            moves.insert(find(move_line, invoice_line)->cells[field_of(move_line, "move_id").cell].as_int());
    return {moves.begin(), moves.end()};
}

double Store::subtotal(const Model& line, const Record& line_record) const {
    const auto cell = [&](const char* field) { return line_record.cells[field_of(line, field).cell]; };
    const bool is_invoiced = line.name == "account.move.line";
    if (is_invoiced && cell("display_type").as_text() != "product") return 0;
    const auto quantity = cell(is_invoiced ? "quantity" : "product_uom_qty").as_double();
    return std::round(cell("price_unit").as_double() * quantity * 100) / 100;
}

// No record rule reaches a sum that is stored; a change of a line does.
double Store::untaxed(long long order_id) const {
    const Model& line = m_schema.at("sale.order.line");
    double sum = 0;
    for (const long long id : referring(line, field_of(line, "order_id"), order_id))
        sum += subtotal(line, *find(line, id));
    return std::round(sum * 100) / 100;
}

double Store::invoice_sum(long long move_id, bool with_taxes) const {
    const Model& line = m_schema.at("account.move.line");
    double sum = 0;
    for (const long long id : referring(line, field_of(line, "move_id"), move_id)) {
        const Record& record = *find(line, id);
        if (text_of(line, record, "display_type") != "product") continue;
        sum += with_taxes ? record.cells[field_of(line, "price_total").cell].as_double()
                          : subtotal(line, record);
    }
    return std::round(sum * 100) / 100;
}

std::string Store::text_of(const Model& model, const Record& record, std::string_view field) const {
    return record.cells[field_of(model, field).cell].as_text();
}

// Names (id 0) or ids from the root down to this category.
std::string Store::path_of(const Record& record, const Model& category, std::string_view separator,
                           long long id) const {
    std::string own = id == 0 ? text_of(category, record, "name") : std::to_string(id);
    const long long parent = record.cells[field_of(category, "parent_id").cell].as_int();
    const Record* above = find(category, parent);
    if (above == nullptr) return own;
    return path_of(*above, category, separator, id == 0 ? 0 : parent) + std::string(separator) + own;
}

std::string Store::display_name(const Model& model, long long id, const Record& record) const {
    const auto text = [&](const char* field) { return text_of(model, record, field); };
    const auto of = [&](const char* field, const char* target) {
        const Model& other = m_schema.at(target);
        const long long other_id = record.cells[field_of(model, field).cell].as_int();
        const Record* found = find(other, other_id);
        return std::pair{found, found == nullptr ? std::string() : display_name(other, other_id, *found)};
    };
    if (model.name == "product.category") return path_of(record, model, " / ", 0);
    if (model.name == "product.product" || model.name == "product.template") {
        const std::string code = text("default_code");
        return code.empty() ? text("name") : fmt::format("[{}] {}", code, text("name"));
    }
    if (model.name == "res.partner") {
        const auto [parent, name] = of("parent_id", "res.partner");
        return parent == nullptr ? text("name") : fmt::format("{}, {}", name, text("name"));
    }
    if (model.name == "account.incoterms") return fmt::format("[{}] {}", text("code"), text("name"));
    if (model.name == "account.move.line") return of("move_id", "account.move").second;
    if (model.name == "sale.order.line")
        return of("order_id", "sale.order").second + " - " + of("product_id", "product.product").second;
    if (model.name == "account.move" && text("name").empty()) return fmt::format("Draft Invoice (* {})", id);
    if (model.name == "res.country.state") {
        const Model& country = m_schema.at("res.country");
        const Record* found = find(country, record.cells[field_of(model, "country_id").cell].as_int());
        return found == nullptr ? text("name")
                                : fmt::format("{} ({})", text("name"), text_of(country, *found, "code"));
    }
    if (model.name == "l10n_br_ciel_it_account.res.municipio") {
        const Model& state = m_schema.at("res.country.state");
        const Record* found = find(state, record.cells[field_of(model, "state_id").cell].as_int());
        return found == nullptr ? text("name")
                                : fmt::format("{} ({})", text("name"), text_of(state, *found, "code"));
    }
    return text("name");
}

}  // namespace ciclo::fake_odoo
