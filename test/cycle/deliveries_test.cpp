// Deliveries of NFs: made once, followed while they are open, cancelled and opened again with their NF.
#include <catch2/catch.hpp>

#include "deliveries_support.hpp"
#include "dry_run_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::minutes;

namespace {

// The delivery of NF 130001 after it left on Friday the 20th with a route of 3 working days.
constexpr const char* k_shipped = "130001|Veloz Cargas|2026-11-20|3|2026-11-25|LOTE_1|f|";

void edit(World& world, const std::string& sql) {
    world.execute(sql);
    world.advance(minutes{30});
}

}  // namespace

TEST_CASE("an NF gets its delivery, with carrier, route and working days, in one transaction with its rows") {
    DeliveryWorld world;
    world.add_nf("130001", world.shipped_pedido(), {10});
    world.run_twice();
    CHECK(world.deliveries() == k_shipped);
    CHECK(world.rows(
              "SELECT cliente, cnpj_cliente, municipio, uf, valor_nf, data_faturamento, reagendar, nf_cd,"
              " pendencia_financeira, data_agenda FROM entregas_monitoradas") ==
          world.rows("SELECT nome_cliente, cnpj_cliente, municipio, estado, valor_total, data_fatura, false, "
                     "false, false, NULL FROM relatorio_faturamento_importado"));
}

TEST_CASE(
    "an NF without a shipment gets a delivery without carrier and days, which it takes when it finds its "
    "lot") {
    DeliveryWorld world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.deliveries() == "130001|-|||||f|");
    world.add_lot("LOTE_1", "VCD0000001", {{k_azeitona, 10}});
    world.add_item(1, "LOTE_1", "VCD0000001");
    edit(world,
         "UPDATE embarque_itens SET uf_destino = 'SP', cidade_destino = 'Campinas', data_agenda = "
         "'30/11/2026',"
         " protocolo_agendamento = ' P-1 ';"
         "UPDATE embarques SET transportadora_id = 1");
    world.run_twice();
    CHECK(world.deliveries() == "130001|Veloz Cargas||3|2026-11-30|LOTE_1|f|");
    CHECK(world.rows(
              "SELECT data_agendada, forma_agendamento, protocolo_agendamento, autor, status, confirmado_por"
              " FROM agendamentos_entrega") ==
          "2026-11-30|Embarque Automático|P-1|Sistema - Sincronização Automática|confirmado|Sistema - "
          "Sincronização Automática");
}

TEST_CASE("history, adopted NFs and NFs of another issuer get no delivery") {
    DeliveryWorld world;
    const auto order = world.shipped_pedido();
    world.add_nf("100001", order, {2},
                 {{"create_date", "2026-09-01 12:00:00"},
                  {"write_date", "2026-09-01 12:00:00"},
                  {"date", "2026-09-01"}});
    world.add_nf("130001", order, {4});
    REQUIRE(world.run().code == ExitCode::ok);
    world.execute(
        "DELETE FROM ciclo_entrega; DELETE FROM entregas_monitoradas; DELETE FROM ciclo_nf;"
        "UPDATE embarque_itens SET nota_fiscal = NULL");
    world.config.full = true;
    world.run_twice();
    CHECK(world.deliveries().empty());
    CHECK(world.value("SELECT count(DISTINCT numero_nf) FROM faturamento_produto") == "2");
}

TEST_CASE("what people changed in a delivery survives ten cycles and a full load") {
    DeliveryWorld world;
    const auto change = GENERATE(from_range(variants<std::string>(
        {"data_entrega_prevista = '2026-12-24'",
         ("entregue = true, data_hora_entrega_realizada = '2026-11-22 10:00', "
          "status_finalizacao = 'Entregue', finalizado_por = 'Ana'"),
         "status_finalizacao = 'Troca de NF', nova_nf = '9'",
         "nf_cd = true, data_embarque = NULL, data_entrega_prevista = NULL",
         "data_agenda = '2026-12-01', data_entrega_prevista = '2026-12-02', reagendar = true"},
        2)));
    CAPTURE(change);
    const auto nf = world.add_nf("130001", world.shipped_pedido("NULL"), {10});
    REQUIRE(world.run().code == ExitCode::ok);
    edit(world, "UPDATE entregas_monitoradas SET " + change);
    const auto before = world.rows("SELECT * FROM entregas_monitoradas");
    for (int cycle = 0; cycle < cycles(10); ++cycle) {
        world.odoo.store().write("account.move", nf, {{"date", "2026-11-22"}});
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
    }
    world.config.full = true;
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.rows("SELECT * FROM entregas_monitoradas") == before);
}

TEST_CASE(
    "a renamed customer's delivery follows, shipped or not; another origem's of the same number does not") {
    DeliveryWorld world;
    const auto nf = world.add_nf("130001", world.shipped_pedido(), {10});
    world.execute(
        "ALTER TABLE entregas_monitoradas ADD COLUMN origem varchar(10) NOT NULL DEFAULT 'NACOM';"
        "INSERT INTO entregas_monitoradas (numero_nf, cliente, origem, entregue) VALUES ('130001', 'Outro', "
        "'CARVIA', false)");
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"invoice_partner_display_name", "Mercado Novo"}});
    world.run_twice();
    CHECK(world.rows("SELECT cliente, origem, transportadora FROM entregas_monitoradas ORDER BY id") ==
          "Outro|CARVIA|\nMercado Novo|NACOM|Veloz Cargas");
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(world.rows("SELECT cliente, status_finalizacao FROM entregas_monitoradas ORDER BY id") ==
          "Outro|\nMercado Novo|Cancelada");
}

TEST_CASE("a cancelled NF's delivery is Cancelada and kept first, and is open again when its NF is") {
    DeliveryWorld world;
    const auto order = world.shipped_pedido();
    const auto nf = world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(
        world.rows(
            "SELECT status_finalizacao, entregue, data_embarque, data_entrega_prevista, finalizado_por FROM "
            "entregas_monitoradas") == "Cancelada|f|||Sistema - NF Cancelada no Odoo");
    CHECK(world.value("SELECT row ->> 'data_embarque' FROM ciclo_removido WHERE table_name = "
                      "'entregas_monitoradas'") == "2026-11-20");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.odoo.store().refresh_invoicing(order.id);
    world.run_twice();
    CHECK(world.deliveries() == k_shipped);
    CHECK(world.value("SELECT finalizado_em IS NULL AND finalizado_por IS NULL FROM entregas_monitoradas") ==
          "t");
}

TEST_CASE("a cancelled NF that is a draft again waits, and has its delivery once it is posted") {
    DeliveryWorld world;
    const auto order = world.shipped_pedido();
    const auto first = GENERATE(from_range(variants<std::string>({"draft", "posted"}, 2)));
    CAPTURE(first);
    const auto nf = world.add_nf("130001", order, {10}, {{"state", first}});
    REQUIRE(world.run().code == ExitCode::ok);
    for (const char* state : {"cancel", "draft"}) {
        world.advance(minutes{30});
        world.odoo.store().write("account.move", nf, {{"state", state}});
        world.odoo.store().refresh_invoicing(order.id);
        world.run_twice();
        CHECK(world.rows("SELECT status_finalizacao FROM entregas_monitoradas") ==
              (first == "draft" ? "" : "Cancelada"));
    }
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "posted"}});
    world.odoo.store().refresh_invoicing(order.id);
    world.run_twice();
    CHECK(world.deliveries() == k_shipped);
}

TEST_CASE("a cancelled delivery that people opened again stays open", "[long]") {
    DeliveryWorld world;
    const auto nf = world.add_nf("130001", world.shipped_pedido(), {10});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    REQUIRE(world.run().code == ExitCode::ok);
    edit(world, "UPDATE entregas_monitoradas SET status_finalizacao = NULL");
    world.config.full = true;
    world.run_twice();
    CHECK(world.value("SELECT status_finalizacao IS NULL FROM entregas_monitoradas") == "t");
}

TEST_CASE("an NF that arrives cancelled, or as a draft, gets no delivery; the draft does when it is posted") {
    DeliveryWorld world;
    const auto order = world.shipped_pedido();
    world.add_nf("130002", order, {1}, {{"state", "cancel"}});
    const auto draft = world.add_nf("130001", order, {9}, {{"state", "draft"}});
    world.run_twice();
    CHECK(world.deliveries().empty());
    world.advance(minutes{30});
    world.odoo.store().write("account.move", draft, {{"state", "posted"}});
    world.odoo.store().refresh_invoicing(order.id);
    world.run_twice();
    CHECK(world.deliveries() == k_shipped);
}

TEST_CASE("a delivery that was made and is gone is not made again", "[long]") {
    DeliveryWorld world;
    const auto nf = world.add_nf("130001", world.shipped_pedido(), {10});
    REQUIRE(world.run().code == ExitCode::ok);
    edit(world, "DELETE FROM entregas_monitoradas");
    world.odoo.store().write("account.move", nf, {{"date", "2026-11-22"}});
    world.run_twice();
    world.config.full = true;
    world.run_twice();
    CHECK(world.deliveries().empty());
}

TEST_CASE("FOB: predicted for the day that the shipment is planned, delivered on the day that it leaves") {
    DeliveryWorld world;
    const auto day = GENERATE(as<std::string>{}, "NULL", "'2026-11-20'");
    const auto order = world.shipped_pedido(day);
    world.execute("UPDATE embarques SET data_prevista_embarque = '2026-11-21'");
    const auto fob =
        world.odoo.store().create("account.incoterms", {{"code", "FOB"}, {"name", "FREE ON BOARD"}});
    world.add_nf("130001", order, {10}, {{"invoice_incoterm_id", fob}});
    world.run_twice();
    CHECK(world.deliveries() == (day == "NULL"
                                     ? "130001|Veloz Cargas||3|2026-11-21|LOTE_1|f|"
                                     : "130001|Veloz Cargas|2026-11-20|3|2026-11-21|LOTE_1|t|Entregue"));
}

TEST_CASE("an NF typed into an active shipment before it was invoiced gets its delivery") {
    DeliveryWorld world;
    const auto order = world.shipped_pedido();
    world.add_nf("130001", order, {10});
    REQUIRE(world.run().code == ExitCode::ok);
    edit(world, "DELETE FROM ciclo_entrega; DELETE FROM entregas_monitoradas");
    world.run_twice();
    CHECK(world.deliveries() == k_shipped);
}

TEST_CASE("an error in the deliveries costs no NF and no backlog: 14, tried again until it is mended") {
    DeliveryWorld world;
    world.add_nf("130001", world.shipped_pedido(), {10});
    world.execute("ALTER TABLE entregas_monitoradas ADD CONSTRAINT broken CHECK (cliente = '')");
    const auto failed = world.run();
    CHECK(failed.code == ExitCode::done_with_rejects);
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "1");
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "0.000");
    CHECK_THAT(world.value("SELECT reason FROM ciclo_rejeito"),
               Contains("insert.sql") && Contains("broken") && Contains("--deliveries=off"));
    CHECK(world.run().code == ExitCode::done_with_rejects);
    world.config.deliveries = false;
    CHECK(world.run().code == ExitCode::ok);
    world.config.deliveries = true;
    edit(world, "ALTER TABLE entregas_monitoradas DROP CONSTRAINT broken");
    world.run_twice();
    CHECK(world.deliveries() == k_shipped);
    CHECK(world.value("SELECT count(*) FROM ciclo_rejeito") == "0");
}

TEST_CASE("with --deliveries=off nothing is done, and the first cycle without it does what was due") {
    DeliveryWorld world;
    world.config.deliveries = false;
    world.add_nf("130001", world.shipped_pedido(), {10});
    world.run_twice();
    CHECK(world.deliveries().empty());
    world.config.deliveries = true;
    world.run_twice();
    CHECK(world.deliveries() == k_shipped);
}

TEST_CASE("without the tables of deliveries nothing is done and nothing is due later") {
    DeliveryWorld world;
    world.execute("ALTER TABLE cidades_atendidas RENAME TO gone");
    world.add_nf("130001", world.shipped_pedido("NULL"), {10});
    world.run_twice();
    CHECK(world.deliveries().empty());
    CHECK(world.value("SELECT count(*) FROM ciclo_entrega") == "0");
}

TEST_CASE("a hundred NFs take as many statements for their deliveries as one") {
    const auto statements = [](int nfs) {
        DeliveryWorld world;
        const auto order = world.shipped_pedido();
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
        for (int i = 0; i < nfs; ++i) world.add_nf(std::to_string(130001 + i), order, {0.01});
        const auto report = world.run();
        REQUIRE(report.code == ExitCode::ok);
        CHECK(world.value("SELECT count(*) FROM entregas_monitoradas") == std::to_string(nfs));
        return report.totals.get("statements");
    };
    CHECK(statements(1) == statements(100));
}

TEST_CASE("columns that came later without a default get what the application gives them") {
    DeliveryWorld world;
    world.execute(
        "ALTER TABLE entregas_monitoradas ADD COLUMN teve_devolucao boolean NOT NULL, ADD COLUMN origem "
        "varchar(10) NOT NULL, ADD COLUMN local_cd varchar(20) NOT NULL, ADD COLUMN chegada_filial boolean "
        "NOT "
        "NULL;"
        "ALTER TABLE embarque_itens ADD COLUMN agendamento_confirmado boolean DEFAULT false");
    const auto order = world.shipped_pedido();
    world.execute("UPDATE embarque_itens SET data_agenda = '30/11/2026'");
    world.add_nf("130001", order, {10});
    world.run_twice();
    CHECK(world.rows("SELECT teve_devolucao, origem, local_cd, chegada_filial FROM entregas_monitoradas") ==
          "f|NACOM|VICTORIO_MARCHEZINE|f");
    CHECK(world.rows("SELECT data_agendada, status, confirmado_por FROM agendamentos_entrega") ==
          "2026-11-30|aguardando|");
}

TEST_CASE("a dry run shows deliveries, shipments and events, and makes none") {
    DeliveryWorld world;
    world.add_nf("130001", world.shipped_pedido(), {10});
    world.config.detailed_exitcode = true;
    const auto report = world.dry_run();
    CHECK(report.code == ExitCode::changes_pending);
    const auto shown = changed_tables(report);
    for (const char* table : {"entregas_monitoradas", "embarque_itens", "ciclo_evento"})
        CHECK(shown.contains(table));
    CHECK(report.stages.front().counts.get("deliveries_inserted") == 1);
    CHECK(report.stages.front().counts.get("events") == 1);
    CHECK(world.deliveries().empty());
}
