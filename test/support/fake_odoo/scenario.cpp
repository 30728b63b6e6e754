#include "fake_odoo/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ciclo::fake_odoo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr auto k_history = std::chrono::days{20};

double cents(double amount) {
    return std::round(amount * 100) / 100;
}

Value value_of(const Values& values, const char* field) {
    const auto found = values.find(field);
    return found == values.end() ? Value() : found->second;
}

}  // namespace

Scenario::Scenario(FakeOdoo& odoo, const ScenarioOptions& options)
    : m_store(odoo.store()), m_random(options.seed), m_start(odoo.now()) {
    const auto held = m_store.lock();
    m_store.stamp_as_of(m_start - k_history - std::chrono::days{100});
    m_data = fill_master_data(m_store, m_random, options.customers, options.products);
    m_store.write("res.users", FakeOdoo::k_uid, {{"company_ids", m_data.companies}});
    fill_history(options.pedidos);
    fill_bulk(options.nfs, options.lines_per_nf);
    fill_open(options.open_pedidos, options.lines_per_pedido);
    m_store.stamp_as_of(std::nullopt);
}

UtcSeconds Scenario::moment_in_history(int index, int count) const {
    // Two hours are left for what happens to the last pedidos.
    const auto span = std::chrono::seconds{k_history - hours{2}};
    return m_start - k_history + span * static_cast<long long>(index) / std::max(count, 1);
}

void Scenario::fill_history(int pedidos) {
    for (int i = 0; i < pedidos; ++i) {
        const UtcSeconds moment = moment_in_history(i, pedidos);
        m_store.stamp_as_of(moment);
        const long long fate = m_random.between(1, 100);
        const std::string state = fate <= 75 ? "sale" : fate <= 90 ? "draft" : "cancel";
        const long long kind = m_random.between(1, 100);
        const std::string tipo = kind <= 86   ? "venda"
                                 : kind <= 94 ? "bonificacao"
                                 : kind <= 97 ? "devolucao"
                                              : "transferencia";
        const long long order = add_pedido(state, tipo);
        if (state == "sale" && m_random.chance(80)) invoice_history(order, moment);
    }
}

void Scenario::invoice_history(long long order, UtcSeconds moment) {
    const auto later = minutes{m_random.between(30, 36LL * 60)};
    m_store.stamp_as_of(std::min(moment + later, m_start - minutes{5}));
    const int percent = m_random.chance(65) ? 100 : 50;
    const long long fate = m_random.between(1, 100);
    add_nf(order, percent, fate <= 90 ? NfState::posted : fate <= 96 ? NfState::cancelled : NfState::draft);
}

long long Scenario::add_pedido(const std::string& state, const std::string& tipo) {
    const long long kind = m_random.between(1, 10);
    const std::string name = kind <= 7   ? fmt::format("VCD{:07}", m_next_vcd++)
                             : kind <= 9 ? fmt::format("VSC{:07}", m_next_vsc++)
                                         : fmt::format("VFB{:07}", m_next_vfb++);
    const long long customer = m_random.pick(m_data.customers);
    const bool by_red = m_random.chance(10);
    const long long order = m_store.create(
        "sale.order", {{"name", name},
                       {"state", state},
                       {"l10n_br_tipo_pedido", tipo},
                       {"partner_id", customer},
                       {"partner_shipping_id", customer},
                       {"user_id", m_random.pick(m_data.sellers)},
                       {"team_id", m_random.pick(m_data.teams)},
                       {"payment_term_id", m_random.pick(m_data.terms)},
                       {"payment_provider_id", m_random.pick(m_data.providers)},
                       {"incoterm", m_data.incoterms[by_red                ? 2
                                                     : m_random.chance(70) ? 0
                                                                           : 1]},
                       {"carrier_id", by_red ? m_data.carriers.back() : m_data.carriers.front()}});
    const std::string created = m_store.get("sale.order", order).at("create_date").as_text();
    const UtcSeconds delivery = *from_odoo(created) + std::chrono::days{m_random.between(3, 20)};
    m_store.write("sale.order", order, {{"date_order", created}, {"commitment_date", delivery}});
    if (m_random.chance(25))
        m_store.write("sale.order", order,
                      {{"picking_note", "Agendar c/ 48h de antecedência — portal do cliente."},
                       {"l10n_br_pedido_compra", std::to_string(m_random.between(4500000000, 4500999999))}});
    const long long lines = m_random.between(1, 12);
    for (long long i = 0; i < lines; ++i) add_order_line(order, m_random.pick(m_data.products));
    m_store.refresh_invoicing(order);
    return order;
}

void Scenario::add_order_line(long long order, long long product) {
    const auto quantity = static_cast<double>(m_random.between(1, 400));
    // Odoo takes no unit of another category than the product's.
    static_cast<void>(m_random.pick(m_data.units));  // drawn all the same: a seed's base stays what it was
    const auto unit = m_store.get("product.product", product).at("uom_id");
    m_store.create("sale.order.line",
                   {{"order_id", order},
                    {"product_id", product},
                    {"product_uom", unit},
                    {"product_uom_qty", quantity},
                    {"price_unit", static_cast<double>(m_random.between(1500, 40000)) / 100}});
}

Ids Scenario::product_lines(const Values& order) const {
    Ids lines = order.at("order_line").as_ids();
    std::erase_if(lines,
                  [&](long long id) { return m_store.get("sale.order.line", id).contains("display_type"); });
    return lines;
}

std::string Scenario::product_code(long long product) const {
    return value_of(m_store.get("product.product", product), "default_code").as_text();
}

Values Scenario::nf_values(const Values& order, NfState state) {
    const Values customer = m_store.get("res.partner", order.at("partner_id").as_int());
    Values values{{"name", fmt::format("NFV/2026/{:06}", m_next_move++)},
                  {"move_type", "out_invoice"},
                  {"state", state == NfState::draft ? "draft" : "posted"},
                  {"company_id", order.at("company_id")},
                  {"partner_id", order.at("partner_id")},
                  {"invoice_origin", order.at("name")},
                  {"invoice_user_id", order.at("user_id")},
                  {"invoice_incoterm_id", order.at("incoterm")},
                  {"team_id", order.at("team_id")},
                  {"l10n_br_tipo_pedido", order.at("l10n_br_tipo_pedido")},
                  {"l10n_br_cnpj", customer.at("l10n_br_cnpj")}};
    if (state != NfState::draft) values["l10n_br_numero_nota_fiscal"] = std::to_string(m_next_nf++);
    return values;
}

long long Scenario::add_nf(long long order_id, int percent, NfState state) {
    const Values order = order_value(order_id);
    std::vector<std::pair<long long, double>> open;
    for (const long long line : product_lines(order)) {
        const double saldo = value_of(m_store.get("sale.order.line", line), "qty_saldo").as_double();
        const double quantity = percent == 100 ? saldo : std::floor(saldo * percent / 100);
        if (quantity > 0) open.emplace_back(line, quantity);
    }
    if (open.empty()) return 0;
    const long long move = m_store.create("account.move", nf_values(order, state));
    const std::string day = m_store.get("account.move", move).at("create_date").as_text().substr(0, 10);
    m_store.write("account.move", move, {{"date", day}, {"invoice_date", day}});
    for (const auto& [line, quantity] : open) add_nf_line(move, line, quantity);
    double total = 0;
    for (const long long line : m_store.get("account.move", move).at("invoice_line_ids").as_ids())
        total += value_of(m_store.get("account.move.line", line), "price_total").as_double();
    add_other_lines(move, total);
    if (state == NfState::cancelled) m_store.write("account.move", move, {{"state", "cancel"}});
    m_store.refresh_invoicing(order_id);
    return move;
}

void Scenario::add_nf_line(long long move, long long order_line, double quantity) {
    const Values line = m_store.get("sale.order.line", order_line);
    const double price = value_of(line, "price_unit").as_double();
    Values values{{"move_id", move},
                  {"product_id", line.at("product_id")},
                  {"quantity", quantity},
                  {"price_unit", price},
                  {"price_total", cents(quantity * price)},
                  {"l10n_br_total_nfe", cents(quantity * price)},
                  {"display_type", "product"},
                  {"sale_line_ids", Ids{order_line}}};
    m_store.create("account.move.line", values);
    if (!m_random.chance(20)) return;
    // Cost of goods: has a product and a quantity, and is nothing that was invoiced.
    values["display_type"] = "cogs";
    values.erase("sale_line_ids");
    values.erase("l10n_br_total_nfe");
    m_store.create("account.move.line", values);
}

void Scenario::add_other_lines(long long move, double total) {
    m_store.create("account.move.line",
                   {{"move_id", move}, {"display_type", "tax"}, {"price_total", cents(total * 0.12)}});
    m_store.create("account.move.line", {{"move_id", move}, {"display_type", "payment_term"}});
}

void Scenario::fill_bulk(int nfs, int lines) {
    for (int i = 0; i < nfs; ++i) {
        const auto moment = moment_in_history(i, nfs);
        add_bulk_nf(moment, add_bulk_pedido(moment, lines, 1));
    }
}

void Scenario::fill_open(int pedidos, int lines) {
    for (int i = 0; i < pedidos; ++i) {
        const auto moment = moment_in_history(i, pedidos);
        const bool by_half = i % 4 == 0;
        const auto order = add_bulk_pedido(moment, lines, by_half ? 0.5 : 0);
        if (by_half) add_bulk_nf(moment, order);
    }
}

// Every record with its own stamp: no record moves another, so that hundreds of thousands take seconds.
long long Scenario::add_bulk_pedido(UtcSeconds moment, int lines, double invoiced) {
    m_store.stamp_as_of(moment);
    const long long customer = m_random.pick(m_data.customers);
    const long long order =
        m_store.create("sale.order", {{"name", fmt::format("VCD{:07}", m_next_vcd++)},
                                      {"state", "sale"},
                                      {"invoice_status", invoiced == 1 ? "invoiced" : "to invoice"},
                                      {"l10n_br_tipo_pedido", "venda"},
                                      {"partner_id", customer},
                                      {"partner_shipping_id", customer},
                                      {"user_id", m_data.sellers.front()},
                                      {"team_id", m_data.teams.front()},
                                      {"payment_term_id", m_data.terms.front()},
                                      {"incoterm", m_data.incoterms.front()},
                                      {"carrier_id", m_data.carriers.front()},
                                      {"date_order", moment}});
    for (int i = 0; i < lines; ++i) {
        const auto quantity = static_cast<double>(m_random.between(1, 200)) * 2;
        m_store.create("sale.order.line",
                       {{"order_id", order},
                        {"product_id", m_data.products[static_cast<std::size_t>(i) % m_data.products.size()]},
                        {"product_uom", m_data.units.front()},
                        {"product_uom_qty", quantity},
                        {"qty_invoiced", quantity * invoiced},
                        {"qty_saldo", quantity * (1 - invoiced)},
                        {"price_unit", static_cast<double>(m_random.between(1500, 40000)) / 100},
                        {"write_date", moment}});
    }
    return order;
}

void Scenario::add_bulk_nf(UtcSeconds moment, long long order_id) {
    const Values order = order_value(order_id);
    Values nf = nf_values(order, NfState::posted);
    nf["date"] = to_odoo(moment).substr(0, 10);
    const long long move = m_store.create("account.move", nf);
    for (const long long line_id : product_lines(order)) {
        const Values line = m_store.get("sale.order.line", line_id);
        const double quantity = value_of(line, "qty_invoiced").as_double();
        const double total = cents(quantity * value_of(line, "price_unit").as_double());
        m_store.create("account.move.line", {{"move_id", move},
                                             {"product_id", line.at("product_id")},
                                             {"quantity", quantity},
                                             {"price_unit", line.at("price_unit")},
                                             {"price_total", total},
                                             {"l10n_br_total_nfe", total},
                                             {"sale_line_ids", Ids{line_id}},
                                             {"write_date", moment}});
    }
}

}  // namespace ciclo::fake_odoo
