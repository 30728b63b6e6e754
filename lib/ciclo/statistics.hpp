// Statistics of the tables that cycles fill, where this role may make them. Not for: plans that need them; a
// statement must do without (lib/README.md).
#pragma once

#include "base/log.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// Analyses what was never analysed (a first import, a restored or upgraded database) or has more than doubled
// since, of the tables that this role owns; one that somebody has locked is passed over. Outside a
// transaction. What goes wrong is logged and changes no outcome, but for a lost session, a stop and the
// deadline.
void renew_statistics(postgres::Connection& connection, const Log& log);

}  // namespace ciclo
