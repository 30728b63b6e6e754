#include "changes_support.hpp"

#include "variants.hpp"

namespace ciclo::test {
namespace {

void set_quantity(Backlog& in, std::size_t line, double quantity) {
    in.world.odoo.store().write("sale.order.line", in.main.lines.at(line), {{"product_uom_qty", quantity}});
}

void write_main(Backlog& in, const Values& values) {
    in.world.odoo.store().write("sale.order", in.main.id, values);
}

void write_plain(Backlog& in, const Values& values) {
    in.world.odoo.store().write("sale.order", in.plain.id, values);
}

void set_nf_state(Backlog& in, const char* state) {
    in.world.odoo.store().write("account.move", in.nf, {{"state", state}});
    in.world.odoo.store().refresh_invoicing(in.main.id);
}

void add_line(Backlog& in) {
    in.main.lines.push_back(
        in.world.odoo.store().create("sale.order.line", {{"order_id", in.main.id},
                                                         {"product_id", in.world.sem_codigo},
                                                         {"product_uom", 28},
                                                         {"product_uom_qty", 7.0},
                                                         {"price_unit", 3.0},
                                                         {"display_type", false}}));
}

void move_customer(Backlog& in) {
    auto& store = in.world.odoo.store();
    const auto city = store.create(
        "l10n_br_ciel_it_account.res.municipio",
        {{"name", "Santos"}, {"state_id", store.get("res.partner", in.world.customer).at("state_id")}});
    store.write("res.partner", in.world.customer,
                {{"name", "MERCADO NOVO"}, {"l10n_br_municipio_id", city}, {"street", "Rua Dois"}});
}

}  // namespace

Backlog::Backlog(World& in)
    : world(in),
      main(world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}})),
      draft(world.add_order("VCD0000002", {{world.azeitona, 8}, {world.palmito, 3}}, {{"state", "draft"}})),
      plain(world.add_order(
          "VSC0000003", {{world.azeitona, 12}},
          {{"partner_id", world.other_customer}, {"partner_shipping_id", world.other_customer}})) {}

void Backlog::add_lots() {
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}, {"4360147", 1}});
    world.add_lot("L2", "VCD0000001", {{"4310162", 4}, {"4360147", 3}}, "total", 5);
    world.add_lot("L5", "VCD0000001", {{"4310162", 2}, {"4360147", 1}}, "parcial", 6);
    world.add_lot("L3", "VCD0000002", {{"4310162", 8}, {"4360147", 3}});
    world.add_lot("L4", "VSC0000003", {{"4310162", 12}}, "parcial", 7);
    world.execute("UPDATE separacao SET status = 'PREVISAO' WHERE separacao_lote_id = 'L3'");
    world.add_item(1, "L1", "VCD0000001");
    world.add_item(1, "L2", "VCD0000001");
    world.add_item(2, "L4", "VSC0000003");
}

const std::vector<OdooChange>& every_change() {
    static const std::vector<OdooChange> k_changes{
        {"a quantity goes up", [](Backlog& in) { set_quantity(in, 0, 25); }},
        {"a quantity goes down", [](Backlog& in) { set_quantity(in, 0, 8); }},
        {"a line goes to 0", [](Backlog& in) { set_quantity(in, 1, 0); }},
        {"a line comes back from 0", [](Backlog& in) { set_quantity(in, 1, 6); }},
        {"a line is new", add_line},
        {"a draft's line is deleted",
         [](Backlog& in) { in.world.odoo.store().unlink("sale.order.line", in.draft.lines.at(1)); }},
        {"header texts change",
         [](Backlog& in) {
             write_main(in, {{"picking_note", "Ligar antes"},
                             {"l10n_br_pedido_compra", "PC-77"},
                             {"commitment_date", "2026-12-20 12:00:00"}});
         }},
        {"the customer is renamed and moves", move_customer},
        {"an NF is posted",
         [](Backlog& in) {
             in.nf = in.world.add_nf("130001", in.main, {4, 1});
         },
         true},
        {"an NF is cancelled", [](Backlog& in) { set_nf_state(in, "cancel"); }, true},
        {"an NF is active again", [](Backlog& in) { set_nf_state(in, "posted"); }, true},
        {"a second NF invoices too much",
         [](Backlog& in) { in.later_nf = in.world.add_nf("130002", in.main, {9}); }, true},
        {"the pedido is cancelled",
         [](Backlog& in) {
             write_main(in, {{"state", "cancel"}});
         }},
        {"the pedido is a sale again",
         [](Backlog& in) {
             write_main(in, {{"state", "sale"}});
         }},
        {"the pedido is cancelled a second time",
         [](Backlog& in) {
             write_main(in, {{"state", "cancel"}});
         }},
        {"an NF of a cancelled pedido is cancelled", [](Backlog& in) { set_nf_state(in, "cancel"); }, true},
        {"a kind leaves the filters",
         [](Backlog& in) {
             write_plain(in, {{"l10n_br_tipo_pedido", "transferencia"}});
         }},
        {"a kind comes back",
         [](Backlog& in) {
             write_plain(in, {{"l10n_br_tipo_pedido", "venda"}});
         }},
        {"a pedido is renamed",
         [](Backlog& in) {
             write_plain(in, {{"name", "VFB0000033"}});
         },
         false, true},
        {"a pedido has its old name again",
         [](Backlog& in) {
             write_plain(in, {{"name", "VSC0000003"}});
         },
         false, true},
    };
    return k_changes;
}

bool lived_alone(const OdooChange& change, std::size_t test) {
    const auto at = static_cast<std::size_t>(&change - every_change().data());
    return thorough() || at % 5 == test || at + 1 == every_change().size();
}

}  // namespace ciclo::test
