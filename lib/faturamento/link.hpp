// Which lot an NF consumed: a pure decision with its reason. Not for: finding the candidates (linking.hpp) or
// what follows from the decision (the link_*.sql).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/thousandths.hpp"

namespace ciclo::faturamento {

struct InvoicedProduct {
    std::string cod_produto;
    Thousandths qtd = 0;
};

// An embarque item of the pedido; `lote` and `nota_fiscal` are "" where it has none.
struct ShipmentItem {
    std::int64_t id = 0;
    std::int64_t embarque = 0;
    std::string lote;
    std::string nota_fiscal;
    bool item_active = true;
    bool embarque_active = true;
};

// What a lot holds of one product of the pedido; `nota_fiscal` is the NF that consumed it, "" while it is
// open.
struct PickedProduct {
    std::string lote;
    std::string cod_produto;
    Thousandths qtd = 0;
    std::string tipo_envio;  // "total", "parcial" or ""
    std::string nota_fiscal;
};

struct LinkRequest {
    std::string numero_nf;
    std::string pedido;
    // The lot that a stock movement or a separação of this NF has already, "" where none does.
    std::string known_lote;
    std::vector<InvoicedProduct> products;
    std::vector<ShipmentItem> items;
    std::vector<PickedProduct> picked;
};

enum class LinkReason {
    item_names_nf,   // linked: the shipment item carries this NF already
    lot_names_nf,    // linked: a movement or a separação of the lot does
    only_candidate,  // linked: there is no other
    total_lot,       // linked: of several, the one whose open separações are 'total'
    only_partial,    // linked: of several, the only one with 'parcial'
    best_score,      // linked: of several, the one whose quantities are nearest
    no_item,         // not linked: no shipment item for the pedido
    none_active,     // not linked: items, but none active in an active embarque
    no_lot,          // not linked: active items, but none with a lot
    all_used,        // not linked: every lot is another NF's
    no_open_rows,    // not linked: several lots, none with open separações to decide between them
};

std::string_view name_of(LinkReason reason);

// A product whose invoiced quantity is not the picked one.
struct LinkDifference {
    std::string cod_produto;
    Thousandths separada = 0;
    Thousandths faturada = 0;
};

struct LinkDecision {
    LinkReason reason = LinkReason::no_item;
    std::string lote;           // "" when not linked
    std::int64_t item = 0;      // 0 when not linked, or when no active item has the lot any more
    std::int64_t embarque = 0;  // of the item
    // How near the NF's quantities are to the lot's: 1 is equal. Meaningless when not linked.
    double score = 0;
    // Empty from a score of 0.99 on, and where the lot holds nothing to compare with.
    std::vector<LinkDifference> differences;

    [[nodiscard]] bool linked() const { return !lote.empty(); }
};

// Lots that NFs decided earlier in this cycle took, by pedido: each is used once.
using UsedLots = std::set<std::pair<std::string, std::string>>;

// The rules of linking: the lot that names the NF already; else, of the active items of the pedido with a lot
// that no other NF uses, the only one; the one whose open separações are 'total'; the only one 'parcial'; the
// best score: the mean over the NF's products of min/max of invoiced and picked quantity, a product missing
// from the lot counting 0, ties to the lower lot id.
LinkDecision decide_link(const LinkRequest& request, const UsedLots& used);

}  // namespace ciclo::faturamento
