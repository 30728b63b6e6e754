// Which records a search finds, in which order. Not for: what is returned of them (methods).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fake_odoo/domain.hpp"

namespace ciclo::fake_odoo {

struct Search {
    const Json* domain = nullptr;  // nullptr: everything
    std::string order{};           // empty: the model's own
    long long offset = 0;
    long long limit = 0;  // 0: no limit
    bool active_test = true;
};

using Found = std::vector<std::pair<long long, const Record*>>;

// Throws OdooError. The store must stay locked while the result is used.
Found search(const View& view, const Model& model, const Search& search);

}  // namespace ciclo::fake_odoo
