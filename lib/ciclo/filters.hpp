// Settings that match nothing in this Odoo. Not for: what a cycle selects (carteira, faturamento), nor the
// rest that `ciclo check` says of the filters.
#pragma once

#include "config/config.hpp"
#include "odoo/reader.hpp"
#include "staging/staging.hpp"

namespace ciclo {

// Throws Error(config) where --tipos-pedido names a kind that neither sale.order nor account.move offers: a
// slip of the pen would leave out all of that kind, and report success. Says nothing of a field that is no
// selection.
void require_known_kinds(odoo::Reader& reader, const staging::Catalog& catalog, const config::Config& config);

// Throws Error(config) where no pedido in Odoo begins with one of --pedido-prefixes, the default ones apart,
// of which one may be unused.
void require_known_prefixes(odoo::Reader& reader, const config::Config& config);

}  // namespace ciclo
