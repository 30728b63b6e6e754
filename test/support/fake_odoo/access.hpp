// Which groups of a stock Odoo 17 may read a model, and how it refuses everybody else. Not for: record rules
// and fields (view).
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "fake_odoo/schema.hpp"

namespace ciclo::fake_odoo {

// External ids: "base.group_user".
using Groups = std::set<std::string, std::less<>>;

// Whether one of `groups`, or one that it implies, may read the model.
bool may_read(std::string_view model, const Groups& groups);

// The message of the AccessError.
std::string refusal(const Model& model);

}  // namespace ciclo::fake_odoo
