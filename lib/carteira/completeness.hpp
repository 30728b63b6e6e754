// Proofs that what Odoo did not send is not there: absence archives rows, so it needs more than one silent
// answer. Not for: which pedidos are read (carteira.cpp), the fuses' limits (base/fuse.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::carteira {

// Stages all lines of every staged pedido, notes and sections too. A line that a pedido's own list names and
// that did not come is asked for once more, by its id; a pedido of which one is then still missing is set
// aside.
void read_lines(staging::StageContext& context);

// Sets aside pedidos whose lines do not add up to Odoo's total and that would lose rows: a record rule hides
// lines. Believes Odoo where it lacks one of the two amounts.
void set_hidden_aside(staging::StageContext& context);

// Notes the pedidos that are gone. Throws Error(odoo_answer) when Odoo counts pedidos that it did not send,
// and Error(fuse) when more are absent than the fuse believes: none of those known found, or very many
// missing (--absent-fuse-pedidos, --absent-fuse-percent). No option passes it.
void check_absence(staging::StageContext& context);

}  // namespace ciclo::carteira
