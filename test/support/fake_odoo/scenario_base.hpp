// The master data of a made-up food company: customers, products, carriers and the like. Not for: pedidos and
// NFs.
#pragma once

#include "fake_odoo/random.hpp"
#include "fake_odoo/store.hpp"

namespace ciclo::fake_odoo {

struct MasterData {
    Ids customers;
    Ids products;
    Ids carriers;   // the last has a partner of its own (redespacho)
    Ids incoterms;  // CIF, FOB, RED
    Ids sellers;
    Ids teams;
    Ids terms;
    Ids providers;
    Ids units;
    Ids companies;
};

// Fills `store`; the same seed gives the same data.
MasterData fill_master_data(Store& store, Random& random, int customers, int products);

}  // namespace ciclo::fake_odoo
