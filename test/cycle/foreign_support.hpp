// Pedidos that people typed into the application, in every table that can hold a pedido or an NF, made to be
// mistaken for Odoo's: they share the products, clients, lots, shipments and NFs of the backlog of
// changes_support.hpp.
#pragma once

#include "markers_support.hpp"

namespace ciclo::test {

// Rows with ids from 900000, remembered with their versions. The backlog's lots must be there. NF 150001 is
// the application's, and may be one of Odoo's: of the backlog's main client.
void plant_foreign_pedidos(World& world, Markers& markers);

}  // namespace ciclo::test
