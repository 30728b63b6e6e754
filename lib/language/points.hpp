// What the points of `ciclo check` are called: "last carteira" is "última carteira". Names of settings and of
// Odoo's models are the same in every language, and so is JSON. Not for: what a point says (the catalogue).
#pragma once

#include <string>
#include <string_view>

#include "language/phrase.hpp"

namespace ciclo::language {

std::string name_of_point(std::string_view name, Language language);

}  // namespace ciclo::language
