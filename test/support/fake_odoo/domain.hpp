// Search domains: parsed, checked as the server checks them, compiled into a predicate and a hint where to
// look. Not for: order, limit and offset (methods).
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>

#include "fake_odoo/json.hpp"
#include "fake_odoo/view.hpp"

namespace ciclo::fake_odoo {

// True for a record that a term or a domain matches. Valid while the View and the JSON it was made from live.
using Predicate = std::function<bool(long long id, const Record& record)>;

struct Selection {
    Predicate matches;
    // Only ids above this can match: what keeps a keyset page cheap.
    long long after = std::numeric_limits<long long>::min();
    // Only these can match, ascending, where an and-ed term names them.
    std::optional<Ids> candidates;
    // True when a term is about `active` itself, so that archived records are not left out.
    bool names_active = false;
};

// Throws OdooError as the server does: malformed notation, bad leaf or operator, unknown field, bad datetime.
Selection compile_domain(const View& view, const Model& model, const Json& domain);

}  // namespace ciclo::fake_odoo
