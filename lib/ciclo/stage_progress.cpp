#include "ciclo/stage_progress.hpp"

#include <algorithm>
#include <utility>

#include "ciclo/notices.hpp"

namespace ciclo {

void StageProgress::begin(const Stage* stage) {
    m_current = stage;
    m_watch = Stopwatch();
}

void StageProgress::commit(postgres::Transaction& transaction, StageReport report) {
    m_pending = std::move(report);
    try {
        transaction.commit();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::outcome_unknown) m_pending.reset();
        throw;
    }
    m_pending->taken = m_watch.elapsed();
    record(*std::exchange(m_pending, std::nullopt));
}

// If it took place, its counts are those of the work; the stages begin again all the same, because what they
// staged went with the session.
void StageProgress::resolve(const Journal& journal, postgres::Connection& connection) {
    if (!m_pending) return;
    if (journal.stage_found(connection, m_pending->name)) record(*m_pending);
    m_pending.reset();
}

// After a lost session a stage runs twice: its first counts, which did the work, are the ones that count.
void StageProgress::record(StageReport report) {
    log_stage(m_log, report);
    if (!is_done(report.name)) m_reports.push_back(std::move(report));
}

bool StageProgress::is_any_committed() const {
    return std::any_of(m_reports.begin(), m_reports.end(),
                       [](const auto& report) { return report.outcome == StageOutcome::ok; });
}

bool StageProgress::is_done(std::string_view stage) const {
    return std::any_of(m_reports.begin(), m_reports.end(), [&](const auto& report) {
        return report.name == stage && report.outcome == StageOutcome::ok;
    });
}

const Stage& StageProgress::failed_stage() const {
    if (!is_done(m_current->name)) return *m_current;
    for (const auto& stage : stages()) {
        if (!is_done(stage.name)) return stage;
    }
    return *m_current;
}

Failure StageProgress::failure() const {
    Failure failure;
    failure.in_doubt = is_in_doubt();
    if (m_current == nullptr) return failure;
    failure.stage = m_current->name;
    failure.of_stage = failed_stage().failure;
    failure.of_current = m_current->failure;
    failure.is_current_done = is_done(m_current->name);
    return failure;
}

void StageProgress::fail(StageReport report) {
    report.name = m_current->name;
    report.outcome = StageOutcome::failed;
    report.taken = m_watch.elapsed();
    log_stage(m_log, report);
    m_reports.push_back(std::move(report));
}

}  // namespace ciclo
