#include "event.hpp"

#include <algorithm>

namespace ciclo::test {
namespace {

using Where = Event::Where;

long long id_of(const World& world, Product product) {
    switch (product) {
        case Product::azeitona:
            return world.azeitona;
        case Product::palmito:
            return world.palmito;
        case Product::sem_codigo:
            break;
    }
    return world.sem_codigo;
}

std::string code_of(const World& world, Product product) {
    switch (product) {
        case Product::azeitona:
            return "4310162";
        case Product::palmito:
            return "4360147";
        case Product::sem_codigo:
            break;
    }
    return "ODOO-" + std::to_string(world.sem_codigo);
}

const char* name_of(Product product) {
    constexpr const char* k_names[] = {"azeitona", "palmito", "sem_codigo"};
    return k_names[static_cast<std::size_t>(product)];
}

std::string text_of(const Invoiced& line) {
    return " " + std::to_string(line.quantity) + " of line " + std::to_string(line.line) + " of pedido " +
           std::to_string(line.pedido);
}

// Odoo computes what was invoiced again whenever an invoice changes.
void refresh(const Replay& replay, const Invoice& invoice) {
    for (const auto order : invoice.orders) replay.world.odoo.store().refresh_invoicing(order);
}

Values line_values(const Replay& replay, const Invoiced& line) {
    const auto& ordered = replay.ordered.at(line.pedido).at(line.line);
    return {{"product_id", id_of(replay.world, ordered.product)},
            {"quantity", static_cast<double>(line.quantity)},
            {"price_unit", ordered.price},
            {"price_total", line.quantity * ordered.price},
            {"display_type", "product"},
            {"sale_line_ids", Ids{replay.orders.at(line.pedido).lines.at(line.line)}}};
}

void add_line(Replay& replay, Invoice& invoice, const Invoiced& line) {
    auto values = line_values(replay, line);
    values["move_id"] = invoice.id;
    invoice.lines.push_back(replay.world.odoo.store().create("account.move.line", values));
    const auto order = replay.orders.at(line.pedido).id;
    if (std::find(invoice.orders.begin(), invoice.orders.end(), order) == invoice.orders.end()) {
        invoice.orders.push_back(order);
    }
}

}  // namespace

Event pedido_comes(const std::string& name, const std::vector<Ordered>& lines) {
    std::string text = "pedido " + name + ":";
    for (const auto& line : lines) {
        text += " " + std::to_string(line.quantity) + " " + name_of(line.product);
    }
    return {Where::odoo, text, [=](Replay& replay) {
                std::vector<Line> out;
                for (const auto& [product, quantity, price] : lines) {
                    out.push_back({id_of(replay.world, product), static_cast<double>(quantity), price});
                }
                replay.orders.push_back(replay.world.add_order(name, out));
                replay.ordered.push_back(lines);
            }};
}

Event lot_comes(const std::string& lote, int embarque, const std::vector<LotPart>& parts,
                const std::string& tipo_envio, int cotacao_id) {
    std::string text = "lot " + lote + ", " + tipo_envio + ", embarque " + std::to_string(embarque) +
                       ", cotacao " + std::to_string(cotacao_id);
    for (const auto& part : parts) {
        text += ", " + part.pedido + ":";
        for (const auto& [product, quantity] : part.picked) {
            text += " " + std::to_string(quantity) + " " + name_of(product);
        }
    }
    return {Where::application, text, [=](Replay& replay) {
                for (const auto& part : parts) {
                    std::vector<Picked> picked;
                    for (const auto& [product, quantity] : part.picked) {
                        picked.push_back({code_of(replay.world, product), static_cast<double>(quantity)});
                    }
                    replay.world.add_lot(lote, part.pedido, picked, tipo_envio, cotacao_id);
                    replay.world.add_item(embarque, lote, part.pedido);
                }
            }};
}

Event nf_comes(const std::string& name, const std::string& number, const std::string& state,
               const std::vector<Invoiced>& lines, const std::string& pedidos) {
    std::string text =
        "NF " + name + (number.empty() ? " (no number yet)" : "") + " " + state + ", " + pedidos + ":";
    for (const auto& line : lines) text += text_of(line) + ";";
    return {Where::odoo, text, [=](Replay& replay) {
                Values more{{"state", state}, {"invoice_origin", pedidos}};
                if (number.empty()) more["l10n_br_numero_nota_fiscal"] = false;
                const auto& first = replay.orders.at(lines.at(0).pedido);
                Invoice invoice{replay.world.add_nf(number, first, {}, more), {}, {}};
                for (const auto& line : lines) add_line(replay, invoice, line);
                refresh(replay, invoice);
                replay.invoices.push_back(invoice);
            }};
}

Event number_arrives(std::size_t nf, const std::string& number) {
    return {Where::odoo, "NF " + number + " receives its number", [=](Replay& replay) {
                replay.world.odoo.store().write("account.move", replay.invoices.at(nf).id,
                                                {{"l10n_br_numero_nota_fiscal", number}});
            }};
}

Event state_changes(std::size_t nf, const std::string& name, const std::string& state) {
    return {Where::odoo, "NF " + name + " becomes " + state, [=](Replay& replay) {
                const auto& invoice = replay.invoices.at(nf);
                replay.world.odoo.store().write("account.move", invoice.id, {{"state", state}});
                refresh(replay, invoice);
            }};
}

Event quantity_changes(std::size_t nf, const std::string& name, std::size_t line, int quantity) {
    return {Where::odoo,
            "NF " + name + ", its line " + std::to_string(line) + ": quantity " + std::to_string(quantity),
            [=](Replay& replay) {
                auto& store = replay.world.odoo.store();
                const auto& invoice = replay.invoices.at(nf);
                const auto id = invoice.lines.at(line);
                const auto price = store.get("account.move.line", id).at("price_unit").as_double();
                store.write("account.move.line", id,
                            {{"quantity", static_cast<double>(quantity)}, {"price_total", quantity * price}});
                refresh(replay, invoice);
            }};
}

Event line_goes(std::size_t nf, const std::string& name, std::size_t line) {
    return {Where::odoo, "NF " + name + " loses its line " + std::to_string(line), [=](Replay& replay) {
                auto& invoice = replay.invoices.at(nf);
                replay.world.odoo.store().unlink("account.move.line", invoice.lines.at(line));
                invoice.lines.erase(invoice.lines.begin() + static_cast<std::ptrdiff_t>(line));
                refresh(replay, invoice);
            }};
}

Event line_comes(std::size_t nf, const std::string& name, const Invoiced& line) {
    return {Where::odoo, "NF " + name + " gains" + text_of(line), [=](Replay& replay) {
                auto& invoice = replay.invoices.at(nf);
                add_line(replay, invoice, line);
                refresh(replay, invoice);
            }};
}

Event payment(std::size_t nf, const std::string& name) {
    return {Where::odoo, "NF " + name + " is paid", [=](Replay& replay) {
                replay.world.odoo.store().write("account.move", replay.invoices.at(nf).id,
                                                {{"payment_state", "paid"}});
            }};
}

Event time_passes(std::chrono::minutes time) {
    return {Where::clock, std::to_string(time.count()) + " minutes pass",
            [=](Replay& replay) { replay.world.advance(time); }};
}

Event cycle_runs() {
    return {Where::cycle, "a cycle runs", {}};
}

}  // namespace ciclo::test
