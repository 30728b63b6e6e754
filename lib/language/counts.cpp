#include "language/counts.hpp"

#include <algorithm>
#include <array>

namespace ciclo::language {
namespace {

struct CountRow {
    std::string_view name;
    std::string_view portuguese;
};

constexpr std::array k_counts{
    // What was looked at.
    CountRow{"read", "lidas"},
    CountRow{"waiting", "à espera de número"},
    CountRow{"passed_over", "antigas, sem uso aqui"},
    CountRow{"selected", "selecionadas"},
    CountRow{"nfs", "NFs"},
    CountRow{"lines_without_goods", "linhas sem mercadoria"},
    CountRow{"downpayment_lines", "linhas de adiantamento"},
    CountRow{"nfs_to_link", "NFs a vincular"},
    CountRow{"pedidos", "pedidos"},
    CountRow{"cancelled_in_odoo", "cancelados no Odoo"},
    CountRow{"unchanged", "sem alteração"},
    CountRow{"checks", "verificações"},
    CountRow{"erro", "ERRO"},
    CountRow{"aviso", "AVISO"},
    CountRow{"rejects", "rejeitos"},
    CountRow{"separacoes_open", "separações abertas"},
    CountRow{"saldos_computed", "saldos de pedidos calculados"},
    CountRow{"pedidos_left_split", "pedidos divididos em lotes, deixados como estão"},
    CountRow{"pedidos_waiting_for_lot", "pedidos à espera de lote"},
    // NFs.
    CountRow{"new", "novas"},
    CountRow{"cancelled", "canceladas"},
    CountRow{"reactivated", "reativadas"},
    CountRow{"drafts_again", "NFs canceladas que voltaram a rascunho"},
    CountRow{"corrected", "corrigidas"},
    CountRow{"gone", "saíram do filtro ou sumiram"},
    CountRow{"left_out_by_settings", "fora só por configuração"},
    CountRow{"absent", "ausentes"},
    CountRow{"nfs_of_other_programs", "de outros programas"},
    CountRow{"kept_cancelled", "canceladas ou inativas aqui"},
    CountRow{"kept_excluded", "excluídas aqui"},
    CountRow{"taken_over", "número assumido de outra"},
    CountRow{"rows_inserted", "linhas inseridas"},
    CountRow{"rows_updated", "linhas atualizadas"},
    CountRow{"rows_cancelled", "linhas canceladas"},
    CountRow{"rows_marked", "linhas marcadas"},
    CountRow{"rows_removed", "linhas retiradas"},
    CountRow{"duplicates_mended", "duplicatas corrigidas"},
    CountRow{"reports_inserted", "relatórios inseridos"},
    CountRow{"reports_updated", "relatórios atualizados"},
    CountRow{"reports_cancelled", "relatórios cancelados"},
    CountRow{"products_inserted", "produtos inseridos"},
    CountRow{"texts_cut", "textos cortados"},
    CountRow{"deliveries_inserted", "entregas inseridas"},
    CountRow{"deliveries_updated", "entregas atualizadas"},
    CountRow{"deliveries_cancelled", "entregas canceladas"},
    CountRow{"delivery_appointments", "agendamentos de entrega"},
    CountRow{"rejects_mended", "rejeitos resolvidos"},
    // Linking.
    CountRow{"linked", "vinculadas"},
    CountRow{"without_lot", "sem lote"},
    CountRow{"without_lot_all_used", "sem lote: todos já usados"},
    CountRow{"without_lot_nothing_in_common", "sem lote: nenhum produto em comum"},
    CountRow{"without_lot_none_active", "sem lote: nenhum item ativo"},
    CountRow{"without_lot_on_item", "sem lote: item sem lote"},
    CountRow{"shipment_items_linked", "itens de embarque vinculados"},
    CountRow{"shipment_items_cleared", "itens de embarque sem erro"},
    CountRow{"shipment_items_divergent", "itens de embarque divergentes"},
    CountRow{"shipment_items_freed", "itens de embarque liberados"},
    CountRow{"shipment_items_cancelled", "itens de embarque cancelados"},
    CountRow{"shipment_items_updated", "itens de embarque atualizados"},
    CountRow{"shipments_updated", "embarques com novos totais"},
    CountRow{"shipments_without_freight", "embarques sem frete"},
    CountRow{"separacoes_consumed", "separações consumidas"},
    CountRow{"separacoes_renamed", "separações com o nome novo do pedido"},
    CountRow{"separacoes_freed", "separações liberadas"},
    CountRow{"movements_inserted", "movimentos inseridos"},
    CountRow{"movements_given_a_lot", "movimentos com lote"},
    CountRow{"movements_corrected", "movimentos corrigidos"},
    CountRow{"movements_cancelled", "movimentos cancelados"},
    CountRow{"movements_ended", "movimentos encerrados"},
    CountRow{"movements_revived", "movimentos reativados"},
    CountRow{"inconsistencies_opened", "inconsistências abertas"},
    CountRow{"inconsistencies_resolved", "inconsistências resolvidas"},
    CountRow{"divergences_opened", "divergências abertas"},
    CountRow{"justificativas_inserted", "justificativas inseridas"},
    CountRow{"justificativas_updated", "justificativas atualizadas"},
    CountRow{"marked", "marcadas"},
    // The backlog.
    CountRow{"inserted", "inseridas"},
    CountRow{"pedidos_renamed", "pedidos renomeados"},
    CountRow{"updated", "atualizadas"},
    CountRow{"increased", "com saldo maior"},
    CountRow{"reduced", "com saldo menor"},
    CountRow{"archived", "arquivadas"},
    CountRow{"deleted", "excluídas"},
    CountRow{"separacoes_added", "separações acrescentadas"},
    CountRow{"separacoes_increased", "separações aumentadas"},
    CountRow{"separacoes_reduced", "separações reduzidas"},
    CountRow{"separacoes_revalued", "separações com novo valor"},
    CountRow{"separacoes_updated", "separações atualizadas"},
    CountRow{"separacoes_zeroed", "separações zeradas"},
    CountRow{"separacoes_deleted", "separações excluídas"},
    CountRow{"alerts", "alertas de lote cotado"},
    CountRow{"contacts_inserted", "contatos inseridos"},
    CountRow{"contacts_updated", "contatos atualizados"},
    CountRow{"separacoes_moved", "separações para outra cidade"},
    CountRow{"marks_followed", "equipes e tags de separações atualizadas"},
    CountRow{"tags_updated", "tags de pedidos atualizadas"},
    CountRow{"forms_followed", "formas de agendamento atualizadas"},
    CountRow{"standby_deleted", "standbys excluídos"},
    CountRow{"rows_kept", "linhas guardadas"},
    CountRow{"excess_opened", "excessos abertos"},
    CountRow{"excess_updated", "excessos atualizados"},
    CountRow{"excess_resolved", "excessos resolvidos"},
    CountRow{"returned", "NFs devolvidas"},
    CountRow{"events", "eventos"},
    CountRow{"views_refreshed", "visões atualizadas"},
    // Where a stage's time went.
    CountRow{"reading_ms", "ms lendo"},
    CountRow{"staging_ms", "ms preparando"},
    CountRow{"linking_ms", "ms vinculando"},
    CountRow{"writing_ms", "ms gravando"},
    CountRow{"following_ms", "ms em embarques, entregas e eventos"},
    CountRow{"views_ms", "ms atualizando visões"},
};

const CountRow* find(std::string_view name) {
    const auto* row =
        std::find_if(k_counts.begin(), k_counts.end(), [&](const auto& r) { return r.name == name; });
    return row == k_counts.end() ? nullptr : row;
}

}  // namespace

std::string words_of_count(std::string_view name, Language language) {
    const auto* row = find(name);
    if (language == Language::portuguese && row != nullptr) return std::string(row->portuguese);
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

bool knows_count(std::string_view name) {
    return find(name) != nullptr;
}

}  // namespace ciclo::language
