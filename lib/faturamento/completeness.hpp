// Proofs that what Odoo did not send of NFs is not there: absence takes rows away, so it needs more than one
// silent answer. Not for: which NFs are read (faturamento.cpp), their lines (lines.hpp), the proof before the
// first write (staging/visibility.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturamento {

// Throws Error(fuse) when a full load misses remembered NFs of its horizon: all of them, or more than the
// limits of an absence.
void check_absence(staging::StageContext& context);

// Throws Error(fuse) when the application's table has lost more remembered NFs of the horizon than the limits
// of an absence: people exclude an NF or two, a restore takes many, and then the memory of them is not true.
// After the NFs are staged.
void check_lost(staging::StageContext& context);

}  // namespace ciclo::faturamento
