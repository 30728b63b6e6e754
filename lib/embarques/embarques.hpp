// Shipments follow their NFs and lots: validation of items, their weights and values, the shipments' totals,
// shipments without a freight. Not for: which lot an NF consumed (faturamento), nor freights themselves,
// which are the application's. Rules: README.md.
#pragma once

#include "staging/stage.hpp"

namespace ciclo::embarques {

// The folder's temporary tables.
staging::Tables tables();

// Validates the active shipment items that carry an NF of this cycle, and does what follow_lots() does. In
// faturamento's transaction, when reports are stored and NFs are linked.
staging::Counts validate(postgres::Connection& connection);

// Brings what items and totals say up to date after lots or items changed (stg_touched_shipment). Last of
// what writes in a stage's transaction.
staging::Counts follow_lots(postgres::Connection& connection);

}  // namespace ciclo::embarques
