// Which account.move is which NF: numbers that change, vanish, return or change hands, and NFs that leave the
// filters.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

constexpr const char* k_undone = "f|CANCELADO|t|NF cancelada no Odoo|t|f|t|COTADO|t|NF_CANCELADA";
constexpr const char* k_still_linked = "t|FATURADO|f||f|t|f|FATURADO|f|";

void add_picked(World& world, const std::string& pedido, double quantity) {
    const auto lote = "LOTE-" + pedido;
    world.add_lot(lote, pedido, {{"4310162", quantity}}, "total", 7);
    world.add_item(1, lote, pedido);
}

// An open inconsistency of a kind that only a cancellation resolves.
void plant(World& world, const std::string& nf, const std::string& pedido) {
    world.execute(
        "INSERT INTO inconsistencia_faturamento (tipo, cod_produto, qtd_faturada, resolvida, detectada_em,"
        " numero_nf, num_pedido, observacao_resolucao) VALUES ('PLANTADA', '4310162', 10, false, now(), '" +
        nf + "', '" + pedido + "', 'LOTE-" + pedido + "')");
}

// What hangs on the NF that was linked to the pedido's lot: movement, shipment item, separação,
// inconsistency.
std::string planted(World& world, const std::string& pedido) {
    const auto lote = "'LOTE-" + pedido + "'";
    return world.rows(
        "SELECT m.ativo, m.status_nf, i.nota_fiscal IS NULL, i.erro_validacao, s.numero_nf IS NULL,"
        " s.sincronizado_nf, s.data_sincronizacao IS NULL, s.status, x.resolvida, x.acao_tomada"
        " FROM movimentacao_estoque m, embarque_itens i, separacao s, inconsistencia_faturamento x"
        " WHERE m.separacao_lote_id = " +
        lote + " AND i.separacao_lote_id = " + lote + " AND s.separacao_lote_id = " + lote +
        " AND x.tipo = 'PLANTADA' AND x.observacao_resolucao = " + lote);
}

// "number|pedido|status|quantity|report counts", a line a row; an NF that waits for its lot is posted.
std::string nfs(World& world) {
    return world.rows(
        "SELECT f.numero_nf, origem_pedido, replace(status_nf, 'SEM_LOTE', 'Lançado'),"
        " qtd_produto_faturado::real, r.ativo"
        " FROM (SELECT *, origem AS origem_pedido FROM faturamento_produto) f"
        " JOIN relatorio_faturamento_importado r USING (numero_nf) ORDER BY 1, 2");
}

std::string saldos_by_pedido(World& world) {
    return world.rows(
        "SELECT qtd_saldo_produto_pedido::real, ativo FROM carteira_principal ORDER BY num_pedido");
}

std::string examples(const CycleReport& report, const std::string& kind) {
    for (const auto& notice : report.stages.at(0).notices) {
        if (notice.kind == kind) return notice.examples;
    }
    return "";
}

// Two pedidos of 10, each with an NF for all of it, linked.
struct TwoNfs {
    TwoNfs() {
        first = world.add_order("VCD0000001", {{world.azeitona, 10}});
        second = world.add_order("VCD0000002", {{world.azeitona, 10}});
        nf_first = world.add_nf("130001", first, {10});
        nf_second = world.add_nf("130002", second, {4});
        add_picked(world, "VCD0000001", 10);
        add_picked(world, "VCD0000002", 4);
        REQUIRE(world.run().code == ExitCode::ok);
        // So that nothing else is linked to the lots meanwhile.
        world.execute("UPDATE embarques SET status = 'draft'");
        plant(world, "130001", "VCD0000001");
        plant(world, "130002", "VCD0000002");
        world.advance(std::chrono::minutes{30});
    }

    void write(long long move, const Values& values) {
        world.odoo.store().write("account.move", move, values);
    }

    CycleReport later(std::chrono::seconds by = std::chrono::minutes{30}) {
        auto report = world.run_twice();
        world.advance(by);
        return report;
    }

    World world;
    Order first{};
    Order second{};
    long long nf_first = 0;
    long long nf_second = 0;
};

}  // namespace

TEST_CASE("an NF whose number changed is cancelled under the old number and stored under the new one") {
    TwoNfs base;
    auto& world = base.world;
    base.write(base.nf_first, {{"l10n_br_numero_nota_fiscal", "130099"}});
    const auto report = base.later();
    CHECK(examples(report, "NF_RENUMERADA") ==
          "130001 (agora 130099, account.move " + std::to_string(base.nf_first) + ")");
    CHECK(report.stages.at(0).counts.get("gone") == 1);
    CHECK(nfs(world) ==
          "130001|VCD0000001|Cancelado|10|f\n130002|VCD0000002|Lançado|4|t\n130099|VCD0000001|Lançado|10|t");
    CHECK(planted(world, "VCD0000001") == k_undone);
    CHECK(planted(world, "VCD0000002") == k_still_linked);
    CHECK(saldos_by_pedido(world) == "0|t\n6|t");
    CHECK(world.rows("SELECT numero_nf, state FROM ciclo_nf WHERE move_id = " +
                     std::to_string(base.nf_first)) == "130099|posted");
    CHECK(world.rows("SELECT inativado_por, inativado_em IS NOT NULL FROM relatorio_faturamento_importado"
                     " WHERE numero_nf = '130001'") == "ciclo|t");

    base.write(base.nf_first, {{"l10n_br_numero_nota_fiscal", "130001"}});
    CHECK(base.later().stages.at(0).counts.get("reactivated") == 1);
    CHECK(nfs(world) ==
          "130001|VCD0000001|Lançado|10|t\n130002|VCD0000002|Lançado|4|t\n130099|VCD0000001|Cancelado|10|f");
    CHECK(saldos_by_pedido(world) == "0|t\n6|t");
}

TEST_CASE("an NF whose number vanished is cancelled, and active again when it has it back", "[long]") {
    TwoNfs base;
    auto& world = base.world;
    base.write(base.nf_first, {{"l10n_br_numero_nota_fiscal", false}});
    const auto report = base.later(std::chrono::hours{24 * 40});
    CHECK(examples(report, "NF_SEM_NUMERO") == "130001 (account.move " + std::to_string(base.nf_first) + ")");
    CHECK(report.stages.at(0).counts.get("waiting") == 1);
    CHECK(nfs(world) == "130001|VCD0000001|Cancelado|10|f\n130002|VCD0000002|Lançado|4|t");
    CHECK(planted(world, "VCD0000001") == k_undone);
    CHECK(saldos_by_pedido(world) == "10|t\n6|t");
    // Long after, under another number: it is remembered, and as young as it was when it came first.
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    base.write(base.nf_first, {{"l10n_br_numero_nota_fiscal", "130050"}});
    base.later();
    CHECK(nfs(world) ==
          "130001|VCD0000001|Cancelado|10|f\n130002|VCD0000002|Lançado|4|t\n130050|VCD0000001|Lançado|10|t");
    CHECK(world.rows("SELECT numero_nf, state, historic FROM ciclo_nf WHERE move_id = " +
                     std::to_string(base.nf_first)) == "130050|posted|f");
    base.write(base.nf_first, {{"l10n_br_numero_nota_fiscal", "130001"}});
    CHECK(base.later().stages.at(0).counts.get("reactivated") == 1);
    CHECK(saldos_by_pedido(world) == "0|t\n6|t");
}

TEST_CASE("an NF that left the filters is cancelled, and active again when it is back") {
    TwoNfs base;
    auto& world = base.world;
    const auto other = world.odoo.store().create("res.company", {{"name", "OUTRA"}});
    world.config.excluded_companies = {other};
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    struct Case {
        Values out;
        Values back;
        std::string why;
    };
    const auto [out, back, why] = GENERATE_COPY(from_range(variants<Case>(
        {Case{{{"l10n_br_tipo_pedido", "devolucao"}},
              {{"l10n_br_tipo_pedido", "venda"}},
              "tipo_pedido devolucao"},
         Case{{{"move_type", "out_refund"}}, {{"move_type", "out_invoice"}}, "move_type out_refund"},
         Case{{{"company_id", other}}, {{"company_id", 1}}, "company_id " + std::to_string(other)},
         Case{{{"l10n_br_tipo_pedido", false}}, {{"l10n_br_tipo_pedido", "venda"}}, "tipo_pedido vazio"},
         Case{{{"move_type", "entry"}}, {{"move_type", "out_invoice"}}, "move_type entry"}},
        2)));
    INFO(why);
    base.write(base.nf_first, out);
    const auto report = base.later();
    CHECK(examples(report, "NF_SAIU_DO_FILTRO") ==
          "130001 (" + why + ", account.move " + std::to_string(base.nf_first) + ")");
    CHECK(nfs(world) == "130001|VCD0000001|Cancelado|10|f\n130002|VCD0000002|Lançado|4|t");
    CHECK(planted(world, "VCD0000001") == k_undone);
    CHECK(planted(world, "VCD0000002") == k_still_linked);
    CHECK(saldos_by_pedido(world) == "10|t\n6|t");

    base.write(base.nf_first, back);
    CHECK(base.later().stages.at(0).counts.get("reactivated") == 1);
    CHECK(nfs(world) == "130001|VCD0000001|Lançado|10|t\n130002|VCD0000002|Lançado|4|t");
    CHECK(saldos_by_pedido(world) == "0|t\n6|t");
}

TEST_CASE("a changed setting cancels no NF: its rows stay and keep counting, and are reported") {
    TwoNfs base;
    auto& world = base.world;
    const auto other = world.odoo.store().create("res.company", {{"name", "OUTRA"}});
    base.write(base.nf_second, {{"company_id", other}});
    base.later(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    const bool by_company = thorough() ? GENERATE(true, false) : true;
    if (by_company) {
        world.config.excluded_companies = {other};
    } else {
        world.config.tipos_pedido = {"transferencia"};
        // With it no pedido is inside either: only NFs are looked at here.
        world.execute("DELETE FROM carteira_principal; DELETE FROM ciclo_pedido");
    }
    const auto before = world.rows("SELECT * FROM faturamento_produto ORDER BY id");
    const auto report = base.later();
    CHECK(report.stages.at(0).window->kind == staging::WindowKind::reading_changed);
    CHECK(report.stages.at(0).counts.get("left_out_by_settings") == (by_company ? 1 : 2));
    const auto why = (by_company ? "company_id " + std::to_string(other) : "tipo_pedido venda") +
                     " fica fora por configuração, account.move ";
    CHECK(examples(report, "NF_FORA_DO_FILTRO") ==
          (by_company ? "" : "130001 (" + why + std::to_string(base.nf_first) + "), ") + "130002 (" + why +
              std::to_string(base.nf_second) + ")");
    CHECK(world.rows("SELECT * FROM faturamento_produto ORDER BY id") == before);
    CHECK(planted(world, "VCD0000002") == k_still_linked);
    CHECK(world.value("SELECT bool_and(ativo) FROM relatorio_faturamento_importado") == "t");
    if (!by_company) return;
    CHECK(saldos_by_pedido(world) == "0|t\n6|t");
    // What changes in Odoo beside, while the setting leaves it out, is no leaving.
    base.write(base.nf_second, {{"payment_state", "paid"}});
    CHECK(examples(base.later(), "NF_FORA_DO_FILTRO").substr(0, 6) == "130002");
    CHECK(world.rows("SELECT * FROM faturamento_produto ORDER BY id") == before);
    world.config.excluded_companies = {};
    base.later();
    CHECK(world.rows("SELECT * FROM faturamento_produto ORDER BY id") == before);
}

TEST_CASE("an NF of which no tipo and company are remembered is not known to have left the filters",
          "[long]") {
    TwoNfs base;
    auto& world = base.world;
    world.execute("UPDATE ciclo_nf SET tipo_pedido = NULL, company_id = NULL");
    base.write(base.nf_first, {{"l10n_br_tipo_pedido", "devolucao"}});
    CHECK(examples(base.later(), "NF_FORA_DO_FILTRO").substr(0, 6) == "130001");
    CHECK(nfs(world) == "130001|VCD0000001|Lançado|10|t\n130002|VCD0000002|Lançado|4|t");
    // Remembered now, as it is and as it was not: never read inside the filters, it does not leave them.
    CHECK(world.rows("SELECT numero_nf, tipo_pedido, company_id FROM ciclo_nf ORDER BY 1") ==
          "130001|devolucao|1\n130002|venda|1");
    base.write(base.nf_first, {{"l10n_br_tipo_pedido", "transferencia"}});
    base.later();
    CHECK(nfs(world) == "130001|VCD0000001|Lançado|10|t\n130002|VCD0000002|Lançado|4|t");
    base.write(base.nf_first, {{"l10n_br_tipo_pedido", "venda"}});
    base.later();
    base.write(base.nf_first, {{"l10n_br_tipo_pedido", "devolucao"}});
    CHECK(examples(base.later(), "NF_SAIU_DO_FILTRO").substr(0, 6) == "130001");
    CHECK(nfs(world) == "130001|VCD0000001|Cancelado|10|f\n130002|VCD0000002|Lançado|4|t");
}

TEST_CASE(
    "two NFs that swap their numbers each take the other's rows, and keep nothing of the other's links") {
    TwoNfs base;
    auto& world = base.world;
    base.write(base.nf_first, {{"l10n_br_numero_nota_fiscal", "130002"}});
    base.write(base.nf_second, {{"l10n_br_numero_nota_fiscal", "130001"}});
    const auto report = base.later();
    CHECK(report.stages.at(0).counts.get("taken_over") == 2);
    CHECK(report.stages.at(0).counts.get("gone") == 0);
    CHECK(nfs(world) == "130001|VCD0000002|Lançado|4|t\n130002|VCD0000001|Lançado|10|t");
    CHECK(planted(world, "VCD0000001") == k_undone);
    CHECK(planted(world, "VCD0000002") == k_undone);
    CHECK(saldos_by_pedido(world) == "0|t\n6|t");
    CHECK(world.rows("SELECT numero_nf, state FROM ciclo_nf ORDER BY move_id") ==
          "130002|posted\n130001|posted");
}

TEST_CASE("a number that another NF of the same pedido takes over keeps its links") {
    TwoNfs base;
    auto& world = base.world;
    base.write(base.nf_first, {{"l10n_br_numero_nota_fiscal", false}, {"state", "cancel"}});
    const auto again = world.add_nf("130001", base.first, {9});
    const auto report = base.later();
    CHECK(examples(report, "NF_RENUMERADA") == "130001 (agora account.move " + std::to_string(again) +
                                                   ", antes " + std::to_string(base.nf_first) + ")");
    CHECK(nfs(world) == "130001|VCD0000001|Lançado|9|t\n130002|VCD0000002|Lançado|4|t");
    CHECK(planted(world, "VCD0000001") == k_still_linked);
    CHECK(saldos_by_pedido(world) == "1|t\n6|t");
    CHECK(world.rows("SELECT move_id FROM ciclo_nf WHERE numero_nf = '130001' AND state <> 'gone'") ==
          std::to_string(again));
}

TEST_CASE("a full load finds what left the filters unseen, and reports an NF that Odoo does not show") {
    TwoNfs base;
    auto& world = base.world;
    world.add_nf("130003", base.second, {1});  // that one is seen
    base.later(std::chrono::hours{72});
    base.write(base.nf_first, {{"l10n_br_tipo_pedido", "devolucao"},
                               {"write_date", "2026-10-01 00:00:00"},
                               {"create_date", "2026-10-01 00:00:00"}});
    base.later();
    CHECK(nfs(world) ==
          "130001|VCD0000001|Lançado|10|t\n130002|VCD0000002|Lançado|4|t\n130003|VCD0000002|Lançado|1|t");
    world.odoo.store().unlink("account.move", base.nf_second);
    world.config.full = true;
    const auto report = base.later();
    CHECK(nfs(world) ==
          "130001|VCD0000001|Cancelado|10|f\n130002|VCD0000002|Lançado|4|t\n130003|VCD0000002|Lançado|1|t");
    CHECK(planted(world, "VCD0000001") == k_undone);
    CHECK(planted(world, "VCD0000002") == k_still_linked);
    CHECK(examples(report, "NF_AUSENTE") == "130002 (account.move " + std::to_string(base.nf_second) + ")");
}

TEST_CASE("the movements that this program made end with their NF, whatever pedido they name", "[long]") {
    TwoNfs base;
    auto& world = base.world;
    world.execute(
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, status_nf, criado_em, atualizado_em,"
        " ativo, criado_por, observacao)"
        " SELECT '4310162', 'A', '2026-11-22', 'FATURAMENTO', 'VENDA', -1, '130001', 'MANUAL7', 'FATURADO',"
        " now(), now(), true, author, 'feita por ' || author FROM unnest('{ana,ciclo}'::text[]) author");
    base.write(base.nf_first, {{"state", "cancel"}});
    base.later();
    CHECK(world.rows("SELECT criado_por, ativo, status_nf FROM movimentacao_estoque"
                     " WHERE observacao LIKE 'feita por %' ORDER BY 1") ==
          "ana|t|FATURADO\nciclo|f|CANCELADO");
    // Made active again by hand, long after the NF was read: the full load ends it once more.
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute("UPDATE movimentacao_estoque SET ativo = true WHERE observacao = 'feita por ciclo'");
    CHECK(world.run().code == ExitCode::ok);
    world.config.full = true;
    world.run_twice();
    CHECK(world.rows("SELECT criado_por, ativo, status_nf FROM movimentacao_estoque"
                     " WHERE observacao LIKE 'feita por %' ORDER BY 1") ==
          "ana|t|FATURADO\nciclo|f|CANCELADO");
}

TEST_CASE("very many NFs that leave the filters at once stop the cycle before anything is written") {
    World world;
    Ids moves;
    for (int i = 0; i < 12; ++i) {
        const auto order = world.add_order("VCD" + std::to_string(1000000 + i), {{world.azeitona, 10}});
        moves.push_back(world.add_nf(std::to_string(130000 + i), order, {10}));
    }
    REQUIRE(world.run().code == ExitCode::ok);
    const auto before = world.row_versions();
    world.advance(std::chrono::minutes{30});
    for (const auto move : moves)
        world.odoo.store().write("account.move", move, {{"l10n_br_tipo_pedido", "devolucao"}});
    const auto report = world.run();
    CHECK(report.code == ExitCode::faturamento_failed);
    CHECK(report.error.find("12 of 12 NFs") != std::string::npos);
    CHECK(report.error.find("NF 130000 NF_SAIU_DO_FILTRO") != std::string::npos);
    CHECK(report.hint.english().find("--allow-mass-removal") != std::string::npos);
    CHECK(world.row_versions() == before);
    world.config.allow_mass_removal = true;
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE status_nf = 'Cancelado'") == "12");
}
