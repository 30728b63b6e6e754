// The dry run: the stages read Odoo as ever and are applied together inside one transaction that is rolled
// back, once it is known what it would change. Not for: deciding what the outcome means (cycle), nor for
// showing it (report/).
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ciclo/cycle.hpp"
#include "ciclo/stages.hpp"

namespace ciclo {

class DryRun {
  public:
    // Called when a stage begins to read or to be applied: if the dry_run then throws, it is this stage's
    // failure. nullptr: no stage's.
    using Begin = std::function<void(const Stage*)>;

    // `contexts` are those of a session that holds the cycle's lock. `reports` holds, when run() returns or
    // throws, the stages that were applied last. All arguments must outlive the object.
    DryRun(Contexts& contexts, const Limits& limits, std::vector<StageReport>& reports, Begin begin);

    // `execution`: of a selection the cycle's uuid, since other records that are set aside are no matter of
    // it; else "". Throws as a cycle would, in the order in which a cycle would; nothing is written either
    // way.
    DryRunReport run(RowSink* rows, const std::string& execution);

  private:
    void read(const Stage& stage);
    // Applies the stages before `end`, runs `query` on what they leave, and takes everything back.
    void on_stages_before(const Stage* end, const std::function<void()>& query);
    void apply(const Stage& stage);

    Contexts& m_contexts;
    postgres::Connection& m_connection;
    const Log& m_log;
    const Limits& m_limits;
    std::vector<StageReport>& m_reports;
    Begin m_begin;
    std::map<std::string_view, staging::Counts> m_read;  // what each stage's reading counted
    std::map<std::string_view, std::chrono::milliseconds> m_reading;
};

}  // namespace ciclo
