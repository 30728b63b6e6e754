// Settings that match nothing in this Odoo. Not for: what a cycle selects (carteira, faturamento), nor the
// rest that `ciclo check` says of the filters.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "language/phrase.hpp"
#include "odoo/reader.hpp"
#include "staging/staging.hpp"

namespace ciclo {

// What to do where --tipos-pedido was chosen and nothing of this Odoo has a kind.
inline constexpr auto k_no_kinds_remedy =
    "leave --tipos-pedido out; or name the fields that tell kinds apart, of sale.order and of account.move "
    "(lib/odoo/README.md, Localisations)"_tr;
// Whether it was chosen: it differs from the default.
bool has_chosen_kinds(const config::Config& config);

// Throws Error(config) where --tipos-pedido was chosen and nothing has a kind, or where it names a kind that
// neither sale.order nor account.move offers: a slip of the pen would leave out all of that kind, and report
// success. Says nothing of a field that is no selection.
void require_known_kinds(odoo::Reader& reader, const staging::Catalog& catalog, const config::Config& config);

// How many pedidos in Odoo begin with each prefix, and those with none. Of the default prefixes one may be
// unused; one that somebody chose is a slip then: `vcd`.
struct PrefixUse {
    std::vector<long long> pedidos;
    std::vector<std::string> unknown;
};
PrefixUse count_prefixes(odoo::Reader& reader, const std::vector<std::string>& prefixes);

// Throws Error(config) where one of --pedido-prefixes is unknown.
void require_known_prefixes(odoo::Reader& reader, const config::Config& config);

}  // namespace ciclo
