#include "staging/visibility.hpp"

#include <fmt/core.h>

namespace ciclo::staging {

FuseLimits absence_limits(const config::Config& config) {
    return {config.absent_fuse_pedidos, config.absent_fuse_percent};
}

long long prove_visible(StageContext& context, const Model& model, const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return 0;
    const auto known = static_cast<long long>(ids.size());
    const auto found = context.staging.count_ids(model, ids);
    if (is_suspicious_absence(known, found, known - found, absence_limits(context.config))) {
        throw Error(ErrorKind::fuse,
                    fmt::format("Odoo does not show {} of the {} newest {} records that earlier cycles read",
                                known - found, known, model.name),
                    found == 0 ? k_look_at_user : k_look_at_user_or_raise);
    }
    return known - found;
}

}  // namespace ciclo::staging
