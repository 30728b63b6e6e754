// What the open separações of one pedido should hold now that its saldo has changed: a pure decision, row by
// row, each with its reason. Not for: finding the rows (recomposing.hpp) or what follows from a change (the
// recompose_*.sql).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/thousandths.hpp"

namespace ciclo::carteira {

// In the order in which a reduction reaches them: what is quoted with a carrier comes last.
enum class SeparacaoStatus { previsao, aberto, cotado };

// A row of a lot that no NF has consumed.
struct OpenSeparacao {
    std::int64_t id = 0;  // a higher one is newer
    std::string lote;     // "" where it has none
    std::string cod_produto;
    Thousandths qtd = 0;
    SeparacaoStatus status = SeparacaoStatus::aberto;
};

struct RecomposeRequest {
    std::string num_pedido;
    // Cancelled in Odoo.
    bool ended = false;
    // An NF of the pedido is in SEM_LOTE: which lot it consumed is not known yet.
    bool waits_for_lot = false;
    // By cod_produto; a product that is missing has none. A negative one counts as 0.
    std::map<std::string, Thousandths> saldo;
    // The same before this change.
    std::map<std::string, Thousandths> saldo_before;
    // What NFs invoiced that a person cancelled although Odoo says posted: an increase by that much stays
    // free.
    std::map<std::string, Thousandths> returned;
    std::vector<OpenSeparacao> rows;
};

enum class RecomposeReason {
    pedido_ended,    // the pedido is cancelled: its lots hold nothing
    follows_pedido,  // the total lot holds the saldo minus what other lots hold
    added_to_total,  // a product that the total lot did not have
    vanished,        // a product of the total lot that has no saldo any more: its row goes
    excess,          // lots held more than the saldo
};

std::string_view name_of(RecomposeReason reason);

struct SeparacaoChange {
    // 0 for a row to be added, with the data of the row `like`; else both are the row's id.
    std::int64_t id = 0;
    std::int64_t like = 0;
    std::string cod_produto;
    Thousandths before = 0;
    Thousandths after = 0;
    RecomposeReason reason = RecomposeReason::excess;
};

// The rules of recomposition, product by product; only rows whose quantity changes come back.
// - A pedido with an NF in SEM_LOTE is left alone, unless it has ended: then its lots hold nothing.
// - A lot is total when it held just what the pedido's positive saldos were before this change, within 0.01 a
//   product; what people wrote on it (tipo_envio) does not count. It holds the saldo minus what other lots
//   then hold, but takes no increase that a person's cancellation of an NF made. Of several the one that a
//   reduction would reach first does; the others count as 'parcial'.
// - What 'parcial' lots hold beyond the saldo is taken from PREVISAO, then ABERTO, then COTADO, newest row
//   first; an increase stays free in the backlog.
// A second application of what comes back changes nothing.
std::vector<SeparacaoChange> recompose(const RecomposeRequest& request);

}  // namespace ciclo::carteira
