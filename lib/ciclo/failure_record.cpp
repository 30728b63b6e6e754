#include "ciclo/failure_record.hpp"

#include "ciclo/session.hpp"
#include "postgres/transaction.hpp"

namespace ciclo {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds k_longest{5000};
constexpr milliseconds k_grace{1500};

// Where that is refused, the cycle's own row has still to say how it ended.
void record_stage(postgres::Connection& connection, const FailedCycle& failed, const Log& log) {
    const auto* stage = failed.progress.current();
    if (stage == nullptr) return;
    const auto& plan = failed.plan;
    const auto& window = stage->reads == &Contexts::carteira ? plan.carteira : plan.faturamento;
    try {
        failed.journal.stage_failed(connection, stage->name, window, failed.progress.elapsed(),
                                    failed.report.error, details_json(failed.report.stages.back()));
    } catch (const postgres::SqlError& error) {
        if (error.connection_lost()) throw;
        log.warning("the stage's failure could not be recorded in the journal", {{"reason", error.what()}});
    }
}

}  // namespace

Limits limits_of_record(const Limits& limits) {
    return limits.extended_by(k_grace).within(k_longest);
}

void record_failure(const config::Config& config, const FailedCycle& failed, const Limits& limits,
                    const Log& log) {
    try {
        auto connection = connect(config, limits, log);
        end_own_sessions(connection, failed.ended);
        record_stage(connection, failed, log);
        const auto& report = failed.report;
        failed.journal.finish(connection, report.code, report.totals, journal_error(report));
    } catch (const Error& error) {
        log.warning("the failure could not be recorded in the journal", {{"reason", error.what()}});
    }
}

void record_refusal(const config::Config& config, const std::string& execution, const std::string& arguments,
                    ExitCode code, const std::string& error, const Limits& limits, const Log& log) {
    const auto bounded = limits.within(k_longest);
    const Journal journal(execution);
    try {
        auto connection = connect(config, bounded, log);
        // Both, or a cycle that never ended would be left.
        postgres::Transaction transaction(connection);
        journal.start(connection, arguments, config.max_age);
        journal.finish(connection, code, {}, error);
        transaction.commit();
    } catch (const Error& fault) {
        log.debug("the journal does not know of this run", {{"reason", fault.what()}});
    }
}

}  // namespace ciclo
