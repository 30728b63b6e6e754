// Loads into the program what lets its calls fail (preload.cpp). Not for: what comes of it (the tests).
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "cli/program.hpp"

namespace ciclo::test {

// Whether the program under test is one of a build with sanitizers.
inline bool is_sanitized() {
#ifdef __SANITIZE_ADDRESS__
    return std::getenv("CICLO_PROGRAM") == nullptr;
#else
    return false;
#endif
}

// From now on the program that is started with `variables` lets `fault` happen ("send:3:once"), and makes the
// file `fired` then. False, with a warning, where the program loads nothing: a static one, or one with
// sanitizers, which want to be the first that is loaded.
inline bool let_fail(Variables& variables, const std::string& fault, const std::filesystem::path& fired) {
    if (is_sanitized()) return false;
    const bool is_memory = std::string_view(fault).starts_with("malloc:");
    variables["LD_PRELOAD"] = is_memory ? CICLO_FAULT_MEMORY : CICLO_FAULT_PRELOAD;
    auto trial = variables;
    trial["CICLO_FAULT"] = "open:0:once";
    trial["CICLO_FAULT_COUNT"] = fired;
    std::filesystem::remove(fired);
    Program({ciclo_program(), "--version"}, trial).wait();
    const bool is_loaded = std::filesystem::remove(fired);
    if (!is_loaded) WARN("the program loads nothing: it is static");
    // That of this build is not.
    CHECK((is_loaded || std::getenv("CICLO_PROGRAM") != nullptr));
    variables["CICLO_FAULT"] = fault;
    variables["CICLO_FAULT_FIRED"] = fired;
    return is_loaded;
}

}  // namespace ciclo::test
