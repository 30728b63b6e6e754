#include "base/fuse.hpp"

namespace ciclo {

bool is_mass_removal(long long removed, long long total, const FuseLimits& limits) {
    return removed > limits.count && removed * 100 > total * limits.percent;
}

bool is_suspicious_absence(long long known, long long found, long long absent, const FuseLimits& limits) {
    if (known > 0 && found == 0) return true;
    return is_mass_removal(absent, known, limits);
}

}  // namespace ciclo
