#include "ciclo/status.hpp"

#include <algorithm>
#include <utility>

#include "ciclo/plan.hpp"
#include "ciclo/session.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/stages.hpp"

namespace ciclo {
namespace {

// More runs of --pedido and --nf than people start between two cycles.
constexpr int k_last_looked_at = 20;

std::optional<staging::Window> window_of(const std::string& name, const Plan& plan) {
    for (const auto& stage : stages()) {
        if (stage.name != name || stage.reads == nullptr) continue;
        return stage.reads == &Contexts::carteira ? plan.carteira : plan.faturamento;
    }
    return std::nullopt;
}

// Whole cycles: at most one runs at a time, and a run of --pedido or --nf says nothing about the sync.
std::optional<CycleRecord> last_ended(postgres::Connection& connection, const std::string& time_zone) {
    auto cycles = read_history(connection, time_zone, k_last_looked_at, false);
    while (!cycles.empty() && (cycles.back().is_running || cycles.back().is_selection())) cycles.pop_back();
    if (cycles.empty()) return std::nullopt;
    return std::move(cycles.back());
}

void read_journal(StatusReport& report, postgres::Connection& connection, const config::Config& config) {
    const auto freshness = read_freshness(connection, config.time_zone, config.max_age);
    const auto plan = make_plan(connection, config, freshness.now, std::nullopt);
    for (const auto& stage : freshness.stages) report.stages.push_back({stage, window_of(stage.stage, plan)});
    report.at_work = cycle_at_work(connection, config.time_zone);
    report.last_cycle = last_ended(connection, config.time_zone);
    report.rejects = count_rejects(connection);
}

}  // namespace

ExitCode StatusReport::code() const {
    return stale_stages().empty() ? ExitCode::ok : ExitCode::stale;
}

std::vector<const StageFreshness*> StatusReport::stale_stages() const {
    std::vector<const StageFreshness*> out;
    for (const auto& stage : stages) {
        if (stage.freshness.is_stale) out.push_back(&stage.freshness);
    }
    return out;
}

StatusReport read_status(postgres::Connection& connection, const config::Config& config) {
    check_time_zone(connection, config);
    StatusReport report;
    report.max_age = config.max_age;
    report.has_journal = has_journal(connection);
    if (report.has_journal) {
        read_journal(report, connection, config);
    } else {
        for (auto& stage : never_fresh()) report.stages.push_back({std::move(stage), std::nullopt});
    }
    const bool never = std::none_of(report.stages.begin(), report.stages.end(),
                                    [](const auto& stage) { return stage.freshness.last_good.has_value(); });
    if (never) report.moves = read_moves(connection, config);
    return report;
}

}  // namespace ciclo
