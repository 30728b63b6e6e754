// Materialised views of the application that show what a cycle writes: refreshed once all is committed. Not
// for: deciding when (cycle), nor for making them.
#pragma once

#include <chrono>
#include <optional>

#include "base/limits.hpp"
#include "ciclo/notice.hpp"
#include "config/config.hpp"
#include "postgres/connection.hpp"
#include "staging/counts.hpp"

namespace ciclo {

struct RefreshedViews {
    long long refreshed = 0;
    std::chrono::milliseconds taken{};
    // AVISO VISAO_NAO_ATUALIZADA: what PostgreSQL refused, or the time did not suffice for.
    std::optional<Notice> notice{};

    void add_to(staging::Counts& totals) const;
};

// REFRESH MATERIALIZED VIEW CONCURRENTLY of each of `config.refresh_views` that exists, outside any
// transaction, one after the other; nullopt where none does. What PostgreSQL says against one keeps none of
// the others back. Each is bounded by what `limits` leave, less some seconds in which the cycle records its
// outcome. Throws Interrupted and Error(deadline), never SqlError: a session that was lost on the way is not
// alive.
std::optional<RefreshedViews> refresh_views(postgres::Connection& connection, const config::Config& config,
                                            const Limits& limits, const Log& log);

}  // namespace ciclo
