// Which libpq the program runs on. Not for: the server's version (Connection).
#pragma once

#include <string>

namespace ciclo::postgres {

// "libpq 15.18", for --version.
std::string library_version();

}  // namespace ciclo::postgres
