// Do the configured filters match anything in this Odoo? The kinds of pedido, and the companies that the user
// sees. Not for: what a cycle selects (carteira, faturamento).
#pragma once

#include <vector>

#include "check/reporter.hpp"
#include "odoo/probe.hpp"
#include "staging/staging.hpp"

namespace ciclo {

struct OdooModels {
    std::vector<odoo::ModelProbe> probes;
    staging::Discovery discovery;
    // Kinds are records that could not be read: nothing is said of what they let in.
    bool are_kinds_hidden = false;
};

void check_filters(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client, const Log& log,
                   const config::Config& config, const OdooModels& found);

// Where sale.order, or of which kind its records are, cannot be read nothing is said of these.
bool hides_pedidos(const OdooModels& found);
// Nearly the open pedidos that a cycle reads: without what lies in their lines.
odoo::Domain open_inside(const config::Config& config, const OdooModels& found);

// Open pedidos that are not `known` here, by year of creation.
void check_entering(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client, const Log& log,
                    const config::Config& config, const OdooModels& found, const KnownPedidos& known);

// Keys of this user that expire soon, where Odoo says so.
void check_keys(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client);

// Open pedidos that prefixes and kinds leave out; nothing where sale.order cannot be read.
void check_left_out(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client, const Log& log,
                    const config::Config& config, const OdooModels& found);

}  // namespace ciclo
