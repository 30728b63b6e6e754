// Finds for each NF of the cycle the lot that it consumed, and does what follows: shipment items, separações,
// stock movements, SEM_LOTE, inconsistencies, justificativas. Not for: the decision itself (link.hpp).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturamento {

// To be called inside the stage's transaction, after cancellations have freed their lots. The number of round
// trips does not depend on the number of NFs. Repeatable after a rollback.
// Each decision and its reason goes to the log at debug level.
staging::Counts link_nfs(postgres::Connection& connection, const Log& log);

}  // namespace ciclo::faturamento
