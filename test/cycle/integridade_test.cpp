#include <catch2/catch.hpp>

#include "integridade_support.hpp"
#include "report/report.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

const char* const k_passed_over =
    "integrity errors ignored because of --integrity=warn: ERRO nf_without_report: 1 (NF 130001)";

// Of an NF that no cycle reads, one row is cancelled and another is not.
void half_cancel_nf_99(World& world) {
    plant_row(world, "99", "A", 1, "Cancelado");
    plant_row(world, "99", "B", 1, "Lançado");
    plant_report(world, "99", 2, 4);
}

}  // namespace

TEST_CASE("a healthy database passes every check, and each stands with its count in the journal") {
    World world;
    const auto first = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    const auto second = world.add_order("VCD0000002", {{world.azeitona, 10}});
    const auto third = world.add_order("VCD0000003", {{world.azeitona, 3}, {world.sem_codigo, 2}});
    const auto fourth = world.add_order("VCD0000004", {{world.azeitona, 4}, {world.azeitona, 6}});
    world.add_nf("130001", first, {4, 5});
    world.add_nf("130002", first, {6, 0});
    world.add_nf("130003", second, {10}, {{"state", "cancel"}});
    world.add_nf("130004", second, {2}, {{"state", "draft"}});
    world.add_nf("130005", second, {3}, {{"state", "draft"}, {"l10n_br_numero_nota_fiscal", false}});
    add_shared_nf(world, "130006", {third, fourth});
    plant_separacao(world, "L1", "VCD0000001", "FATURADO", "'130001'");
    plant_separacao(world, "L2", "VCD0000002", "ABERTO", "NULL");
    const auto report = world.run();
    CHECK(world.run().code == ExitCode::ok);  // the second cycle is no full load
    CHECK(all_found(report).empty());
    CHECK(report.stages.at(1).counts.get("checks") == 10);
    CHECK(report.stages.at(3).counts.get("checks") == 3);
    CHECK(world.rows("SELECT stage, string_agg(d ->> 'check', ' ' ORDER BY place) FROM ciclo_etapa e,"
                     " jsonb_array_elements(e.details) WITH ORDINALITY d (d, place) WHERE d ? 'check' AND"
                     " execution = '" +
                     report.execution + "' GROUP BY stage ORDER BY stage DESC") ==
          "integridade|nf_as_read nf_half_cancelled nf_movement_of_cancelled nf_without_report"
          " nf_report_weight_differs nf_half_cancelled_elsewhere nf_movement_of_cancelled_elsewhere"
          " nf_report_differs nf_duplicate_rows separacao_faturada_sem_nf\n"
          "carteira|nf_origem_desconhecida saldo_negativo qtd_faturada_difere_do_odoo");
    CHECK(
        world.rows("SELECT count(*), count(DISTINCT execution), max((d ->> 'count')::int) FROM ciclo_etapa e,"
                   " jsonb_array_elements(e.details) d WHERE d ? 'check'") == "21|2|0");
    CHECK(excesses(world).empty());
}

TEST_CASE("an NF that is not stored as it was read is an ERRO: nf_as_read") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    const auto* lie = GENERATE(from_range(variants(
        {"NEW.qtd_produto_faturado := 5;", "NEW.status_nf := 'Provisório';",
         "NEW.valor_produto_faturado := 41;", "NEW.cod_produto := '4360147';", "NEW.numero_nf := '130009';"},
        2)));
    falsify(world, "faturamento_produto", lie);
    const auto report = world.run();
    INFO(lie);
    CHECK(report.code == ExitCode::integrity_failed);
    CHECK(found(world, report, "nf_as_read") == "ERRO 1 (NF 130001)");
    CHECK(report.error.find("integridade: ERRO nf_as_read: 1 (NF 130001)") == 0);
    CHECK(world.value("SELECT count(*) FROM carteira_principal") == "0");
}

TEST_CASE("nf_as_read: a cancelled NF whose lines can no longer be read is checked all the same") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {4});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    auto& store = world.odoo.store();
    for (const auto id : store.ids("account.move.line")) store.unlink("account.move.line", id);
    store.write("account.move", nf, {{"state", "cancel"}});
    falsify(world, "faturamento_produto", "NEW.status_nf := 'Lançado';");
    const auto report = world.run();
    CHECK(report.code == ExitCode::integrity_failed);
    CHECK(found(world, report, "nf_as_read") == "ERRO 1 (NF 130001)");
}

TEST_CASE("an NF of this cycle with cancelled rows and others is an ERRO: nf_half_cancelled") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}}), {4, 1});
    falsify(world, "faturamento_produto",
            "IF NEW.cod_produto = '4360147' THEN NEW.status_nf := 'Cancelado'; END IF;");
    const auto report = world.run();
    CHECK(report.code == ExitCode::integrity_failed);
    CHECK(found(world, report, "nf_half_cancelled") == "ERRO 1 (NF 130001)");
    CHECK(all_found(report) == "nf_as_read nf_half_cancelled");
    CHECK(report.error ==
          "integridade: ERRO nf_as_read: 1 (NF 130001); ERRO nf_half_cancelled: 1 (NF 130001)");
    CHECK(report.hint.english().find("--integrity=warn") != std::string::npos);
}

TEST_CASE("faults in NFs that the cycle did not read stop nothing; the full load tells of them") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    half_cancel_nf_99(world);
    for (const char* nf : {"95", "96", "97", "98"}) {
        plant_row(world, nf, "A", 1, "Cancelado");
        plant_report(world, nf, 1, 2);
    }
    plant_movement(world, "95", "'MANUAL1'");
    plant_movement(world, "96", "NULL");
    plant_movement(world, "97", "'VCD0000001'");
    plant_movement(world, "98", "'VCD0000001'");
    world.execute(
        "UPDATE movimentacao_estoque SET ativo = NULL WHERE numero_nf = '97';"
        "UPDATE movimentacao_estoque SET local_movimentacao = 'REVERSAO' WHERE numero_nf = '98'");
    const auto report = world.run_twice();
    CHECK(found(world, report, "nf_half_cancelled_elsewhere") == "AVISO 1 (NF 99)");
    CHECK(found(world, report, "nf_movement_of_cancelled_elsewhere") == "AVISO 2 (NF 96, NF 97)");
    CHECK(all_found(report) == "nf_half_cancelled_elsewhere nf_movement_of_cancelled_elsewhere");
    CHECK(all_found(world.run()).empty());
}

TEST_CASE("a movement that counts of an NF that Odoo cancelled is an ERRO: nf_movement_of_cancelled") {
    World world;
    const auto nf = world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    REQUIRE(world.run().code == ExitCode::ok);
    falsify(world, "movimentacao_estoque", "NEW.ativo := true;");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    const auto report = world.run();
    CHECK(report.code == ExitCode::integrity_failed);
    CHECK(all_found(report) == "nf_movement_of_cancelled");
    CHECK(found(world, report, "nf_movement_of_cancelled") == "ERRO 1 (NF 130001)");
}

TEST_CASE("nf_without_report: an NF of this cycle without its report row, or with other sums, is an ERRO") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    const auto* lie = GENERATE("RETURN NULL;", "NEW.valor_total := NEW.valor_total + 0.01;");
    falsify(world, "relatorio_faturamento_importado", lie);
    const auto report = world.run();
    INFO(lie);
    CHECK(report.code == ExitCode::integrity_failed);
    CHECK(found(world, report, "nf_without_report") == "ERRO 1 (NF 130001)");
    CHECK(all_found(report) == "nf_without_report");
}

TEST_CASE("an NF of this cycle whose report has another weight is an AVISO: nf_report_weight_differs") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    falsify(world, "relatorio_faturamento_importado", "NEW.peso_bruto := NEW.peso_bruto + 1;");
    const auto report = world.run_twice();
    CHECK(all_found(report) == "nf_report_weight_differs");
    CHECK(found(world, report, "nf_report_weight_differs") == "AVISO 1 (NF 130001)");
}

TEST_CASE("an older NF without its report row, or with other sums, is an AVISO: nf_report_differs") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    for (const char* nf : {"95", "96", "97", "98"}) plant_row(world, nf, "A", 3, "Lançado");
    plant_report(world, "96", 4, 2);
    plant_report(world, "97", 3, 1);
    plant_report(world, "98", 3, 2);
    const auto report = world.run_twice();
    CHECK(found(world, report, "nf_report_differs") == "AVISO 3 (NF 95, NF 96, NF 97)");
    CHECK(all_found(report) == "nf_report_differs");
    CHECK(report.stages.at(1).counts.get("aviso") == 1);
    CHECK(world.log_text().find("check=nf_report_differs count=3 examples=\"NF 95, NF 96, NF 97\"") !=
          std::string::npos);
}

TEST_CASE("an NF and product in several rows is an AVISO: nf_duplicate_rows") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    for (int i = 1; i <= 6; ++i) {
        const auto nf = "9" + std::to_string(i);
        plant_row(world, nf, "A", 1, "Lançado");
        plant_row(world, nf, "A", 1, "Lançado");
        plant_report(world, nf, 2, 4);
    }
    plant_row(world, "99", "A", 1, "Lançado", "'X1'");
    plant_row(world, "99", "A", 1, "Lançado", "'X2'");
    plant_report(world, "99", 2, 4);
    const auto report = world.run_twice();
    CHECK(found(world, report, "nf_duplicate_rows") ==
          "AVISO 6 (NF 91 product A, NF 92 product A, NF 93 product A, NF 94 product A, NF 95 product A)");
    CHECK(all_found(report) == "nf_duplicate_rows");
}

TEST_CASE(
    "separacao_faturada_sem_nf: a separação FATURADO without an NF, or with an unknown one, is an AVISO") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    plant_separacao(world, "L1", "VCD0000009", "FATURADO", "NULL");
    plant_separacao(world, "L2", "VCD0000009", "FATURADO", "'777'");
    plant_separacao(world, "L3", "VCD0000001", "FATURADO", "'130001'");
    plant_separacao(world, "L4", "VCD0000009", "ABERTO", "'777'");
    plant_separacao(world, "L5", "MANUAL1", "FATURADO", "NULL");
    const auto report = world.run_twice();
    CHECK(found(world, report, "separacao_faturada_sem_nf") ==
          "AVISO 2 (lote L1 pedido VCD0000009, lote L2 pedido VCD0000009)");
    CHECK(all_found(report) == "separacao_faturada_sem_nf");
}

TEST_CASE("the journal keeps the findings of a cycle that an integrity error stopped") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    deny_reports(world);
    plant_row(world, "98", "A", 1, "Lançado");
    const auto report = world.run();
    CHECK(report.code == ExitCode::integrity_failed);
    CHECK(
        world.rows("SELECT outcome, error, jsonb_array_length(details) FROM ciclo_etapa WHERE execution = '" +
                   report.execution + "' AND stage = 'integridade'") ==
        "failed|integridade: ERRO nf_without_report: 1 (NF 130001)|10");
    CHECK(found(world, report, "nf_without_report") == "ERRO 1 (NF 130001)");
    CHECK(found(world, report, "nf_report_differs") == "AVISO 1 (NF 98)");
    CHECK(world.log_text().find("check=nf_report_differs count=1") != std::string::npos);
    CHECK(world.log_text().find("check=nf_without_report count=1") != std::string::npos);
    const auto text = report::cycle_text(report, language::Language::english);
    CHECK(text.find("integridade  failed\n") != std::string::npos);
    CHECK(text.find(" ERRO nf_without_report: 1 (NF 130001)\n") != std::string::npos);
    CHECK(text.find(" AVISO nf_report_differs: 1 (NF 98)\n") != std::string::npos);
}

TEST_CASE("the result reports what checks found: those that found something in text, all of them in JSON") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {12});
    const auto bare = world.odoo.store().create("res.partner", {{"name", "SÓ NOME"}});
    world.add_order("VCD0000002", {{world.azeitona, 1}}, {{"partner_id", bare}});
    const auto report = world.run_twice();
    const auto text = report::cycle_text(report, language::Language::english);
    CHECK(text.find(" AVISO saldo_negativo: 1 (pedido VCD0000001 product 4310162: -2.000)\n") !=
          std::string::npos);
    CHECK(text.find("nf_origem_desconhecida") == std::string::npos);
    const auto json = report::cycle_json(report);
    CHECK(
        json.find(R"("findings":[{"check":"nf_origem_desconhecida","level":"AVISO","count":0,"examples":""},)"
                  R"({"check":"saldo_negativo","level":"AVISO","count":1,)") != std::string::npos);
    CHECK(json.find(R"("passed_over":"")") != std::string::npos);
    // Findings and notices stand in one list, the notices as ever.
    CHECK(world.rows("SELECT coalesce(d ->> 'check', d ->> 'kind'), d ->> 'count' FROM ciclo_etapa e,"
                     " jsonb_array_elements(e.details) WITH ORDINALITY d (d, place) WHERE stage = 'carteira'"
                     " AND execution = '" +
                     report.execution + "' ORDER BY place") ==
          "nf_origem_desconhecida|0\nsaldo_negativo|1\nqtd_faturada_difere_do_odoo|0\nCLIENTE_SEM_CNPJ|1\n"
          "UF_DESCONHECIDA|1");
}

TEST_CASE("--integrity=warn lets one cycle through, loudly") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    deny_reports(world);
    world.config.integrity = config::Integrity::warn;
    const auto report = world.run_twice();
    CHECK(found(world, report, "nf_without_report") == "ERRO 1 (NF 130001)");
    CHECK(report.stages.size() == 4);
    CHECK(report.stages.at(1).counts.get("erro") == 1);
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
    CHECK(world.log_text().find(k_passed_over) != std::string::npos);
    CHECK(world.rows("SELECT outcome, exit_code, error FROM ciclo_execucao WHERE id = '" + report.execution +
                     "'") == "ok|0|" + std::string(k_passed_over));
    CHECK(report.error.empty());
    CHECK(report::cycle_text(report, language::Language::english)
              .find(std::string(k_passed_over) + "\nok: a complete cycle") != std::string::npos);
    CHECK(report::cycle_json(report).find(std::string(R"("passed_over":")") + k_passed_over) !=
          std::string::npos);
    world.config.integrity = config::Integrity::stop;
    CHECK(world.run().code == ExitCode::integrity_failed);
}

TEST_CASE("with --integrity=warn a later failure keeps its own exit code, and the journal has both") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    deny_reports(world);
    world.config.integrity = config::Integrity::warn;
    world.odoo.on_request({.model = "sale.order.line",
                           .method = "search_read",
                           .skip = 1,  // the list of what changed
                           .times = -1,
                           .fault = Fault::odoo_error("odoo.exceptions.UserError", "broken")});
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    const auto error = world.value("SELECT error FROM ciclo_execucao WHERE id = '" + report.execution + "'");
    CHECK(error.find(std::string(k_passed_over) + "; carteira: ") == 0);
    CHECK(error.find("broken") != std::string::npos);
    CHECK(world.value("SELECT count(*) FROM ciclo_etapa WHERE stage = 'carteira' AND details IS NULL") ==
          "1");
}
