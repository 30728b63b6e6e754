#include <catch2/catch.hpp>
#include <sstream>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* k_synced_separacoes =
    "SELECT separacao_lote_id, status, numero_nf, sincronizado_nf, data_sincronizacao IS NOT NULL FROM "
    "separacao"
    " ORDER BY id";
constexpr const char* k_item_errors = "SELECT nota_fiscal, erro_validacao FROM embarque_itens ORDER BY id";
constexpr const char* k_nf =
    "SELECT f.numero_nf, f.status_nf, r.ativo, r.inativado_em IS NULL FROM faturamento_produto f"
    " JOIN relatorio_faturamento_importado r USING (numero_nf) ORDER BY 1";
constexpr const char* k_saldo = "SELECT qtd_saldo_produto_pedido, ativo FROM carteira_principal";

// A pedido of 10 with one quoted lot, and an NF of all of it that a cycle has linked.
struct Linked : World {
    Linked() : order(add_order("VCD0000001", {{azeitona, 10}})) {
        add_lot("L1", "VCD0000001", {{"4310162", 10}}, "total", 7);
        add_item(1, "L1", "VCD0000001");
        nf = add_nf("130001", order, {10});
        REQUIRE(run().code == ExitCode::ok);
        REQUIRE(movements() == "VCD0000001|4310162|-10.000|L1|130001");
    }

    void set_state(long long move, const char* state) {
        advance(minutes{30});
        odoo.store().write("account.move", move, {{"state", state}});
        odoo.store().refresh_invoicing(order.id);
    }

    Order order;
    long long nf = 0;
};

void check_linked(World& world) {
    CHECK(world.rows(k_nf) == "130001|Lançado|t|t");
    CHECK(world.rows(k_synced_separacoes) == "L1|FATURADO|130001|t|t");
    CHECK(world.rows(k_item_errors) == "130001|");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "1");
    CHECK(world.inconsistencies().empty());
    CHECK(world.rows(k_saldo) == "0.000|t");
}

void check_undone(World& world) {
    CHECK(world.rows(k_nf) == "130001|Cancelado|f|f");
    CHECK(world.rows(k_synced_separacoes) == "L1|COTADO||f|f");
    CHECK(world.rows(k_item_errors) == "|NF cancelada no Odoo");
    CHECK(world.movements().empty());
    CHECK(world.rows("SELECT ativo, status_nf FROM movimentacao_estoque") == "f|CANCELADO");
    CHECK(world.rows(k_saldo) == "10.000|t");
}

}  // namespace

TEST_CASE(
    "cancelled after linking, reactivated, cancelled again: each undoes or redoes exactly the same effects",
    "[long]") {
    Linked world;
    check_linked(world);
    for (int i = 0; i < 2; ++i) {
        world.set_state(world.nf, "cancel");
        world.run_twice();
        check_undone(world);
        world.set_state(world.nf, "posted");
        world.run_twice();
        check_linked(world);
    }
}

TEST_CASE("cancelled long after both windows closed, and reactivated as late: the write_date window sees it",
          "[long]") {
    Linked world;
    world.advance(hours{24 * 200});
    REQUIRE(world.run().code == ExitCode::ok);
    world.set_state(world.nf, "cancel");
    world.run_twice();
    check_undone(world);
    world.advance(hours{24 * 100});
    REQUIRE(world.run().code == ExitCode::ok);
    world.set_state(world.nf, "posted");
    world.run_twice();
    check_linked(world);
}

TEST_CASE("a shipment item on which people typed the number with leading zeros is freed too") {
    Linked world;
    world.execute("UPDATE embarque_itens SET nota_fiscal = '000' || nota_fiscal WHERE nota_fiscal <> ''");
    world.set_state(world.nf, "cancel");
    world.run_twice();
    check_undone(world);
}

TEST_CASE("cancelled and reactivated between two cycles, also over a draft: nothing happens") {
    Linked world;
    // But that Odoo, up to 17, moves the write_date of a pedido whose NF is posted.
    const auto versions = [&world] {
        std::string all;
        std::istringstream lines(world.row_versions());
        for (std::string line; std::getline(lines, line);)
            if (!line.starts_with("carteira_principal ")) all += line + "\n";
        return all +
               world.rows(
                   "SELECT to_jsonb(c) - '{odoo_write_date,ultima_sync,updated_at,updated_by}'::text[] FROM "
                   "carteira_principal c"
                   " ORDER BY id");
    };
    const auto before = versions();
    for (const char* state : {"draft", "cancel", "draft", "posted"}) {
        world.advance(minutes{5});
        world.odoo.store().write("account.move", world.nf, {{"state", state}});
    }
    REQUIRE(world.run().code == ExitCode::ok);
    check_linked(world);
    CHECK(versions() == before);
}

TEST_CASE("fault 11: cancelled before it was ever seen, an NF is stored as such and moves no stock") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {10}, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows(k_nf) == "130001|Cancelado|f|f");
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "0");
    CHECK(world.rows(k_synced_separacoes) == "L1|ABERTO||f|f");
    CHECK(world.rows(k_item_errors) == "|");
    CHECK(world.inconsistencies().empty());
    CHECK(world.rows(k_saldo) == "10.000|t");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    check_linked(world);
}

TEST_CASE(
    "an NF that waits for its lot and is cancelled resolves its inconsistencies; active again it waits "
    "again",
    "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.inconsistencies().empty());
    CHECK(world.rows("SELECT resolvida_por, acao_tomada FROM inconsistencia_faturamento") ==
          "ciclo|NF_CANCELADA");
    CHECK(world.movements().empty());
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.run_twice();
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130001|VCD0000001|4310162|10.000");
    CHECK(world.movements() == "VCD0000001|4310162|-10.000||130001");
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "1");
}

TEST_CASE(
    "two NFs for one pedido of which one is cancelled: the other keeps its lot, the saldo comes back in "
    "part") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    for (const char* lote : {"L1", "L2"}) {
        world.add_lot(lote, "VCD0000001", {{"4310162", 5}});
        world.add_item(1, lote, "VCD0000001");
    }
    const auto first = world.add_nf("130001", order, {5});
    world.add_nf("130002", order, {5});
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("account.move", first, {{"state", "cancel"}});
    world.odoo.store().refresh_invoicing(order.id);
    world.run_twice();
    CHECK(world.rows(k_nf) == "130001|Cancelado|f|f\n130002|Lançado|t|t");
    CHECK(world.movements() == "VCD0000001|4310162|-5.000|L2|130002");
    CHECK(world.rows(k_synced_separacoes) == "L1|ABERTO||f|f\nL2|FATURADO|130002|t|t");
    CHECK(world.rows(k_item_errors) == "|NF cancelada no Odoo\n130002|");
    CHECK(world.rows(k_saldo) == "5.000|t");
}

TEST_CASE(
    "the lot of a cancelled NF goes to the one that waits for it, in the same cycle, and stays with it") {
    Linked world;
    const auto second = world.add_nf("130002", world.order, {10});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001\nVCD0000001|4310162|-10.000||130002");
    world.set_state(world.nf, "cancel");
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130002");
    CHECK(world.rows(k_item_errors) == "130002|");
    CHECK(world.inconsistencies().empty());
    // Active again it finds its lot taken.
    world.set_state(world.nf, "posted");
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000||130001\nVCD0000001|4310162|-10.000|L1|130002");
    CHECK(world.rows(k_nf) == "130001|SEM_LOTE|t|t\n130002|Lançado|t|t");
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130001|VCD0000001|4310162|10.000");
    world.set_state(second, "cancel");
    world.run_twice();
    CHECK(world.movements() == "VCD0000001|4310162|-10.000|L1|130001");
}

TEST_CASE("a separação that already went on ('NF no CD') stays as it is, with an AVISO") {
    const auto* mark = GENERATE(
        from_range(variants({"status = 'NF no CD'", "nf_cd = true", "nf_cd = true, status = 'NF no CD'"})));
    INFO(mark);
    Linked world;
    world.execute(std::string("UPDATE separacao SET ") + mark);
    const auto before = world.rows("SELECT * FROM separacao");
    world.set_state(world.nf, "cancel");
    const auto report = world.run_twice();
    CHECK(world.rows("SELECT * FROM separacao") == before);
    REQUIRE(report.stages.at(0).notices.size() == 1);
    CHECK(report.stages.at(0).notices.at(0).kind == "NF_CANCELADA_NO_CD");
    CHECK(report.stages.at(0).notices.at(0).examples.find("130001") != std::string::npos);
}

TEST_CASE("a separação in PREVISAO that a cancelled NF had taken stays a pré-separação") {
    Linked world;
    world.execute("UPDATE separacao SET status = 'PREVISAO'");
    world.set_state(world.nf, "cancel");
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.rows(k_synced_separacoes) == "L1|PREVISAO||f|f");
}

TEST_CASE("linking leaves the status of a separação that already went on") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.execute("UPDATE separacao SET status = 'NF no CD'");
    world.add_item(1, "L1", "VCD0000001");
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.rows(k_synced_separacoes) == "L1|NF no CD|130001|t|t");
}

TEST_CASE(
    "an NF that people wrote on the shipment item themselves: the separações follow, and a cancellation "
    "finds them") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 1}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}}, "parcial", 7);
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {10}, {{"state", "draft"}});
    world.execute("UPDATE embarque_itens SET nota_fiscal = '130001'");
    world.run_twice();
    CHECK(world.rows(k_synced_separacoes) == "L1|FATURADO|130001|t|t");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows(k_synced_separacoes) == "L1|COTADO||f|f");
    CHECK(world.rows(k_item_errors) == "|NF cancelada no Odoo");
}

TEST_CASE(
    "what belongs to pedidos typed into the application is never touched, not even under the NF's number") {
    Linked world;
    world.add_lot("L1", "COTA-77", {{"4310162", 10}});
    world.add_item(1, "L1", "COTA-77");
    world.execute(
        "UPDATE separacao SET numero_nf = '130001' WHERE num_pedido = 'COTA-77';"
        "UPDATE embarque_itens SET nota_fiscal = '130001' WHERE pedido = 'COTA-77';"
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, status_nf, criado_em, atualizado_em, "
        "ativo)"
        " VALUES ('4310162', 'A', '2026-11-22', 'FATURAMENTO', 'VENDA', -3, '130001', 'COTA-77', 'FATURADO', "
        "now(),"
        " now(), true)");
    const auto typed = [&] {
        return world.rows("SELECT ctid, xmin, separacao::text FROM separacao WHERE num_pedido = 'COTA-77'") +
               world.rows(
                   "SELECT ctid, xmin, embarque_itens::text FROM embarque_itens WHERE pedido = 'COTA-77'") +
               world.rows(
                   "SELECT ctid, xmin, movimentacao_estoque::text FROM movimentacao_estoque"
                   " WHERE num_pedido = 'COTA-77'");
    };
    const auto before = typed();
    for (const char* state : {"cancel", "draft", "posted"}) {
        world.set_state(world.nf, state);
        world.run_twice();
        CHECK(typed() == before);
    }
}

TEST_CASE(
    "movements that another program doubled are corrected when their sum is wrong, and left when it is "
    "right") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 4}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}, {"4360147", 4}});
    world.add_item(1, "L1", "VCD0000001");
    const std::string insert =
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, status_nf, criado_em, atualizado_em, "
        "ativo)"
        " SELECT p, p, '2026-11-22', 'FATURAMENTO', 'VENDA', q, '130001', 'VCD0000001', 'FATURADO', now(), "
        "now(), true"
        " FROM (VALUES ";
    world.execute(insert + "('4310162', -10), ('4310162', -10), ('4360147', -1), ('4360147', -3)) v (p, q)");
    world.add_nf("130001", order, {10, 4});
    world.run_twice();
    CHECK(
        world.rows("SELECT cod_produto, qtd_movimentacao, separacao_lote_id, ativo FROM movimentacao_estoque"
                   " ORDER BY id") ==
        "4310162|-10.000|L1|t\n4310162|-10.000||f\n4360147|-1.000|L1|t\n4360147|-3.000|L1|t");
}

TEST_CASE("the number of statements does not grow with the number of NFs to link") {
    const auto statements = [](int nfs) {
        World world;
        for (int i = 0; i < nfs; ++i) {
            const auto name = "VCD" + std::to_string(1000000 + i);
            const auto order = world.add_order(name, {{world.azeitona, 10}});
            if (i % 2 == 0) {
                world.add_lot("L" + std::to_string(i), name, {{"4310162", 9}});
                world.add_item(1, "L" + std::to_string(i), name);
            }
            world.add_nf(std::to_string(130000 + i), order, {10});
        }
        const auto report = world.run_twice();
        CHECK(report.stages.at(0).counts.get("linked") == nfs / 2);
        return report.totals.get("statements");
    };
    CHECK(statements(2) == statements(100));
}
