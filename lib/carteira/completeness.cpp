#include "carteira/completeness.hpp"

#include <fmt/core.h>

#include "base/fuse.hpp"
#include "carteira/sql.hpp"
#include "staging/visibility.hpp"

namespace ciclo::carteira {
namespace {

using staging::StageContext;

// Pedidos whose lines are asked for in one request: about one page of lines at the usual 8 to 12 lines a
// pedido.
constexpr std::size_t k_orders_per_batch = 150;
// Lines in one request by their ids: its text stays far below the body limit of 1 MB that web servers often
// have.
constexpr std::size_t k_lines_per_batch = 1000;

bool has_field(StageContext& context, const staging::Model& model, std::string_view column) {
    return !context.staging.catalog().field_name(model, column).empty();
}

std::string absent_examples(StageContext& context) {
    return context.connection.execute(sql::absent_examples).text(0, 0);
}

// Record rules hide pedidos from a count as they do from a list; an answer that lost records says nothing to
// one. Asked only where something is absent.
void prove_absent(StageContext& context) {
    auto& staging = context.staging;
    const auto names = staging.texts(sql::absent_names);
    if (names.empty()) return;
    const auto by_name = staging.count_texts(staging::k_sweep, "name", names);
    const auto by_id = staging.count_ids(staging::k_sweep, staging.ids(sql::absent_known_ids));
    if (by_name == 0 && by_id == 0) return;
    throw Error(
        ErrorKind::odoo_answer,
        fmt::format("sale.order: of {} pedidos that are active here Odoo sent none and counts {} by name, "
                    "{} by id: {} ...",
                    names.size(), by_name, by_id, absent_examples(context)),
        "an answer lost records on its way, or they came meanwhile: the next run reads again; if this stays, "
        "look at what stands between Odoo and this program"_tr);
}

}  // namespace

void read_lines(StageContext& context) {
    auto& staging = context.staging;
    const auto order_id = staging.catalog().field_name(staging::k_order_line, "order_id");
    staging.read_children(staging::k_order_line, order_id,
                          staging.ids("SELECT id FROM stg_order ORDER BY id"), k_orders_per_batch, {},
                          staging::End::short_page);
    const auto missing = staging.ids(sql::missing_lines);
    if (missing.empty()) return;
    staging.read_children(staging::k_order_line, "id", missing, k_lines_per_batch, {},
                          staging::End::short_page);
    context.connection.execute(sql::reject_missing_lines);
}

void set_hidden_aside(StageContext& context) {
    const bool has_amounts = has_field(context, staging::k_order, "amount_untaxed") &&
                             has_field(context, staging::k_order_line, "price_subtotal");
    if (!has_amounts) return;
    context.connection.execute(sql::reject_hidden_lines);
}

void check_absence(StageContext& context) {
    const auto result = context.connection.execute(sql::note_gone);
    prove_absent(context);
    const auto known = result.integer(0, 0);
    const auto found = result.integer(0, 1);
    const auto absent = result.integer(0, 2);
    if (!is_suspicious_absence(known, found, absent, staging::absence_limits(context.config))) return;
    throw Error(ErrorKind::fuse,
                fmt::format("Odoo does not show {} of {} pedidos that are active here: {} ...", absent, known,
                            absent_examples(context)),
                found == 0 ? staging::k_look_at_user : staging::k_look_at_user_or_raise);
}

}  // namespace ciclo::carteira
