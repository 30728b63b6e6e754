// Names what a wait was for when the deadline ends it. Not for: the deadline itself (limits).
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace ciclo {

// Runs `wait`. When the deadline ends it, the error says "waiting for Odoo: the deadline ... was exceeded".
template <typename Wait>
auto waiting_for(std::string_view what, const Wait& wait) {
    try {
        return wait();
    } catch (Error& error) {
        if (error.kind() == ErrorKind::deadline) error.within("waiting for " + std::string(what));
        throw;
    }
}

}  // namespace ciclo
