// "did you mean ...?" for names that are not known.
#pragma once

#include <string_view>
#include <vector>

namespace ciclo::config {

// The candidate with the fewest typing errors between it and `word`, or empty when that many would not be
// typing errors.
std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace ciclo::config
