#include "ciclo/stages.hpp"

#include <array>

#include "base/stopwatch.hpp"
#include "carteira/carteira.hpp"
#include "embarques/embarques.hpp"
#include "entregas/entregas.hpp"
#include "eventos/eventos.hpp"
#include "faturado/faturado.hpp"
#include "faturamento/faturamento.hpp"
#include "staging/reading.hpp"

namespace ciclo {
namespace {

// What both halves have counted is counted in one round.
void prove_nfs(Contexts& contexts) {
    auto counts = faturamento::counts_ahead(contexts.faturamento);
    for (auto& count : carteira::counts_ahead(contexts.carteira)) counts.push_back(std::move(count));
    contexts.faturamento.staging.count_ahead(counts);
    faturamento::prove_visible(contexts.faturamento);
}

void prove_pedidos(Contexts& contexts) {
    carteira::prove_visible(contexts.carteira);
}

// What changed in Odoo, of both halves side by side. NFs come first: an answer of Odoo that spoils the list
// of pedido lines fails the carteira alone.
void list_changes(Contexts& contexts) {
    auto& carteira = contexts.carteira;
    if (carteira.config.has_selection()) return;
    auto lists = carteira::changes(carteira);
    for (auto& list : faturamento::changes(contexts.faturamento)) lists.push_back(std::move(list));
    const auto without_lines = lists;
    lists.push_back(carteira::line_changes(carteira));
    try {
        carteira.changed = staging::list_changes(carteira, lists);
    } catch (const Error& error) {
        if (!staging::is_of_odoo(error)) throw;
        carteira.lines_not_listed = std::current_exception();
        carteira.changed = staging::list_changes(carteira, without_lines);
        carteira.log.warning("pedido lines not listed; NFs first", {{"error", error.what()}});
    }
    contexts.faturamento.changed = carteira.changed;
}

// The pedidos are listed before the NFs are read: those about to enter bring their NFs, whatever their age.
staging::Counts read_faturamento(Contexts& contexts) {
    list_changes(contexts);
    carteira::select(contexts.carteira);
    return faturamento::read(contexts.faturamento);
}

// A renamed pedido first: its NFs look for their lots under the new name.
staging::Counts apply_faturamento(Contexts& contexts) {
    auto counts = carteira::rename(contexts.carteira);
    counts.add_all(faturamento::apply(contexts.faturamento));
    const Stopwatch following;
    const bool is_followed = faturamento::has_met(contexts.faturamento) || counts.get("nfs_to_link") > 0 ||
                             counts.get("inconsistencies_resolved") > 0 ||
                             counts.get("shipment_items_cleared") > 0;
    if (is_followed) counts.add_all(embarques::validate(contexts.faturamento.connection));
    counts.add_all(entregas::apply(contexts.faturamento, counts));
    if (is_followed) counts.add_all(eventos::emit_nfs(contexts.faturamento.connection));
    counts.add("following_ms", following.elapsed().count());
    return counts;
}

staging::Counts check(Contexts& contexts, integridade::Phase phase, bool has_read) {
    const auto& context = contexts.faturamento;
    using enum integridade::Scope;
    const auto of_a_part = has_read ? read_records : every_cycle;
    contexts.findings =
        integridade::run(context.connection, phase, context.window.full ? full_load : of_a_part);
    return integridade::count(contexts.findings);
}

staging::Counts apply_integridade(Contexts& contexts) {
    auto counts =
        check(contexts, integridade::Phase::before_carteira, faturamento::has_met(contexts.faturamento));
    const auto errors = integridade::errors(contexts.findings);
    if (errors.empty() || contexts.faturamento.config.integrity == config::Integrity::warn) {
        if (contexts.faturamento.changed > 0 || contexts.faturamento.window.full)
            faturamento::remember_reading(contexts.faturamento);
        return counts;
    }
    throw Error(
        ErrorKind::integrity, errors,
        "compare the NFs named with Odoo; --full reads the last 30 days again and fixes them, --since "
        "further back; what Odoo does not have must be corrected by hand; once a person has looked, "
        "--integrity=warn lets one cycle through"_tr);
}

staging::Counts apply_faturado(Contexts& contexts) {
    auto counts = faturado::apply(contexts.faturamento);
    if (counts.get("marked") > 0) counts.add_all(embarques::follow_lots(contexts.faturamento.connection));
    return counts;
}

staging::Counts read_carteira(Contexts& contexts) {
    return carteira::read(contexts.carteira);
}

staging::Counts apply_carteira(Contexts& contexts) {
    auto counts = carteira::apply(contexts.carteira);
    const bool may_write_lots =
        counts.get("separacoes_open") > 0 || counts.get("shipment_items_cancelled") > 0;
    if (may_write_lots) counts.add_all(embarques::follow_lots(contexts.carteira.connection));
    const bool has_changed = carteira::has_met(contexts.carteira) || counts.get("saldos_computed") > 0;
    if (has_changed) counts.add_all(eventos::emit_pedidos(contexts.carteira.connection));
    counts.add_all(integridade::store_excess(contexts.carteira.connection));
    counts.add_all(carteira::purge_archived(contexts.carteira));
    counts.add_all(check(contexts, integridade::Phase::after_carteira, carteira::has_met(contexts.carteira)));
    return counts;
}

constexpr std::array k_stages{
    Stage{"faturamento", ExitCode::faturamento_failed, prove_nfs, &Contexts::faturamento, read_faturamento,
          apply_faturamento, &Contexts::faturamento},
    Stage{"integridade", ExitCode::integrity_failed, nullptr, nullptr, nullptr, apply_integridade,
          &Contexts::faturamento},
    Stage{"faturado", ExitCode::carteira_failed, nullptr, nullptr, nullptr, apply_faturado,
          &Contexts::faturamento},
    Stage{"carteira", ExitCode::carteira_failed, prove_pedidos, &Contexts::carteira, read_carteira,
          apply_carteira, &Contexts::carteira},
};

}  // namespace

std::span<const Stage> stages() {
    return k_stages;
}

}  // namespace ciclo
