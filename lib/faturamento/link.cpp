#include "faturamento/link.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace ciclo::faturamento {
namespace {

// From here on an NF counts as the whole lot.
constexpr double k_whole = 0.99;
// Below what a thousandth of any real quantity makes: sums of quotients carry binary noise.
constexpr double k_noise = 1e-9;
// What a lot loses for holding nothing but products that the NF lacks; in proportion for some of them.
constexpr double k_extra_costs = 0.2;

using Quantities = std::map<std::string, Thousandths>;

// What of a lot this NF may take, or took: rows that name no other NF.
struct Lot {
    std::string name;
    Quantities products;
};

bool is_active(const ShipmentItem& item) {
    return item.item_active && item.embarque_active;
}

// As it was typed, without blanks around it and leading zeros.
std::string_view number_of(std::string_view typed) {
    const auto first = typed.find_first_not_of("0 ");
    if (first == std::string_view::npos) return {};
    return typed.substr(first, typed.find_last_not_of(' ') - first + 1);
}

bool names_this(const LinkRequest& request, const std::string& nota_fiscal) {
    return number_of(nota_fiscal) == number_of(request.numero_nf);
}

bool names_another(const LinkRequest& request, const std::string& nota_fiscal) {
    return !number_of(nota_fiscal).empty() && !names_this(request, nota_fiscal);
}

// A row that was consumed and names no NF is nobody's to compare with: people took the number off the lot.
Lot lot_of(const LinkRequest& request, const std::string& name) {
    Lot lot{name, {}};
    for (const auto& row : request.picked) {
        const bool takes =
            row.consumed ? names_this(request, row.nota_fiscal) : !names_another(request, row.nota_fiscal);
        if (row.lote == name && takes) lot.products[row.cod_produto] += row.qtd;
    }
    return lot;
}

Quantities invoiced_of(const LinkRequest& request) {
    Quantities invoiced;
    for (const auto& product : request.products) invoiced[product.cod_produto] += product.qtd;
    return invoiced;
}

Thousandths quantity_of(const Quantities& quantities, const std::string& product) {
    const auto it = quantities.find(product);
    return it == quantities.end() ? 0 : std::max(it->second, Thousandths{0});
}

double count_positive(const Quantities& quantities) {
    return static_cast<double>(std::count_if(quantities.begin(), quantities.end(),
                                             [](const auto& product) { return product.second > 0; }));
}

double score_of(const LinkRequest& request, const Lot& lot) {
    const auto invoiced = invoiced_of(request);
    double matched = 0;
    double nearness = 0;
    for (const auto& [product, qtd] : invoiced) {
        const auto [least, most] =
            std::minmax({quantity_of(invoiced, product), quantity_of(lot.products, product)});
        if (least == 0) continue;
        ++matched;
        nearness += static_cast<double>(least) / static_cast<double>(most);
    }
    if (matched == 0) return 0;
    const auto held = count_positive(lot.products);
    const auto extras = held - matched;
    return (matched / count_positive(invoiced)) * (nearness / matched) * (1 - k_extra_costs * extras / held);
}

// Of equal scores the lower lot id, whatever the order in which they come.
const Lot& best(const LinkRequest& request, const std::vector<Lot>& lots) {
    const auto better = [&](const Lot& a, const Lot& b) {
        const auto difference = score_of(request, a) - score_of(request, b);
        return std::abs(difference) > k_noise ? difference > 0 : a.name < b.name;
    };
    return *std::min_element(lots.begin(), lots.end(), better);
}

std::vector<LinkDifference> differences_of(const LinkRequest& request, const Lot& lot) {
    std::vector<LinkDifference> out;
    for (const auto& [product, faturada] : invoiced_of(request)) {
        const auto separada = quantity_of(lot.products, product);
        if (separada > 0 && faturada > 0 && separada != faturada)
            out.push_back({product, separada, faturada});
    }
    return out;
}

LinkDecision refused(LinkReason reason) {
    LinkDecision decision;
    decision.reason = reason;
    return decision;
}

// Of several active items with the lot the one that names the NF, else the first that names none.
const ShipmentItem* item_of(const LinkRequest& request, const std::string& lote) {
    const ShipmentItem* free = nullptr;
    for (const auto& item : request.items) {
        if (item.lote != lote || !is_active(item)) continue;
        if (names_this(request, item.nota_fiscal)) return &item;
        if (names_another(request, item.nota_fiscal)) continue;
        if (free == nullptr || item.id < free->id) free = &item;
    }
    return free;
}

LinkDecision linked(const LinkRequest& request, const Lot& lot, LinkReason reason) {
    LinkDecision decision;
    decision.reason = reason;
    decision.lote = lot.name;
    if (const auto* item = item_of(request, lot.name)) {
        decision.item = item->id;
        decision.embarque = item->embarque;
    }
    decision.score = score_of(request, lot);
    if (decision.score < k_whole - k_noise) decision.differences = differences_of(request, lot);
    return decision;
}

LinkDecision choose(const LinkRequest& request, const std::vector<Lot>& lots) {
    if (lots.size() == 1) return linked(request, lots.front(), LinkReason::only_candidate);
    auto decision = linked(request, best(request, lots), LinkReason::best_score);
    return decision.score > 0 ? decision : refused(LinkReason::nothing_in_common);
}

// Whether the lot has another NF: on a separação, consumed or typed, or on a shipment item.
bool is_another_nfs(const LinkRequest& request, const std::string& lote) {
    const auto another = [&](const auto& row) {
        return row.lote == lote && names_another(request, row.nota_fiscal);
    };
    return std::any_of(request.picked.begin(), request.picked.end(), another) ||
           std::any_of(request.items.begin(), request.items.end(),
                       [&](const auto& item) { return is_active(item) && another(item); });
}

// The lots that the NF may have, each once: those whose item names it, those on whose open rows people typed
// it, and those of active items that nobody uses.
struct Candidates {
    bool active = false;
    bool with_lot = false;
    std::set<std::string> naming;
    std::set<std::string> typed;
    std::set<std::string> free;
};

Candidates candidates_of(const LinkRequest& request, const UsedLots& used) {
    Candidates out;
    const auto is_free = [&](const std::string& lote) {
        return used.count({request.pedido, lote}) == 0 && !is_another_nfs(request, lote);
    };
    for (const auto& item : request.items) {
        if (!is_active(item)) continue;
        out.active = true;
        if (item.lote.empty()) continue;
        out.with_lot = true;
        if (names_this(request, item.nota_fiscal)) out.naming.insert(item.lote);
        if (is_free(item.lote)) out.free.insert(item.lote);
    }
    for (const auto& row : request.picked) {
        if (row.consumed || !names_this(request, row.nota_fiscal) || !is_free(row.lote)) continue;
        out.typed.insert(row.lote);
    }
    return out;
}

std::vector<Lot> lots_of(const LinkRequest& request, const std::set<std::string>& names) {
    std::vector<Lot> lots;
    for (const auto& name : names) lots.push_back(lot_of(request, name));
    return lots;
}

// People wrote the NF's number there: where that is several lots, the rules choose, but never none.
LinkDecision by_number(const LinkRequest& request, const std::set<std::string>& names, LinkReason reason) {
    const auto lots = lots_of(request, names);
    return linked(request, best(request, lots), reason);
}

}  // namespace

std::string_view name_of(LinkReason reason) {
    using enum LinkReason;
    switch (reason) {  // without a default: the compiler warns of a name that is missing
        case item_names_nf:
            return "item_names_nf";
        case rows_name_nf:
            return "rows_name_nf";
        case lot_names_nf:
            return "lot_names_nf";
        case only_candidate:
            return "only_candidate";
        case best_score:
            return "best_score";
        case no_item:
            return "no_item";
        case none_active:
            return "none_active";
        case no_lot:
            return "no_lot";
        case all_used:
            return "all_used";
        case nothing_in_common:
            return "nothing_in_common";
    }
    return "";
}

LinkDecision decide_link(const LinkRequest& request, const UsedLots& used) {
    if (!request.known_lote.empty()) {
        return linked(request, lot_of(request, request.known_lote), LinkReason::lot_names_nf);
    }
    const auto candidates = candidates_of(request, used);
    if (!candidates.naming.empty()) return by_number(request, candidates.naming, LinkReason::item_names_nf);
    if (!candidates.typed.empty()) return by_number(request, candidates.typed, LinkReason::rows_name_nf);
    if (!candidates.free.empty()) return choose(request, lots_of(request, candidates.free));
    if (request.items.empty()) return refused(LinkReason::no_item);
    if (!candidates.active) return refused(LinkReason::none_active);
    return refused(candidates.with_lot ? LinkReason::all_used : LinkReason::no_lot);
}

}  // namespace ciclo::faturamento
