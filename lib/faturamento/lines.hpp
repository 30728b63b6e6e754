// The lines of the selected NFs, complete or set aside. Not for: NFs that Odoo did not send
// (completeness.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturamento {

// All invoice lines of these NFs: what read_lines() reads.
staging::Wanted lines_of(const staging::StageContext& context, const std::vector<std::int64_t>& moves);

// Stages all invoice lines of every selected NF, notes and sections too. A line that an NF's own list names
// and that did not come is requested once more, by its id; an NF of which one is then still missing is set
// aside. Where this Odoo has no such list its count of the lines has to agree: throws Error(odoo_answer)
// otherwise.
void read_lines(staging::StageContext& context);

// Sets aside NFs whose lines do not add up to the NF's own totals: a record rule hides lines without an
// error. Where this Odoo has no totals the list of lines decides alone.
void reject_hidden_lines(staging::StageContext& context);

}  // namespace ciclo::faturamento
