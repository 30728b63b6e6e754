// The program's version, as CMake knows it.
#pragma once

#include <string_view>

namespace ciclo {

inline constexpr std::string_view k_version = CICLO_VERSION;

}  // namespace ciclo
