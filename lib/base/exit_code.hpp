// The exit codes of the program: the contract with schedulers and people. Not for: deciding which one applies
// (error).
#pragma once

#include <span>
#include <string_view>

#include "language/phrase.hpp"

namespace ciclo {

enum class ExitCode {
    ok = 0,
    faturamento_failed = 10,
    integrity_failed = 11,
    carteira_failed = 12,
    outcome_unknown = 13,
    done_with_rejects = 14,
    stale = 20,
    changes_pending = 21,
    usage = 64,
    odoo_unavailable = 69,
    internal_error = 70,
    database_unavailable = 74,
    already_running = 75,
    auth_refused = 77,
    config_error = 78,
    deadline_exceeded = 124,
    interrupted_hup = 129,
    interrupted_int = 130,
    interrupted_term = 143,
};

struct ExitCodeRow {
    ExitCode code;
    std::string_view name;
    // What the application's tables hold after it.
    language::Text kept;
    // Why, or who acts.
    language::Text cause;
};

// Every code that the program can end with, in ascending order. cmd/EXIT_STATUS.md is made from it (a test
// compares them).
std::span<const ExitCodeRow> exit_code_table();

// The row's name, e.g. "carteira_failed".
std::string_view name_of(ExitCode code);

constexpr int number_of(ExitCode code) {
    return static_cast<int>(code);
}

}  // namespace ciclo
