#include "base/exit_code.hpp"

#include <algorithm>
#include <array>

namespace ciclo {
namespace {

constexpr std::array k_table{
    ExitCodeRow{ExitCode::ok, "ok", "a full cycle, recorded", "also when there was nothing to do"},
    ExitCodeRow{ExitCode::faturamento_failed, "faturamento_failed", "unchanged", "the next run repairs"},
    ExitCodeRow{ExitCode::integrity_failed, "integrity_failed", "faturamento kept, carteira not run",
                "a person looks"},
    ExitCodeRow{ExitCode::carteira_failed, "carteira_failed",
                "the stages before it kept, the backlog unchanged",
                "the next run repairs; after a removal fuse a person decides"},
    ExitCodeRow{ExitCode::outcome_unknown, "outcome_unknown",
                "perhaps committed, perhaps not: a COMMIT's answer was lost", "the next run repairs"},
    ExitCodeRow{ExitCode::done_with_rejects, "done_with_rejects",
                "everything but the records that ciclo_rejeito names", "they are tried again at every cycle"},
    ExitCodeRow{ExitCode::changes_pending, "changes_pending", "unchanged",
                "--dry-run --detailed-exitcode only: a cycle would change rows"},
    ExitCodeRow{ExitCode::usage, "usage", "unchanged",
                "an unknown word or flag, or flags that contradict each other"},
    ExitCodeRow{ExitCode::odoo_unavailable, "odoo_unavailable", "unchanged",
                "Odoo cannot be reached before the first stage; transient"},
    ExitCodeRow{ExitCode::internal_error, "internal_error", "committed stages kept",
                "a bug, please report it"},
    ExitCodeRow{ExitCode::database_unavailable, "database_unavailable", "unchanged",
                "PostgreSQL cannot be reached, is full or read-only before the first stage; transient"},
    ExitCodeRow{ExitCode::already_running, "already_running", "unchanged", "another cycle holds the lock"},
    ExitCodeRow{ExitCode::auth_refused, "auth_refused", "unchanged",
                "Odoo or PostgreSQL refused the login or a needed right"},
    ExitCodeRow{
        ExitCode::config_error, "config_error", "unchanged",
        "a missing or wrong value of a variable or flag, a missing or older schema, a pooled connection"},
    ExitCodeRow{ExitCode::deadline_exceeded, "deadline_exceeded", "committed stages kept",
                "the time was over; stopped cleanly"},
    ExitCodeRow{ExitCode::interrupted_hup, "interrupted_hup", "committed stages kept",
                "stopped cleanly by SIGHUP"},
    ExitCodeRow{ExitCode::interrupted_int, "interrupted_int", "committed stages kept",
                "stopped cleanly by SIGINT"},
    ExitCodeRow{ExitCode::interrupted_term, "interrupted_term", "committed stages kept",
                "stopped cleanly by SIGTERM"},
};

}  // namespace

std::span<const ExitCodeRow> exit_code_table() {
    return k_table;
}

std::string_view name_of(ExitCode code) {
    const auto* row =
        std::find_if(k_table.begin(), k_table.end(), [&](const auto& r) { return r.code == code; });
    return row == k_table.end() ? "internal_error" : row->name;
}

}  // namespace ciclo
