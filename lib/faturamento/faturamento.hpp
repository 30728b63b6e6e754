// The faturamento stage: NFs from Odoo into faturamento_produto and relatorio_faturamento_importado, with the
// effects of cancellation, reactivation and linking. Not for: which lot an NF consumed (link.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturamento {

// The folder's temporary tables.
staging::Tables tables();

// What prove_visible() will ask Odoo to count: asked before, in one round with others. To be called
// first.
std::vector<odoo::Count> counts_ahead(staging::StageContext& context);

// Proves that Odoo shows the newest NFs that are remembered, before anything is written; those few that it
// does not show are looked up by read(). Throws Error(fuse): see staging/visibility.hpp.
void prove_visible(staging::StageContext& context);

// The lists of what changed lately that this stage needs: NFs, and what was one or may become one.
std::vector<staging::Selection> changes(staging::StageContext& context);

// What a full load reads of NFs and what stands beside them, to the end of each.
std::vector<staging::Selection> full_load(staging::StageContext& context);

// Whether all NFs dated since the window's beginning are staged: none was lost on the way, and their lines
// say as much of when they are dated. Once full_load() was read; asks Odoo.
bool has_all_since(staging::StageContext& context);

// Notes which NFs have to be read because they changed in Odoo.
void note_changed(staging::StageContext& context);

// What read_changed() and read() will read of these, for Staging::ask_ahead().
std::vector<staging::Wanted> changed_ones(staging::StageContext& context);

// Stages these NFs, without their lines.
void read_changed(staging::StageContext& context);

// Asks for the NFs that pedidos need besides (stg_needed_line), and their lines, with what is read next.
void ask_needed(staging::StageContext& context);

// What of these was read or passed over is remembered. In the transaction that has checked the NFs: one that
// does not pass is read and checked again by the next cycle.
void remember_reading(staging::StageContext& context);

// Reads into staging: beside what read_changed() has read (in a full load what full_load() names) the NFs of
// the pedidos that the carteira is about to take in or whose invoiced quantity differs (stg_needed_line),
// those that an earlier cycle set aside; then their lines and what they refer to. Besides, what became of
// remembered NFs that it did not meet: outside the filters, or not there. Writes nothing but temporary tables
// and holds no transaction open.
staging::Counts read(staging::StageContext& context);

// Whether this cycle read NFs, inside the filters or outside, or looked for one: else nothing of theirs can
// have changed here, but what people did. Always in a full load and for a selection.
bool has_met(const staging::StageContext& context);

// The whole stage's writes, to be called inside one transaction. Repeatable after a rollback.
staging::Counts apply(staging::StageContext& context);

}  // namespace ciclo::faturamento
