// A sale.order that takes another name: what is open of it goes along, what an NF consumed stays, and the
// next pedido of the old name gets nothing of it.
#include <catch2/catch.hpp>

#include "dry_run_support.hpp"
#include "integridade_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* k_a = "VCD0000001";
constexpr const char* k_b = "VCD0000002";
constexpr const char* k_c = "VSC0000003";
// To compare with, so that a failure shows what there is instead.
const std::string k_none;

struct Renaming : World {
    // Renames in Odoo; `before` every window where `long_ago` says so.
    void rename(const Order& order, const std::string& name, bool long_ago = false) {
        Values values{{"name", name}};
        if (long_ago) {
            values["write_date"] = odoo.store().get("sale.order", order.id).at("write_date");
            config.sweep_interval = {};  // which alone shows it
        }
        odoo.store().write("sale.order", order.id, values);
    }
    // A cycle whose carteira fails once NFs are in: a fuse of it lets no row leave.
    void run_without_carteira() {
        const auto was = config;
        config.fuse_rows = config.fuse_percent = 0;
        CHECK(run().code == ExitCode::carteira_failed);
        config = was;
    }
    void later() { advance(minutes{30}); }
    void long_after() {
        advance(hours{72});
        REQUIRE(run().code == ExitCode::ok);
        advance(minutes{30});
    }
    void add_standby(const std::string& pedido) {
        session.execute(
            "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
            "nome_cliente,"
            " qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por)"
            " VALUES ('L', $1, '4310162', '', 'C', 1, 1, 'Saldo', 'ATIVO', now(), 'ana')",
            {pedido});
    }
    // "VCD0000001 4310162 6.000", active rows only.
    std::string live() {
        return rows(
            "SELECT concat_ws(' ', num_pedido, cod_produto, qtd_saldo_produto_pedido) FROM carteira_principal"
            " WHERE ativo ORDER BY num_pedido, cod_produto");
    }
    // "L1 VCD0000001 4 FATURADO 130001"
    std::string lots() {
        return rows(
            "SELECT concat_ws(' ', separacao_lote_id, num_pedido, qtd_saldo, status, numero_nf) FROM "
            "separacao"
            " ORDER BY separacao_lote_id, cod_produto");
    }
    std::string items() {
        return rows(
            "SELECT concat_ws(' ', separacao_lote_id, pedido, status, nota_fiscal, erro_validacao)"
            " FROM embarque_itens ORDER BY separacao_lote_id");
    }
    std::string standby() { return rows("SELECT num_pedido FROM saldo_standby ORDER BY num_pedido"); }
    // "4 VCD0000001 4310162", every one that is open; its id shows whether it is still the same.
    std::string open() {
        return rows(
            "SELECT concat_ws(' ', id, num_pedido, cod_produto) FROM inconsistencia_faturamento"
            " WHERE resolvida IS NOT TRUE ORDER BY id");
    }
    std::string nfs() {
        return rows("SELECT DISTINCT numero_nf, origem, status_nf FROM faturamento_produto ORDER BY 1, 2");
    }
    std::string reasons() { return rows("SELECT reason FROM ciclo_rejeito ORDER BY record_id"); }
};

// "PEDIDO_RENOMEADO 1 VCD0000001 (agora VCD0000002)": every one of a cycle's, whatever stage reports it.
std::string renamed(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) {
        for (const auto& notice : stage.notices)
            if (notice.kind == "PEDIDO_RENOMEADO")
                out += std::to_string(notice.count) + " " + notice.examples;
    }
    return out;
}

// Two pedidos with lots, of each an NF that consumed one, and what waits of each.
struct Two : Renaming {
    Order first;
    Order second;
    long long nf_first = 0;
    long long nf_second = 0;

    Two() {
        first = add_order(k_a, {{azeitona, 10}, {palmito, 5}});
        second = add_order(k_b, {{azeitona, 20}},
                           {{"partner_id", other_customer}, {"partner_shipping_id", other_customer}});
        for (const auto& [lote, pedido, quantity] :
             {std::tuple{"L1", k_a, 4}, {"L2", k_a, 3}, {"M1", k_b, 8}, {"M2", k_b, 7}}) {
            add_lot(lote, pedido, {{"4310162", static_cast<double>(quantity)}}, "parcial", 7);
            add_item(lote[0] == 'L' ? 1 : 2, lote, pedido);
        }
        execute("UPDATE embarque_itens SET cnpj_cliente = '98.765.432/0001-10' WHERE pedido = 'VCD0000002'");
        add_lot("L3", k_a, {{"4360147", 2}});
        execute("UPDATE separacao SET status = 'PREVISAO' WHERE separacao_lote_id = 'L3'");
        nf_first = add_nf("130001", first, {4, 0});
        nf_second = add_nf("130002", second, {8}, {{"partner_id", other_customer}});
        add_standby(k_a);
        add_standby(k_b);
        run_twice();
        REQUIRE(lots() ==
                "L1 VCD0000001 4 FATURADO 130001\nL2 VCD0000001 3 COTADO\nL3 VCD0000001 2 PREVISAO\n"
                "M1 VCD0000002 8 FATURADO 130002\nM2 VCD0000002 7 COTADO");
        REQUIRE(live() == "VCD0000001 4310162 6.000\nVCD0000001 4360147 5.000\nVCD0000002 4310162 12.000");
        later();
    }
};

// Two pedidos without any lot, and of each an NF that waits for one; the second is invoiced beyond what was
// ordered.
struct Waiting : Renaming {
    Order first;
    Order second;

    Waiting() {
        first = add_order(k_a, {{azeitona, 10}, {palmito, 5}});
        second = add_order(k_b, {{azeitona, 20}});
        add_nf("130001", first, {4, 1});
        add_nf("130002", second, {22});
        run_twice();
        REQUIRE(open() == k_open);
        later();
    }
    static constexpr const char* k_open =
        "1 VCD0000001 4310162\n2 VCD0000001 4360147\n3 VCD0000002 4310162\n4 VCD0000002 4310162";
    // All that were ever opened.
    std::string count() { return value("SELECT count(*) FROM inconsistencia_faturamento"); }
};

}  // namespace

TEST_CASE("what is open of a renamed pedido takes the new name, what an NF consumed stays") {
    Two world;
    world.add_lot("L4", k_a, {{"4310162", 1}});
    world.execute(
        "UPDATE separacao SET numero_nf = '139999' WHERE separacao_lote_id = 'L4';"
        "INSERT INTO alertas_separacao_cotada (separacao_lote_id, num_pedido, cod_produto, tipo_alteracao,"
        " reimpresso, data_alerta) VALUES ('L2', 'VCD0000001', '4310162', 'REDUCAO', false, now()),"
        " ('L2', 'VCD0000001', '4310162', 'REDUCAO', true, now())");
    const bool long_ago = thorough() ? GENERATE(true, false) : true;
    if (long_ago) world.long_after();
    world.rename(world.first, k_c, long_ago);
    const auto report = world.run_twice();
    CHECK(renamed(report) == "1 VCD0000001 (agora VSC0000003)");
    CHECK(world.live() == "VCD0000002 4310162 12.000\nVSC0000003 4310162 6.000\nVSC0000003 4360147 5.000");
    CHECK(world.rows("SELECT DISTINCT num_pedido, updated_by FROM carteira_principal WHERE ativo IS FALSE") ==
          "VCD0000001|ciclo: renomeado no Odoo");
    CHECK(world.lots() ==
          "L1 VCD0000001 4 FATURADO 130001\nL2 VSC0000003 3 COTADO\nL3 VSC0000003 2 PREVISAO\n"
          "L4 VSC0000003 1 ABERTO 139999\nM1 VCD0000002 8 FATURADO 130002\nM2 VCD0000002 7 COTADO");
    CHECK(world.items() ==
          "L1 VCD0000001 ativo 130001\nL2 VSC0000003 ativo\nM1 VCD0000002 ativo 130002\nM2 VCD0000002 ativo");
    CHECK(world.standby() == "VCD0000002\nVSC0000003");
    CHECK(world.rows("SELECT num_pedido, reimpresso FROM alertas_separacao_cotada ORDER BY id") ==
          "VSC0000003|f\nVCD0000001|t");
    CHECK(world.nfs() == "130001|VSC0000003|Lançado\n130002|VCD0000002|Lançado");
    CHECK(world.movements() == "VSC0000003|4310162|-4.000|L1|130001\nVCD0000002|4310162|-8.000|M1|130002");
    CHECK(world.open() == k_none);
    world.long_after();
    world.config.full = true;
    const auto before = world.row_versions();
    world.run_twice();
    CHECK(world.row_versions() == before);
}

TEST_CASE("a dry run shows what moves with a renamed pedido", "[long]") {
    Two world;
    world.rename(world.first, k_c);
    check_dry_run(world);
}

TEST_CASE("what waits for a person stays one and the same under the new name, whichever stage sees it first",
          "[long]") {
    Waiting world;
    const auto renamed_open =
        "1 VSC0000003 4310162\n2 VSC0000003 4360147\n3 VCD0000002 4310162\n4 VCD0000002 4310162";
    world.rename(world.first, k_c);
    if (thorough()) SECTION("in one cycle") {
            world.run_twice();
        }
    SECTION("in a cycle whose carteira fails") {
        world.run_without_carteira();
        CHECK(world.open() == renamed_open);
        world.later();
        world.run_twice();
    }
    if (thorough()) SECTION("in a cycle whose carteira fails, and one long after") {
            world.run_without_carteira();
            world.advance(hours{72});
            world.run_twice();
        }
    CHECK(world.open() == renamed_open);
    CHECK(world.count() == "4");
    CHECK(world.live() == "VCD0000002 4310162 -2.000\nVSC0000003 4310162 6.000\nVSC0000003 4360147 4.000");
    // It is settled under that name.
    world.add_lot("L9", k_c, {{"4310162", 4}, {"4360147", 1}});
    world.add_item(1, "L9", k_c);
    world.later();
    world.run_twice();
    CHECK(world.open() == "3 VCD0000002 4310162\n4 VCD0000002 4310162");
}

TEST_CASE("an excess takes the new name, and is settled under it", "[long]") {
    Waiting world;
    world.rename(world.second, k_c);
    world.run_twice();
    CHECK(world.open() ==
          "1 VCD0000001 4310162\n2 VCD0000001 4360147\n3 VSC0000003 4310162\n4 VSC0000003 4310162");
    CHECK(world.count() == "4");
    world.later();
    world.odoo.store().write("sale.order.line", world.second.lines.at(0), {{"product_uom_qty", 30.0}});
    world.run_twice();
    CHECK(world.rows("SELECT num_pedido, acao_tomada FROM inconsistencia_faturamento WHERE resolvida") ==
          "VSC0000003|SALDO_NORMALIZADO");
}

TEST_CASE("a pedido that has its old name again is what it was", "[long]") {
    SECTION("cycles in between") {
        Two world;
        const auto lots = world.lots();
        const auto live = world.live();
        world.rename(world.first, k_c);
        world.run_twice();
        world.later();
        world.rename(world.first, k_a);
        CHECK(renamed(world.run_twice()) == "1 VSC0000003 (agora VCD0000001)");
        CHECK(world.lots() == lots);
        CHECK(world.live() == live);
        CHECK(world.standby() == "VCD0000001\nVCD0000002");
        CHECK(world.nfs() == "130001|VCD0000001|Lançado\n130002|VCD0000002|Lançado");
        // The NF that consumed a lot under the first name frees it under that one.
        world.later();
        world.odoo.store().write("account.move", world.nf_first, {{"state", "cancel"}});
        world.run_twice();
        CHECK(world.lots().starts_with("L1 VCD0000001 4 COTADO\nL2 VCD0000001 3 COTADO"));
    }
    SECTION("but for the carteira, which failed in the only one") {
        Waiting world;
        const auto live = world.live();
        world.rename(world.first, k_c);
        world.run_without_carteira();
        world.rename(world.first, k_a);
        world.later();
        world.run_twice();
        CHECK(world.open() == Waiting::k_open);
        CHECK(world.count() == "4");
        CHECK(world.live() == live);
        CHECK(world.nfs() == "130001|VCD0000001|SEM_LOTE\n130002|VCD0000002|SEM_LOTE");
    }
}

TEST_CASE("a pedido that takes the name that another one gave up gets nothing of what that one had",
          "[long]") {
    Two world;
    const auto how =
        GENERATE(from_range(variants<std::string>({"unseen", "later", "at once", "long after"})));
    if (how == "unseen") world.long_after();
    world.rename(world.first, k_c, how == "unseen");
    if (how == "later" || how == "long after") world.run_twice();
    if (how == "later") world.later();
    if (how == "long after") world.long_after();
    const auto third = world.add_order(k_a, {{world.azeitona, 100}});
    world.run_twice();
    const auto* live =
        "VCD0000001 4310162 100.000\nVCD0000002 4310162 12.000\n"
        "VSC0000003 4310162 6.000\nVSC0000003 4360147 5.000";
    const auto* lots =
        "L1 VCD0000001 4 FATURADO 130001\nL2 VSC0000003 3 COTADO\nL3 VSC0000003 2 PREVISAO\n"
        "M1 VCD0000002 8 FATURADO 130002\nM2 VCD0000002 7 COTADO";
    CHECK(world.live() == live);
    CHECK(world.lots() == lots);
    CHECK(world.standby() == "VCD0000002\nVSC0000003");
    // The NF says the first name forever.
    world.long_after();
    world.odoo.store().write("account.move", world.nf_first, {{"payment_state", "paid"}});
    world.run_twice();
    CHECK(world.nfs() == "130001|VSC0000003|Lançado\n130002|VCD0000002|Lançado");
    CHECK(world.live() == live);
    world.later();
    world.config.full = true;
    world.run_twice();
    world.config.full = false;
    CHECK(world.live() == live);
    // What it consumed comes back to whom it belonged.
    world.later();
    world.odoo.store().write("account.move", world.nf_first, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.lots() ==
          "L1 VSC0000003 4 COTADO\nL2 VSC0000003 3 COTADO\nL3 VSC0000003 2 PREVISAO\n"
          "M1 VCD0000002 8 FATURADO 130002\nM2 VCD0000002 7 COTADO");
    CHECK(world.value("SELECT pedido FROM embarque_itens WHERE separacao_lote_id = 'L1'") == k_c);
    CHECK(world.live() ==
          "VCD0000001 4310162 100.000\nVCD0000002 4310162 12.000\n"
          "VSC0000003 4310162 10.000\nVSC0000003 4360147 5.000");
    // And the newcomer is a pedido like any other.
    world.later();
    world.add_lot("N1", k_a, {{"4310162", 60}}, "parcial", 9);
    world.add_item(3, "N1", k_a);
    world.add_nf("130003", third, {60});
    world.run_twice();
    CHECK(world.value("SELECT concat_ws(' ', num_pedido, status, numero_nf) FROM separacao WHERE "
                      "separacao_lote_id = 'N1'") == "VCD0000001 FATURADO 130003");
    CHECK(world.open() == k_none);
}

TEST_CASE("two pedidos that swap their names swap all that is open, and an NF finds its own pedido's lot") {
    Two world;
    const bool nf_comes_too = thorough() ? GENERATE(true, false) : true;
    const bool fails_first = thorough() ? GENERATE(true, false) : true;
    world.rename(world.first, "tmp");
    world.rename(world.second, k_a);
    world.rename(world.first, k_b);
    if (nf_comes_too) world.add_nf("130003", world.first, {3, 0});
    if (fails_first) {
        world.run_without_carteira();
        world.later();
    }
    world.run_twice();
    const std::string consumed = nf_comes_too ? " FATURADO 130003" : " COTADO";
    CHECK(world.lots() ==
          "L1 VCD0000001 4 FATURADO 130001\nL2 VCD0000002 3" + consumed +
              "\nL3 VCD0000002 2 PREVISAO\nM1 VCD0000002 8 FATURADO 130002\nM2 VCD0000001 7 COTADO");
    CHECK(world.live() == std::string("VCD0000001 4310162 12.000\nVCD0000002 4310162 ") +
                              (nf_comes_too ? "3" : "6") + ".000\nVCD0000002 4360147 5.000");
    CHECK(world.rows("SELECT DISTINCT num_pedido, cnpj_cpf FROM carteira_principal WHERE ativo ORDER BY 1") ==
          "VCD0000001|98.765.432/0001-10\nVCD0000002|12.345.678/0001-90");
    CHECK(world.rows(
              "SELECT numero_nf, origem FROM faturamento_produto WHERE numero_nf < '130003' ORDER BY 1") ==
          "130001|VCD0000002\n130002|VCD0000001");
    CHECK(world.standby() == "VCD0000001\nVCD0000002");
    CHECK(world.open() == k_none);
    const auto before = world.row_versions();
    world.config.full = true;
    world.run_twice();
    CHECK(world.row_versions() == before);
}

TEST_CASE("what waits for a person follows its pedido through a swap of names", "[long]") {
    Waiting world;
    world.rename(world.first, "tmp");
    world.rename(world.second, k_a);
    world.rename(world.first, k_b);
    if (!thorough() || GENERATE(true, false)) {
        world.run_without_carteira();
        world.later();
    }
    world.run_twice();
    CHECK(world.open() ==
          "1 VCD0000002 4310162\n2 VCD0000002 4360147\n3 VCD0000001 4310162\n4 VCD0000001 4310162");
    CHECK(world.count() == "4");
}

TEST_CASE("the name of a pedido that Odoo does not show is not reused while something is open under it",
          "[long]") {
    Two world;
    world.long_after();
    world.odoo.hide_records("sale.order", {world.first.id});
    if (!thorough() || GENERATE(true, false)) {  // it was archived as absent before, or in the same cycle
        world.run_twice();
        world.later();
    }
    const auto third = world.add_order(k_a, {{world.azeitona, 100}});
    const auto lots = world.lots();
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(world.reasons() == "pedido VCD0000001: what is open under this name belongs to sale.order " +
                                 std::to_string(world.first.id) + ", which Odoo does not give");
    CHECK(world.lots() == lots);
    CHECK(world.standby() == "VCD0000001\nVCD0000002");
    CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE qtd_produto_pedido = 100") == "0");
    // It shows itself again, under a name of its own.
    world.later();
    world.rename(world.first, k_c);
    world.odoo.clear_restrictions();
    world.run_twice();
    INFO(world.reasons());
    CHECK(world.reasons().empty());
    CHECK(world.live() ==
          "VCD0000001 4310162 100.000\nVCD0000002 4310162 12.000\n"
          "VSC0000003 4310162 6.000\nVSC0000003 4360147 5.000");
    CHECK(world.lots() ==
          "L1 VCD0000001 4 FATURADO 130001\nL2 VSC0000003 3 COTADO\nL3 VSC0000003 2 PREVISAO\n"
          "M1 VCD0000002 8 FATURADO 130002\nM2 VCD0000002 7 COTADO");
    CHECK(third.id > world.first.id);
}

TEST_CASE("a pedido that is set aside under its new name keeps its rows under the old one until it is good",
          "[long]") {
    Two world;
    world.rename(world.first, k_c);
    world.odoo.hide_records("sale.order.line", {world.first.lines.at(1)});
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(world.live() == "VCD0000001 4310162 6.000\nVCD0000001 4360147 5.000\nVCD0000002 4310162 12.000");
    CHECK(world.value("SELECT string_agg(qtd_saldo::text, ' ' ORDER BY separacao_lote_id) FROM separacao") ==
          "4 3 2 8 7");
    world.odoo.clear_restrictions();
    world.later();
    world.run_twice();
    CHECK(world.live() == "VCD0000002 4310162 12.000\nVSC0000003 4310162 6.000\nVSC0000003 4360147 5.000");
    CHECK(world.value("SELECT string_agg(num_pedido, ' ' ORDER BY separacao_lote_id) FROM separacao") ==
          "VCD0000001 VSC0000003 VSC0000003 VCD0000002 VCD0000002");
}

TEST_CASE(
    "a pedido that takes a name of the application's leaves there what it had, and finds it when it "
    "returns",
    "[long]") {
    Two world;
    const auto lots = world.lots();
    const auto live = world.live();
    world.rename(world.first, "MANUAL1");
    CHECK(renamed(world.run_twice()) == "1 VCD0000001 (agora MANUAL1)");
    CHECK(world.live() == "VCD0000002 4310162 12.000");
    CHECK(world.lots() == lots);
    CHECK(world.standby() == "VCD0000001\nVCD0000002");
    world.later();
    world.rename(world.first, k_a);
    world.run_twice();
    CHECK(world.live() == live);
    CHECK(world.lots() == lots);
}

TEST_CASE("a pedido that is renamed and cancelled at once holds nothing under either name") {
    Two world;
    world.rename(world.first, k_c);
    world.odoo.store().write("sale.order", world.first.id, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.live() == "VCD0000002 4310162 12.000");
    CHECK(world.lots() ==
          "L1 VCD0000001 4 FATURADO 130001\nL2 VSC0000003 0 COTADO\n"
          "M1 VCD0000002 8 FATURADO 130002\nM2 VCD0000002 7 COTADO");
    CHECK(world.items().starts_with("L1 VCD0000001 ativo 130001\nL2 VSC0000003 cancelado"));
}
