// The deliveries (entregas_monitoradas, agendamentos_entrega) of NFs: made, followed and cancelled with them.
// Not for: what people do with a delivery afterwards.
#pragma once

#include "staging/stage.hpp"

namespace ciclo::entregas {

// The folder's temporary tables; none where the database has no deliveries.
staging::Tables tables(const postgres::Connection& connection);

// In faturamento's transaction, after all that it writes. `faturamento`: its counts. Costs one statement and
// a savepoint where no NF is concerned. A statement that PostgreSQL refuses undoes this step alone: its NFs
// stay due and are tried again in each cycle, which ends with 14; a right that is missing is an AVISO.
// Without the application's tables, or with
// --deliveries=off, nothing is done. Throws what says something about the session or the cycle: it was lost,
// stopped, or may be retried as a whole.
staging::Counts apply(staging::StageContext& context, const staging::Counts& faturamento);

}  // namespace ciclo::entregas
