#include "ciclo/cycle_session.hpp"

#include <utility>

#include "carteira/carteira.hpp"
#include "ciclo/session.hpp"
#include "embarques/embarques.hpp"
#include "entregas/entregas.hpp"
#include "faturado/faturado.hpp"
#include "faturamento/faturamento.hpp"
#include "staging/kinds.hpp"

namespace ciclo {
namespace {

// Made when a statement names them. Returns the names that every cycle uses.
std::string offer_tables(postgres::Connection& connection, bool looks_at_all) {
    std::string usual;
    for (const auto& tables :
         {faturamento::tables(), entregas::tables(connection), integridade::tables(), faturado::tables(),
          carteira::tables(), embarques::tables(), staging::tables()}) {
        connection.offer(tables.scripts);
        usual.append(tables.usual) += ' ';
        if (looks_at_all) usual.append(tables.of_a_look) += ' ';
    }
    return usual;
}

}  // namespace

void CycleSession::open() {
    m_connection = std::make_unique<postgres::Connection>(connect(m_config, m_limits, m_log));
    check_database(*m_connection, m_config);
    take_lock(*m_connection, m_config, m_ended);
}

void CycleSession::stage(odoo::Reader& reader, const staging::Catalog& catalog, const Plan& plan,
                         const std::string& execution, const LastLook& look) {
    auto usual_tables = offer_tables(*m_connection, !look.is_good);
    // A look begins before anything is asked, and needs most of them.
    if (!look.is_good) m_connection->provide(std::exchange(usual_tables, {}));
    m_staging = std::make_unique<staging::Staging>(*m_connection, reader, catalog, m_config.page_size);
    m_staging->set_parameters({execution, m_config.time_zone, m_config.pedido_prefixes,
                               staging::staged_kinds(catalog, m_config.tipos_pedido),
                               m_config.excluded_companies, plan.horizon, m_config.pedidos_since,
                               m_config.pedidos, m_config.nfs, m_config.no_stock_products});
    if (!plan.carteira.full && !plan.faturamento.full && !m_config.has_selection())
        m_staging->recall_references(plan.carteira.to - m_config.sweep_interval);
    const auto context = [&](const staging::Window& window) {
        return staging::StageContext{m_config, *m_connection, *m_staging, m_log, window};
    };
    m_contexts.reset(new Contexts{context(plan.faturamento), context(plan.carteira), plan.notices,
                                  std::move(usual_tables), look.findings});
    for (auto* stage_context : {&m_contexts->faturamento, &m_contexts->carteira})
        stage_context->looks_at_all = !look.is_good;
    auto& carteira = m_contexts->carteira;
    carteira.is_sweep_due = look.is_sweep_due;
    if (!look.is_good) return;
    carteira.live.ids = look.live_orders;
    carteira.live.are_all_known = true;
}

void CycleSession::end() {
    m_statements = statements();
    if (m_connection != nullptr && m_connection->server_process())
        m_ended.push_back(*m_connection->server_process());
    m_contexts.reset();
    m_staging.reset();
    m_connection.reset();
}

void CycleSession::release() {
    try {
        release_lock(*m_connection);
    } catch (const Error& error) {
        m_log.debug("the lock is released with the session", {{"reason", error.what()}});
    }
}

long long CycleSession::statements() const {
    return m_statements + (m_connection ? m_connection->statements() : 0);
}

}  // namespace ciclo
