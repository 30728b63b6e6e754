// How far a cycle has come: the stages that are done, the one at work, and the one whose COMMIT nobody has
// confirmed. Not for: running them (cycle), nor what a failure says (outcome).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/stopwatch.hpp"
#include "ciclo/cycle_report.hpp"
#include "ciclo/journal.hpp"
#include "ciclo/outcome.hpp"
#include "ciclo/stages.hpp"
#include "postgres/connection.hpp"
#include "postgres/transaction.hpp"

namespace ciclo {

class StageProgress {
  public:
    // `reports` takes the report of each stage that ends; a dry run fills it itself. Both must outlive the
    // object.
    StageProgress(std::vector<StageReport>& reports, const Log& log) : m_reports(reports), m_log(log) {}

    // The stage at work from now on; nullptr: none.
    void begin(const Stage* stage);
    [[nodiscard]] const Stage* current() const { return m_current; }
    // Since begin().
    [[nodiscard]] std::chrono::milliseconds elapsed() const { return m_watch.elapsed(); }

    // Ends `transaction`, in which `report`'s stage has written and left its row in the journal; then the
    // stage is done. Throws what the COMMIT throws: after Error(outcome_unknown) the stage is in doubt until
    // resolve().
    void commit(postgres::Transaction& transaction, StageReport report);
    // Finds out what became of the COMMIT whose answer was lost, if there is one: the stage's own row shows
    // whether it took place. `connection`: a new one.
    void resolve(const Journal& journal, postgres::Connection& connection);

    [[nodiscard]] bool is_in_doubt() const { return m_pending.has_value(); }
    [[nodiscard]] bool is_any_committed() const;
    // Whose failure the exit code names, with a stage at work. After a lost session the stages begin again:
    // one that is committed already has not failed, whatever its second reading meets.
    [[nodiscard]] const Stage& failed_stage() const;
    [[nodiscard]] Failure failure() const;
    // The stage at work ends here. `report`: its notices and findings.
    void fail(StageReport report);

  private:
    void record(StageReport report);
    // Committed.
    [[nodiscard]] bool is_done(std::string_view stage) const;

    std::vector<StageReport>& m_reports;
    const Log& m_log;
    const Stage* m_current = nullptr;
    Stopwatch m_watch;
    // The stage whose COMMIT is under way, or in doubt.
    std::optional<StageReport> m_pending;
};

}  // namespace ciclo
