// Whatever a cycle deletes, archives, zeroes or clears, it first keeps the whole row (ciclo_removido), once.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "changes_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// The application's rows as they are, for comparing; "keep" is what a cycle may take away without keeping:
// columns that follow Odoo or a quantity, and the program's own marks.
void take_picture(World& world) {
    world.execute(
        "CREATE TABLE IF NOT EXISTS picture (table_name text, id bigint, row jsonb); TRUNCATE picture");
    for (const auto* table : {"carteira_principal", "separacao", "faturamento_produto",
                              "movimentacao_estoque", "relatorio_faturamento_importado", "embarque_itens",
                              "saldo_standby", "faturamento_parcial_justificativa", "embarques",
                              "contatos_agendamento", "cadastro_palletizacao"}) {
        world.execute(fmt::format("INSERT INTO picture SELECT '{0}', id, to_jsonb(t) FROM {0} t", table));
    }
}

// "table column,column" of every row of the picture that lost something since, with what was kept of it.
std::string taken(World& world, const std::string& where) {
    return world.rows(R"(
        WITH present AS (
            SELECT 'carteira_principal' AS table_name, id, to_jsonb(t) AS row FROM carteira_principal t
            UNION ALL SELECT 'separacao', id, to_jsonb(t) FROM separacao t
            UNION ALL SELECT 'faturamento_produto', id, to_jsonb(t) FROM faturamento_produto t
            UNION ALL SELECT 'movimentacao_estoque', id, to_jsonb(t) FROM movimentacao_estoque t
            UNION ALL SELECT 'relatorio_faturamento_importado', id, to_jsonb(t) FROM relatorio_faturamento_importado t
            UNION ALL SELECT 'embarque_itens', id, to_jsonb(t) FROM embarque_itens t
            UNION ALL SELECT 'saldo_standby', id, to_jsonb(t) FROM saldo_standby t
            UNION ALL SELECT 'faturamento_parcial_justificativa', id, to_jsonb(t) FROM faturamento_parcial_justificativa t
            UNION ALL SELECT 'embarques', id, to_jsonb(t) FROM embarques t
            UNION ALL SELECT 'contatos_agendamento', id, to_jsonb(t) FROM contatos_agendamento t
            UNION ALL SELECT 'cadastro_palletizacao', id, to_jsonb(t) FROM cadastro_palletizacao t
        ),
        lost AS (
            SELECT b.table_name, b.id, b.row, p.id IS NULL AS gone,
                   (SELECT string_agg(e.key, ',' ORDER BY e.key) FROM jsonb_each(b.row) e
                     WHERE e.value NOT IN ('null', '""', '0', 'false')
                       AND coalesce(p.row->e.key, 'null') IN ('null', '""', '0', 'false')
                       AND NOT (b.table_name = 'carteira_principal'
                                AND (e.key <> 'ativo' OR NOT EXISTS (SELECT 1 FROM ciclo_item i
                                      WHERE i.num_pedido = b.row->>'num_pedido' AND i.cod_produto = b.row->>'cod_produto')))
                       AND NOT (b.table_name = 'faturamento_produto' AND p.id IS NOT NULL)
                       AND NOT (b.table_name = 'separacao'
                                AND e.key IN ('observ_ped_1', 'pedido_cliente', 'rota', 'sub_rota', 'zerado_por_sync',
                                              'data_zeragem'))) AS columns
              FROM picture b LEFT JOIN present p ON p.table_name = b.table_name AND p.id = b.id
        )
        SELECT l.table_name, CASE WHEN l.gone THEN 'gone' ELSE l.columns END, k.kept
          FROM lost l
         CROSS JOIN LATERAL (
                SELECT string_agg(r.reason, ', ' ORDER BY r.id) AS kept, (array_agg(r.row ORDER BY r.id))[1] = l.row AS whole
                  FROM ciclo_removido r
                 WHERE r.table_name = l.table_name AND r.record_id = l.id
                   AND r.execution = (SELECT id FROM ciclo_execucao ORDER BY started_at DESC, id LIMIT 1)) k
         WHERE (l.gone OR l.columns IS NOT NULL)
    )" + where + " ORDER BY 1, 2, 3");
}

std::string not_kept(World& world) {
    return taken(world, " AND k.whole IS NOT TRUE");
}

std::string kept_twice(World& world) {
    return world.rows(
        "SELECT table_name, record_id, reason, count(*) FROM ciclo_removido GROUP BY 1, 2, 3, execution"
        " HAVING count(*) > 1");
}

void add_standby(World& world) {
    world.execute(
        "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
        "nome_cliente,"
        " qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por)"
        " VALUES ('L1', 'VCD0000001', '4310162', '', '', 6, 60, 'Saldo', 'ATIVO', now(), 'x')");
}

// Runs a cycle whose losses all have to be kept, and a second one that keeps nothing more.
std::string losses(World& world) {
    world.advance(minutes{30});
    take_picture(world);
    const auto report = world.run();
    INFO(report.error << "\n" << world.log_text());
    REQUIRE(report.code == ExitCode::ok);
    CHECK(not_kept(world).empty());
    auto lost = taken(world, "");
    const auto kept = world.value("SELECT count(*) FROM ciclo_removido");
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM ciclo_removido") == kept);
    CHECK(kept_twice(world).empty());
    return lost;
}

}  // namespace

TEST_CASE(
    "whatever a cycle deletes, archives, zeroes or clears is kept first, whole and once, after every "
    "change") {
    const bool deletes = thorough() ? GENERATE(false, true) : false;
    World world;
    if (deletes) world.config.removal = config::Removal::delete_rows;
    Backlog backlog(world);
    backlog.add_lots();
    add_standby(world);
    REQUIRE(world.run().code == ExitCode::ok);
    std::string seen;
    for (const auto& change : every_change()) {
        INFO("when " << change.name);
        world.advance(minutes{30});
        change.make(backlog);
        if (!lived_alone(change, 3)) continue;
        take_picture(world);
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(not_kept(world).empty());
        seen += taken(world, "") + "\n";
        if (!repeats()) continue;
        const auto kept = world.value("SELECT count(*) FROM ciclo_removido");
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(world.value("SELECT count(*) FROM ciclo_removido") == kept);
    }
    CHECK(kept_twice(world).empty());
    for (const auto* table : {"separacao", "movimentacao_estoque", "relatorio_faturamento_importado",
                              "embarque_itens", "saldo_standby", "carteira_principal"}) {
        INFO("lost nothing: " << table << "\n" << seen);
        CHECK(seen.find(table) != std::string::npos);
    }
}

TEST_CASE("what hangs on an NF that loses a product, then its number, is kept with the reason") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto nf = world.add_nf("130001", order, {4, 1});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}, {"4360147", 1}});
    world.add_item(1, "L1", "VCD0000001");
    world.run_twice();
    const auto lines = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids();
    world.odoo.store().unlink("account.move.line", lines.at(1));
    CHECK(
        losses(world) ==
        "faturamento_produto|gone|produto removido da NF\nmovimentacao_estoque|ativo|produto removido da NF");
    world.odoo.store().write("account.move", nf, {{"l10n_br_numero_nota_fiscal", false}});
    CHECK(losses(world) ==
          "embarque_itens|nota_fiscal|NF fora do faturamento no Odoo\n"
          "movimentacao_estoque|ativo|NF fora do faturamento no Odoo\n"
          "relatorio_faturamento_importado|ativo|NF fora do faturamento no Odoo\n"
          "separacao|data_sincronizacao,numero_nf,sincronizado_nf|NF fora do faturamento no Odoo\n"
          "separacao|data_sincronizacao,numero_nf,sincronizado_nf|NF fora do faturamento no Odoo");
}

TEST_CASE(
    "an error of a person's or of the application's on a shipment item is kept before a linked NF clears "
    "it",
    "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_item(1, "L1", "VCD0000001");
    world.run_twice();
    world.execute("UPDATE embarque_itens SET erro_validacao = 'NF_PENDENTE_FATURAMENTO: NF 1'");
    world.add_nf("130001", order, {4});
    CHECK(losses(world) == "embarque_itens|erro_validacao|NF vinculada ao item");
}
