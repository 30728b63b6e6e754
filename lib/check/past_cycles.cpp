// What the journal knows of earlier cycles, and whether one is running now.
#include "base/duration_text.hpp"
#include "check/reporter.hpp"
#include "check/sql.hpp"
#include "ciclo/at_work.hpp"
#include "ciclo/freshness.hpp"

namespace ciclo {
namespace {

// A schedule of 30 minutes and half of one more: at this age a run is missing.
constexpr std::chrono::minutes k_stale{45};

CheckResult judge_at_work(const std::optional<AtWork>& cycle) {
    if (!cycle) return {"none is running now"_tr};
    if (cycle->host.empty()) return {"one is running in session {}, possibly a dry run"_tr(cycle->session)};
    return {"one is running since {} on host {}"_tr(cycle->local_since, cycle->host)};
}

// That tables are missing is the point "schema".
bool is_journal_there(postgres::Connection& connection) {
    try {
        return has_journal(connection);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::config) throw;
        return false;
    }
}

std::optional<long long> peak_memory_kib(postgres::Connection& connection) {
    const auto result = connection.execute(check::sql::peak_memory);
    if (!result.get(0, 0)) return std::nullopt;
    return result.integer(0, 0);
}

}  // namespace

CheckResult judge_last_run(std::optional<std::chrono::seconds> age) {
    if (!age) {
        return {"never: the first run is a full load"_tr,
                "run 'ciclo run --deadline 2h' once by hand; then enable the schedule"_tr};
    }
    const auto sentence = "ended well {} ago"_tr(ciclo::age(*age));
    if (*age <= k_stale) return {sentence};
    return {sentence, "is the schedule enabled? 'ciclo history' shows how the last cycles ended"_tr};
}

void check_past_cycles(CheckReporter& reporter, postgres::Connection& connection,
                       const std::string& time_zone, JournalFacts& journal) {
    std::optional<Freshness> freshness;
    reporter.attempt("cycle", k_postgres, [&] {
        if (!is_journal_there(connection)) return;
        journal.peak_memory_kib = peak_memory_kib(connection);
        reporter.report("cycle", judge_at_work(cycle_at_work(connection, time_zone)));
        freshness = read_freshness(connection, time_zone, k_stale);
    });
    if (!freshness) return;
    for (const auto& stage : freshness->stages) {
        reporter.report("last " + stage.stage,
                        judge_last_run(stage.last_good ? std::optional(stage.age) : std::nullopt));
    }
    check_other_writers(reporter, connection, time_zone);
}

}  // namespace ciclo
