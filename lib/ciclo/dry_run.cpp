#include "ciclo/dry_run.hpp"

#include <fmt/core.h>

#include <utility>

#include "base/stopwatch.hpp"
#include "ciclo/apply.hpp"
#include "ciclo/changes.hpp"
#include "ciclo/rejects.hpp"
#include "ciclo/selection.hpp"
#include "ciclo/session.hpp"
#include "ciclo/sql.hpp"
#include "postgres/transaction.hpp"

namespace ciclo {
namespace {

// What a cycle would end with 14 for.
std::string set_aside(postgres::Connection& connection, const std::vector<StageReport>& stages,
                      const std::string& execution) {
    auto out = not_found(stages);
    const auto rejects = count_rejects(connection, execution);
    if (rejects.counting == 0) return out;
    return out + fmt::format("{}{} records would be set aside: {}", out.empty() ? "" : "; ", rejects.counting,
                             rejects.examples);
}

std::vector<PedidosOfYear> entering(postgres::Connection& connection) {
    const auto result = connection.execute(sql::entering);
    std::vector<PedidosOfYear> out;
    for (int i = 0; i < result.rows(); ++i) {
        const postgres::NamedRow row(result, i);
        const auto year = row.get("year") ? static_cast<int>(row.integer("year")) : 0;
        out.push_back({year, row.integer("pedidos")});
    }
    return out;
}

}  // namespace

DryRun::DryRun(Contexts& contexts, const Limits& limits, std::vector<StageReport>& reports, Begin begin)
    : m_contexts(contexts),
      m_connection(contexts.faturamento.connection),
      m_log(contexts.faturamento.log),
      m_limits(limits),
      m_reports(reports),
      m_begin(std::move(begin)) {
    m_reports.clear();
}

DryRunReport DryRun::run(RowSink* rows, const std::string& execution) {
    for (const auto& stage : stages()) {
        if (stage.read != nullptr) read(stage);
    }
    m_begin(nullptr);
    // Before the transaction, which must not wait for a connection.
    auto baseline = connect(m_contexts.faturamento.config, m_limits, m_log);
    DryRunReport found;
    on_stages_before(stages().data() + stages().size(), [&] {
        m_begin(nullptr);
        if (rows != nullptr) rows->clear();
        found = {find_changes(m_connection, baseline, rows), set_aside(m_connection, m_reports, execution),
                 entering(m_connection)};
    });
    return found;
}

void DryRun::read(const Stage& stage) {
    m_begin(&stage);
    (m_contexts.*stage.reads).on_earlier_stages = [this, &stage](const std::function<void()>& query) {
        on_stages_before(&stage, [this, &stage, &query] {
            m_begin(&stage);
            query();
        });
    };
    const Stopwatch watch;
    m_read[stage.name] = stage.read(m_contexts);
    m_reading[stage.name] = watch.elapsed();
}

// What the stages filled in their temporary tables is taken back with the rest, so that each is applied to
// what was read, however often.
void DryRun::on_stages_before(const Stage* end, const std::function<void()>& query) {
    run_repeatedly("dry run", m_limits, m_log, [&] {
        m_reports.clear();
        postgres::Transaction transaction(m_connection);
        for (const auto* stage = stages().data(); stage != end; ++stage) apply(*stage);
        query();
        transaction.rollback();
    });
}

void DryRun::apply(const Stage& stage) {
    m_begin(&stage);
    const Stopwatch watch;
    auto report = apply_stage(stage, m_contexts, m_read[stage.name]);
    report.taken = m_reading[stage.name] + watch.elapsed();
    m_reports.push_back(std::move(report));
}

}  // namespace ciclo
