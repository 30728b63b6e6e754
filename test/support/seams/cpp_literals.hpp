// The string literals of a C++ source.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ciclo::test {

// In their order, what they hold (escapes resolved), without comments and single characters. Literals that
// stand side by side are one. Throws std::runtime_error for one that does not end.
std::vector<std::string> cpp_literals(std::string_view source);

}  // namespace ciclo::test
