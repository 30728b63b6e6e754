#include "carteira/lines.hpp"

#include "carteira/sql.hpp"
#include "staging/lines.hpp"
#include "staging/selection.hpp"

namespace ciclo::carteira {

using staging::StageContext;

std::vector<staging::Selection> lines_of(const StageContext& context,
                                         const std::vector<std::int64_t>& orders) {
    return staging::children_of(staging::k_order_line, field(context, staging::k_order_line, "order_id"),
                                orders, staging::k_parents_per_batch);
}

void read_lines(StageContext& context, const std::vector<std::int64_t>& orders) {
    context.staging.read(lines_of(context, orders), staging::End::short_page);
    read_missing_lines(context, staging::k_order_line, sql::missing_lines, sql::reject_missing_lines);
}

void reject_hidden_lines(StageContext& context) {
    const bool has_amounts = has_field(context, staging::k_order, "amount_untaxed") &&
                             has_field(context, staging::k_order_line, "price_subtotal");
    if (has_amounts) context.connection.execute(sql::reject_hidden_lines);
}

}  // namespace ciclo::carteira
