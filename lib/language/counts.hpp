// The counts of a cycle's stages in words: "rows_updated" is "rows updated" or "linhas atualizadas". The
// names themselves (log, JSON, journal) are those of the statements that count. Not for: choosing which to
// show.
#pragma once

#include <string>
#include <string_view>

#include "language/phrase.hpp"

namespace ciclo::language {

// English words for a name that the list does not have, in either language.
std::string words_of_count(std::string_view name, Language language);

// Whether the list has Portuguese words for it. A test asks for every count of every cycle.
bool knows_count(std::string_view name);

}  // namespace ciclo::language
