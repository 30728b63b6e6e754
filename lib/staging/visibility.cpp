#include "staging/visibility.hpp"

#include <fmt/core.h>

#include "base/fuse.hpp"

namespace ciclo::staging {
namespace {

// Where to look when records are absent. That not one is there no limit makes plausible.
constexpr auto k_look_at_user =
    "check the companies and groups of the Odoo user: record rules hide records without an error"_tr;
constexpr auto k_look_at_user_or_raise =
    "check the companies and groups of the Odoo user: record rules hide records without an error; if so "
    "many were really deleted in Odoo, run once with a higher --absent-fuse-pedidos"_tr;

}  // namespace

void check_absence(const StageContext& context, long long known, long long absent,
                   const std::function<std::string()>& sentence) {
    const FuseLimits limits{context.config.absent_fuse_pedidos, context.config.absent_fuse_percent};
    if (!is_suspicious_absence(known, known - absent, absent, limits)) return;
    throw Error(ErrorKind::fuse, sentence(), known == absent ? k_look_at_user : k_look_at_user_or_raise);
}

long long prove_visible(StageContext& context, const Model& model, const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return 0;
    const auto known = static_cast<long long>(ids.size());
    const auto absent = known - context.staging.count(context.staging.counts_of(model, ids));
    check_absence(context, known, absent, [&] {
        return fmt::format("Odoo does not show {} of the {} newest {} records that earlier cycles read",
                           absent, known, model.name);
    });
    return absent;
}

}  // namespace ciclo::staging
