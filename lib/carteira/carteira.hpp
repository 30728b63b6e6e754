// The carteira stage: the order backlog mirrors Odoo's open pedidos. Not for: recomposing pré-separações.
#pragma once

#include "staging/stage.hpp"

namespace ciclo::carteira {

// The folder's temporary tables.
staging::Tables tables();

// What prove_visible() will ask Odoo to count and, of the live pedidos, the sweep: asked before, in one round
// with others. To be called first. Notes the live pedidos, before any is requested.
std::vector<odoo::Count> counts_ahead(staging::StageContext& context);

// Proves that Odoo shows the newest pedidos that are remembered, before anything is written. Throws
// Error(fuse): see staging/visibility.hpp.
void prove_visible(staging::StageContext& context);

// The lists of what changed lately that this stage needs: pedidos and partners; and pedido lines.
std::vector<staging::Selection> changes(staging::StageContext& context);
staging::Selection line_changes(staging::StageContext& context);

// What a full load reads of pedidos, to the end of each.
std::vector<staging::Selection> full_load(staging::StageContext& context);

// Notes which pedidos have to be read for what changed in Odoo, and the live ones, before any is read.
void note_changed(staging::StageContext& context);

// What select() will read of these, for Staging::ask_ahead().
std::vector<staging::Wanted> changed_ones(staging::StageContext& context);

// First half of the reading, before faturamento reads: which pedidos changed (those lists, or sweep; a full
// load's are staged before), with their lines, and which NFs (stg_needed_line) those have, whatever their
// age, that the target does not hold yet or holds with another invoiced quantity than Odoo's.
void select(staging::StageContext& context);

// What is open of pedidos that Odoo renamed takes the new name (stg_renamed, filled by select()), before NFs
// look for their lots. To be called inside a transaction; a second time it finds nothing to do.
staging::Counts rename(staging::StageContext& context);

// Second half: archived pedidos that an NF brings back, all lines of every pedido selected, what they refer
// to, and what explains a difference between the NFs here and Odoo's invoiced quantities. What Odoo
// did not send counts as absent only where it is proved (completeness.hpp): throws Error(odoo_answer) or
// Error(fuse) otherwise, and what StageContext::lines_not_given holds.
staging::Counts read(staging::StageContext& context);

// Whether this cycle read pedidos: else there is nothing to stage, and only what others changed to follow.
bool has_read(const staging::StageContext& context);

// Whether this cycle read or swept pedidos: else their rows change only where NFs did, or people changed
// something. Always in a full load and for a selection.
bool has_met(const staging::StageContext& context);

// The whole stage's writes, to be called inside one transaction. Repeatable after a rollback.
// Throws Error(fuse) when more would be archived than the fuse allows: nothing stays then.
staging::Counts apply(staging::StageContext& context);

// With --removal=delete the rows that apply() archived go for good; else nothing happens. In the same
// transaction, after all that looks at what was archived.
staging::Counts purge_archived(staging::StageContext& context);

}  // namespace ciclo::carteira
