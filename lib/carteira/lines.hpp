// The lines of the pedidos read, complete or set aside. Not for: pedidos that Odoo did not send
// (completeness.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::carteira {

// All lines of these pedidos: what read_lines() reads.
std::vector<staging::Selection> lines_of(const staging::StageContext& context,
                                         const std::vector<std::int64_t>& orders);

// Stages all lines of these staged pedidos, notes and sections too. A line that a pedido's own list names and
// that did not come is requested once more, by its id; a pedido of which one is then still missing is set
// aside.
void read_lines(staging::StageContext& context, const std::vector<std::int64_t>& orders);

// Sets aside pedidos whose lines do not add up to Odoo's total and that would lose rows: a record rule hides
// lines. Believes Odoo where it lacks one of the two amounts.
void reject_hidden_lines(staging::StageContext& context);

}  // namespace ciclo::carteira
