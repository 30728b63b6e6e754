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

// The lines of these NFs, which were asked for ahead. They came only as they were asked for then: those of
// NFs that are not read after all are left out again, with what is wrong with them. Returns the NFs of
// `wanted` whose lines are still to be read.
std::vector<std::int64_t> take_ahead(StageContext& context, const std::vector<std::int64_t>& ahead,
                                     std::vector<std::int64_t> wanted) {
    auto& staging = context.staging;
    std::vector<std::int64_t> others;
    std::set_difference(wanted.begin(), wanted.end(), ahead.begin(), ahead.end(), std::back_inserter(others));
    const auto needed = wanted.size() - others.size();
    const auto lines = lines_of(context, ahead);
    const bool are_all_needed = needed == ahead.size();
    if (needed == 0 || (!are_all_needed && !staging.has_come(lines))) return wanted;
    const auto rejected = are_all_needed ? std::vector<std::int64_t>() : staging.ids(sql::rejected_moves);
    staging.read(lines.selections, lines.end);
    if (!are_all_needed)
        context.connection.execute(sql::forget_unneeded_lines, {postgres::array_literal(rejected)});
    return others;
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
    for (const auto& ahead : context.lines_ahead) moves = take_ahead(context, ahead, std::move(moves));
    const auto lines = lines_of(context, moves);
    staging.read(lines.selections, lines.end);
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
