#include "base/exit_code.hpp"

#include <algorithm>
#include <array>

namespace ciclo {
namespace {

constexpr std::array k_table{
    ExitCodeRow{ExitCode::ok, "ok", "a full cycle, recorded; also when there was nothing to do"},
    ExitCodeRow{ExitCode::faturamento_failed, "faturamento_failed", "unchanged; the next run repairs"},
    ExitCodeRow{ExitCode::integrity_failed, "integrity_failed",
                "faturamento kept, carteira not run; a person looks"},
    ExitCodeRow{ExitCode::carteira_failed, "carteira_failed",
                "the stages before it kept, the backlog unchanged; also when a removal fuse stopped it"},
    ExitCodeRow{ExitCode::outcome_unknown, "outcome_unknown",
                "a COMMIT's answer was lost and could not be verified in time; the next run repairs"},
    ExitCodeRow{ExitCode::done_with_rejects, "done_with_rejects",
                "everything but the records that ciclo_rejeito names"},
    ExitCodeRow{ExitCode::usage, "usage", "unchanged; wrong flags"},
    ExitCodeRow{ExitCode::odoo_unavailable, "odoo_unavailable",
                "unchanged; transient, before the first stage"},
    ExitCodeRow{ExitCode::internal_error, "internal_error", "committed stages stay; a bug, please report it"},
    ExitCodeRow{ExitCode::database_unavailable, "database_unavailable",
                "unchanged; transient, disk full or read-only, before the first stage"},
    ExitCodeRow{ExitCode::already_running, "already_running", "unchanged; another cycle holds the lock"},
    ExitCodeRow{ExitCode::auth_refused, "auth_refused",
                "unchanged; Odoo or PostgreSQL refused the login or a needed right"},
    ExitCodeRow{ExitCode::config_error, "config_error",
                "unchanged; a missing or wrong variable, a missing or older schema, a pooled connection"},
    ExitCodeRow{ExitCode::deadline_exceeded, "deadline_exceeded", "stopped cleanly; committed stages stay"},
    ExitCodeRow{ExitCode::interrupted_hup, "interrupted_hup",
                "stopped cleanly by SIGHUP; committed stages stay"},
    ExitCodeRow{ExitCode::interrupted_int, "interrupted_int",
                "stopped cleanly by SIGINT; committed stages stay"},
    ExitCodeRow{ExitCode::interrupted_term, "interrupted_term",
                "stopped cleanly by SIGTERM; committed stages stay"},
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
