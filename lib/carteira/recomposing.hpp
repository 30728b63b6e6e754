// Feeds the decisions of recompose.hpp from the database, pedido by pedido, and stores what follows from
// them. Not for: the decision itself.
#pragma once

#include "config/config.hpp"
#include "staging/stage.hpp"

namespace ciclo::carteira {

// Open separações follow the saldos that this transaction changed, and changes in COTADO lots raise alerts.
// To be called inside the stage's transaction, once the rows of the backlog are written. The number of
// statements does not grow with the pedidos; what is kept in memory is one small change for each row that
// changes. Pedidos that people split into several lots are left alone, and their excess is reported, unless
// `split_lots` says that they follow the saldo too.
staging::Counts recompose_separacoes(postgres::Connection& connection, const Log& log,
                                     config::SplitLots split_lots);

}  // namespace ciclo::carteira
