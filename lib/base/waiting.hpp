// Names what a wait was for when the deadline ends it. Not for: the deadline itself (limits).
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"

namespace ciclo {

// Runs `wait`. When the deadline ends it, the error says "waiting for Odoo: the deadline ... was exceeded",
// and what to do then where that is given.
template <typename Wait>
auto waiting_for(std::string_view what, const Wait& wait, const language::Phrase& remedy = {}) {
    try {
        return wait();
    } catch (Error& error) {
        if (error.kind() != ErrorKind::deadline) throw;
        error.within("waiting for " + std::string(what));
        if (remedy.empty()) throw;
        throw Error(error.kind(), error.what(), remedy);
    }
}

}  // namespace ciclo
