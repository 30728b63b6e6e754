#include "ciclo/apply.hpp"

#include <utility>

#include "ciclo/notices.hpp"
#include "postgres/sql_error.hpp"

namespace ciclo {
namespace {

constexpr int k_attempts = 4;
constexpr std::chrono::milliseconds k_pause{300};

}  // namespace

StageReport apply_stage(const Stage& stage, Contexts& contexts, const staging::Counts& read_counts) {
    contexts.findings.clear();
    auto counts = read_counts;
    counts.add_all(stage.apply(contexts));
    StageReport report{stage.name,
                       StageOutcome::ok,
                       {},
                       std::move(counts),
                       take_notices(contexts.faturamento.connection),
                       std::exchange(contexts.findings, {}),
                       std::nullopt};
    if (&stage == &stages().front())
        report.notices.insert(report.notices.begin(), contexts.preflight.begin(), contexts.preflight.end());
    if (stage.reads != nullptr) report.window = (contexts.*stage.reads).window;
    return report;
}

void run_repeatedly(std::string_view name, const Limits& limits, const Log& log,
                    const std::function<void()>& transaction) {
    for (int attempt = 1;; ++attempt) {
        try {
            return transaction();
        } catch (const postgres::SqlError& error) {
            if (!error.is_retryable_transaction() || attempt >= k_attempts) throw;
            log.warning("transaction retried", {{"stage", name}, {"reason", error.what()}});
            limits.sleep(k_pause * attempt);
        }
    }
}

}  // namespace ciclo
