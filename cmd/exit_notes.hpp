// What manuals say of each exit code beyond the line that a run prints: its causes, and who has to act. Not
// for: names, numbers and what the tables hold (base/exit_code).
#pragma once

#include <span>
#include <string_view>

#include "base/exit_code.hpp"

namespace ciclo::cli {

// Sentences. A test keeps the codes those of exit_code_table().
struct ExitNote {
    ExitCode code;
    std::string_view cause;
    std::string_view action;
};
std::span<const ExitNote> exit_notes();

// The note of a code of exit_code_table().
const ExitNote& note_of(ExitCode code);

}  // namespace ciclo::cli
