// Which others of Odoo's account.moves have the number of an NF that the application holds and that nobody
// remembers. Not for: deciding whose it is (reject_strangers.sql, reject_nfs.sql).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturamento {

// Asks Odoo for them, inside the filters or not, and stages them in stg_outside_move; none that is staged is
// asked for again. No request where there is no such number. Once in read(), after the moves.
void read_namesakes(staging::StageContext& context);

}  // namespace ciclo::faturamento
