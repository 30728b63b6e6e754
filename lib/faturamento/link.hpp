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

// An embarque item of the pedido; `lote` and `nota_fiscal` are "" where it has none. Numbers of NFs are
// compared without blanks and leading zeros: people type them.
struct ShipmentItem {
    std::int64_t id = 0;
    std::int64_t embarque = 0;
    std::string lote;
    std::string nota_fiscal;
    bool item_active = true;
    bool embarque_active = true;
};

// What a lot holds of one product of the pedido. `nota_fiscal` is the NF that consumed the row, or that
// people typed on it; "" where it names none.
struct PickedProduct {
    std::string lote;
    std::string cod_produto;
    Thousandths qtd = 0;
    std::string nota_fiscal;
    bool consumed = false;
};

struct LinkRequest {
    std::string numero_nf;
    std::string pedido;
    // The lot that a stock movement of this NF has, or that it consumed already; "" where there is none.
    std::string known_lote;
    std::vector<InvoicedProduct> products;
    std::vector<ShipmentItem> items;
    std::vector<PickedProduct> picked;
};

enum class LinkReason {
    item_names_nf,      // linked: the shipment item carries this NF already
    rows_name_nf,       // linked: people typed its number on open separações of the lot
    lot_names_nf,       // linked: a movement has the lot, or it was consumed before
    only_candidate,     // linked: there is no other
    best_score,         // linked: of several, the one that is nearest
    no_item,            // not linked: no shipment item for the pedido
    none_active,        // not linked: items, but none active in an active embarque
    no_lot,             // not linked: active items, but none with a lot
    all_used,           // not linked: every lot is another NF's
    nothing_in_common,  // not linked: several lots, and none has a product of the NF
};

std::string_view name_of(LinkReason reason);

// A product that both have, in different quantities.
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
    // How near the lot is to the NF (see decide_link): 1 is equal. Meaningless when not linked.
    double score = 0;
    // What people have to justify: empty from a score of 0.99 on.
    std::vector<LinkDifference> differences;

    [[nodiscard]] bool linked() const { return !lote.empty(); }
};

// Lots that NFs decided earlier in this cycle took, by pedido: each is used once.
using UsedLots = std::set<std::pair<std::string, std::string>>;

// The rules of linking: the lot that this NF has already; the lot of an active item that carries its number;
// one on whose open separações people typed it. Else, of the lots of the pedido's active items that name no
// other NF, neither on an item nor on a row, and that no earlier NF of this cycle took: the only one,
// whatever it holds; of several the best score, ties to the lower lot id, and none where the best is 0.
//   score = (matched / NF's products) * (mean of min/max over the matched) * (1 - 0.2 * extras / lot's
//   products)
// over quantities summed by product: matched are the products that both have, extras those that only the lot
// has.
LinkDecision decide_link(const LinkRequest& request, const UsedLots& used);

}  // namespace ciclo::faturamento
