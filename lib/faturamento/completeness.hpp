// Proofs that what Odoo did not send of NFs is not there: absence takes rows away, so it needs more than one
// silent answer. Not for: which NFs are read (faturamento.cpp), the proof before the first write
// (staging/visibility.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturamento {

// Stages all invoice lines of every selected NF, notes and sections too. A line that an NF's own list names
// and that did not come is asked for once more, by its id; an NF of which one is then still missing is set
// aside. Where this Odoo has no such list its count of the lines has to agree: throws Error(odoo_answer)
// otherwise.
void read_lines(staging::StageContext& context);

// Sets aside NFs whose lines do not add up to the NF's own totals: a record rule hides lines without an
// error. Where this Odoo has no totals the list of lines decides alone.
void set_hidden_aside(staging::StageContext& context);

// Throws Error(fuse) when a full load misses remembered NFs of its horizon: all of them, or more than the
// limits of an absence.
void check_absent(staging::StageContext& context);

}  // namespace ciclo::faturamento
