#include "ciclo/plan.hpp"

#include <fmt/core.h>

#include "ciclo/journal.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/window.hpp"

namespace ciclo {

Plan make_plan(postgres::Connection& connection, const config::Config& config, UtcSeconds now,
               const std::optional<std::string>& fingerprint) {
    const auto result = connection.execute(sql::target_empty, {pedido_patterns(config)});
    const postgres::NamedRow empty(result);
    std::string ahead;
    const auto facts = [&](std::string_view stage, bool is_empty) {
        const auto past = Journal::last_good(connection, stage, now);
        WindowFacts out{now, std::nullopt, is_empty, false, past.is_ahead};
        if (past.is_ahead) ahead += fmt::format("{}{}", ahead.empty() ? "" : ", ", stage);
        if (past.run) {
            out.last_good = past.run->read_to;
            out.reading_changed = fingerprint && past.run->fingerprint != *fingerprint;
        }
        return out;
    };
    Plan plan;
    const auto of_faturamento = facts("faturamento", empty.boolean("no_nf"));
    plan.faturamento = compute_window(config, of_faturamento);
    plan.horizon = horizon(config, of_faturamento, plan.faturamento);
    // A full load of NFs reads back to the horizon.
    if (plan.faturamento.full) plan.faturamento.from = plan.faturamento.status_from = plan.horizon;
    plan.carteira = compute_window(config, facts("carteira", empty.boolean("no_pedido")));
    if (config.has_selection()) {
        // Only how old an NF is, is as in any other cycle now.
        plan.faturamento = plan.carteira = {now, now, now, false, staging::WindowKind::selection};
        return plan;
    }
    if (!ahead.empty()) {
        plan.notices.push_back({"ULTIMA_EXECUCAO_NO_FUTURO", 1,
                                fmt::format("{}: um relógio estava errado; carga completa", ahead)});
    }
    return plan;
}

std::string pedido_patterns(const config::Config& config) {
    std::vector<std::string> patterns;
    for (const auto& prefix : config.pedido_prefixes) patterns.push_back(prefix + "%");
    return postgres::array_literal(patterns);
}

}  // namespace ciclo
