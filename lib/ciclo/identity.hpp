// Whether Odoo is the one that these tables follow: a slip in ODOO_URL or ODOO_DB would take one company's
// records for another's. Not for: what else is remembered of Odoo (known_odoo.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "config/config.hpp"
#include "odoo/reader.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// Newest remembered pedidos: Odoo's id and the name. Empty where there is no doubt: the last cycle read this
// database at this address, or none did.
using Recognisable = std::map<std::int64_t, std::string>;

Recognisable to_recognise(postgres::Connection& connection, const config::Config& config);

// Asks Odoo for them, `name_field` being their name's. Most must have the same name under the same id; not
// all, for one may be renamed or gone. Throws Error(config) otherwise. Returns how many have.
long long recognise(odoo::Reader& reader, const Recognisable& pedidos, const std::string& name_field,
                    const config::Config& config);

}  // namespace ciclo
