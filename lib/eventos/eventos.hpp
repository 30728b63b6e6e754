// What happened in a stage, as rows of ciclo_evento for other programs (../../cron/OPERATIONS.md, For other
// programs). Not for: the journal (ciclo), rows that were taken away (ciclo_removido), nor for waking anybody
// up: that is the stage's row.
#pragma once

#include "postgres/connection.hpp"
#include "staging/counts.hpp"

namespace ciclo::eventos {

// One event for each NF, or pedido, that the stage has entered, changed or cancelled; of a stage that has had
// no good run yet one `primeira_carga` instead. Inside the stage's transaction, after its own writes and
// before --removal=delete takes rows: they read what it staged. Return the count `events`. Not repeatable.
staging::Counts emit_nfs(postgres::Connection& connection);
staging::Counts emit_pedidos(postgres::Connection& connection);

}  // namespace ciclo::eventos
