#include "cmd/exit_notes.hpp"

#include <algorithm>
#include <array>

#include "base/error.hpp"

namespace ciclo::cli {
namespace {

constexpr std::string_view k_nobody = "Nobody: the next run catches up.";

constexpr std::array k_notes{
    ExitNote{ExitCode::ok, "The cycle is complete, also when there was nothing to do.", "Nobody."},
    ExitNote{ExitCode::faturamento_failed,
             "Faturamento failed and was rolled back; the message names the cause. Also a fuse: too many NFs "
             "would be cancelled, or Odoo does not show NFs that it did.",
             "Nobody, unless it repeats. After a fuse ('would be cancelled', 'does not show'): a person "
             "decides, as for 12."},
    ExitNote{
        ExitCode::integrity_failed, "A check of level ERRO failed; the message names the check and the NFs.",
        "A person who knows the business compares the NFs with Odoo. A later run with --full, or with "
        "--since for older NFs, reads them again and corrects them. --integrity=warn, once, lets a cycle "
        "through when that person says so."},
    ExitNote{
        ExitCode::carteira_failed,
        "Faturado or carteira failed and was rolled back; the message names the cause. Also a fuse: too "
        "many rows would be archived (with --removal=delete: deleted), too many open separações would be "
        "zeroed or reduced, or Odoo does not show pedidos that it did, which is looked at before any stage "
        "writes ('newest': nothing was committed) and again in the carteira.",
        "Nobody, unless it repeats. After a fuse ('would be ...', 'does not show'): a person checks "
        "that the Odoo user is still in all companies and reads what would go "
        "(ciclo --dry-run --verbose --allow-mass-removal); only then --allow-mass-removal, once. "
        "It does not override 'does not show'."},
    ExitNote{ExitCode::outcome_unknown,
             "The connection was lost during a COMMIT, and what became of it could not be looked up in time.",
             "Nobody, unless it repeats: the next run finds what was committed and does the rest."},
    ExitNote{
        ExitCode::done_with_rejects,
        "The cycle is complete but for records of Odoo that cannot be stored and that nobody has accepted. "
        "Also "
        "a run of --pedido or --nf that names what Odoo does not have; the rest of it is done.",
        "The people who maintain the data in Odoo: 'ciclo rejects' names each record, the reason and what to "
        "do. Each cycle tries again; corrected records are stored by the next one. What nobody can correct "
        "is accepted (ciclo rejects accept KEY --why TEXT) and no longer counts. After 'not found in Odoo': "
        "who started the run corrects the name."},
    ExitNote{ExitCode::stale, "'ciclo status' only: the last good run of a stage is older than --max-age.",
             "The operator: the output says why; 'ciclo check' finds what keeps a cycle from running."},
    ExitNote{ExitCode::changes_pending, "--dry-run --detailed-exitcode only: a cycle would change rows.",
             "Nobody."},
    ExitNote{ExitCode::usage, "An unknown command or option, or options that contradict each other.",
             "The operator corrects the command line."},
    ExitNote{ExitCode::odoo_unavailable,
             "Odoo cannot be reached, or does not answer as Odoo does, before the first stage. Transient.",
             "Nobody, unless it repeats: then the people who run Odoo."},
    ExitNote{ExitCode::internal_error, "Out of memory, as the last line then says, or a bug.",
             "The operator gives it more memory; a bug the developers: report it, with the log."},
    ExitNote{ExitCode::database_unavailable,
             "PostgreSQL cannot be reached, is full or read-only before the first stage. Transient.",
             "Nobody, unless it repeats: then the people who run the database."},
    ExitNote{ExitCode::already_running,
             "Another cycle, or a dry run, held the lock for longer than --lock-wait.",
             "Nobody, unless it repeats: 'ciclo status' names the host and the session that hold it."},
    ExitNote{ExitCode::auth_refused, "Odoo or PostgreSQL refused the login or a needed right. Not retried.",
             "The operator: 'ciclo check' names what is missing and the GRANT for it."},
    ExitNote{
        ExitCode::config_error,
        "A setting is missing or wrong, the schema is missing or older, or the connection goes through a "
        "transaction pooler.",
        "The operator: every wrong setting is listed at once. For the schema: ciclo schema apply."},
    ExitNote{ExitCode::deadline_exceeded, "The deadline (--deadline) was exceeded; stopped cleanly.",
             "Nobody, unless it repeats: then raise --deadline, or find with --verbose what is slow."},
    ExitNote{ExitCode::interrupted_hup, "Stopped cleanly by SIGHUP.", k_nobody},
    ExitNote{ExitCode::interrupted_int, "Stopped cleanly by SIGINT.", k_nobody},
    ExitNote{ExitCode::interrupted_term, "Stopped cleanly by SIGTERM.", k_nobody},
};

}  // namespace

std::span<const ExitNote> exit_notes() {
    return k_notes;
}

const ExitNote& note_of(ExitCode code) {
    const auto* note =
        std::find_if(k_notes.begin(), k_notes.end(), [&](const auto& n) { return n.code == code; });
    if (note == k_notes.end()) throw Error(ErrorKind::internal, "an exit code has no note");
    return *note;
}

}  // namespace ciclo::cli
