#include <catch2/catch.hpp>

#include "integridade_support.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

long long count_line_requests(const World& world) {
    long long count = 0;
    for (const auto& request : world.odoo.requests()) {
        if (request.model == "account.move.line" && request.method == "search_read") ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("an NF of a pedido that the backlog does not know is an AVISO: nf_origem_desconhecida") {
    World world;
    const auto outside =
        world.add_order("VCD0000001", {{world.azeitona, 10}}, {{"l10n_br_tipo_pedido", "transferencia"}});
    const auto typed = world.add_order("XYZ0000001", {{world.azeitona, 10}});
    // A first load takes open pedidos only: what came with it is no finding.
    world.add_nf("130000", outside, {1});
    CHECK(all_found(world.run_twice()).empty());
    world.advance(std::chrono::minutes{30});
    const auto old = world.add_nf("130001", outside, {4});
    world.add_nf("130002", outside, {4}, {{"state", "cancel"}});
    world.add_nf("130003", typed, {4});
    const auto report = world.run_twice();
    CHECK(found(world, report, "nf_origem_desconhecida") == "AVISO 1 (NF 130001 pedido VCD0000001)");
    CHECK(all_found(report) == "nf_origem_desconhecida");
    // Old ones are looked at in the full load.
    world.odoo.store().write("account.move", old, {{"date", "2026-08-01"}, {"invoice_date", "2026-08-01"}});
    world.advance(std::chrono::minutes{30});
    CHECK(all_found(world.run()).empty());
    world.config.full = true;
    CHECK(found(world, world.run(), "nf_origem_desconhecida") == "AVISO 1 (NF 130001 pedido VCD0000001)");
}

TEST_CASE("more invoiced than ordered is an AVISO and an open inconsistency: saldo_negativo") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.add_nf("130001", order, {11, 5});
    world.add_nf("130002", order, {1, 0}, {{"date", "2026-11-23"}});
    world.add_nf("130003", order, {9, 0}, {{"date", "2026-11-24"}, {"state", "cancel"}});
    world.execute(
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at, ativo) VALUES ('MANUAL1', 'A', '', 'A', 9, -9,"
        " now(), now(), true)");
    const auto report = world.run_twice();
    CHECK(found(world, report, "saldo_negativo") == "AVISO 1 (pedido VCD0000001 product 4310162: -2.000)");
    CHECK(all_found(report) == "saldo_negativo");
    CHECK(excesses(world) == "130002|VCD0000001|4310162|12.000|10.000|2.000|f|-|-");
    CHECK(report.stages.at(3).counts.get("excess_opened") == 1);
    CHECK(world.value(
              "SELECT count(*) FROM inconsistencia_faturamento WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO'"
              " AND abs(extract(epoch FROM detectada_em - now() AT TIME ZONE 'America/Sao_Paulo')) < 60") ==
          "1");
}

TEST_CASE("a negative saldo without any NF is reported, and is not an inconsistency of invoicing") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, -3}});
    const auto report = world.run_twice();
    CHECK(found(world, report, "saldo_negativo") == "AVISO 1 (pedido VCD0000001 product 4310162: -3.000)");
    CHECK(excesses(world).empty());
}

TEST_CASE("an open excess follows the numbers and is resolved, not deleted, when the saldo is good again") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {12});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.add_nf("130002", order, {1});
    CHECK(world.run_twice().stages.at(3).counts.get("excess_updated") == 1);
    CHECK(excesses(world) == "130002|VCD0000001|4310162|13.000|10.000|3.000|f|-|-");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 13.0}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("excess_resolved") == 1);
    CHECK(all_found(report).empty());
    CHECK(excesses(world) == "130002|VCD0000001|4310162|13.000|10.000|3.000|t|ciclo|SALDO_NORMALIZADO");
    CHECK(world.value("SELECT resolvida_em IS NOT NULL FROM inconsistencia_faturamento"
                      " WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO'") == "t");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 10.0}});
    CHECK(world.run_twice().stages.at(3).counts.get("excess_opened") == 1);
    CHECK(world.value("SELECT count(*) FROM inconsistencia_faturamento"
                      " WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO' AND resolvida IS NOT TRUE") == "1");
}

TEST_CASE("an excess that a person resolved is not opened again until it is another one", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {12});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute(
        "UPDATE inconsistencia_faturamento SET resolvida = true, resolvida_por = 'ana', acao_tomada = "
        "'ACEITO'"
        " WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO'");
    const auto report = world.run_twice();
    CHECK(found(world, report, "saldo_negativo") == "AVISO 1 (pedido VCD0000001 product 4310162: -2.000)");
    const std::string accepted = "130001|VCD0000001|4310162|12.000|10.000|2.000|t|ana|ACEITO";
    CHECK(excesses(world) == accepted);
    world.advance(std::chrono::minutes{30});
    world.add_nf("130002", order, {1});
    world.run_twice();
    CHECK(excesses(world) == accepted + "\n130002|VCD0000001|4310162|13.000|10.000|3.000|f|-|-");
    // The application's button for all that are resolved: what was accepted stays so, under the next name
    // too.
    const std::string resolve =
        "UPDATE inconsistencia_faturamento SET resolvida = true, resolvida_por = 'ana';"
        "DELETE FROM inconsistencia_faturamento";
    world.execute(resolve);
    world.run_twice();
    CHECK(excesses(world).empty());
    world.odoo.store().write("sale.order", order.id, {{"name", "VCD0000009"}});
    world.advance(std::chrono::minutes{30});
    world.run_twice();
    CHECK(excesses(world).empty());
    world.add_nf("130003", order, {1});
    world.advance(std::chrono::minutes{30});
    world.run_twice();
    CHECK(excesses(world) == "130003|VCD0000009|4310162|14.000|10.000|4.000|f|-|-");
    world.execute(resolve);
    world.run_twice();
    CHECK(excesses(world).empty());
}

TEST_CASE("inconsistencies of pedidos typed into the application are never touched") {
    World world;
    world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
    const std::string columns =
        "INSERT INTO inconsistencia_faturamento (tipo, numero_nf, num_pedido, cod_produto, qtd_faturada,"
        " qtd_excesso, resolvida, detectada_em) VALUES ('FATURAMENTO_EXCEDE_SALDO', '5', ";
    world.execute(columns + "'MANUAL1', 'A', 1, 1, false, now())");
    world.execute(columns + "NULL, 'A', 1, 1, false, now())");
    world.execute(columns + "'VCD0000001', '4310162', 1, 1, NULL, now())");
    CHECK(world.run_twice().stages.at(3).counts.get("excess_resolved") == 1);
    CHECK(world.rows("SELECT coalesce(num_pedido, '-'), resolvida FROM inconsistencia_faturamento"
                     " WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO' ORDER BY 1") ==
          "-|f\nMANUAL1|f\nVCD0000001|t");
}

TEST_CASE("another quantity invoiced here than Odoo says is an AVISO: qtd_faturada_difere_do_odoo") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.add_nf("130001", order, {4, 5});
    plant_row(world, "98", "4310162", 3, "SEM_LOTE", "'VCD0000001'");
    plant_row(world, "99", "4310162", 1, "Cancelado", "'VCD0000001'");
    plant_report(world, "98", 3, 2);
    plant_report(world, "99", 1, 2);
    const auto report = world.run_twice();
    CHECK(found(world, report, "qtd_faturada_difere_do_odoo") ==
          "AVISO 1 (pedido VCD0000001 product 4310162: 7.000 here, 4.000 in Odoo)");
    CHECK(all_found(report) == "qtd_faturada_difere_do_odoo");
    // What is not read is not compared: the second of these cycles begins where the first one ended.
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::hours{72});
    CHECK(all_found(world.run()).empty());
}

TEST_CASE("an NF that Odoo has and that is not here shows against Odoo's own quantity") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4}, {{"l10n_br_tipo_pedido", "transferencia"}});
    const auto report = world.run_twice();
    CHECK(found(world, report, "qtd_faturada_difere_do_odoo") ==
          "AVISO 1 (pedido VCD0000001 product 4310162: 0 here, 4.000 in Odoo)");
}

TEST_CASE(
    "drafts, invoices without a number, cancelled ones and refunds are not differences to Odoo's quantity") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 9}});
    const auto other = world.add_order("VCD0000002", {{world.azeitona, 10}});
    const auto none = Values{{"l10n_br_numero_nota_fiscal", false}};
    world.add_nf("130001", order, {1, 1});
    world.add_nf("-", order, {2, 0}, none);  // posted, and its number has not come back yet
    world.add_nf("-", order, {1, 1}, {{"state", "draft"}, {"l10n_br_numero_nota_fiscal", false}});
    world.add_nf("130004", order, {1, 2}, {{"state", "draft"}});
    world.add_nf("130005", order, {1, 1}, {{"state", "cancel"}});
    world.add_nf("900", order, {1, 1}, {{"move_type", "out_refund"}});
    world.add_nf("-", order, {0, 1}, {{"state", "draft"}, {"move_type", "out_refund"}});
    world.add_nf("130006", other, {4});
    CHECK(all_found(world.run_twice()).empty());
}

TEST_CASE(
    "an NF that is posted while the cycle reads the pedidos enters with its pedido and is no difference") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto known = world.add_nf("130001", order, {3});
    const auto rule = world.odoo.on_request(
        {.model = "sale.order.line", .method = "search_read", .before = [&] {
             world.add_nf("130002", order, {4});
             // One that is here moves as well: it counts once.
             world.odoo.store().write("account.move", known, {{"invoice_user_id", false}});
         }});
    const auto report = world.run();
    CHECK(world.odoo.fired(rule) == 1);
    CHECK(report.code == ExitCode::ok);
    CHECK(all_found(report).empty());
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "2");
    CHECK(all_found(world.run_twice()).empty());
}

TEST_CASE(
    "drafts and refunds are requested only where the quantities differ and what came does not say why") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(count_line_requests(world) == 2);  // those that a new pedido needs, the NF's own
    world.advance(std::chrono::minutes{30});
    world.add_nf("-", order, {1}, {{"state", "draft"}, {"l10n_br_numero_nota_fiscal", false}});
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(count_line_requests(world) == 2);  // its pedido's, with the draft's; the lines of what changed
    // A full load does not look for the lines of what it reads anyway.
    world.config.full = true;
    world.advance(std::chrono::minutes{30});
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(count_line_requests(world) == 3);
}
