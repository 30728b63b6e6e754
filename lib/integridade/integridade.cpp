#include "integridade/integridade.hpp"

#include <fmt/core.h>

#include <array>

#include "integridade/sql.hpp"
#include "json/writer.hpp"

namespace ciclo::integridade {
namespace {

std::string_view name_of(Level level) {
    return level == Level::erro ? "ERRO" : "AVISO";
}

}  // namespace

std::span<const Check> checks() {
    static const std::array k_checks{
        Check{"nf_as_read", Level::erro, sql::nf_as_read},
        Check{"nf_half_cancelled", Level::erro, sql::nf_half_cancelled},
        Check{"nf_movement_of_cancelled", Level::erro, sql::nf_movement_of_cancelled},
        Check{"nf_without_report", Level::erro, sql::nf_without_report},
        Check{"nf_report_differs", Level::aviso, sql::nf_report_differs},
        Check{"nf_duplicate_rows", Level::aviso, sql::nf_duplicate_rows},
        Check{"separacao_faturada_sem_nf", Level::aviso, sql::separacao_faturada_sem_nf},
    };
    return k_checks;
}

std::vector<Finding> run(postgres::Connection& connection) {
    std::vector<Finding> findings;
    for (const auto& check : checks()) {
        const auto result = connection.execute(check.sql);
        findings.push_back({check.name, check.level, result.integer(0, 0), result.text(0, 1)});
    }
    return findings;
}

std::string sentence(const Finding& finding) {
    return fmt::format("{} {}: {} ({})", name_of(finding.level), finding.name, finding.count,
                       finding.examples);
}

std::string json(const std::vector<Finding>& findings) {
    ciclo::json::Writer writer;
    writer.begin_array();
    for (const auto& finding : findings) {
        if (finding.count == 0) continue;
        writer.begin_object().key("check").string(finding.name).key("level").string(name_of(finding.level));
        writer.key("count").integer(finding.count).key("examples").string(finding.examples).end_object();
    }
    writer.end_array();
    return writer.take();
}

}  // namespace ciclo::integridade
