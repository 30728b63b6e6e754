// A warning (AVISO): what a cycle found and nobody has to act on at once, one a kind. Not for: how it
// leaves the session (notices.hpp).
#pragma once

#include <string>

namespace ciclo {

struct Notice {
    std::string kind;
    long long count;
    std::string examples;
};

}  // namespace ciclo
