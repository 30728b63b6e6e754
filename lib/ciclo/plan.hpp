// How far back each half of the cycle reads: the journal's facts put into the window's rules.
// Not for: the rules themselves (window.hpp).
#pragma once

#include <string>

#include "config/config.hpp"
#include "postgres/connection.hpp"
#include "staging/window.hpp"

namespace ciclo {

struct Plan {
    staging::Window faturamento;
    staging::Window carteira;
    UtcSeconds horizon{};  // NFs created before it and unknown here are history
};

// `now`: Odoo's clock. `fingerprint`: of what shapes the reading.
Plan make_plan(postgres::Connection& connection, const config::Config& config, UtcSeconds now,
               const std::string& fingerprint);

}  // namespace ciclo
