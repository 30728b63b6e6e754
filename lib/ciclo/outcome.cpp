#include "ciclo/outcome.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "ciclo/selection.hpp"
#include "postgres/sql_error.hpp"

namespace ciclo {
namespace {

// Without it the hint would be the exit code's, that the next run repairs.
constexpr auto k_grant =
    "no later run repairs this: 'ciclo check' names the right that the role or the Odoo user lacks"_tr;
constexpr auto k_blocked =
    "another session holds the lock: pg_stat_activity and pg_blocking_pids() show which; the next run tries again"_tr;
constexpr auto k_not_found =
    "correct the name or number; what exists must be inside the filters ('ciclo check') and visible to the "
    "Odoo user"_tr;

// Whether another session held what the statement waited for.
bool is_blocked(const Error& error) {
    const auto* sql_error = dynamic_cast<const postgres::SqlError*>(&error);
    return sql_error != nullptr && sql_error->sqlstate() == "55P03";
}

// Whether the statement would fail in every later run too: by data, a constraint or what the database has.
bool is_lasting(const Error& error) {
    const auto* sql_error = dynamic_cast<const postgres::SqlError*>(&error);
    return sql_error != nullptr && sql_error->is_lasting();
}

ExitCode code_of(const Error& error, const Failure& failure) {
    if (failure.in_doubt) return ExitCode::outcome_unknown;
    if (failure.stage.empty()) return exit_code_of(error);
    // It is known by now: not committed.
    if (error.kind() == ErrorKind::outcome_unknown && !failure.is_current_done) return failure.of_current;
    return outranks_stage(error.kind()) ? exit_code_of(error) : failure.of_stage;
}

language::Phrase hint_of(const Error& error, const Failure& failure) {
    if (!failure.in_doubt && !error.hint().empty()) return error.hint();
    if (error.kind() == ErrorKind::auth) return k_grant;
    if (is_blocked(error)) return k_blocked;
    if (is_lasting(error)) return "no later run repairs this: someone has to correct what the error names"_tr;
    return {};
}

}  // namespace

void say_failure(CycleReport& report, const Error& error, const Failure& failure) {
    report.code = code_of(error, failure);
    report.in_doubt = failure.in_doubt;
    const auto cause =
        fmt::format("{}{}", failure.in_doubt ? "the answer to COMMIT was lost and cannot be verified: " : "",
                    error.what());
    report.error =
        visible_lines(redact(failure.stage.empty() ? cause : fmt::format("{}: {}", failure.stage, cause)));
    report.hint = hint_of(error, failure);
}

void say_rejects(CycleReport& report, const RejectCount& rejects) {
    if (rejects.counting > 0) {
        report.code = ExitCode::done_with_rejects;
        report.error = fmt::format("{} records were set aside: {}", rejects.counting, rejects.examples);
        report.hint =
            "'ciclo rejects' names them and what to do; every cycle retries them, and what nobody can correct can be accepted"_tr;
    }
    const auto missing = not_found(report.stages);
    if (missing.empty()) return;
    report.code = ExitCode::done_with_rejects;
    if (rejects.counting == 0) report.kept = "everything but what was not found"_tr;
    report.error = missing + (report.error.empty() ? "" : "; " + report.error);
    report.hint = language::Phrase(k_not_found).and_then(report.hint, "; ");
}

}  // namespace ciclo
