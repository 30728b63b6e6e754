#include "integridade/integridade.hpp"

#include <fmt/core.h>

#include <array>

#include "base/text.hpp"
#include "integridade/sql.hpp"

namespace ciclo::integridade {

std::span<const Check> checks() {
    using enum Phase;
    using enum Level;
    using enum Scope;
    static const std::array k_checks{
        Check{"nf_as_read", before_carteira, erro, read_records, sql::nf_as_read},
        Check{"nf_half_cancelled", before_carteira, erro, read_records, sql::nf_half_cancelled},
        Check{"nf_movement_of_cancelled", before_carteira, erro, read_records, sql::nf_movement_of_cancelled},
        Check{"nf_without_report", before_carteira, erro, read_records, sql::nf_without_report},
        Check{"nf_report_weight_differs", before_carteira, aviso, read_records,
              sql::nf_report_weight_differs},
        Check{"nf_half_cancelled_elsewhere", before_carteira, aviso, full_load,
              sql::nf_half_cancelled_elsewhere},
        Check{"nf_movement_of_cancelled_elsewhere", before_carteira, aviso, full_load,
              sql::nf_movement_of_cancelled_elsewhere},
        Check{"nf_report_differs", before_carteira, aviso, full_load, sql::nf_report_differs},
        Check{"nf_duplicate_rows", before_carteira, aviso, full_load, sql::nf_duplicate_rows},
        Check{"separacao_faturada_sem_nf", before_carteira, aviso, full_load, sql::separacao_faturada_sem_nf},
        Check{"nf_origem_desconhecida", after_carteira, aviso, every_cycle, sql::nf_origem_desconhecida,
              true},
        Check{"saldo_negativo", after_carteira, aviso, every_cycle, sql::saldo_negativo},
        Check{"qtd_faturada_difere_do_odoo", after_carteira, aviso, read_records,
              sql::qtd_faturada_difere_do_odoo},
    };
    return k_checks;
}

namespace {

Finding found_last(const Check& check, const std::vector<Finding>& last) {
    for (const auto& finding : last) {
        if (finding.name == check.name) return finding;
    }
    return {check.name, check.level, 0, {}};
}

}  // namespace

staging::Tables tables() {
    return {{sql::tables}, "", "stg_excess"};
}

std::vector<Finding> run(postgres::Connection& connection, Phase phase, Scope scope,
                         const std::vector<Finding>& last) {
    std::vector<Finding> findings;
    if (phase == Phase::before_carteira && scope >= Scope::read_records)
        staging::fill(connection, "stg_stored_nf", sql::note_stored_nfs);
    for (const auto& check : checks()) {
        if (check.phase != phase || (check.scope == Scope::full_load && scope != Scope::full_load)) continue;
        if (check.scope > scope) {
            findings.push_back(found_last(check, last));
            continue;
        }
        std::vector<postgres::Param> params;
        if (check.takes_extent) params.emplace_back(scope == Scope::full_load ? "t" : "f");
        const auto result = connection.execute(check.sql, params);
        const postgres::NamedRow found(result);
        findings.push_back(
            {check.name, check.level, found.integer("count"), visible(found.text("examples"))});
    }
    return findings;
}

staging::Counts store_excess(postgres::Connection& connection) {
    staging::fill(connection, "stg_excess", sql::collect_excess);
    return staging::run_statements(connection, {sql::store_excess});
}

staging::Counts count(const std::vector<Finding>& findings) {
    staging::Counts counts;
    for (const auto& finding : findings) {
        counts.add("checks", 1);
        if (finding.count > 0) counts.add(finding.level == Level::erro ? "erro" : "aviso", 1);
    }
    return counts;
}

}  // namespace ciclo::integridade
