// What people decided about NFs, against what Odoo says of them: no cycle undoes it, however often it reads
// them.
#include <catch2/catch.hpp>

#include "people.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// A pedido of 10 with a lot and a linked NF of 4, and an NF of another pedido that waits for its lot.
struct Billed : World {
    explicit Billed(const char* state = "posted") : order(add_order("VCD0000001", {{azeitona, 10}})) {
        add_lot("L1", "VCD0000001", {{"4310162", 4}}, "parcial", 7);
        add_item(1, "L1", "VCD0000001");
        nf = add_nf("130001", order, {4}, {{"state", state}});
        add_nf("130002", add_order("VCD0000002", {{azeitona, 1}}), {1});
        REQUIRE(run().code == ExitCode::ok);
        advance(minutes{30});
    }

    void set_state(const char* state) {
        advance(minutes{30});
        odoo.store().write("account.move", nf, {{"state", state}});
        odoo.store().refresh_invoicing(order.id);
    }
    std::string move() const { return std::to_string(nf); }

    Order order;
    long long nf = 0;
};

constexpr const char* k_nf_rows =
    "SELECT status_nf, qtd_produto_faturado::real, updated_by FROM faturamento_produto"
    " WHERE numero_nf = '130001'";
constexpr const char* k_report =
    "SELECT ativo, inativado_por FROM relatorio_faturamento_importado WHERE numero_nf = '130001'";
constexpr const char* k_movement =
    "SELECT ativo, status_nf, separacao_lote_id FROM movimentacao_estoque WHERE numero_nf = '130001'";
constexpr const char* k_lot =
    "SELECT s.status, s.numero_nf, i.nota_fiscal, i.erro_validacao FROM separacao s, embarque_itens i";
constexpr const char* k_saldo_of_first =
    "SELECT qtd_saldo_produto_pedido::real FROM carteira_principal WHERE num_pedido = 'VCD0000001'";

void check_cancelled_here(World& world) {
    CHECK(world.rows(k_nf_rows) == "Cancelado|4|Cancelamento Manual - maria");
    CHECK(world.rows(k_report) == "f|Cancelamento Manual - maria");
    CHECK(world.rows(k_movement) == "f|CANCELADO|L1");
    CHECK(world.rows(k_lot) == "FATURADO|130001|130001|");
    CHECK(world.inconsistencies() == "NF_SEM_SEPARACAO|130002|VCD0000002|4310162|1.000");
}

}  // namespace

TEST_CASE("a returned NF that a person cancelled stays cancelled, out of the saldo, and is reported") {
    Billed world;
    REQUIRE(world.rows(k_saldo_of_first) == "6");
    cancel_here(world, "130001");
    const auto report = world.run();
    REQUIRE(report.code == ExitCode::ok);
    CHECK(notice_of(report, "NF_CANCELADA_AQUI") ==
          "NF_CANCELADA_AQUI 1 130001 (cancelada aqui, account.move " + world.move() + ")");
    CHECK(world.rows(k_saldo_of_first) == "10");
    check_cancelled_here(world);
    CHECK(notice_of(live_on(world), "NF_CANCELADA_AQUI").find("130001") != std::string::npos);
    check_cancelled_here(world);
    CHECK(world.rows(k_saldo_of_first) == "10");
}

TEST_CASE("what a person cancelled stays so when the NF is corrected, and takes Odoo's other columns",
          "[long]") {
    Billed world;
    cancel_here(world, "130001");
    world.odoo.store().write(
        "account.move.line",
        world.odoo.store().get("account.move", world.nf).at("invoice_line_ids").as_ids().at(0),
        {{"quantity", 3.0}});
    world.run_twice();
    CHECK(world.value("SELECT status_nf || qtd_produto_faturado::real FROM faturamento_produto"
                      " WHERE numero_nf = '130001'") == "Cancelado3");
    live_on(world);
    CHECK(world.value("SELECT status_nf || qtd_produto_faturado::real FROM faturamento_produto"
                      " WHERE numero_nf = '130001'") == "Cancelado3");
    CHECK(world.rows(k_report) == "f|Cancelamento Manual - maria");
    CHECK(world.rows(k_movement) == "f|CANCELADO|L1");
}

TEST_CASE("an NF that Odoo cancels too loses what hangs on it, and Odoo may bring its status back") {
    Billed world;
    cancel_here(world, "130001");
    REQUIRE(world.run().code == ExitCode::ok);
    world.set_state("cancel");
    const auto report = world.run_twice();
    CHECK(notice_of(report, "NF_CANCELADA_AQUI").empty());
    CHECK(world.rows(k_lot) == "COTADO|||NF cancelada no Odoo");
    world.set_state("posted");
    world.run_twice();
    // The report is still the person's: it counts in the saldo and is not linked.
    CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130001'") == "Lançado");
    CHECK(world.rows(k_report) == "f|Cancelamento Manual - maria");
    CHECK(world.rows(k_lot) == "COTADO|||NF cancelada no Odoo");
    CHECK(world.rows(k_saldo_of_first) == "6");
}

TEST_CASE("a draft that a person cancelled stays cancelled") {
    Billed world("draft");
    REQUIRE(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130001'") ==
            "Provisório");
    cancel_here(world, "130001");
    live_on(world);
    CHECK(world.rows(k_nf_rows) == "Cancelado|4|Cancelamento Manual - maria");
    world.set_state("posted");
    CHECK(notice_of(world.run_twice(), "NF_CANCELADA_AQUI").find("130001") != std::string::npos);
    CHECK(world.rows(k_nf_rows) == "Cancelado|4|Cancelamento Manual - maria");
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque WHERE numero_nf = '130001'") == "0");
}

TEST_CASE("an NF that left the filters after a person cancelled it is still cancelled when it is back",
          "[long]") {
    Billed world;
    cancel_here(world, "130001");
    REQUIRE(world.run().code == ExitCode::ok);
    for (const char* tipo : {"devolucao", "venda"}) {
        world.advance(minutes{30});
        world.odoo.store().write("account.move", world.nf, {{"l10n_br_tipo_pedido", tipo}});
        world.run_twice();
        CHECK(world.rows(k_nf_rows) == "Cancelado|4|Cancelamento Manual - maria");
    }
    CHECK(world.rows(k_report) == "f|Cancelamento Manual - maria");
}

TEST_CASE("an NF that a person made inactive stays inactive, counts in the saldo and is not linked") {
    const bool waits = thorough() ? GENERATE(true, false) : true;
    Billed world;
    const std::string nf = waits ? "130002" : "130001";
    const auto before = world.rows("SELECT * FROM movimentacao_estoque ORDER BY id");
    inactivate_here(world, nf);
    // A lot that the waiting one would take.
    world.add_lot("L2", "VCD0000002", {{"4310162", 1}});
    world.add_item(1, "L2", "VCD0000002");
    const auto report = live_on(world);
    const auto told = notice_of(report, "NF_CANCELADA_AQUI");
    CHECK(told.find(nf + " (inativa aqui, ainda conta no saldo, account.move ") != std::string::npos);
    CHECK(world.rows("SELECT ativo, inativado_por FROM relatorio_faturamento_importado"
                     " WHERE numero_nf = '" +
                     nf + "'") == "f|Maria da Silva");
    CHECK(world.rows(k_saldo_of_first) == "6");
    if (!waits) return;
    CHECK(world.rows("SELECT * FROM movimentacao_estoque ORDER BY id") == before);
    CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130002'") == "SEM_LOTE");
}

TEST_CASE("an NF that a person made inactive stays so over a cancellation in Odoo, and back", "[long]") {
    Billed world;
    inactivate_here(world, "130001");
    for (const char* state : {"cancel", "draft", "posted"}) {
        world.set_state(state);
        world.run_twice();
        CHECK(world.rows(k_report) == "f|Maria da Silva");
    }
    CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130001'") == "Lançado");
    CHECK(world.movements() == "VCD0000002|4310162|-1.000||130002");
}

TEST_CASE("an NF that a person excluded stays out, and is reported in each cycle that reads it") {
    Billed world;
    exclude_here(world, "130001");
    const auto report = world.run();
    REQUIRE(report.code == ExitCode::ok);
    CHECK(notice_of(report, "NF_EXCLUIDA_AQUI") ==
          "NF_EXCLUIDA_AQUI 1 130001 (account.move " + world.move() + ")");
    CHECK(notice_of(live_on(world), "NF_EXCLUIDA_AQUI").find("130001") != std::string::npos);
    CHECK(world.value("SELECT string_agg(numero_nf, ' ') FROM faturamento_produto") == "130002");
    CHECK(world.value("SELECT string_agg(numero_nf, ' ') FROM relatorio_faturamento_importado") == "130002");
    CHECK(world.rows(k_movement) == "t|FATURADO|L1");
    CHECK(world.rows(k_lot) == "FATURADO|130001|130001|");
    CHECK(world.rows(k_saldo_of_first) == "10");
    // Under another number it is the same NF.
    world.advance(minutes{30});
    world.odoo.store().write("account.move", world.nf, {{"l10n_br_numero_nota_fiscal", "130009"}});
    CHECK(notice_of(world.run_twice(), "NF_EXCLUIDA_AQUI").find("130009") != std::string::npos);
    CHECK(world.value("SELECT string_agg(numero_nf, ' ') FROM faturamento_produto") == "130002");
}

TEST_CASE("an excluded NF that Odoo cancels loses what hangs on it, and stays out", "[long]") {
    Billed world;
    exclude_here(world, "130001");
    REQUIRE(world.run().code == ExitCode::ok);
    world.set_state("cancel");
    CHECK(notice_of(world.run_twice(), "NF_EXCLUIDA_AQUI").empty());
    CHECK(world.rows(k_movement) == "f|CANCELADO|L1");
    CHECK(world.rows(k_lot) == "COTADO|||NF cancelada no Odoo");
    world.set_state("posted");
    world.run_twice();
    CHECK(world.value("SELECT string_agg(numero_nf, ' ') FROM faturamento_produto") == "130002");
}

TEST_CASE("a first run keeps what the application's own marks say people decided, and nothing else") {
    Billed world;
    struct Case {
        const char* rows;
        const char* report;
        const char* status;
        const char* ativo;
    };
    const auto [rows, report, status, ativo] = GENERATE(from_range(
        variants<Case>({Case{"Cancelamento Manual - maria", "Cancelamento Manual - maria", "Cancelado", "f"},
                        Case{"Sistema Odoo", "Sistema Odoo", "Lançado", "t"},
                        Case{"Cancelamento Manual - maria", "", "Cancelado", "t"},
                        Case{"Sistema Odoo", "Maria da Silva", "Cancelado", "f"},
                        Case{"FaturamentoService", "ciclo", "Lançado", "t"}},
                       2)));
    INFO(rows << ", " << report);
    world.execute("DELETE FROM ciclo_nf; DELETE FROM ciclo_etapa; DELETE FROM ciclo_execucao");
    world.execute(
        std::string("UPDATE faturamento_produto SET status_nf = 'Cancelado', created_by = 'Sistema',"
                    " updated_by = '") +
        rows + "' WHERE numero_nf = '130001'");
    if (*report != '\0')
        world.execute(std::string("UPDATE relatorio_faturamento_importado SET ativo = false,"
                                  " inativado_por = '") +
                      report + "' WHERE numero_nf = '130001'");
    const auto value = [&](const char* sql) { return world.value(sql); };
    for (int load = 0; load < cycles(2, 1); ++load) {
        live_on(world);
        CHECK(value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130001'") == status);
        CHECK(value("SELECT ativo FROM relatorio_faturamento_importado WHERE numero_nf = '130001'") == ativo);
    }
}

TEST_CASE("memory of an earlier version keeps what people decided") {
    Billed world;
    world.execute("UPDATE ciclo_nf SET status_nf = NULL, report_ativo = NULL, data_fatura = NULL");
    cancel_here(world, "130001");
    inactivate_here(world, "130002");
    live_on(world);
    CHECK(world.rows("SELECT numero_nf, status_nf FROM faturamento_produto ORDER BY 1") ==
          "130001|Cancelado\n130002|SEM_LOTE");
    CHECK(world.rows("SELECT numero_nf, ativo FROM relatorio_faturamento_importado ORDER BY 1") ==
          "130001|f\n130002|f");
}

TEST_CASE("a weight that a person corrected stays until the quantity changes") {
    Billed world;
    const auto weights = [&] {
        return world.rows(
            "SELECT peso_unitario_produto::real, peso_total::real, peso_bruto::real FROM faturamento_produto"
            " JOIN relatorio_faturamento_importado USING (numero_nf) WHERE numero_nf = '130001'");
    };
    REQUIRE(weights() == "3|12|12");
    world.execute(
        "UPDATE faturamento_produto SET peso_unitario_produto = 5, peso_total = 20 WHERE numero_nf = "
        "'130001';"
        "UPDATE relatorio_faturamento_importado SET peso_bruto = 20 WHERE numero_nf = '130001'");
    live_on(world);
    CHECK(weights() == "5|20|20");
    // Another column changes, then only the report is corrected.
    world.advance(minutes{30});
    world.odoo.store().write("account.move", world.nf,
                             {{"invoice_origin", "VCD0000001"}, {"team_id", false}});
    world.run_twice();
    CHECK(weights() == "5|20|20");
    world.execute("UPDATE relatorio_faturamento_importado SET peso_bruto = 21 WHERE numero_nf = '130001'");
    live_on(world);
    CHECK(weights() == "5|20|21");
    world.advance(minutes{30});
    world.odoo.store().write(
        "account.move.line",
        world.odoo.store().get("account.move", world.nf).at("invoice_line_ids").as_ids().at(0),
        {{"quantity", 3.0}});
    world.run_twice();
    CHECK(weights() == "3|9|9");
}

TEST_CASE("what a credit note has reversed here is not cancelled, and movements that came back stay") {
    Billed world;
    world.execute(
        "ALTER TABLE faturamento_produto ADD COLUMN revertida boolean NOT NULL DEFAULT false;"
        "UPDATE faturamento_produto SET revertida = true WHERE numero_nf = '130001';"
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, status_nf, criado_em, atualizado_em,"
        " ativo) SELECT cod_produto, nome_produto, data_movimentacao, 'ENTRADA', 'REVERSAO', 4, numero_nf,"
        " num_pedido, 'REVERTIDA', now(), now(), true FROM movimentacao_estoque WHERE numero_nf = '130001'");
    const auto before = world.rows("SELECT * FROM movimentacao_estoque ORDER BY id") + world.rows(k_lot);
    world.set_state("cancel");
    CHECK(notice_of(world.run_twice(), "NF_REVERTIDA") ==
          "NF_REVERTIDA 1 130001 (cancelada no Odoo, account.move " + world.move() + ")");
    CHECK(world.value("SELECT status_nf FROM faturamento_produto WHERE numero_nf = '130001'") == "Lançado");
    CHECK(world.rows(k_report) == "t|");
    world.odoo.store().write("account.move", world.nf, {{"l10n_br_numero_nota_fiscal", false}});
    CHECK(notice_of(world.run_twice(), "NF_REVERTIDA").find("NF_SEM_NUMERO no Odoo") != std::string::npos);
    CHECK(world.rows("SELECT * FROM movimentacao_estoque ORDER BY id") + world.rows(k_lot) == before);
    world.execute("UPDATE faturamento_produto SET revertida = false");
    world.odoo.store().write("account.move", world.nf, {{"l10n_br_numero_nota_fiscal", "130001"}});
    world.set_state("cancel");
    world.run_twice();
    CHECK(world.rows("SELECT local_movimentacao, ativo FROM movimentacao_estoque WHERE numero_nf = '130001'"
                     " ORDER BY id") == "VENDA|f\nREVERSAO|t");
}

TEST_CASE("when many remembered NFs are gone from the table the stage ends with 10 and says how to go on") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 100}});
    for (int i = 0; i < 20; ++i) world.add_nf(std::to_string(130001 + i), order, {1});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto exclude = [&](int first, int last) {
        for (int i = first; i <= last; ++i) exclude_here(world, std::to_string(130000 + i));
        world.advance(std::chrono::hours{36});
    };
    exclude(1, 10);
    world.run_twice();  // People may have done that.
    exclude(11, 11);
    const auto before = world.row_versions();
    const auto report = world.run();
    CHECK(report.code == ExitCode::faturamento_failed);
    CHECK(report.error.find("faturamento_produto no longer holds 11 of 20 NFs") != std::string::npos);
    CHECK(report.hint.english().find("DELETE FROM ciclo_nf k WHERE NOT EXISTS") != std::string::npos);
    CHECK(world.row_versions() == before);
    const bool restored = thorough() ? GENERATE(true, false) : true;
    if (restored) {
        world.execute(
            "DELETE FROM ciclo_nf k WHERE NOT EXISTS (SELECT 1 FROM faturamento_produto f"
            " WHERE f.numero_nf = k.numero_nf)");
        world.config.full = true;
    } else {
        world.config.absent_fuse_pedidos = 11;
    }
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == (restored ? "20" : "9"));
}
