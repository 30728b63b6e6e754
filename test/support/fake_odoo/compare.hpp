// What the operators of a domain mean for a field of each type, as PostgreSQL and Odoo 17 take them.
#pragma once

#include <string_view>

#include "fake_odoo/domain_leaf.hpp"

namespace ciclo::fake_odoo {

// `leaf` names a field of `model` itself. Throws OdooError for values that the server refuses.
Predicate compare(const View& view, const Model& model, const Field& field, const Leaf& leaf);

// SQL's LIKE: % any text, _ one character, backslash quotes.
bool like(std::string_view text, std::string_view pattern);

// Lower case for ASCII and for the accented letters of Latin-1.
std::string lower(std::string_view text);

}  // namespace ciclo::fake_odoo
