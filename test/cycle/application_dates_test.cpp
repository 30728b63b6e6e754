// The application's database at every date: what a cycle does there is the same, and what is new there stays
// as the application expects it.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "changes_support.hpp"
#include "dry_run_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

// The rows of every table as those of the seed's columns tell them. Ids and times are left out: sequences and
// clocks do not matter here.
std::string what_stands(World& world) {
    std::string out;
    for (const char* query :
         {"SELECT num_pedido, cod_produto, status_pedido, cnpj_cpf, raz_social_red, nome_produto, "
          "qtd_produto_pedido,"
          " qtd_saldo_produto_pedido, preco_produto_pedido, incoterm, nome_cidade, cod_uf, "
          "forma_agendamento, ativo,"
          " updated_by FROM carteira_principal ORDER BY 1, 2",
          "SELECT numero_nf, cod_produto, qtd_produto_faturado, valor_produto_faturado, peso_total, origem, "
          "status_nf"
          " FROM faturamento_produto ORDER BY 1, 2",
          "SELECT numero_nf, valor_total, peso_bruto, origem, ativo FROM relatorio_faturamento_importado "
          "ORDER BY 1",
          "SELECT separacao_lote_id, num_pedido, cod_produto, qtd_saldo, valor_saldo, peso, pallet, status, "
          "tipo_envio,"
          " sincronizado_nf, numero_nf, cotacao_id, nf_cd, zerado_por_sync FROM separacao ORDER BY 1, 2, 3",
          "SELECT embarque_id, separacao_lote_id, pedido, nota_fiscal, status, erro_validacao FROM "
          "embarque_itens"
          " ORDER BY id",
          "SELECT numero_nf, num_pedido, cod_produto, qtd_movimentacao, separacao_lote_id, status_nf, ativo"
          " FROM movimentacao_estoque ORDER BY id",
          "SELECT separacao_lote_id, num_pedido, cod_produto, tipo_alteracao, qtd_nova, reimpresso"
          " FROM alertas_separacao_cotada ORDER BY id",
          "SELECT cod_produto, nome_produto, palletizacao, ativo FROM cadastro_palletizacao ORDER BY 1",
          "SELECT cnpj, forma FROM contatos_agendamento ORDER BY 1, 2"}) {
        out += world.rows(query) + "\n--\n";
    }
    return out;
}

// As the application does it, which gives every column of its own a value.
void add_lots(Backlog& backlog) {
    const bool has_marks = backlog.world.value(
                               "SELECT count(*) FROM pg_attribute WHERE attname = 'falta_item' AND"
                               " attrelid = 'separacao'::regclass AND NOT atthasdef") == "1";
    const char* alter = "ALTER TABLE separacao ALTER COLUMN falta_item {0}, ALTER COLUMN falta_pagamento {0}";
    if (has_marks) backlog.world.execute(fmt::format(fmt::runtime(alter), "SET DEFAULT false"));
    backlog.add_lots();
    if (has_marks) backlog.world.execute(fmt::format(fmt::runtime(alter), "DROP DEFAULT"));
}

// What stands after each change of a backlog's life.
std::vector<std::string> life(World& world) {
    std::vector<std::string> out;
    Backlog backlog(world);
    REQUIRE(world.run().code == ExitCode::ok);
    add_lots(backlog);
    for (const auto& change : every_change()) {
        INFO("when " << change.name);
        world.advance(std::chrono::minutes{30});
        change.make(backlog);
        if (!lived_alone(change, 0)) continue;
        REQUIRE(world.run().code == ExitCode::ok);
        out.push_back(what_stands(world));
    }
    world.config.full = true;
    world.run_twice();
    out.push_back(what_stands(world));
    return out;
}

const ApplicationState& state(const std::string& name) {
    for (const auto& one : application_states()) {
        if (one.name == name) return one;
    }
    throw std::out_of_range(name);
}

}  // namespace

TEST_CASE("a backlog lives the same life in the application's database of every date") {
    std::vector<std::string> expected;
    const auto& states = application_states();
    for (const auto& one : states) {
        // A quick run compares the first with the last.
        if (!thorough() && &one != &states.front() && &one != &states.back()) continue;
        INFO(one.name);
        World world(one);
        const auto lived = life(world);
        if (expected.empty()) expected = lived;
        REQUIRE(lived.size() == expected.size());
        for (std::size_t i = 0; i < lived.size(); ++i) {
            INFO("after change " << i);
            CHECK(lived[i] == expected[i]);
        }
    }
}

TEST_CASE("what a cycle changes is recorded by the application's triggers in the cycle's own name") {
    World world(state("2026-07-01"));
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    const auto execution = world.run_twice().execution;
    CHECK(world.rows("SELECT DISTINCT registrado_por, origem, session_id FROM evento_supply_chain") ==
          "SISTEMA|SYNC_ODOO|" + execution);
    CHECK(
        world.rows(
            "SELECT entidade, tipo_evento, count(*) FROM evento_supply_chain GROUP BY 1, 2 ORDER BY 1, 2") ==
        "carteira|INSERT|1\nfaturamento|INSERT|1\nmovimentacao|INSERT|1");
}

TEST_CASE("columns that came later have in new rows what the application gives them") {
    World world(state("2026-07-01 by the models alone"));
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.run_twice();
    CHECK(world.value("SELECT importante FROM carteira_principal") == "f");
    CHECK(world.value("SELECT revertida FROM faturamento_produto") == "f");
    CHECK(world.rows(
              "SELECT produto_comprado, produto_produzido, produto_vendido FROM cadastro_palletizacao") ==
          "f|f|t");
    CHECK(world.value("SELECT nao_aceita_nf_pallet FROM contatos_agendamento") == "f");
}

TEST_CASE("a product added to a lot takes the lot's later columns along") {
    for (const char* name : variants({"2026-07-01", "2026-07-01 by the models alone"})) {
        INFO(name);
        World world(state(name));
        Backlog backlog(world);
        const auto set_palmito = [&](double quantity) {
            world.odoo.store().write("sale.order.line", backlog.main.lines.at(1),
                                     {{"product_uom_qty", quantity}});
        };
        set_palmito(0);  // so that the lot holds all that is ordered
        world.run_twice();
        world.execute(
            "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, "
            "tipo_envio,"
            " sincronizado_nf, status, nf_cd, separacao_impressa, falta_item, falta_pagamento, local_cd, "
            "tags_pedido,"
            " equipe_vendas) VALUES ('L1', 'VCD0000001', '4310162', 'SP', 10, 'total', false, 'ABERTO', "
            "false, false,"
            " true, true, 'TM', '[]', 'FOOD SERVICE')");
        set_palmito(5);
        world.run_twice();
        CHECK(
            world.rows("SELECT cod_produto, falta_item, falta_pagamento, local_cd, tags_pedido, equipe_vendas"
                       " FROM separacao ORDER BY cod_produto") ==
            "4310162|t|t|TM||FOOD SERVICE\n4360147|f|t|TM||FOOD SERVICE");
    }
}

TEST_CASE("open separacoes follow the equipe of their pedido where the column is there") {
    World world(state("2026-07-01"));
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_lot("L2", "VCD0000001", {{"4310162", 6}});
    world.execute(
        "UPDATE separacao SET sincronizado_nf = true, numero_nf = '1', status = 'FATURADO'"
        " WHERE separacao_lote_id = 'L2'");
    world.config.full = true;
    world.run_twice();
    CHECK(world.rows("SELECT separacao_lote_id, equipe_vendas FROM separacao ORDER BY 1") ==
          "L1|FOOD SERVICE\nL2|");
}

TEST_CASE("where inconsistencia_faturamento is gone, what it would have said is in the journal alone") {
    World world(state("2026-02-12"));
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {12});
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("inconsistencies_opened") == 1);
    CHECK(world.value("SELECT counts->>'inconsistencies_opened' FROM ciclo_etapa WHERE stage = 'faturamento'"
                      " ORDER BY finished_at LIMIT 1") == "1");
    CHECK(world.value("SELECT to_regclass('public.inconsistencia_faturamento') IS NULL") == "t");
    world.add_nf("130002", order, {1});
    const auto dry = world.dry_run();
    CHECK(dry.code == ExitCode::ok);
    CHECK_FALSE(changed_tables(dry).contains("inconsistencia_faturamento"));
}

TEST_CASE("a column that new rows do not know stops the cycle before it writes, by name") {
    World world(state("2026-07-01"));
    world.execute(
        "ALTER TABLE separacao ADD COLUMN turno varchar(5) NOT NULL; ALTER TABLE embarques ADD COLUMN x "
        "integer NOT NULL");
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto report = world.run();
    CHECK(report.code == ExitCode::config_error);
    CHECK_THAT(report.error,
               Contains("separacao.turno is NOT NULL without a default") && !Contains("embarques.x"));
    CHECK(world.value("SELECT count(*) FROM carteira_principal") == "0");
    world.execute("ALTER TABLE separacao ALTER COLUMN turno SET DEFAULT 'A'");
    world.run_twice();
}
