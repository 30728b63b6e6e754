// Are the live pedidos in Odoo still what they are here? Whatever their age. Not for: what changed
// (carteira.cpp), what absence means (completeness.hpp).
#pragma once

#include "odoo/domain.hpp"
#include "staging/stage.hpp"

namespace ciclo::carteira {

// Notes the live pedidos, once, before any is read.
void note_active(staging::StageContext& context);

// Of a regular cycle that counts them instead of listing them: what sweep() will ask Odoo to count. After
// note_active().
std::vector<odoo::Count> live_counts(staging::StageContext& context, const odoo::Domain& filters);

// Where the live pedidos were counted alone, and something is read after all: what is remembered of them
// stands for what Odoo would list. Once; nothing otherwise.
void sweep_remembered(staging::StageContext& context);

// Name, state and write_date of every live pedido (of a selection: of it) that was not read, in a few cheap
// requests: a count, where it says that all are there, else lists by id and name; then those that changed are
// read whole. Lists that lost records are found out by check_absence(). `filters`: of pedidos.
void sweep(staging::StageContext& context, const odoo::Domain& filters);

}  // namespace ciclo::carteira
