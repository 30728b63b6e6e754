// What the journal tells of earlier cycles, and whether one is at work now.
#include <map>

#include "ciclo/check_points.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/stages.hpp"

namespace ciclo {
namespace {

// A schedule of 30 minutes and half of one more: at this age a run is missing.
constexpr std::chrono::minutes k_stale{45};

// Without it nothing is told here: that it is missing is the point "schema".
bool has_journal(postgres::Connection& connection) {
    return connection
        .execute(
            "SELECT to_regclass('ciclo_etapa') IS NOT NULL AND to_regclass('ciclo_execucao') IS NOT NULL")
        .boolean(0, 0);
}

// Absent for a stage that never ended well.
using Ages = std::map<std::string, std::chrono::seconds, std::less<>>;

Ages ages_of(postgres::Connection& connection) {
    const auto result = connection.execute(sql::last_stages);
    Ages ages;
    for (int row = 0; row < result.rows(); ++row) {
        ages[result.text(row, 0)] = std::chrono::seconds{result.integer(row, 1)};
    }
    return ages;
}

Judged at_work(postgres::Connection& connection) {
    const auto cycle = connection.execute(sql::at_work);
    if (cycle.rows() == 0) return {"none is at work now"_tr};
    if (!cycle.get(0, 1)) return {"one is at work in session {}, perhaps a dry run"_tr(cycle.text(0, 2))};
    return {"one is at work since {} UTC on host {}"_tr(cycle.text(0, 0), cycle.text(0, 1))};
}

std::optional<long long> peak_memory_kib(postgres::Connection& connection) {
    const auto result = connection.execute(sql::peak_memory);
    if (!result.get(0, 0)) return std::nullopt;
    return result.integer(0, 0);
}

}  // namespace

Judged judge_last_run(std::optional<std::chrono::seconds> age) {
    if (!age) {
        return {"never: the first run is a full load"_tr,
                "run 'ciclo run --deadline 2h' once by hand; then the schedule goes on"_tr};
    }
    const auto sentence = "ended well {} ago"_tr(age_text(*age));
    if (*age <= k_stale) return {sentence};
    return {sentence,
            "is the schedule on? the newest row of ciclo_execucao tells how the last cycle ended"_tr};
}

void check_past_cycles(Points& points, postgres::Connection& connection, Known& known) {
    Ages ages;
    bool is_there = false;
    const bool answers = points.attempt("cycle", k_postgres, [&] {
        is_there = has_journal(connection);
        if (!is_there) return;
        ages = ages_of(connection);
        known.peak_memory_kib = peak_memory_kib(connection);
        points.tell("cycle", at_work(connection));
    });
    if (!answers || !is_there) return;
    for (const auto& stage : stages()) {
        const auto found = ages.find(stage.name);
        points.tell("last " + std::string(stage.name),
                    judge_last_run(found == ages.end() ? std::nullopt : std::optional(found->second)));
    }
}

}  // namespace ciclo
