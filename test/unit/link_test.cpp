#include "faturamento/link.hpp"

#include <catch2/catch.hpp>

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

LinkRequest& add_lot(LinkRequest& request, const std::string& lote, const std::string& tipo_envio, int a,
                     int b) {
    const auto id = static_cast<std::int64_t>(request.items.size()) + 1;
    request.items.push_back({id, id * 10, lote, "", true, true});
    if (a >= 0) request.picked.push_back({lote, "A", a * k_one, tipo_envio, ""});
    if (b >= 0) request.picked.push_back({lote, "B", b * k_one, tipo_envio, ""});
    return request;
}

LinkDecision decide(const LinkRequest& request) {
    return decide_link(request, {});
}

}  // namespace

TEST_CASE("without a shipment item for its pedido an NF is not linked") {
    const auto decision = decide(request());
    CHECK_FALSE(decision.linked());
    CHECK(decision.reason == LinkReason::no_item);
    CHECK(decision.differences.empty());
}

TEST_CASE("a cancelled item, or one of an embarque that is not active, is not a candidate") {
    auto nf = request();
    add_lot(nf, "L1", "total", 10, 5).items.at(0).item_active = false;
    add_lot(nf, "L2", "total", 10, 5).items.at(1).embarque_active = false;
    CHECK(decide(nf).reason == LinkReason::none_active);
    // Not even when it carries the NF's number.
    nf.items.at(1).nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).reason == LinkReason::none_active);
}

TEST_CASE("an item without a lot is not a candidate") {
    auto nf = request();
    nf.items.push_back({1, 10, "", "", true, true});
    CHECK(decide(nf).reason == LinkReason::no_lot);
    add_lot(nf, "L1", "parcial", 1, 1);
    CHECK(decide(nf).reason == LinkReason::only_candidate);
}

TEST_CASE("one candidate: its lot, whatever it holds") {
    auto nf = request();
    const auto decision = decide(add_lot(nf, "L1", "parcial", 1, -1));
    CHECK(decision.reason == LinkReason::only_candidate);
    CHECK(decision.lote == "L1");
    CHECK(decision.item == 1);
    CHECK(decision.embarque == 10);
}

TEST_CASE("one candidate whose lot has no open rows is linked, with nothing to justify") {
    auto nf = request();
    const auto decision = decide(add_lot(nf, "L1", "", -1, -1));
    CHECK(decision.reason == LinkReason::only_candidate);
    CHECK(decision.score == 0);
    CHECK(decision.differences.empty());
}

TEST_CASE("of several candidates the lot whose open separações are 'total' is taken") {
    auto nf = request();
    add_lot(nf, "L1", "parcial", 10, 5);
    add_lot(nf, "L2", "total", 1, 1);
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::total_lot);
    CHECK(decision.lote == "L2");
    CHECK(decision.differences.size() == 2);
}

TEST_CASE("of several 'total' lots the nearest is taken") {
    auto nf = request();
    add_lot(nf, "L1", "total", 1, 1);
    add_lot(nf, "L2", "total", 10, 5);
    CHECK(decide(nf).lote == "L2");
}

TEST_CASE("a lot whose open rows are of both kinds does not count as 'total'") {
    auto nf = request();
    add_lot(nf, "L1", "total", 10, 5).picked.back().tipo_envio = "parcial";
    add_lot(nf, "L2", "", 10, 5);
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::only_partial);
    CHECK(decision.lote == "L1");
}

TEST_CASE("of several candidates without a 'total' lot the only 'parcial' one is taken") {
    auto nf = request();
    add_lot(nf, "L1", "", 10, 5);
    add_lot(nf, "L2", "parcial", 1, 1);
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::only_partial);
    CHECK(decision.lote == "L2");
}

TEST_CASE(
    "of several 'parcial' lots the best score is taken: the mean over the NF's products of min over max") {
    auto nf = request();
    add_lot(nf, "L1", "parcial", 10, -1);  // (1 + 0) / 2
    add_lot(nf, "L2", "parcial", 8, 4);    // (0.8 + 0.8) / 2
    add_lot(nf, "L3", "parcial", 20, 10);  // (0.5 + 0.5) / 2
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::best_score);
    CHECK(decision.lote == "L2");
    CHECK(decision.score == Approx(0.8));
}

TEST_CASE("a product missing from the lot counts 0, one that the NF does not have counts nothing") {
    auto nf = request();
    add_lot(nf, "L1", "parcial", 10, -1);
    CHECK(decide(nf).score == Approx(0.5));
    nf = request();
    add_lot(nf, "L1", "parcial", 10, 5).picked.push_back({"L1", "C", 7 * k_one, "parcial", ""});
    CHECK(decide(nf).score == Approx(1.0));
}

TEST_CASE("several rows of one product in a lot are one quantity") {
    auto nf = request();
    add_lot(nf, "L1", "parcial", 4, 5).picked.push_back({"L1", "A", 6 * k_one, "parcial", ""});
    CHECK(decide(nf).score == Approx(1.0));
}

TEST_CASE("ties go to the lower lot id, in whatever order the items come") {
    for (const bool swapped : {false, true}) {
        auto nf = request();
        add_lot(nf, swapped ? "L2" : "L1", "parcial", 9, 5);
        add_lot(nf, swapped ? "L1" : "L2", "parcial", 9, 5);
        CHECK(decide(nf).lote == "L1");
    }
}

TEST_CASE("a lot that an earlier NF of the cycle took is not a candidate for the same pedido") {
    auto nf = request();
    add_lot(nf, "L1", "total", 10, 5);
    CHECK(decide_link(nf, {{"VCD1", "L1"}}).reason == LinkReason::all_used);
    CHECK(decide_link(nf, {{"VCD2", "L1"}}).linked());
    add_lot(nf, "L2", "parcial", 1, 1);
    CHECK(decide_link(nf, {{"VCD1", "L1"}}).lote == "L2");
}

TEST_CASE("a lot that another NF consumed in an earlier cycle is not a candidate") {
    auto nf = request();
    add_lot(nf, "L1", "total", 10, 5).picked.at(0).nota_fiscal = "129999";
    CHECK(decide(nf).reason == LinkReason::all_used);
    nf = request();
    add_lot(nf, "L1", "total", 10, 5).items.at(0).nota_fiscal = "129999";
    CHECK(decide(nf).reason == LinkReason::all_used);
    // A second item of the same lot does not make it free.
    nf.items.push_back({2, 20, "L1", "", true, true});
    CHECK(decide(nf).reason == LinkReason::all_used);
}

TEST_CASE("of several candidates one without open rows is skipped") {
    auto nf = request();
    add_lot(nf, "L1", "", -1, -1);
    add_lot(nf, "L2", "parcial", 1, -1);
    CHECK(decide(nf).lote == "L2");
    nf = request();
    add_lot(nf, "L1", "", -1, -1);
    add_lot(nf, "L2", "", -1, -1);
    CHECK(decide(nf).reason == LinkReason::no_open_rows);
}

TEST_CASE("the lot of an item that carries the NF's number is the NF's") {
    auto nf = request();
    add_lot(nf, "L1", "total", 10, 5);
    add_lot(nf, "L2", "parcial", 1, 1).items.at(1).nota_fiscal = nf.numero_nf;
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::item_names_nf);
    CHECK(decision.lote == "L2");
    CHECK(decision.item == 2);
}

TEST_CASE("of several items that carry the NF's number the rules choose, and never none") {
    auto nf = request();
    add_lot(nf, "L1", "parcial", 1, 1).items.back().nota_fiscal = nf.numero_nf;
    add_lot(nf, "L2", "parcial", 10, 5).items.back().nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).lote == "L2");
    nf.picked.clear();
    CHECK(decide(nf).lote == "L1");
    CHECK(decide(nf).reason == LinkReason::item_names_nf);
}

TEST_CASE("a lot that names the NF already is kept, also when its item has gone") {
    auto nf = request();
    add_lot(nf, "L1", "total", 10, 5);
    nf.known_lote = "L9";
    nf.picked.push_back({"L9", "A", 10 * k_one, "parcial", nf.numero_nf});
    const auto decision = decide(nf);
    CHECK(decision.reason == LinkReason::lot_names_nf);
    CHECK(decision.lote == "L9");
    CHECK(decision.item == 0);
    CHECK(decision.score == Approx(0.5));
    // Rows that the NF consumed itself are compared like open ones: a second decision says the same.
    add_lot(nf, "L9", "parcial", -1, -1);
    CHECK(decide(nf).item == 2);
}

TEST_CASE("of two items with the lot the one that carries the NF is its item, else the older one") {
    auto nf = request();
    add_lot(nf, "L1", "parcial", 10, 5);
    nf.items.push_back({7, 70, "L1", "", true, true});
    CHECK(decide(nf).item == 1);
    CHECK(decide(nf).reason == LinkReason::only_candidate);
    nf.items.back().nota_fiscal = nf.numero_nf;
    CHECK(decide(nf).item == 7);
}

TEST_CASE("zero quantities: a zeroed lot is far from every NF, and nothing is divided by zero") {
    auto nf = request();
    auto decision = decide(add_lot(nf, "L1", "parcial", 0, 0));
    CHECK(decision.score == 0);
    CHECK(decision.differences.size() == 2);
    nf.products = {{"A", 0}, {"B", 0}};
    decision = decide(nf);
    CHECK(decision.score == 1);
    CHECK(decision.differences.empty());
    nf.products.clear();
    CHECK(decide(nf).score == 0);
}

TEST_CASE("a score under 0.99 names each product that differs, also one that was not invoiced") {
    auto nf = request();
    add_lot(nf, "L1", "parcial", 8, 5).picked.push_back({"L1", "C", 3 * k_one, "parcial", ""});
    const auto decision = decide(nf);
    REQUIRE(decision.differences.size() == 2);
    CHECK(decision.differences.at(0).cod_produto == "A");
    CHECK(decision.differences.at(0).separada == 8 * k_one);
    CHECK(decision.differences.at(0).faturada == 10 * k_one);
    CHECK(decision.differences.at(1).cod_produto == "C");
    CHECK(decision.differences.at(1).faturada == 0);
}

TEST_CASE("from a score of 0.99 on nothing has to be justified") {
    LinkRequest nf = request();
    nf.products = {{"A", 100 * k_one}};
    CHECK(decide(add_lot(nf, "L1", "parcial", 99, -1)).differences.empty());
    nf.picked.at(0).qtd -= 1;
    CHECK(decide(nf).differences.size() == 1);
}

TEST_CASE("every reason has a name of its own") {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(LinkReason::no_open_rows); ++i)
        names.insert(name_of(static_cast<LinkReason>(i)));
    CHECK(names.size() == 11);
}
