#include "carteira/recompose.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <set>

namespace ciclo::carteira {
namespace {

// Quantities that the application rounded otherwise are equal: 0.01.
constexpr Thousandths k_equal = 10;

// What a row holds while the decision is being made.
struct Held {
    const OpenSeparacao* row;
    Thousandths after;
    RecomposeReason reason = RecomposeReason::excess;
};

using Rows = std::vector<Held*>;

Thousandths not_negative(Thousandths quantity) {
    return std::max(quantity, Thousandths{0});
}

Thousandths sum(const Rows& rows) {
    return std::accumulate(rows.begin(), rows.end(), Thousandths{0},
                           [](Thousandths total, const Held* held) { return total + held->after; });
}

// In the order in which a reduction reaches them.
std::vector<Held> in_order(const std::vector<OpenSeparacao>& rows) {
    std::vector<Held> held;
    for (const auto& row : rows) held.push_back({&row, not_negative(row.qtd)});
    std::sort(held.begin(), held.end(), [](const Held& a, const Held& b) {
        return a.row->status != b.row->status ? a.row->status < b.row->status : a.row->id > b.row->id;
    });
    return held;
}

Thousandths quantity_of(const std::map<std::string, Thousandths>& quantities, const std::string& product) {
    const auto it = quantities.find(product);
    return it == quantities.end() ? Thousandths{0} : not_negative(it->second);
}

// Whether the lot held what the pedido did.
bool is_total(const RecomposeRequest& request, const std::string& lote) {
    auto difference = request.saldo_before;
    for (auto& [product, qtd] : difference) qtd = not_negative(qtd);
    for (const auto& row : request.rows) {
        if (row.lote == lote) difference[row.cod_produto] -= not_negative(row.qtd);
    }
    return std::all_of(difference.begin(), difference.end(),
                       [](const auto& product) { return std::abs(product.second) <= k_equal; });
}

// The total lot, "" where there is none that holds anything.
std::string total_lot(const RecomposeRequest& request, const std::vector<Held>& held) {
    const auto it = std::find_if(held.begin(), held.end(), [&](const Held& h) {
        return !h.row->lote.empty() && h.after > 0 && is_total(request, h.row->lote);
    });
    return it == held.end() ? std::string() : it->row->lote;
}

void take(const Rows& rows, Thousandths excess, RecomposeReason reason) {
    for (auto* held : rows) {
        const auto taken = std::min(held->after, not_negative(excess));
        if (taken == 0) continue;
        held->after -= taken;
        held->reason = reason;
        excess -= taken;
    }
}

class Recomposition {
  public:
    explicit Recomposition(const RecomposeRequest& request)
        : m_request(request), m_held(in_order(request.rows)), m_lote(total_lot(request, m_held)) {}

    std::vector<SeparacaoChange> run();

  private:
    void end_all();
    void recompose_product(const std::string& cod_produto);
    void follow(const std::string& cod_produto, const Rows& rows, Thousandths qtd, RecomposeReason reason);
    [[nodiscard]] std::set<std::string> products() const;
    [[nodiscard]] Rows rows_of(const std::string& cod_produto, bool in_total);
    [[nodiscard]] std::int64_t oldest_of_the_lot() const;

    const RecomposeRequest& m_request;
    std::vector<Held> m_held;
    std::string m_lote;
    std::vector<SeparacaoChange> m_added;
};

std::vector<SeparacaoChange> Recomposition::run() {
    if (m_request.ended) {
        end_all();
    } else if (!m_request.waits_for_lot) {
        for (const auto& product : products()) recompose_product(product);
    }
    std::vector<SeparacaoChange> changes;
    for (const auto& [row, after, reason] : m_held) {
        const auto before = not_negative(row->qtd);
        if (after != before) changes.push_back({row->id, row->id, row->cod_produto, before, after, reason});
    }
    changes.insert(changes.end(), m_added.begin(), m_added.end());
    return changes;
}

void Recomposition::end_all() {
    for (auto& held : m_held) {
        held.after = 0;
        held.reason = RecomposeReason::pedido_ended;
    }
}

void Recomposition::recompose_product(const std::string& cod_produto) {
    const auto saldo = quantity_of(m_request.saldo, cod_produto);
    const auto others = rows_of(cod_produto, false);
    take(others, sum(others) - saldo, RecomposeReason::excess);
    if (m_lote.empty()) return;
    follow(cod_produto, rows_of(cod_produto, true), saldo - sum(others),
           saldo == 0 ? RecomposeReason::vanished : RecomposeReason::follows_pedido);
}

// Brings the product's rows of the total lot to `qtd` together: what is missing goes to the oldest row, but
// for what came back from a person's cancellation.
void Recomposition::follow(const std::string& cod_produto, const Rows& rows, Thousandths qtd,
                           RecomposeReason reason) {
    const auto missing = qtd - sum(rows);
    const auto taken = missing - quantity_of(m_request.returned, cod_produto);
    if (missing <= 0) {
        take(rows, -missing, reason);
    } else if (taken <= 0) {
        return;
    } else if (rows.empty()) {
        m_added.push_back({0, oldest_of_the_lot(), cod_produto, 0, taken, RecomposeReason::added_to_total});
    } else {
        rows.back()->after += taken;
        rows.back()->reason = reason;
    }
}

std::set<std::string> Recomposition::products() const {
    std::set<std::string> products;
    for (const auto& [cod_produto, saldo] : m_request.saldo) products.insert(cod_produto);
    for (const auto& row : m_request.rows) products.insert(row.cod_produto);
    return products;
}

// The product's rows in the total lot, or in the others.
Rows Recomposition::rows_of(const std::string& cod_produto, bool in_total) {
    Rows rows;
    for (auto& held : m_held) {
        const bool in_lot = !m_lote.empty() && held.row->lote == m_lote;
        if (held.row->cod_produto == cod_produto && in_lot == in_total) rows.push_back(&held);
    }
    return rows;
}

std::int64_t Recomposition::oldest_of_the_lot() const {
    std::int64_t oldest = 0;
    for (const auto& held : m_held) {
        if (held.row->lote == m_lote && (oldest == 0 || held.row->id < oldest)) oldest = held.row->id;
    }
    return oldest;
}

}  // namespace

std::string_view name_of(RecomposeReason reason) {
    using enum RecomposeReason;
    switch (reason) {  // without a default: the compiler warns of a name that is missing
        case pedido_ended:
            return "pedido_ended";
        case follows_pedido:
            return "follows_pedido";
        case added_to_total:
            return "added_to_total";
        case vanished:
            return "vanished";
        case excess:
            return "excess";
    }
    return "";
}

std::vector<SeparacaoChange> recompose(const RecomposeRequest& request) {
    return Recomposition(request).run();
}

}  // namespace ciclo::carteira
