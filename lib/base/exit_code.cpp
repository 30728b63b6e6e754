#include "base/exit_code.hpp"

#include <algorithm>
#include <array>

namespace ciclo {
namespace {

constexpr std::array k_table{
    ExitCodeRow{ExitCode::ok, "ok", "a complete cycle, recorded"_tr, "also when there was nothing to do"_tr},
    ExitCodeRow{ExitCode::faturamento_failed, "faturamento_failed", "unchanged"_tr,
                "the next run repairs it"_tr},
    ExitCodeRow{ExitCode::integrity_failed, "integrity_failed", "faturamento kept, carteira not run"_tr,
                "needs human review"_tr},
    ExitCodeRow{ExitCode::carteira_failed, "carteira_failed",
                "the stages before it kept, the backlog unchanged"_tr, "the next run repairs it"_tr},
    ExitCodeRow{ExitCode::outcome_unknown, "outcome_unknown",
                "unknown whether committed: the answer to a COMMIT was lost"_tr,
                "the next run repairs it"_tr},
    ExitCodeRow{ExitCode::done_with_rejects, "done_with_rejects",
                "everything but the records that 'ciclo rejects' names"_tr, "every cycle retries them"_tr},
    ExitCodeRow{ExitCode::stale, "stale", "unchanged"_tr,
                "'ciclo status' only: the last good run of a stage is older than --max-age"_tr},
    ExitCodeRow{ExitCode::changes_pending, "changes_pending", "unchanged"_tr,
                "--dry-run --detailed-exitcode only: a cycle would change rows"_tr},
    ExitCodeRow{ExitCode::usage, "usage", "unchanged"_tr,
                "an unknown command or option, or options that contradict each other"_tr},
    ExitCodeRow{ExitCode::odoo_unavailable, "odoo_unavailable", "unchanged"_tr,
                "Odoo cannot be reached before the first stage; transient"_tr},
    ExitCodeRow{ExitCode::internal_error, "internal_error", "committed stages kept"_tr,
                "out of memory, or a bug: please report it"_tr},
    ExitCodeRow{ExitCode::database_unavailable, "database_unavailable", "unchanged"_tr,
                "PostgreSQL cannot be reached, is full or read-only before the first stage; transient"_tr},
    ExitCodeRow{ExitCode::already_running, "already_running", "unchanged"_tr,
                "another cycle holds the lock"_tr},
    ExitCodeRow{ExitCode::auth_refused, "auth_refused", "unchanged"_tr,
                "Odoo or PostgreSQL refused the login or a needed right"_tr},
    ExitCodeRow{
        ExitCode::config_error, "config_error", "unchanged"_tr,
        "a missing or wrong value of a variable or flag, a missing or older schema, a pooled connection"_tr},
    ExitCodeRow{ExitCode::deadline_exceeded, "deadline_exceeded", "committed stages kept"_tr,
                "deadline exceeded; stopped cleanly"_tr},
    ExitCodeRow{ExitCode::interrupted_hup, "interrupted_hup", "committed stages kept"_tr,
                "stopped cleanly by SIGHUP"_tr},
    ExitCodeRow{ExitCode::interrupted_int, "interrupted_int", "committed stages kept"_tr,
                "stopped cleanly by SIGINT"_tr},
    ExitCodeRow{ExitCode::interrupted_term, "interrupted_term", "committed stages kept"_tr,
                "stopped cleanly by SIGTERM"_tr},
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
