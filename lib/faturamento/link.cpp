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

// What is left of a lot for this NF: open rows, and those that it consumed already.
struct Lot {
    std::string name;
    std::map<std::string, Thousandths> products;
    bool has_total = false;
    bool has_parcial = false;

    // A lot counts as 'total' when nothing in it says otherwise.
    [[nodiscard]] bool total() const { return has_total && !has_parcial; }
    [[nodiscard]] bool parcial() const { return has_parcial; }
};

bool is_active(const ShipmentItem& item) {
    return item.item_active && item.embarque_active;
}

Lot lot_of(const LinkRequest& request, const std::string& name) {
    Lot lot{name, {}, false, false};
    for (const auto& row : request.picked) {
        if (row.lote != name) continue;
        if (!row.nota_fiscal.empty() && row.nota_fiscal != request.numero_nf) continue;
        lot.products[row.cod_produto] += row.qtd;
        lot.has_total = lot.has_total || row.tipo_envio == "total";
        lot.has_parcial = lot.has_parcial || row.tipo_envio == "parcial";
    }
    return lot;
}

double nearness(Thousandths a, Thousandths b) {
    if (a == b) return 1;
    const auto most = std::max(a, b);
    return most <= 0
               ? 0
               : static_cast<double>(std::max(std::min(a, b), Thousandths{0})) / static_cast<double>(most);
}

double score_of(const LinkRequest& request, const Lot& lot) {
    if (request.products.empty()) return 0;
    double sum = 0;
    for (const auto& product : request.products) {
        const auto found = lot.products.find(product.cod_produto);
        if (found != lot.products.end()) sum += nearness(product.qtd, found->second);
    }
    return sum / static_cast<double>(request.products.size());
}

// Of equal scores the lower lot id, whatever the order in which they come.
const Lot& best(const LinkRequest& request, const std::vector<const Lot*>& lots) {
    const auto better = [&](const Lot* a, const Lot* b) {
        const auto difference = score_of(request, *a) - score_of(request, *b);
        return std::abs(difference) > k_noise ? difference > 0 : a->name < b->name;
    };
    return **std::min_element(lots.begin(), lots.end(), better);
}

std::vector<LinkDifference> differences_of(const LinkRequest& request, const Lot& lot) {
    std::map<std::string, LinkDifference> by_product;
    for (const auto& [product, qtd] : lot.products) by_product[product].separada = qtd;
    for (const auto& product : request.products) by_product[product.cod_produto].faturada = product.qtd;
    std::vector<LinkDifference> out;
    for (auto& [product, difference] : by_product) {
        if (difference.separada == difference.faturada) continue;
        difference.cod_produto = product;
        out.push_back(difference);
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
        if (item.nota_fiscal == request.numero_nf) return &item;
        if (item.nota_fiscal.empty() && (free == nullptr || item.id < free->id)) free = &item;
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
    const bool comparable = !lot.products.empty();
    if (comparable && decision.score < k_whole - k_noise) decision.differences = differences_of(request, lot);
    return decision;
}

LinkDecision choose(const LinkRequest& request, const std::vector<Lot>& lots) {
    std::vector<const Lot*> open;
    std::vector<const Lot*> total;
    std::vector<const Lot*> parcial;
    for (const auto& lot : lots) {
        if (lot.products.empty()) continue;
        open.push_back(&lot);
        if (lot.total()) total.push_back(&lot);
        if (lot.parcial()) parcial.push_back(&lot);
    }
    if (open.empty()) return refused(LinkReason::no_open_rows);
    if (!total.empty()) return linked(request, best(request, total), LinkReason::total_lot);
    if (parcial.size() == 1) return linked(request, *parcial.front(), LinkReason::only_partial);
    return linked(request, best(request, open), LinkReason::best_score);
}

// Whether another NF has the lot: by a separação that it consumed, or by a shipment item.
bool is_another_nfs(const LinkRequest& request, const std::string& lote) {
    const auto another = [&](const auto& row) {
        return row.lote == lote && !row.nota_fiscal.empty() && row.nota_fiscal != request.numero_nf;
    };
    return std::any_of(request.picked.begin(), request.picked.end(), another) ||
           std::any_of(request.items.begin(), request.items.end(),
                       [&](const auto& item) { return is_active(item) && another(item); });
}

// The lots of the active items, each once: those whose item names the NF, and those that nobody uses.
struct Candidates {
    bool active = false;
    bool with_lot = false;
    std::set<std::string> naming;
    std::set<std::string> free;
};

Candidates candidates_of(const LinkRequest& request, const UsedLots& used) {
    Candidates out;
    for (const auto& item : request.items) {
        if (!is_active(item)) continue;
        out.active = true;
        if (item.lote.empty()) continue;
        out.with_lot = true;
        if (item.nota_fiscal == request.numero_nf) out.naming.insert(item.lote);
        const bool taken = used.count({request.pedido, item.lote}) != 0;
        if (!taken && !is_another_nfs(request, item.lote)) out.free.insert(item.lote);
    }
    return out;
}

std::vector<Lot> lots_of(const LinkRequest& request, const std::set<std::string>& names) {
    std::vector<Lot> lots;
    for (const auto& name : names) lots.push_back(lot_of(request, name));
    return lots;
}

// People wrote the NF's number on the item: where that is several lots, the rules choose, but never none.
LinkDecision by_item(const LinkRequest& request, const std::vector<Lot>& lots) {
    auto decision = lots.size() == 1 ? LinkDecision{} : choose(request, lots);
    if (!decision.linked()) decision = linked(request, lots.front(), LinkReason::item_names_nf);
    decision.reason = LinkReason::item_names_nf;
    return decision;
}

}  // namespace

std::string_view name_of(LinkReason reason) {
    using enum LinkReason;
    switch (reason) {  // without a default: the compiler warns of a name that is missing
        case item_names_nf:
            return "item_names_nf";
        case lot_names_nf:
            return "lot_names_nf";
        case only_candidate:
            return "only_candidate";
        case total_lot:
            return "total_lot";
        case only_partial:
            return "only_partial";
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
        case no_open_rows:
            return "no_open_rows";
    }
    return "";
}

LinkDecision decide_link(const LinkRequest& request, const UsedLots& used) {
    if (!request.known_lote.empty()) {
        return linked(request, lot_of(request, request.known_lote), LinkReason::lot_names_nf);
    }
    const auto candidates = candidates_of(request, used);
    if (!candidates.naming.empty()) return by_item(request, lots_of(request, candidates.naming));
    const auto lots = lots_of(request, candidates.free);
    if (lots.size() == 1) return linked(request, lots.front(), LinkReason::only_candidate);
    if (!lots.empty()) return choose(request, lots);
    if (request.items.empty()) return refused(LinkReason::no_item);
    if (!candidates.active) return refused(LinkReason::none_active);
    return refused(candidates.with_lot ? LinkReason::all_used : LinkReason::no_lot);
}

}  // namespace ciclo::faturamento
