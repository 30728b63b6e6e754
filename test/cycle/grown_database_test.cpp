// A first run over tables that another program kept for a year: what it does not read it leaves alone and
// calls no error; what it mends the dry run lists first, with the reason.
#include <catch2/catch.hpp>

#include "dry_run_support.hpp"
#include "integridade_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

// Cancelled NFs whose movements still count, and what else nobody reads again: TagPlus, closed pedidos of
// which ativo is NULL or false, a pedido of a kind that is left out, duplicates of an old NF.
constexpr const char* k_past = R"sql(
INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, origem, cod_produto, nome_produto,
    qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, status_nf, created_by, created_at, updated_at)
SELECT (100000 + i)::text, date '2026-03-01', '1', 'A', 'VCD' || (1000000 + i), '4310162', 'A', 2, 1, 2, 'Cancelado',
       'Sistema Odoo', timestamp '2026-03-01', timestamp '2026-03-01' FROM generate_series(1, 766) i
UNION ALL
SELECT (200000 + i / 2)::text, date '2026-02-01', '1', 'A', 'VCD' || (2000000 + i / 2), '4310162', 'A', 3, 1, 3, 'Lançado',
       'Sistema Odoo', timestamp '2026-02-01', timestamp '2026-02-01' FROM generate_series(0, 39) i
UNION ALL
SELECT (300000 + i)::text, date '2026-11-19', '1', 'T', 'T-' || i, '4310162', 'A', 1, 1, 1, 'Lançado', 'ImportTagPlus',
       timestamp '2026-11-19', timestamp '2026-11-19' FROM generate_series(1, 20) i;
INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao, local_movimentacao,
    qtd_movimentacao, numero_nf, num_pedido, status_nf, criado_em, atualizado_em, ativo)
SELECT '4310162', 'A', '2026-03-01', 'FATURAMENTO', 'VENDA', -2, (100000 + i)::text, 'VCD' || (1000000 + i), 'FATURADO',
       '2026-03-01', '2026-03-01', true FROM generate_series(1, 766) i;
INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,
    qtd_saldo_produto_pedido, created_at, updated_at, ativo)
SELECT 'VCD' || (2000000 + i), '4310162', '1', 'A', 6, 0, '2026-02-01', '2026-02-01',
       CASE i % 3 WHEN 0 THEN true WHEN 1 THEN false END FROM generate_series(0, 19) i;
)sql";

// What Odoo still shows, as the other program has it: a wrong saldo, a lot that follows it, doubled rows of
// an NF, an NF of 45 days ago that is missing, one that Odoo has cancelled since.
struct Grown : World {
    Grown() {
        execute(k_past);
        const auto open = add_order("VCD0000001", {{azeitona, 10}, {palmito, 5}});
        add_nf("400001", open, {6, 0},
               {{"create_date", "2026-10-06 12:00:00"}, {"write_date", "2026-10-06 12:00:00"}});
        add_nf("400002", add_order("VCD0000002", {{azeitona, 8}}), {3});
        add_nf("400003", add_order("VCD0000003", {{azeitona, 8}}), {2}, {{"state", "cancel"}});
        add_order("VCD0000004", {{azeitona, 9}}, {{"l10n_br_tipo_pedido", "transferencia"}});
        for (const char* pedido : {"VCD0000001", "VCD0000002", "VCD0000003", "VCD0000004"}) {
            execute(
                "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, "
                "qtd_produto_pedido,"
                " qtd_saldo_produto_pedido, created_at, updated_at, ativo) VALUES ('" +
                std::string(pedido) + "', '4310162', '1', 'A', 10, 10, now(), now(), NULL)");
        }
        for (const char* nf : {"400002", "400002", "400003"}) {
            plant_row(*this, nf, "4310162", 3, "Lançado",
                      nf == std::string("400003") ? "'VCD0000003'" : "'VCD0000002'");
        }
        plant_movement(*this, "400003", "'VCD0000003'");
        add_lot("L1", "VCD0000001", {{"4310162", 10}}, "total");
        add_lot("L4", "VCD0000004", {{"4310162", 10}}, "total");
    }
    // Row versions of all that the cycle does not read.
    std::string untouched() {
        return rows(
            "SELECT 'f', id, xmin FROM faturamento_produto WHERE numero_nf < '400000' UNION ALL"
            " SELECT 'm', id, xmin FROM movimentacao_estoque WHERE numero_nf < '400000' UNION ALL"
            " SELECT 'c', id, xmin FROM carteira_principal WHERE num_pedido > 'VCD0000003' UNION ALL"
            " SELECT 's', id, xmin FROM separacao WHERE num_pedido > 'VCD0000003' ORDER BY 1, 2");
    }
};

}  // namespace

TEST_CASE(
    "a first run over a grown database touches what it reads alone, as its dry run lists, without an ERRO") {
    Grown world;
    const auto before = world.untouched();
    const auto dry = check_dry_run(world);
    REQUIRE(dry.dry_run.has_value());
    CHECK(world.untouched() == before);
    CHECK(world.rows("SELECT num_pedido, cod_produto, qtd_saldo_produto_pedido, ativo FROM carteira_principal"
                     " WHERE num_pedido <= 'VCD0000003' ORDER BY 1, 2") ==
          "VCD0000001|4310162|4.000|t\nVCD0000001|4360147|5.000|t\nVCD0000002|4310162|5.000|t\n"
          "VCD0000003|4310162|8.000|t");
    CHECK(world.rows("SELECT numero_nf, qtd_produto_faturado, status_nf FROM faturamento_produto"
                     " WHERE numero_nf > '400000' ORDER BY 1") ==
          "400001|6.000|Lançado\n400002|3.000|SEM_LOTE\n400003|2.000|Cancelado");
    CHECK(world.value("SELECT ativo FROM movimentacao_estoque WHERE numero_nf = '400003'") == "f");
    CHECK(world.rows("SELECT separacao_lote_id, qtd_saldo FROM separacao ORDER BY 1") == "L1|4\nL1|5\nL4|10");
    CHECK(world.rows("SELECT DISTINCT table_name, reason FROM ciclo_removido ORDER BY 1, 2") ==
          "faturamento_produto|linha duplicada da NF\nmovimentacao_estoque|NF cancelada no Odoo");
    // What is wrong of old is an AVISO.
    world.config.full = true;
    const auto report = world.run_twice();
    CHECK(found(world, report, "nf_movement_of_cancelled_elsewhere").find("AVISO") == 0);
    CHECK(world.untouched() == before);
}

TEST_CASE("a first run touches no lot beyond the fuse") {
    Grown world;
    world.config.fuse_rows = 0;
    world.config.fuse_percent = 10;
    const auto lots = world.rows("SELECT id, xmin FROM separacao ORDER BY 1");
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    CHECK(report.error == "carteira: 1 of 2 open separações would be deleted, zeroed or reduced");
    CHECK(world.rows("SELECT id, xmin FROM separacao ORDER BY 1") == lots);
}
