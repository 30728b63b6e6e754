// One term of a domain. Not for: the notation around it (domain).
#pragma once

#include <string>
#include <string_view>

#include "fake_odoo/domain.hpp"

namespace ciclo::fake_odoo {

struct Leaf {
    std::string path;
    std::string op;  // normalised: lower case, "!=" for "<>", "in" for "=" with a list
    const Json* right = nullptr;
    // (1, '=', 1) and (0, '=', 1): everything and nothing.
    bool is_constant = false;

    // "('no_such_field', '=', 1)" as the server prints it.
    [[nodiscard]] std::string repr() const;
};

// Throws ValueError "Invalid leaf ...".
Leaf parse_leaf(const Json& token, bool is_since_19);

// `leaf` must not outlive the JSON. Throws OdooError.
Predicate compile_leaf(const View& view, const Model& model, const Leaf& leaf);

// Uses an and-ed leaf on the id or an indexed relation, or on a path of these, to say where to look.
void narrow(const View& view, const Model& model, const Leaf& leaf, Selection& selection);

}  // namespace ciclo::fake_odoo
