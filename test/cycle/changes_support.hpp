// One small backlog with lots, shipments and NFs, and everything that can happen to it in Odoo, one change of
// every kind: for tests of what must stay as it is whatever happens.
#pragma once

#include <functional>
#include <vector>

#include "world.hpp"

namespace ciclo::test {

struct Backlog {
    // Puts the pedidos into Odoo; lots and items may be added before or after the first cycle.
    explicit Backlog(World& in);
    // L1 (parcial, ABERTO), L2 (total, COTADO) and L5 (parcial, COTADO) of the main pedido, L3 (PREVISAO) of
    // the draft, L4 (COTADO) of the plain one; L1, L2 and L4 in embarques 1, 1 and 2.
    void add_lots();

    World& world;
    Order main;   // VCD0000001: 10 azeitona, 5 palmito
    Order draft;  // VCD0000002, a quotation: 8 azeitona, 3 palmito
    Order plain;  // VSC0000003 of the other customer: 12 azeitona
    long long nf = 0;
    long long later_nf = 0;
};

struct OdooChange {
    const char* name;
    std::function<void(Backlog&)> make;
    bool by_nf = false;    // NFs come or go
    bool renames = false;  // the pedido takes another name
};

// In this order: later ones build on earlier ones. About one window lies between two.
const std::vector<OdooChange>& every_change();

// Whether a cycle follows this change alone: always in a thorough run, else after every fifth, another fifth
// for each `test` (0 to 4), and after the last; the next cycle then takes several changes at once.
bool lived_alone(const OdooChange& change, std::size_t test);

}  // namespace ciclo::test
