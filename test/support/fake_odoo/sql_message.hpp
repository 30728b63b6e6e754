// PostgreSQL's message for a literal that it cannot read, with the excerpt of the statement that libpq adds.
#pragma once

#include <string_view>

#include "fake_odoo/odoo_error.hpp"
#include "fake_odoo/schema.hpp"

namespace ciclo::fake_odoo {

// `condition`: psycopg2's class, e.g. "InvalidDatetimeFormat"; `type`: PostgreSQL's, e.g. "timestamp".
OdooError invalid_literal(std::string_view condition, std::string_view type, const Model& model,
                          const Field& field, std::string_view op, std::string_view literal);

}  // namespace ciclo::fake_odoo
