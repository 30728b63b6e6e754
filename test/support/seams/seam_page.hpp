// The map as lib/README.md shows it, between two markers.
#pragma once

#include <string>
#include <string_view>

#include "seams/seam_map.hpp"

namespace ciclo::test {

// Two tables of Markdown. What a folder only gives to rows that it adds is left out, and columns that one
// folder alone changes are counted where they are many: lib/writers.txt names them all. lib/writers.txt names
// them all.
std::string seam_page(const SeamMap& map);

// The text with `page` between its markers. Throws std::runtime_error where it has none.
std::string with_page(std::string_view text, std::string_view page);

}  // namespace ciclo::test
