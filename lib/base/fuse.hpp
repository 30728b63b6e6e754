// The two removal fuses, as pure decisions. Not for: counting (SQL) or stopping (the caller throws).
#pragma once

namespace ciclo {

struct FuseLimits {
    long long count;
    int percent;
};

// True when `removed` of `total` is more than both limits: many rows, and a large part of what there is.
bool is_mass_removal(long long removed, long long total, const FuseLimits& limits);

// True when Odoo seems to hide pedidos: none of those known was found, or more than both limits are absent.
bool is_suspicious_absence(long long known, long long found, long long absent, const FuseLimits& limits);

}  // namespace ciclo
