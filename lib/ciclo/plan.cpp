#include "ciclo/plan.hpp"

#include "ciclo/journal.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/window.hpp"

namespace ciclo {

Plan make_plan(postgres::Connection& connection, const config::Config& config, UtcSeconds now,
               const std::optional<std::string>& fingerprint) {
    const auto empty = connection.execute(sql::target_empty, {pedido_patterns(config)});
    const auto facts = [&](std::string_view stage, bool is_empty) {
        WindowFacts out{now, std::nullopt, is_empty, false};
        if (const auto last = Journal::last_good(connection, stage)) {
            out.last_good = last->read_to;
            out.reading_changed = fingerprint && last->fingerprint != *fingerprint;
        }
        return out;
    };
    Plan plan;
    const auto of_faturamento = facts("faturamento", empty.boolean(0, 0));
    plan.faturamento = compute_window(config, of_faturamento);
    plan.horizon = horizon(config, of_faturamento, plan.faturamento);
    // A full load of NFs reads back to the horizon.
    if (plan.faturamento.full) plan.faturamento.from = plan.faturamento.status_from = plan.horizon;
    plan.carteira = compute_window(config, facts("carteira", empty.boolean(0, 1)));
    return plan;
}

std::string pedido_patterns(const config::Config& config) {
    std::vector<std::string> patterns;
    for (const auto& prefix : config.pedido_prefixes) patterns.push_back(prefix + "%");
    return postgres::array_literal(patterns);
}

}  // namespace ciclo
