#include "ciclo/stages.hpp"

#include <algorithm>
#include <array>
#include <iterator>

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

template <typename T>
void append(std::vector<T>& all, std::vector<T> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
}

// Of pedido lines first: what takes longest begins first.
std::vector<staging::Selection> lists_of_changes(Contexts& contexts) {
    std::vector<staging::Selection> lists{carteira::line_changes(contexts.carteira)};
    append(lists, carteira::changes(contexts.carteira));
    append(lists, faturamento::changes(contexts.faturamento));
    return lists;
}

// What both halves have counted, and what Odoo lists as changed, is asked for in one round.
void prove_nfs(Contexts& contexts) {
    auto counts = faturamento::counts_ahead(contexts.faturamento);
    append(counts, carteira::counts_ahead(contexts.carteira));
    staging::Wanted changes{{}, staging::End::count};
    if (!contexts.carteira.config.has_selection()) changes.selections = lists_of_changes(contexts);
    contexts.faturamento.staging.ask_ahead(
        {changes}, counts, [&] { contexts.faturamento.connection.provide(contexts.usual_tables); });
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
    const auto lists = lists_of_changes(contexts);
    const std::vector<staging::Selection> without_lines(std::next(lists.begin()), lists.end());
    try {
        carteira.changed = staging::list_changes(carteira, lists);
    } catch (const Error& error) {
        if (!is_of_odoo(error)) throw;
        carteira.lines_not_given = std::current_exception();
        carteira.changed = staging::list_changes(carteira, without_lines);
        carteira.log.warning("pedido lines not listed; NFs first", {{"error", error.what()}});
    }
    contexts.faturamento.changed = carteira.changed;
}

// What changed is asked for in one round, of both halves. Not where it is much: the answers wait in memory.
void read_ahead(Contexts& contexts) {
    constexpr std::size_t k_most = 500;
    carteira::note_changed(contexts.carteira);
    faturamento::note_changed(contexts.faturamento);
    const auto changed = contexts.carteira.changed_ids.size() + contexts.faturamento.changed_ids.size();
    if (changed == 0 || changed > k_most) return;
    auto wanted = carteira::changed_ones(contexts.carteira);
    append(wanted, faturamento::changed_ones(contexts.faturamento));
    contexts.faturamento.staging.ask_ahead(wanted);
}

// Of both halves side by side: each page has to wait for the one before it.
void read_full_load(Contexts& contexts) {
    if (contexts.carteira.config.has_selection()) return;
    std::vector<staging::Selection> all;
    if (contexts.carteira.window.full) append(all, carteira::full_load(contexts.carteira));
    if (contexts.faturamento.window.full) append(all, faturamento::full_load(contexts.faturamento));
    contexts.faturamento.staging.read(all, staging::End::empty_page);
    if (contexts.faturamento.window.full && faturamento::has_all_since(contexts.faturamento))
        contexts.carteira.nfs_since = contexts.faturamento.window.from;
}

// The pedidos are listed before the NFs are read: those about to enter bring their NFs, whatever their age.
staging::Counts read_faturamento(Contexts& contexts) {
    list_changes(contexts);
    read_full_load(contexts);
    read_ahead(contexts);
    faturamento::read_changed(contexts.faturamento);
    carteira::select(contexts.carteira);
    contexts.faturamento.lines_refused = contexts.carteira.lines_refused;
    faturamento::ask_needed(contexts.faturamento);
    contexts.faturamento.staging.complete_references();
    auto counts = faturamento::read(contexts.faturamento);
    if (contexts.faturamento.lines_not_given)
        contexts.carteira.lines_not_given = contexts.faturamento.lines_not_given;
    return counts;
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

integridade::Scope scope_of(const staging::StageContext& context, bool has_read, bool has_changed) {
    using enum integridade::Scope;
    if (context.window.full) return full_load;
    if (has_read) return read_records;
    return has_changed || context.looks_at_all ? every_cycle : nothing;
}

// `has_changed`: rows that the checks look at may be other than at the last look.
staging::Counts check(Contexts& contexts, integridade::Phase phase, bool has_read, bool has_changed) {
    const auto& context = contexts.faturamento;
    contexts.findings = integridade::run(context.connection, phase, scope_of(context, has_read, has_changed),
                                         contexts.last_findings);
    return integridade::count(contexts.findings);
}

staging::Counts apply_integridade(Contexts& contexts) {
    const bool has_met = faturamento::has_met(contexts.faturamento);
    auto counts = check(contexts, integridade::Phase::before_carteira, has_met, has_met);
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
    const bool may_exceed =
        has_changed || faturamento::has_met(contexts.faturamento) || contexts.carteira.looks_at_all;
    if (may_exceed) counts.add_all(integridade::store_excess(contexts.carteira.connection));
    counts.add_all(carteira::purge_archived(contexts.carteira));
    counts.add_all(check(contexts, integridade::Phase::after_carteira, carteira::has_met(contexts.carteira),
                         may_exceed));
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
