// Proofs that what Odoo did not send is not there: absence archives rows, so it needs more than one silent
// answer. Not for: which pedidos are read (carteira.cpp), their lines (lines.hpp), the fuses' limits
// (base/fuse.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::carteira {

// Notes the pedidos that are gone. Throws Error(odoo_answer) when Odoo counts pedidos that it did not send,
// and Error(fuse) when more are absent than the fuse believes: none of those known found, or very many
// missing (--absent-fuse-pedidos, --absent-fuse-percent). No option passes it.
void check_absence(staging::StageContext& context);

}  // namespace ciclo::carteira
