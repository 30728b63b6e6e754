#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "carteira/recompose.hpp"

using ciclo::Thousandths;
using namespace ciclo::carteira;

namespace {

constexpr int k_cases = 20'000;
constexpr int k_lots = 3;

// Small numbers, so that lots collide, run empty and hold just the saldo often.
class Draw {
  public:
    explicit Draw(std::uint64_t seed) : m_random(seed) {}

    RecomposeRequest request() {
        RecomposeRequest out;
        out.num_pedido = "VCD1";
        out.ended = below(20) == 0;
        out.waits_for_lot = below(20) == 0;
        for (const char* product : {"A", "B", "C"}) {
            if (below(4) != 0) out.saldo[product] = 100L * (below(14) - 2);
        }
        const auto rows = below(9);
        for (int id = 1; id <= rows; ++id) out.rows.push_back(row(id));
        // One lot often held what the pedido did, or nearly.
        const auto total = "L" + std::to_string(below(k_lots));
        for (const auto& row : out.rows) {
            if (row.lote == total) out.saldo_before[row.cod_produto] += row.qtd;
        }
        if (below(3) == 0) out.saldo_before["A"] += below(40) - 20;
        for (const char* product : {"A", "B"}) {
            if (below(4) == 0) out.returned[product] = 100L * below(9);
        }
        std::shuffle(out.rows.begin(), out.rows.end(), m_random);
        return out;
    }

  private:
    int below(int limit) { return static_cast<int>(m_random() % static_cast<std::uint64_t>(limit)); }

    OpenSeparacao row(int id) {
        return {id, below(15) == 0 ? "" : "L" + std::to_string(below(k_lots)),
                std::string(1, static_cast<char>('A' + below(4))), below(10) == 0 ? 0 : 100 * below(8),
                static_cast<SeparacaoStatus>(below(3))};
    }

    std::mt19937_64 m_random;
};

// The request as it is once the changes are stored.
RecomposeRequest after(const RecomposeRequest& request, const std::vector<SeparacaoChange>& changes) {
    auto out = request;
    out.saldo_before = request.saldo;
    const auto row_with = [&](std::int64_t id) {
        return std::find_if(out.rows.begin(), out.rows.end(), [&](const auto& row) { return row.id == id; });
    };
    std::int64_t next = 1000;
    for (const auto& change : changes) {
        if (change.id != 0) {
            row_with(change.id)->qtd = change.after;
            continue;
        }
        auto row = *row_with(change.like);
        row.id = next++;
        row.cod_produto = change.cod_produto;
        row.qtd = change.after;
        out.rows.push_back(row);
    }
    return out;
}

Thousandths held(const RecomposeRequest& request, const std::string& product) {
    Thousandths sum = 0;
    for (const auto& row : request.rows) sum += row.cod_produto == product ? row.qtd : 0;
    return sum;
}

Thousandths saldo(const RecomposeRequest& request, const std::string& product) {
    const auto it = request.saldo.find(product);
    return it == request.saldo.end() ? 0 : std::max(it->second, Thousandths{0});
}

bool is_reached_before(const OpenSeparacao& a, const OpenSeparacao& b) {
    return a.status != b.status ? a.status < b.status : a.id > b.id;
}

const OpenSeparacao& row_of(const RecomposeRequest& request, std::int64_t id) {
    return *std::find_if(request.rows.begin(), request.rows.end(),
                         [&](const auto& row) { return row.id == id; });
}

Thousandths before(const RecomposeRequest& request, const std::string& product) {
    const auto it = request.saldo_before.find(product);
    return it == request.saldo_before.end() ? 0 : std::max(it->second, Thousandths{0});
}

Thousandths held_in(const RecomposeRequest& request, const std::string& lote, const std::string& product) {
    Thousandths sum = 0;
    for (const auto& row : request.rows) sum += row.lote == lote && row.cod_produto == product ? row.qtd : 0;
    return sum;
}

// The lot that mirrors the pedido, said once more: of those that held what the pedido did the one that a
// reduction reaches first. "" where there is none.
std::string mirror(const RecomposeRequest& request) {
    const auto is_total = [&](const std::string& lote) {
        for (const char* product : {"A", "B", "C", "D"}) {
            const auto difference = held_in(request, lote, product) - before(request, product);
            if (difference < -10 || difference > 10) return false;
        }
        return true;
    };
    const OpenSeparacao* first = nullptr;
    for (const auto& row : request.rows) {
        if (row.lote.empty() || row.qtd <= 0 || !is_total(row.lote)) continue;
        if (first == nullptr || is_reached_before(row, *first)) first = &row;
    }
    return first == nullptr ? std::string() : first->lote;
}

// What the product's rows should hold together.
Thousandths expected(const std::string& product, const RecomposeRequest& request) {
    const auto most = saldo(request, product);
    const auto was = held(request, product);
    const auto lote = mirror(request);
    if (lote.empty()) return std::min(was, most);
    const auto own = held_in(request, lote, product);
    const auto others = std::min(was - own, most);
    const auto room = most - others;
    const auto it = request.returned.find(product);
    const auto returned = it == request.returned.end() ? 0 : it->second;
    return others + (room <= own ? room : std::max(own, room - returned));
}

// "" or what is wrong with the product's rows.
std::string wrong_with(const std::string& product, const RecomposeRequest& before,
                       const RecomposeRequest& now) {
    const auto is = held(now, product);
    if (is > saldo(before, product)) return "more is held than the saldo";
    // Quantities are conserved: only an excess goes, and the mirror takes all that is free, but for what a
    // person's cancellation of an NF brought back.
    return is == expected(product, before) ? "" : "quantities are lost or made";
}

// Nothing but the mirror grows; of the others nothing is reduced while the mirror holds something of the
// product, nothing out of turn, and nothing that had room in the saldo.
std::string wrong_with(const SeparacaoChange& change, const RecomposeRequest& before,
                       const RecomposeRequest& now) {
    if (change.before == change.after) return "a change that changes nothing";
    if (change.after < 0) return "less than nothing";
    const auto lote = mirror(before);
    const auto in_mirror = [&](const OpenSeparacao& row) { return !lote.empty() && row.lote == lote; };
    if (change.id == 0) return in_mirror(row_of(before, change.like)) ? "" : "a row added to another lot";
    const auto& row = row_of(before, change.id);
    if (row.qtd != change.before) return "not what the row held";
    if (in_mirror(row)) return change.reason == RecomposeReason::excess ? "a reason of other lots" : "";
    if (change.after > change.before) return "another lot than the mirror grew";
    if (change.reason != RecomposeReason::excess) return "a reason of the mirror";
    Thousandths others = 0;
    for (const auto& other : now.rows) {
        if (other.cod_produto != row.cod_produto) continue;
        if (in_mirror(other)) {
            if (other.qtd > 0) return "reduced while the mirror holds something";
            continue;
        }
        others += other.qtd;
        if (other.qtd > 0 && is_reached_before(other, row)) return "an earlier row was passed over";
    }
    return others == saldo(before, row.cod_produto) ? "" : "reduced without need";
}

std::string wrong_with(const RecomposeRequest& request) {
    const auto changes = recompose(request);
    const auto now = after(request, changes);
    if (!recompose(now).empty()) return "a second application changes something";
    if (request.ended) {
        const auto holds = [](const auto& row) { return row.qtd != 0; };
        return std::any_of(now.rows.begin(), now.rows.end(), holds) ? "an ended pedido holds something" : "";
    }
    if (request.waits_for_lot) return changes.empty() ? "" : "a waiting pedido was changed";
    for (const char* product : {"A", "B", "C", "D"}) {
        if (auto wrong = wrong_with(product, request, now); !wrong.empty()) return wrong + ": " + product;
    }
    for (const auto& change : changes) {
        if (auto wrong = wrong_with(change, request, now); !wrong.empty()) return wrong;
    }
    return "";
}

}  // namespace

TEST_CASE(
    "whatever lots a pedido has: they never hold more than the saldo, nothing is reduced without need, "
    "quantities are conserved, and a second application changes nothing") {
    int changed = 0;
    for (std::uint64_t seed = 1; seed <= k_cases; ++seed) {
        const auto request = Draw(seed).request();
        const auto wrong = wrong_with(request);
        if (!wrong.empty()) FAIL("seed " << seed << ": " << wrong);
        changed += recompose(request).empty() ? 0 : 1;
    }
    // The cases are worth something: most of them have something to change.
    CHECK(changed > k_cases / 2);
}
