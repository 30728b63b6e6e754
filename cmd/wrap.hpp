// A paragraph as lines. Not for: texts whose spaces mean something.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ciclo::cli {

// Broken at spaces, each line at most `width` bytes long; a word that is longer stands alone.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace ciclo::cli
