#include "people.hpp"

#include <catch2/catch.hpp>

#include "variants.hpp"

namespace ciclo::test {

void cancel_here(World& world, const std::string& nf) {
    const std::string where = " WHERE numero_nf = '" + nf + "'";
    world.execute(
        "UPDATE faturamento_produto SET status_nf = 'Cancelado', updated_at = now(),"
        " updated_by = 'Cancelamento Manual - maria'" +
        where +
        ";UPDATE movimentacao_estoque SET ativo = false, status_nf = 'CANCELADO',"
        " atualizado_por = 'Cancelamento Manual - maria',"
        " observacao = coalesce(observacao, '') || ' | NF Devolvida - maria'" +
        where +
        " AND ativo;UPDATE relatorio_faturamento_importado SET ativo = false, inativado_em = now(),"
        " inativado_por = 'Cancelamento Manual - maria'" +
        where);
}

void inactivate_here(World& world, const std::string& nf) {
    world.execute(
        "UPDATE relatorio_faturamento_importado SET ativo = false, inativado_em = now(),"
        " inativado_por = 'Maria da Silva' WHERE numero_nf = '" +
        nf + "'");
}

void exclude_here(World& world, const std::string& nf) {
    world.execute("DELETE FROM faturamento_produto WHERE numero_nf = '" + nf +
                  "'; DELETE FROM relatorio_faturamento_importado WHERE numero_nf = '" + nf + "'");
}

std::string notice_of(const CycleReport& report, const std::string& kind) {
    for (const auto& notice : report.stages.at(0).notices) {
        if (notice.kind == kind)
            return notice.kind + " " + std::to_string(notice.count) + " " + notice.examples;
    }
    return "";
}

CycleReport live_on(World& world) {
    for (int cycle = 0; cycle < cycles(10, 1); ++cycle) {
        world.advance(std::chrono::minutes{30});
        REQUIRE(world.run().code == ExitCode::ok);
    }
    world.config.full = true;
    auto report = world.run_twice();
    world.config.full = false;
    return report;
}

}  // namespace ciclo::test
