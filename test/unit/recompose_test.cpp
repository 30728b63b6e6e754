#include "carteira/recompose.hpp"

#include <catch2/catch.hpp>

using ciclo::Thousandths;
using namespace ciclo::carteira;

namespace {

constexpr auto k_previsao = SeparacaoStatus::previsao;
constexpr auto k_aberto = SeparacaoStatus::aberto;
constexpr auto k_cotado = SeparacaoStatus::cotado;

// A pedido whose rows get the ids 1, 2, 3 ... in the order in which they are added. Quantities in whole
// units, or in another one.
struct Pedido {
    RecomposeRequest request;
    Thousandths unit;

    explicit Pedido(const std::map<std::string, Thousandths>& saldo, Thousandths in = 1000) : unit(in) {
        request.num_pedido = "VCD1";
        for (const auto& [product, qtd] : saldo) request.saldo[product] = qtd * unit;
    }
    // A row of the lot that held the whole pedido before.
    Pedido& total(const std::string& lote, const std::string& produto, Thousandths qtd,
                  SeparacaoStatus status = k_aberto) {
        request.saldo_before[produto] += qtd * unit;
        return parcial(lote, produto, qtd, status);
    }
    Pedido& parcial(const std::string& lote, const std::string& produto, Thousandths qtd,
                    SeparacaoStatus status = k_aberto) {
        const auto id = static_cast<std::int64_t>(request.rows.size()) + 1;
        request.rows.push_back({id, lote, produto, qtd * unit, status});
        return *this;
    }
    Pedido& before(const std::string& produto, Thousandths saldo) {
        request.saldo_before[produto] = saldo * unit;
        return *this;
    }
    Pedido& returned(const std::string& produto, Thousandths qtd) {
        request.returned[produto] = qtd * unit;
        return *this;
    }
    // "row produto before->after reason", a change a line.
    [[nodiscard]] std::string changes() const {
        std::string out;
        for (const auto& change : recompose(request)) {
            out += (out.empty() ? "" : "\n") +
                   (change.id == 0 ? "+" + std::to_string(change.like) : std::to_string(change.id)) + " " +
                   change.cod_produto + " " + ciclo::decimal(change.before) + "->" +
                   ciclo::decimal(change.after) + " " + std::string(name_of(change.reason));
        }
        return out;
    }
};

}  // namespace

TEST_CASE("thousandths are written as the decimal that they are") {
    CHECK(ciclo::decimal(0) == "0");
    CHECK(ciclo::decimal(169000) == "169");
    CHECK(ciclo::decimal(12500) == "12.5");
    CHECK(ciclo::decimal(7) == "0.007");
    CHECK(ciclo::decimal(-1010) == "-1.01");
}

TEST_CASE("lots that hold what the saldo is are left as they are") {
    CHECK(Pedido({{"A", 10}}).total("L1", "A", 10).changes().empty());
    CHECK(Pedido({{"A", 10}}).parcial("L1", "A", 4).parcial("L2", "A", 6).changes().empty());
    CHECK(Pedido({{"A", 10}}).changes().empty());
}

TEST_CASE("a total lot mirrors the pedido, up and down") {
    CHECK(Pedido({{"A", 15}}).total("L1", "A", 10).changes() == "1 A 10->15 follows_pedido");
    CHECK(Pedido({{"A", 7}}).total("L1", "A", 10).changes() == "1 A 10->7 follows_pedido");
}

TEST_CASE("a total lot holds the saldo minus what other open lots hold") {
    CHECK(Pedido({{"A", 10}}).total("L1", "A", 10).parcial("L2", "A", 4).changes() ==
          "1 A 10->6 follows_pedido");
    CHECK(Pedido({{"A", 12}}).total("L1", "A", 6).parcial("L2", "A", 4).changes() ==
          "1 A 6->8 follows_pedido");
}

TEST_CASE("where others hold the whole saldo a total lot holds nothing, and the others only the saldo") {
    CHECK(Pedido({{"A", 4}}).total("L1", "A", 6, k_cotado).parcial("L2", "A", 5, k_previsao).changes() ==
          "2 A 5->4 excess\n1 A 6->0 follows_pedido");
}

TEST_CASE("a product that the total lot misses is added with the data of its oldest row") {
    CHECK(Pedido({{"A", 10}, {"B", 5}}).parcial("L2", "A", 1).total("L1", "A", 9).changes() ==
          "+2 B 0->5 added_to_total");
    CHECK(Pedido({{"A", 10}, {"B", 5}, {"C", 2}})
              .total("L1", "A", 10, k_cotado)
              .total("L1", "C", 2, k_previsao)
              .changes() == "+1 B 0->5 added_to_total");
    CHECK(Pedido({{"A", 10}, {"B", 5}})
              .total("L1", "A", 10)
              .total("L1", "C", 1)
              .parcial("L2", "B", 5)
              .changes() == "2 C 1->0 vanished");
}

TEST_CASE("a vanished product of a total lot is zeroed, and filled again when it comes back") {
    CHECK(Pedido({{"A", 10}}).total("L1", "A", 10).total("L1", "B", 5).changes() == "2 B 5->0 vanished");
    CHECK(Pedido({{"A", 10}, {"B", 3}}).total("L1", "A", 10).total("L1", "B", 0).changes() ==
          "2 B 0->3 follows_pedido");
}

TEST_CASE("a total lot with a product on two rows loses it from the newer and gains it on the older") {
    CHECK(Pedido({{"A", 7}}).total("L1", "A", 6).total("L1", "A", 4).changes() == "2 A 4->1 follows_pedido");
    CHECK(Pedido({{"A", 12}}).total("L1", "A", 6).total("L1", "A", 4).changes() == "1 A 6->8 follows_pedido");
}

TEST_CASE("a lot is total when it held just what the pedido did, within 0.01, and not by what it is called") {
    const auto grows = [](Thousandths a, Thousandths b) {
        return Pedido({{"A", 2'000}, {"B", 500}}, 1)
            .before("A", 1'000)
            .before("B", 500)
            .parcial("L1", "A", a)
            .parcial("L1", "B", b)
            .changes();
    };
    CHECK(grows(1'000, 500) == "1 A 1->2 follows_pedido");
    CHECK(grows(990, 510) == "2 B 0.51->0.5 follows_pedido\n1 A 0.99->2 follows_pedido");
    CHECK(grows(989, 500).empty());
    CHECK(grows(1'000, 511) == "2 B 0.511->0.5 excess");
    // A product that people took out, one that they added, and one that only now is in the pedido.
    CHECK(Pedido({{"A", 20}, {"B", 500}})
              .before("A", 10)
              .before("B", 500)
              .parcial("L1", "A", 10)
              .changes()
              .empty());
    CHECK(Pedido({{"A", 20}}).before("A", 10).parcial("L1", "A", 10).parcial("L1", "B", 500).changes() ==
          "2 B 500->0 excess");
    CHECK(Pedido({{"A", 10}, {"B", 5}}).before("A", 10).parcial("L1", "A", 10).changes() ==
          "+1 B 0->5 added_to_total");
    CHECK(Pedido({{"A", 20}}).before("A", 10).before("B", -7).parcial("L1", "A", 10).changes() ==
          "1 A 10->20 follows_pedido");
}

TEST_CASE("of several total lots the one that a reduction reaches first follows the pedido") {
    const auto lots = [](Thousandths saldo, SeparacaoStatus first) {
        return Pedido({{"A", saldo}})
            .before("A", 5)
            .parcial("L1", "A", 5, first)
            .parcial("L2", "A", 5, k_aberto)
            .changes();
    };
    CHECK(lots(12, k_cotado) == "2 A 5->7 follows_pedido");
    CHECK(lots(12, k_aberto) == "2 A 5->7 follows_pedido");
    CHECK(lots(4, k_cotado) == "2 A 5->0 follows_pedido\n1 A 5->4 excess");
}

TEST_CASE("a lot that holds nothing any more stays empty: people decide") {
    CHECK(Pedido({{"A", 10}}).before("A", 0).parcial("L1", "A", 0).changes().empty());
    CHECK(Pedido({{"A", 10}}).parcial("L1", "A", 0).total("L2", "A", 3).changes() ==
          "2 A 3->10 follows_pedido");
}

TEST_CASE("rows without a lot are never one total lot") {
    CHECK(Pedido({{"A", 10}}).total("", "A", 4).changes().empty());
    CHECK(Pedido({{"A", 3}}).total("", "A", 4).changes() == "1 A 4->3 excess");
}

TEST_CASE("an increase that comes from an NF that a person cancelled stays free, another one does not") {
    CHECK(Pedido({{"A", 10}}).total("L1", "A", 4).returned("A", 6).changes().empty());
    CHECK(Pedido({{"A", 12}}).total("L1", "A", 4).returned("A", 6).changes() == "1 A 4->6 follows_pedido");
    CHECK(Pedido({{"A", 4}, {"B", 6}}).total("L1", "A", 4).returned("B", 6).changes().empty());
    CHECK(Pedido({{"A", 3}}).total("L1", "A", 4).returned("A", 6).changes() == "1 A 4->3 follows_pedido");
}

TEST_CASE("an increase stays free in the backlog where lots are 'parcial'") {
    CHECK(Pedido({{"A", 20}}).parcial("L1", "A", 10).changes().empty());
}

TEST_CASE("of 'parcial' lots only the excess is taken: PREVISAO, then ABERTO, then COTADO") {
    const auto lots = [](Thousandths saldo) {
        return Pedido({{"A", saldo}})
            .parcial("L1", "A", 10, k_cotado)
            .parcial("L2", "A", 10, k_previsao)
            .parcial("L3", "A", 10, k_aberto)
            .changes();
    };
    CHECK(lots(30).empty());
    CHECK(lots(25) == "2 A 10->5 excess");
    CHECK(lots(20) == "2 A 10->0 excess");
    CHECK(lots(12) == "2 A 10->0 excess\n3 A 10->2 excess");
    CHECK(lots(7) == "2 A 10->0 excess\n3 A 10->0 excess\n1 A 10->7 excess");
    CHECK(lots(0) == "2 A 10->0 excess\n3 A 10->0 excess\n1 A 10->0 excess");
}

TEST_CASE("within one status the newest row is reduced first") {
    CHECK(Pedido({{"A", 15}}).parcial("L1", "A", 10).parcial("L2", "A", 10).changes() == "2 A 10->5 excess");
    CHECK(Pedido({{"A", 5}}).parcial("L1", "A", 10).parcial("L2", "A", 10).changes() ==
          "2 A 10->0 excess\n1 A 10->5 excess");
}

TEST_CASE("fault 8: each 'parcial' lot is not held against the whole saldo, but all of them together") {
    CHECK(Pedido({{"A", 10}}).parcial("L1", "A", 6).parcial("L2", "A", 6).changes() == "2 A 6->4 excess");
    CHECK(Pedido({{"A", 10}, {"B", 1}}).parcial("L1", "A", 6).parcial("L2", "B", 6).changes() ==
          "2 B 6->1 excess");
}

TEST_CASE("a product that left the pedido leaves every lot, and a negative saldo counts as none") {
    CHECK(Pedido({{"A", 10}}).parcial("L1", "B", 4).changes() == "1 B 4->0 excess");
    CHECK(Pedido({{"A", -3}}).parcial("L1", "A", 4).changes() == "1 A 4->0 excess");
    CHECK(Pedido({{"A", -3}}).total("L1", "A", 4).changes() == "1 A 4->0 vanished");
}

TEST_CASE("a pedido with an NF in SEM_LOTE is left alone") {
    auto pedido = Pedido({{"A", 1}});
    pedido.total("L1", "A", 9).parcial("L2", "A", 9).request.waits_for_lot = true;
    CHECK(pedido.changes().empty());
}

TEST_CASE("the lots of a cancelled pedido hold nothing, whatever its saldo, and also while an NF waits") {
    auto pedido = Pedido({{"A", 10}});
    pedido.total("L1", "A", 9, k_cotado).parcial("L2", "A", 1).parcial("L2", "B", 0).request.ended = true;
    CHECK(pedido.changes() == "2 A 1->0 pedido_ended\n1 A 9->0 pedido_ended");
    pedido.request.waits_for_lot = true;
    CHECK(pedido.changes() == "2 A 1->0 pedido_ended\n1 A 9->0 pedido_ended");
}

TEST_CASE("a quantity below 0 that stands in a row counts as 0 and stays") {
    CHECK(Pedido({{"A", 10}}).parcial("L1", "A", -4).parcial("L2", "A", 10).changes().empty());
}
