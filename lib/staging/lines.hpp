// The lines of staged pedidos and NFs, complete: a line that is missing takes a row away. Not for: which of
// them are goods (the stages' SQL).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::staging {

// Records whose lines are read in one request: about one page of lines at the usual 8 to 12 lines each. A
// real Odoo gives them a sixth faster than half as many.
inline constexpr std::size_t k_parents_per_batch = 300;

// Reads once more, by their ids (`missing`), the lines that a record's own list names and that did not come,
// then sets aside (`reject`) the records of which one is still missing.
void read_missing_lines(StageContext& context, const Model& model, const postgres::Statement& missing,
                        const postgres::Statement& reject);

}  // namespace ciclo::staging
