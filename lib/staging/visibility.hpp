// Proof, before the first write of a cycle, that the Odoo user still sees what earlier cycles read: record
// rules and missing companies hide records without an error. Not for: which ids are remembered (the stages),
// what is absent among the records of one reading (the stages' fuses).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::staging {

// Throws Error(fuse) with `sentence` when Odoo does not show `absent` of `known` records and that is all of
// them, or more than the limits of an absence (--absent-fuse-pedidos, --absent-fuse-percent); no option
// passes it.
void check_absence(const StageContext& context, long long known, long long absent,
                   const std::function<std::string()>& sentence);

// Has Odoo count the records of `model` with these ids, in one request for up to 1,000, and returns how many
// it does not show. Throws as check_absence() does. Nothing remembered is nothing asked.
long long prove_visible(StageContext& context, const Model& model, const std::vector<std::int64_t>& ids);

}  // namespace ciclo::staging
