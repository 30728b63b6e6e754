#include "ciclo/stages.hpp"

#include <array>

#include "carteira/carteira.hpp"
#include "faturado/faturado.hpp"
#include "faturamento/faturamento.hpp"
#include "integridade/integridade.hpp"

namespace ciclo {
namespace {

// The pedidos are listed before the NFs are read: those about to enter bring their NFs, whatever their age.
staging::Counts read_faturamento(Contexts& contexts) {
    carteira::select(contexts.carteira);
    return faturamento::read(contexts.faturamento);
}

staging::Counts apply_faturamento(Contexts& contexts) {
    return faturamento::apply(contexts.faturamento);
}

staging::Counts apply_integridade(Contexts& contexts) {
    auto& context = contexts.faturamento;
    const auto findings = integridade::run(context.connection);
    staging::Counts counts;
    std::string errors;
    for (const auto& finding : findings) {
        counts.add("checks", 1);
        if (finding.count == 0) continue;
        counts.add(finding.level == integridade::Level::erro ? "erro" : "aviso", 1);
        if (finding.level == integridade::Level::erro) {
            errors += (errors.empty() ? "" : "; ") + integridade::sentence(finding);
        } else {
            context.log.warning(integridade::sentence(finding));
        }
    }
    context.details = integridade::json(findings);
    if (!errors.empty()) {
        throw Error(
            ErrorKind::integrity, errors,
            "compare the NFs named with Odoo; a run with --full reads the last 30 days again and mends them");
    }
    return counts;
}

staging::Counts apply_faturado(Contexts& contexts) {
    return faturado::apply(contexts.faturamento);
}

staging::Counts read_carteira(Contexts& contexts) {
    return carteira::read(contexts.carteira);
}

staging::Counts apply_carteira(Contexts& contexts) {
    return carteira::apply(contexts.carteira);
}

constexpr std::array k_stages{
    Stage{"faturamento", ExitCode::faturamento_failed, &Contexts::faturamento, read_faturamento,
          apply_faturamento, &Contexts::faturamento},
    Stage{"integridade", ExitCode::integrity_failed, nullptr, nullptr, apply_integridade,
          &Contexts::faturamento},
    Stage{"faturado", ExitCode::carteira_failed, nullptr, nullptr, apply_faturado, &Contexts::faturamento},
    Stage{"carteira", ExitCode::carteira_failed, &Contexts::carteira, read_carteira, apply_carteira,
          &Contexts::carteira},
};

}  // namespace

std::span<const Stage> stages() {
    return k_stages;
}

}  // namespace ciclo
