#include "faturamento/completeness.hpp"

#include <fmt/core.h>

#include "base/fuse.hpp"
#include "faturamento/sql.hpp"
#include "staging/visibility.hpp"

namespace ciclo::faturamento {
namespace {

using odoo::Domain;
using staging::StageContext;

// NFs whose lines are asked for in one request: about one page of lines at the usual 8 to 12 lines an NF.
constexpr std::size_t k_moves_per_batch = 150;
// Lines in one request by their ids: its text stays far below the body limit of 1 MB that web servers often
// have.
constexpr std::size_t k_lines_per_batch = 1000;

bool has_field(StageContext& context, const staging::Model& model, std::string_view column) {
    return !context.staging.catalog().field_name(model, column).empty();
}

void ask_for_missing_lines(StageContext& context) {
    auto& staging = context.staging;
    const auto missing = staging.ids(sql::missing_lines);
    if (missing.empty()) return;
    staging.read_children(staging::k_move_line, "id", missing, k_lines_per_batch, {},
                          staging::End::short_page);
    context.connection.execute(sql::reject_missing_lines);
}

// Where no list of an NF's lines names those that did not come.
void count_lines(StageContext& context, const std::string& move_id, const Domain& on_invoice) {
    auto& staging = context.staging;
    const auto moves = staging.ids(sql::whole_moves);
    const auto sent =
        context.connection.execute(sql::count_lines, {postgres::array_literal(moves)}).integer(0, 0);
    const auto counted =
        staging.count_children(staging::k_move_line, move_id, moves, k_moves_per_batch, on_invoice);
    if (sent == counted) return;
    throw Error(
        ErrorKind::odoo_answer,
        fmt::format("account.move.line: of {} NFs Odoo sent {} lines and counts {}", moves.size(), sent,
                    counted),
        "an answer lost records on its way, or they came meanwhile: the next run reads again; if this stays, "
        "look at what stands between Odoo and this program"_tr);
}

}  // namespace

void read_lines(StageContext& context) {
    auto& staging = context.staging;
    const auto move_id = staging.catalog().field_name(staging::k_move_line, "move_id");
    // What invoice_line_ids lists: neither taxes nor the cost of goods.
    const auto on_invoice = Domain::in(staging.catalog().field_name(staging::k_move_line, "display_type"),
                                       std::vector<std::string>{"product", "line_section", "line_note"});
    const auto moves = staging.ids("SELECT id FROM stg_selected_move ORDER BY id");
    if (has_field(context, staging::k_move, "line_ids")) {
        staging.read_children(staging::k_move_line, move_id, moves, k_moves_per_batch, on_invoice,
                              staging::End::short_page);
        return ask_for_missing_lines(context);
    }
    staging.read_children(staging::k_move_line, move_id, moves, k_moves_per_batch, on_invoice);
    count_lines(context, move_id, on_invoice);
}

void set_hidden_aside(StageContext& context) {
    const bool has_totals = has_field(context, staging::k_move, "amount_total") ||
                            (has_field(context, staging::k_move, "amount_untaxed") &&
                             has_field(context, staging::k_move_line, "price_subtotal"));
    if (!has_totals) return;
    context.connection.execute(sql::judge_lines);
    context.connection.execute(sql::reject_hidden_lines);
}

void check_absent(StageContext& context) {
    if (!context.window.full) return;
    const auto result = context.connection.execute(sql::count_absent);
    const auto known = result.integer(0, 0);
    const auto absent = result.integer(0, 1);
    if (!is_suspicious_absence(known, known - absent, absent, staging::absence_limits(context.config)))
        return;
    throw Error(ErrorKind::fuse,
                fmt::format("Odoo does not show {} of {} NFs that are known here: {} ...", absent, known,
                            result.text(0, 2)),
                known == absent ? staging::k_look_at_user : staging::k_look_at_user_or_raise);
}

}  // namespace ciclo::faturamento
