// Proof, before the first write of a cycle, that the Odoo user still sees what earlier cycles read: record
// rules and missing companies hide records without an error. Not for: which ids are remembered (the stages),
// what is absent among the records of one reading (the stages' fuses).
#pragma once

#include "base/fuse.hpp"
#include "staging/stage.hpp"

namespace ciclo::staging {

// Where to look when records are absent. That not one is there no limit makes plausible.
inline constexpr auto k_look_at_user =
    "look at the companies and groups of the Odoo user: record rules hide rows without an error"_tr;
inline constexpr auto k_look_at_user_or_raise =
    "look at the companies and groups of the Odoo user: record rules hide rows without an error; if so many "
    "were really deleted in Odoo, run once with a higher --absent-fuse-pedidos"_tr;

// The limits of an absence (--absent-fuse-pedidos, --absent-fuse-percent).
FuseLimits absence_limits(const config::Config& config);

// Has Odoo count the records of `model` with these ids, in one request for up to 1,000, and returns how many
// it does not show. Throws Error(fuse) when it shows none, or hides more than the limits of an absence; no
// option passes it. Nothing remembered is nothing asked.
long long prove_visible(StageContext& context, const Model& model, const std::vector<std::int64_t>& ids);

}  // namespace ciclo::staging
