// Which of several lots an NF takes, and what people typed about it; the table of cases is
// ../unit/link_test.cpp.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

constexpr const char* k_items_by_lot =
    "SELECT separacao_lote_id, nota_fiscal FROM embarque_itens ORDER BY separacao_lote_id";
constexpr const char* k_separacoes_of_azeitona =
    "SELECT separacao_lote_id, status, numero_nf, sincronizado_nf FROM separacao WHERE cod_produto = "
    "'4310162' ORDER BY id";

// Two lots of a pedido of 30 AZEITONA and 30 PALMITO, each with its item.
Order two_lots(World& world, const std::vector<Picked>& first, const std::vector<Picked>& second) {
    auto order = world.add_order("VCD0000001", {{world.azeitona, 30}, {world.palmito, 30}});
    world.add_lot("L1", "VCD0000001", first, "total");
    world.add_lot("L2", "VCD0000001", second);
    for (const char* lote : {"L1", "L2"}) world.add_item(1, lote, "VCD0000001");
    return order;
}

}  // namespace

TEST_CASE("a 'total' lot does not win by its name, and what a lot holds beside the NF's products costs it") {
    World world;
    const auto order = two_lots(world, {{"4310162", 10}, {"4360147", 4}}, {{"4310162", 9.5}});
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.rows(k_items_by_lot) == "L1|\nL2|130001");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L2|130001");
    CHECK(world.rows("SELECT separacao_lote_id, cod_produto, qtd_separada, qtd_faturada FROM"
                     " faturamento_parcial_justificativa") == "L2|4310162|9.500|10.000");
}

TEST_CASE("only products that NF and lot both have are to be justified") {
    World world;
    const auto order = two_lots(world, {{"4310162", 8}, {"ODOO-1", 7}}, {{"4310162", 1}});
    world.add_nf("130001", order, {10, 6});
    world.run_twice();
    CHECK(world.rows("SELECT separacao_lote_id, cod_produto, qtd_separada, qtd_faturada, qtd_saldo FROM"
                     " faturamento_parcial_justificativa") == "L1|4310162|8.000|10.000|-2.000");
}

TEST_CASE("of several lots none is taken that has no product of the NF, and the NF waits") {
    World world;
    const auto order = two_lots(world, {{"4360147", 10}}, {{"4360147", 5}});
    world.add_nf("130001", order, {10});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("without_lot_nothing_in_common") == 1);
    CHECK(world.movements() == "VCD0000001|4310162|-10.000||130001");
    // The application's people pick what the NF has.
    world.add_lot("L2", "VCD0000001", {{"4310162", 10}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L2|130001");
}

TEST_CASE("an NF that people typed on the rows of a lot, with zeros and blanks, takes that lot") {
    World world;
    const auto order = two_lots(world, {{"4310162", 10}}, {{"4310162", 3}});
    world.execute("UPDATE separacao SET numero_nf = ' 00130001' WHERE separacao_lote_id = 'L2'");
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.rows(k_items_by_lot) == "L1|\nL2|130001");
    CHECK(world.rows(k_separacoes_of_azeitona) == "L1|ABERTO||f\nL2|FATURADO|130001|t");
}

TEST_CASE("an item that carries the NF with zeros is its item, and what was typed stays") {
    World world;
    const auto order = two_lots(world, {{"4310162", 10}}, {{"4310162", 3}});
    world.execute("UPDATE embarque_itens SET nota_fiscal = '00130001' WHERE separacao_lote_id = 'L2'");
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.rows(k_items_by_lot) == "L1|\nL2|00130001");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L2|130001");
    CHECK(world.rows(k_separacoes_of_azeitona) == "L1|ABERTO||f\nL2|FATURADO|130001|t");
    CHECK(world.inconsistencies().empty());
}

TEST_CASE("an NF in SEM_LOTE meets the number that people type on an item or on rows, with zeros") {
    for (const char* typed : variants({"UPDATE embarque_itens SET nota_fiscal = '0130001'",
                                       "UPDATE separacao SET numero_nf = '0130001'"})) {
        INFO(typed);
        World world;
        const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
        world.add_nf("130001", order, {10});
        world.run_twice();
        world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
        if (std::string(typed).find("itens") != std::string::npos) world.add_item(1, "L1", "VCD0000001");
        world.execute(typed);
        world.advance(minutes{30});
        world.run_twice();
        CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
        CHECK(world.rows(k_separacoes_of_azeitona) == "L1|FATURADO|130001|t");
    }
}

TEST_CASE("another NF that people typed on a lot, or on its item, stays through ten cycles and a full load") {
    World world;
    const auto order = two_lots(world, {{"4310162", 10}}, {{"4310162", 10}});
    world.execute(
        "UPDATE separacao SET numero_nf = '999999' WHERE separacao_lote_id = 'L1';"
        "UPDATE embarque_itens SET nota_fiscal = '888888' WHERE separacao_lote_id = 'L2'");
    world.add_nf("130001", order, {10});
    world.run_twice();
    const auto before = world.row_versions();
    for (int i = 0; i < cycles(10); ++i) {
        world.advance(minutes{30});
        world.config.full = i + 1 == cycles(10);
        REQUIRE(world.run().code == ExitCode::ok);
    }
    CHECK(world.row_versions() == before);
    CHECK(world.rows(k_items_by_lot) == "L1|\nL2|888888");
    CHECK(world.rows(k_separacoes_of_azeitona) == "L1|ABERTO|999999|f\nL2|ABERTO||f");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000||130001");
}

TEST_CASE("rows whose goods are back in the CD keep their status when their lot is linked") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}}, "total", 7);
    world.add_item(1, "L1", "VCD0000001");
    world.execute("UPDATE separacao SET nf_cd = true");
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
    CHECK(world.rows(k_separacoes_of_azeitona) == "L1|COTADO|130001|t");
}
