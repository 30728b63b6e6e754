#include "faturamento/link.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <set>

using ciclo::Thousandths;
using namespace ciclo::faturamento;

namespace {

constexpr Thousandths k_one = 1000;

// NF 130001 of one pedido: 10 of A and 5 of B.
LinkRequest request() {
    LinkRequest out;
    out.numero_nf = "130001";
    out.pedido = "VCD1";
    out.products = {{"A", 10 * k_one}, {"B", 5 * k_one}};
    return out;
}

// A lot with an active item; a quantity of -1 is no row.
LinkRequest& add_lot(LinkRequest& request, const std::string& lote, int a, int b) {
    const auto id = static_cast<std::int64_t>(request.items.size()) + 1;
    request.items.push_back({id, id * 10, lote, "", true, true});
    if (a >= 0) request.picked.push_back({lote, "A", a * k_one, "", false});
    if (b >= 0) request.picked.push_back({lote, "B", b * k_one, "", false});
    return request;
}

void consume(PickedProduct& row, const std::string& nota_fiscal) {
    row.nota_fiscal = nota_fiscal;
    row.consumed = true;
}

LinkDecision decide(const LinkRequest& request) {
    return decide_link(request, {});
}

using Quantities = std::vector<std::pair<std::string, double>>;

// Of two lots with these products, which the NF takes, and how near it is: "X 0.8"; "none" for none.
struct ScoreCase {
    const char* name;
    Quantities nf;
    Quantities lot_x;
    Quantities lot_y;
    const char* lote;
    double score;
};

LinkRequest request_of(const ScoreCase& score_case) {
    LinkRequest out;
    out.numero_nf = "130001";
    out.pedido = "VCD1";
    const auto thousandths = [](double qtd) { return static_cast<Thousandths>(std::llround(qtd * 1000)); };
    for (const auto& [product, qtd] : score_case.nf) out.products.push_back({product, thousandths(qtd)});
    for (const auto& [lote, rows] : {std::pair{"X", score_case.lot_x}, std::pair{"Y", score_case.lot_y}}) {
        const auto id = static_cast<std::int64_t>(out.items.size()) + 1;
        out.items.push_back({id, id * 10, lote, "", true, true});
        for (const auto& [product, qtd] : rows)
            out.picked.push_back({lote, product, thousandths(qtd), "", false});
    }
    return out;
}

}  // namespace

TEST_CASE("of several lots the best score is taken, products summed on both sides, extras costing") {
    const std::vector<ScoreCase> cases{
        {"equal to the NF", {{"A", 10}, {"B", 5}}, {{"A", 8}, {"B", 4}}, {{"A", 10}, {"B", 5}}, "Y", 1},
        {"in proportion nearer",
         {{"A", 10}, {"B", 5}},
         {{"A", 20}, {"B", 10}},
         {{"A", 8}, {"B", 4}},
         "Y",
         0.8},
        {"a product that the lot lacks", {{"A", 10}, {"B", 5}}, {{"A", 10}}, {{"A", 4}, {"B", 2}}, "X", 0.5},
        {"half of it, and both", {{"A", 10}, {"B", 5}}, {{"A", 10}}, {{"A", 6}, {"B", 3}}, "Y", 0.6},
        {"an extra of two costs a tenth", {{"A", 10}}, {{"A", 10}, {"C", 1}}, {{"A", 9.5}}, "Y", 0.95},
        {"and only that", {{"A", 10}}, {{"A", 10}, {"C", 99}}, {{"A", 8.9}}, "X", 0.9},
        {"three extras of four",
         {{"A", 10}},
         {{"A", 10}, {"C", 1}, {"D", 1}, {"E", 1}},
         {{"A", 8.6}},
         "Y",
         0.86},
        {"several rows of one product", {{"A", 10}}, {{"A", 4}, {"A", 6}}, {{"A", 9}}, "X", 1},
        {"several lines of one product", {{"A", 4}, {"A", 6}}, {{"A", 6}}, {{"A", 10}}, "Y", 1},
        {"a row of 0 is no product", {{"A", 10}}, {{"A", 10}, {"C", 0}}, {{"A", 9.9}}, "X", 1},
        {"a negative one neither", {{"A", 10}}, {{"A", 10}, {"C", -1}}, {{"A", 9.9}}, "X", 1},
        {"all matched of few beats few of many",
         {{"A", 10}, {"B", 5}, {"C", 1}},
         {{"A", 10}, {"B", 5}},
         {{"A", 5}, {"B", 2.5}, {"C", 0.5}},
         "X",
         2.0 / 3},
        {"ties go to the lower lot id", {{"A", 10}}, {{"A", 9}}, {{"A", 9}}, "X", 0.9},
        {"also where the quantities differ", {{"A", 8}}, {{"A", 16}}, {{"A", 4}}, "X", 0.5},
        {"one without open rows is no lot", {{"A", 10}}, {}, {{"A", 1}}, "Y", 0.1},
        {"one without a common product neither", {{"A", 10}}, {{"B", 10}}, {{"A", 0.5}}, "Y", 0.05},
        {"nothing in common at all", {{"A", 10}}, {{"B", 10}}, {{"C", 10}}, "", 0},
        {"no open rows at all", {{"A", 10}}, {}, {}, "", 0},
        {"only zeroed rows", {{"A", 10}}, {{"A", 0}}, {{"A", 0}}, "", 0},
    };
    for (const auto& score_case : cases) {
        INFO(score_case.name);
        auto nf = request_of(score_case);
        const auto decision = decide(nf);
        CHECK(decision.lote == score_case.lote);
        if (decision.linked()) CHECK(decision.score == Approx(score_case.score));
        CHECK(decision.reason ==
              (decision.linked() ? LinkReason::best_score : LinkReason::nothing_in_common));
        // In whatever order they come.
        std::reverse(nf.items.begin(), nf.items.end());
        std::reverse(nf.picked.begin(), nf.picked.end());
        std::reverse(nf.products.begin(), nf.products.end());
        CHECK(decide(nf).lote == score_case.lote);
    }
}

TEST_CASE("without a shipment item for its pedido an NF is not linked") {
    const auto decision = decide(request());
    CHECK_FALSE(decision.linked());
    CHECK(decision.reason == LinkReason::no_item);
    CHECK(decision.differences.empty());
}

TEST_CASE("a cancelled item, or one of an embarque that is not active, is not a candidate") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5).items.at(0).item_active = false;
    add_lot(nf, "L2", 10, 5).items.at(1).embarque_active = false;
    CHECK(decide(nf).reason == LinkReason::none_active);
    // Not even when it carries the NF's number.
    nf.items.at(1).nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).reason == LinkReason::none_active);
}

TEST_CASE("an item without a lot is not a candidate") {
    auto nf = request();
    nf.items.push_back({1, 10, "", "", true, true});
    CHECK(decide(nf).reason == LinkReason::no_lot);
    add_lot(nf, "L1", 1, 1);
    CHECK(decide(nf).reason == LinkReason::only_candidate);
}

TEST_CASE("one candidate: its lot, whatever it holds") {
    auto nf = request();
    const auto decision = decide(add_lot(nf, "L1", 1, -1));
    CHECK(decision.reason == LinkReason::only_candidate);
    CHECK(decision.lote == "L1");
    CHECK(decision.item == 1);
    CHECK(decision.embarque == 10);
}

TEST_CASE("one candidate whose lot has no open rows is linked, with nothing to justify") {
    auto nf = request();
    const auto decision = decide(add_lot(nf, "L1", -1, -1));
    CHECK(decision.reason == LinkReason::only_candidate);
    CHECK(decision.score == 0);
    CHECK(decision.differences.empty());
}

TEST_CASE("a lot that an earlier NF of the cycle took is not a candidate for the same pedido") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5);
    CHECK(decide_link(nf, {{"VCD1", "L1"}}).reason == LinkReason::all_used);
    CHECK(decide_link(nf, {{"VCD2", "L1"}}).linked());
    add_lot(nf, "L2", 1, 1);
    CHECK(decide_link(nf, {{"VCD1", "L1"}}).lote == "L2");
}

TEST_CASE("a lot that another NF consumed in an earlier cycle is not a candidate") {
    auto nf = request();
    consume(add_lot(nf, "L1", 10, 5).picked.at(0), "129999");
    CHECK(decide(nf).reason == LinkReason::all_used);
    nf = request();
    add_lot(nf, "L1", 10, 5).items.at(0).nota_fiscal = "129999";
    CHECK(decide(nf).reason == LinkReason::all_used);
    // A second item of the same lot does not make it free.
    nf.items.push_back({2, 20, "L1", "", true, true});
    CHECK(decide(nf).reason == LinkReason::all_used);
}

TEST_CASE("the lot of an item that carries the NF's number is the NF's") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5);
    add_lot(nf, "L2", 1, 1).items.at(1).nota_fiscal = nf.numero_nf;
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::item_names_nf);
    CHECK(decision.lote == "L2");
    CHECK(decision.item == 2);
}

TEST_CASE("of several items that carry the NF's number the rules choose, and never none") {
    auto nf = request();
    add_lot(nf, "L1", 1, 1).items.back().nota_fiscal = nf.numero_nf;
    add_lot(nf, "L2", 10, 5).items.back().nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).lote == "L2");
    nf.picked.clear();
    CHECK(decide(nf).lote == "L1");
    CHECK(decide(nf).reason == LinkReason::item_names_nf);
}

TEST_CASE("a lot that names the NF already is kept, also when its item has gone") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5);
    nf.known_lote = "L9";
    nf.picked.push_back({"L9", "A", 10 * k_one, nf.numero_nf, true});
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::lot_names_nf);
    CHECK(decision.lote == "L9");
    CHECK(decision.item == 0);
    CHECK(decision.score == Approx(0.5));
    // Rows that the NF consumed itself are compared like open ones: a second decision says the same.
    add_lot(nf, "L9", -1, -1);
    CHECK(decide(nf).item == 2);
}

TEST_CASE("of two items with the lot the one that carries the NF is its item, else the older one") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5);
    nf.items.push_back({7, 70, "L1", "", true, true});
    CHECK(decide(nf).item == 1);
    CHECK(decide(nf).reason == LinkReason::only_candidate);
    nf.items.back().nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).item == 7);
}

TEST_CASE("a lot on which people typed another NF is not free, also where that NF was never seen") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5).picked.at(1).nota_fiscal = "999999";
    CHECK(decide(nf).reason == LinkReason::all_used);
    add_lot(nf, "L2", 1, 1);
    CHECK(decide(nf).lote == "L2");
}

TEST_CASE("a lot on whose open rows people typed the NF's number is the NF's, with an item or without") {
    for (const bool with_item : {true, false}) {
        auto nf = request();
        add_lot(nf, "L1", 10, 5);
        add_lot(nf, "L2", 1, 1);
        for (auto& row : nf.picked) {
            if (row.lote == "L2") row.nota_fiscal = nf.numero_nf;
        }
        if (!with_item) nf.items.pop_back();
        const auto decision = decide(nf);
        CHECK(decision.lote == "L2");
        CHECK(decision.reason == LinkReason::rows_name_nf);
        CHECK(decision.item == (with_item ? 2 : 0));
        CHECK(decision.differences.size() == 2);
    }
}

TEST_CASE("an item with another NF wins over what was typed on the rows of its lot") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5).items.at(0).nota_fiscal = "129999";
    for (auto& row : nf.picked) row.nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).reason == LinkReason::all_used);
}

TEST_CASE("of a lot that people typed the NF on and one whose item carries it the item's is taken") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5).picked.at(0).nota_fiscal = nf.numero_nf;
    add_lot(nf, "L2", 1, 1).items.at(1).nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).lote == "L2");
}

TEST_CASE("numbers are compared without leading zeros and blanks; zeros alone are no number") {
    for (const char* typed : {"0130001", " 130001", "130001 ", " 00130001 "}) {
        INFO(typed);
        auto nf = request();
        add_lot(nf, "L1", 10, 5);
        add_lot(nf, "L2", 1, 1).items.at(1).nota_fiscal = typed;
        CHECK(decide(nf).lote == "L2");
        CHECK(decide(nf).item == 2);
        nf.items.at(1).nota_fiscal = "";
        nf.picked.at(2).nota_fiscal = typed;
        CHECK(decide(nf).lote == "L2");
    }
    for (const char* typed : {"", " ", "0", "000000"}) {
        auto nf = request();
        add_lot(nf, "L1", 10, 5).items.at(0).nota_fiscal = typed;
        nf.picked.at(0).nota_fiscal = typed;
        CHECK(decide(nf).reason == LinkReason::only_candidate);
        CHECK(decide(nf).item == 1);
    }
    auto nf = request();
    nf.numero_nf = "0130001";
    add_lot(nf, "L1", 10, 5).items.at(0).nota_fiscal = "130001";
    CHECK(decide(nf).reason == LinkReason::item_names_nf);
    nf.items.at(0).nota_fiscal = "1300010";
    CHECK(decide(nf).reason == LinkReason::all_used);
}

TEST_CASE(
    "a lot whose consumed rows lost their number is free, and these rows are nobody's to compare with") {
    auto nf = request();
    for (auto& row : add_lot(nf, "L1", 10, 5).picked) consume(row, "");
    auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::only_candidate);
    CHECK(decision.differences.empty());
    add_lot(nf, "L2", 1, 1);
    CHECK(decide(nf).lote == "L2");
}

TEST_CASE("nothing is divided by zero where the NF has no products, or only zeros") {
    auto nf = request();
    add_lot(nf, "L1", 10, 5);
    nf.products = {{"A", 0}, {"B", 0}};
    CHECK(decide(nf).linked());
    CHECK(decide(nf).score == 0);
    CHECK(decide(nf).differences.empty());
    nf.products.clear();
    CHECK(decide(nf).score == 0);
}

TEST_CASE("a score under 0.99 names the products that both have in different quantities, and no others") {
    auto nf = request();
    nf.products.push_back({"D", 2 * k_one});
    add_lot(nf, "L1", 8, 5).picked.push_back({"L1", "C", 3 * k_one, "", false});
    const auto decision = decide(nf);
    REQUIRE(decision.differences.size() == 1);
    CHECK(decision.differences.at(0).cod_produto == "A");
    CHECK(decision.differences.at(0).separada == 8 * k_one);
    CHECK(decision.differences.at(0).faturada == 10 * k_one);
}

TEST_CASE("from a score of 0.99 on nothing has to be justified") {
    LinkRequest nf = request();
    nf.products = {{"A", 100 * k_one}};
    CHECK(decide(add_lot(nf, "L1", 99, -1)).differences.empty());
    nf.picked.at(0).qtd -= 1;
    CHECK(decide(nf).differences.size() == 1);
}

TEST_CASE("every reason has a name of its own") {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(LinkReason::nothing_in_common); ++i)
        names.insert(name_of(static_cast<LinkReason>(i)));
    CHECK(names.size() == 10);
}
