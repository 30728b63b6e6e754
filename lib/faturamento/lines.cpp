#include "faturamento/lines.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "faturamento/sql.hpp"
#include "staging/lines.hpp"
#include "staging/selection.hpp"

namespace ciclo::faturamento {
namespace {

using odoo::Domain;
using staging::StageContext;

// What invoice_line_ids lists: neither taxes nor the cost of goods.
Domain on_invoice(const StageContext& context) {
    return Domain::in(field(context, staging::k_move_line, "display_type"),
                      std::vector<std::string>{"product", "line_section", "line_note"});
}

// Where no list of an NF's lines names those that did not come.
void count_lines(StageContext& context) {
    auto& staging = context.staging;
    const auto moves = staging.ids(sql::whole_moves);
    const auto sent =
        context.connection.execute(sql::count_lines, {postgres::array_literal(moves)}).integer(0, 0);
    const auto counted =
        staging.count(staging.counts_of(staging::k_move_line, field(context, staging::k_move_line, "move_id"),
                                        moves, staging::k_parents_per_batch, on_invoice(context)));
    if (sent == counted) return;
    throw Error(
        ErrorKind::odoo_answer,
        fmt::format("account.move.line: of {} NFs Odoo sent {} lines and counts {}", moves.size(), sent,
                    counted),
        "records were lost in transit or created meanwhile; the next run reads them again; if it repeats, "
        "check the proxies between Odoo and this program"_tr);
}

}  // namespace

staging::Wanted lines_of(const StageContext& context, const std::vector<std::int64_t>& moves) {
    // Where no list names the lines, only the empty page shows that no more come.
    const bool is_listed = has_field(context, staging::k_move, "line_ids");
    return {staging::children_of(staging::k_move_line, field(context, staging::k_move_line, "move_id"), moves,
                                 staging::k_parents_per_batch, on_invoice(context)),
            is_listed ? staging::End::short_page : staging::End::empty_page};
}

void read_lines(StageContext& context) {
    auto& staging = context.staging;
    auto moves = staging.ids("SELECT id FROM stg_selected_move ORDER BY id");
    bool are_some_unneeded = false;
    for (const auto& ahead : context.lines_ahead) {
        std::vector<std::int64_t> others;
        std::set_difference(moves.begin(), moves.end(), ahead.begin(), ahead.end(),
                            std::back_inserter(others));
        const auto needed = moves.size() - others.size();
        if (needed == 0) continue;
        const auto lines = lines_of(context, ahead);
        staging.read(lines.selections, lines.end);
        are_some_unneeded = are_some_unneeded || needed < ahead.size();
        moves = std::move(others);
    }
    const auto lines = lines_of(context, moves);
    staging.read(lines.selections, lines.end);
    if (are_some_unneeded) context.connection.execute(sql::forget_unneeded_lines);
    if (has_field(context, staging::k_move, "line_ids"))
        read_missing_lines(context, staging::k_move_line, sql::missing_lines, sql::reject_missing_lines);
    else
        count_lines(context);
}

void reject_hidden_lines(StageContext& context) {
    const bool has_totals = has_field(context, staging::k_move, "amount_total") ||
                            (has_field(context, staging::k_move, "amount_untaxed") &&
                             has_field(context, staging::k_move_line, "price_subtotal"));
    if (!has_totals) return;
    context.connection.execute(sql::judge_lines);
    context.connection.execute(sql::reject_hidden_lines);
}

}  // namespace ciclo::faturamento
