// How far back each half of the cycle reads: the journal's facts put into the window's rules.
// Not for: the rules themselves (window.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ciclo/notice.hpp"
#include "config/config.hpp"
#include "postgres/connection.hpp"
#include "staging/window.hpp"

namespace ciclo {

struct Plan {
    staging::Window faturamento;
    staging::Window carteira;
    UtcSeconds horizon{};           // NFs created before it and unknown here are history
    std::vector<Notice> notices{};  // AVISO ULTIMA_EXECUCAO_NO_FUTURO
};

// `now`: the earliest clock. `fingerprint`: of what shapes the reading; absent: taken to be the same as
// before.
Plan make_plan(postgres::Connection& connection, const config::Config& config, UtcSeconds now,
               const std::optional<std::string>& fingerprint);

// LIKE patterns of the pedidos that come from Odoo, as an array literal.
std::string pedido_patterns(const config::Config& config);

}  // namespace ciclo
