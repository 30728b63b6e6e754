// More of what the program that this one replaces did wrong, where one look at the backlog is not enough:
// other tables, other kinds of cycles.
#include <catch2/catch.hpp>

#include "changes_support.hpp"
#include "markers_support.hpp"
#include "transaction_watch.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

std::string saldos(World& world, const std::string& pedido) {
    return world.rows(
        "SELECT qtd_produto_pedido, qtd_saldo_produto_pedido, ativo FROM carteira_principal WHERE num_pedido "
        "= '" +
        pedido + "' ORDER BY qtd_produto_pedido");
}

// A pedido of three lines: one wholly invoiced, one partly, one not at all.
Order add_partly_invoiced(World& world, const Values& when) {
    auto order = world.add_order("VCD0000001",
                                 {{world.azeitona, 10}, {world.palmito, 5}, {world.sem_codigo, 2}}, when);
    world.add_nf("100001", order, {4, 5, 0}, when);
    return order;
}

const char* const k_partly_invoiced = "2.000|2.000|t\n5.000|0.000|t\n10.000|6.000|t";

}  // namespace

TEST_CASE("fault 6: whatever the hour, a pedido belongs to the day of the application's time zone") {
    World world;
    world.add_order("VCD0000099", {{world.azeitona, 1}}, {{"create_date", "2027-01-01 02:59:59"}});
    for (int hour = 0; hour < 24; ++hour) {
        const auto moment =
            "2026-11-21 " + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":30:00";
        world.add_order("VCD" + std::to_string(1000000 + hour), {{world.azeitona, 1}},
                        {{"create_date", moment}, {"date_order", moment}, {"commitment_date", moment}});
    }
    world.advance(std::chrono::hours{24 * 42});
    world.run_twice();
    CHECK(
        world.rows(
            "SELECT data_pedido, count(*), min(num_pedido) FROM carteira_principal GROUP BY 1 ORDER BY 1") ==
        "2026-11-20|3|VCD1000000\n2026-11-21|21|VCD1000003\n2026-12-31|1|VCD0000099");
    CHECK(world.value(
              "SELECT count(*) FROM carteira_principal WHERE num_pedido > 'VCD1' AND"
              " (data_atual_pedido, data_entrega_pedido) IS DISTINCT FROM (data_pedido, data_pedido)") ==
          "0");
    world.config.time_zone = "America/Manaus";
    world.config.full = true;
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE data_pedido = '2026-11-20'") == "4");
}

TEST_CASE("fault 10: a UF that becomes unknown is not guessed, and a separação keeps the one that it has") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{"4310162", 10}});
    world.execute("UPDATE separacao SET cod_uf = 'GO'");
    const auto nowhere =
        world.odoo.store().create("res.partner", {{"name", "SEM LUGAR"}, {"l10n_br_cnpj", "1"}});
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id,
                             {{"partner_id", nowhere}, {"partner_shipping_id", nowhere}});
    world.add_nf("130001", order, {1}, {{"partner_id", nowhere}});
    world.run_twice();
    CHECK(world.rows("SELECT estado IS NULL, cod_uf IS NULL, municipio IS NULL FROM carteira_principal") ==
          "t|t|t");
    CHECK(world.rows("SELECT estado IS NULL, municipio IS NULL FROM faturamento_produto") == "t|t");
    CHECK(world.value("SELECT cod_uf FROM separacao") == "GO");
}

TEST_CASE(
    "fault 10: a delivery address whose UF is unknown is reported, also where the customer's is known") {
    World world;
    auto& store = world.odoo.store();
    const auto abroad = store.create("res.country.state", {{"name", "California"}, {"code", "CA"}});
    const auto city =
        store.create("l10n_br_ciel_it_account.res.municipio", {{"name", "San Diego"}, {"state_id", abroad}});
    const auto address = store.create("res.partner", {{"name", "X"}, {"l10n_br_municipio_id", city}});
    world.add_order("VCD0000001", {{world.azeitona, 10}}, {{"partner_shipping_id", address}});
    const auto report = world.run_twice();
    CHECK(world.rows("SELECT estado, nome_cidade, cod_uf IS NULL FROM carteira_principal") ==
          "SP|San Diego|t");
    const auto& notices = report.stages.at(3).notices;
    REQUIRE(notices.size() == 1);
    CHECK(notices.at(0).kind == "UF_DESCONHECIDA");
    CHECK(notices.at(0).examples.find("VCD0000001") == 0);
}

TEST_CASE("fault 13: a cycle without changes costs a few requests and bytes, whatever the base holds") {
    World world;
    Backlog backlog(world);
    for (int i = 0; i < 300; ++i) {
        const auto number = std::to_string(1000000 + i);
        const auto order = world.add_order("VCD" + number, {{world.azeitona, 10}, {world.palmito, 5}});
        if (i % 2 == 0) world.add_nf("2" + number, order, {4, 5});
    }
    REQUIRE(world.run().code == ExitCode::ok);
    backlog.add_lots();
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.clear_requests();
    const auto before = world.row_versions();
    const auto report = world.run();
    REQUIRE(report.code == ExitCode::ok);
    CHECK(world.row_versions() == before);
    std::size_t asked = 0;
    std::size_t bytes = 0;
    for (const auto& request : world.odoo.requests()) {
        if (request.method != "search_read")
            continue;  // the rest, a login and the fields, is the same for any base
        ++asked;
        bytes += request.response_bytes;
    }
    CHECK(asked <= 5);
    // Name, state, kind and date of 303 pedidos, and nothing else.
    CHECK(bytes < 303UL * 200);
    CHECK(report.totals.get("requests") < 40);
}

TEST_CASE("fault 13: whatever changed, no transaction is open during a request to Odoo", "[long]") {
    World world;
    Backlog backlog(world);
    REQUIRE(world.run().code == ExitCode::ok);
    backlog.add_lots();
    const TransactionWatch watcher(world);
    const auto& changes = every_change();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        INFO("after " << changes[i].name);
        world.advance(std::chrono::minutes{10});
        changes[i].make(backlog);
        if (i % 4 != 0) continue;
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(watcher.open() == 0);
    }
    world.config.full = true;
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(watcher.open() == 0);
    CHECK(watcher.asked() > 100);
}

TEST_CASE("fault 16: no empty field of Odoo becomes a text such as 'False' in any table") {
    World world;
    const auto bare = world.odoo.store().create(
        "res.partner", {{"name", "X"}, {"l10n_br_cnpj", "5"}, {"agendamento", "sim"}});
    const auto order = world.add_order("VCD0000001", {{world.sem_codigo, 20}},
                                       {{"partner_id", bare},
                                        {"partner_shipping_id", bare},
                                        {"user_id", false},
                                        {"team_id", false},
                                        {"payment_term_id", false},
                                        {"incoterm", false},
                                        {"commitment_date", false}});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto code = "ODOO-" + std::to_string(world.sem_codigo);
    world.add_lot("L1", "VCD0000001", {{code, 4}}, "parcial", 7);
    world.add_lot("L2", "VCD0000001", {{code, 6}}, "total", 7);
    world.add_item(1, "L1", "VCD0000001");
    world.add_nf("130001", order, {4},
                 {{"partner_id", bare},
                  {"invoice_user_id", false},
                  {"invoice_incoterm_id", false},
                  {"team_id", false}});
    world.run_twice();
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    for (const char* table :
         {"carteira_principal", "separacao", "embarque_itens", "alertas_separacao_cotada",
          "contatos_agendamento", "faturamento_produto", "relatorio_faturamento_importado",
          "movimentacao_estoque", "cadastro_palletizacao", "inconsistencia_faturamento"}) {
        const std::string from = std::string(" FROM ") + table;
        INFO(table);
        CHECK(world.rows(
                  "SELECT e.key, e.value" + from +
                  " t, jsonb_each_text(to_jsonb(t)) e"
                  " WHERE jsonb_typeof(to_jsonb(t) -> e.key) = 'string'"
                  " AND lower(btrim(e.value)) IN ('false', 'none', 'null', 'não', 'nao', 'undefined')") ==
              k_nothing);
    }
    CHECK(world.value("SELECT count(*) FROM alertas_separacao_cotada") != "0");
    CHECK(world.value("SELECT count(*) FROM contatos_agendamento") == "1");
}

TEST_CASE("fault 18: a partly invoiced pedido is whole after a full load", "[long]") {
    World world;
    add_partly_invoiced(world,
                        {{"create_date", "2025-01-10 12:00:00"}, {"write_date", "2025-01-10 12:00:00"}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).window->full);
    CHECK(saldos(world, "VCD0000001") == k_partly_invoiced);
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "0");
}

TEST_CASE("fault 18: a partly invoiced pedido is whole after the first incremental cycle that meets it") {
    World world;
    world.add_order("VCD0000009", {{world.azeitona, 1}});
    const auto order = add_partly_invoiced(
        world, {{"create_date", "2025-01-10 12:00:00"}, {"write_date", "2025-01-10 12:00:00"}});
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "devolucao"}});
    REQUIRE(world.run().code == ExitCode::ok);
    REQUIRE(saldos(world, "VCD0000001").empty());
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "venda"}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).window->kind == staging::WindowKind::regular);
    CHECK(saldos(world, "VCD0000001") == k_partly_invoiced);
}

TEST_CASE("fault 18: a partly invoiced pedido whose transaction was long is whole through the status window",
          "[long]") {
    World world;
    world.add_order("VCD0000009", {{world.azeitona, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    for (int i = 0; i < 5; ++i) {
        world.advance(std::chrono::hours{1});
        if (thorough() || i == 4) REQUIRE(world.run().code == ExitCode::ok);
    }
    // It becomes visible now, and looks four hours old.
    world.odoo.store().stamp_as_of(world.now() - std::chrono::hours{4});
    add_partly_invoiced(world, {});
    world.odoo.store().stamp_as_of(std::nullopt);
    world.advance(std::chrono::minutes{30});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).window->kind == staging::WindowKind::regular);
    CHECK(saldos(world, "VCD0000001") == k_partly_invoiced);
}

TEST_CASE(
    "fault 19: a contact for each customer who needs scheduling, however Odoo says so, and none for others") {
    World world;
    auto& store = world.odoo.store();
    const auto buys = [&](const std::string& cnpj, const fake_odoo::Value& agendamento) {
        const auto partner = store.create(
            "res.partner", {{"name", "C" + cnpj}, {"l10n_br_cnpj", cnpj}, {"agendamento", agendamento}});
        world.add_order("VCD000000" + cnpj, {{world.azeitona, 1}}, {{"partner_id", partner}});
    };
    buys("1", "sim");
    buys("2", "nao");
    buys("3", false);
    buys("4", "sim");
    buys("5", "sim");
    buys("6", "sim");
    world.execute(
        "INSERT INTO contatos_agendamento (cnpj, forma) VALUES ('4', 'SEM AGENDAMENTO'), ('5', 'PORTAL'), "
        "('5', 'ODOO'),"
        " ('6', 'ODOO'), ('2', 'SEM AGENDAMENTO')");
    world.run_twice();
    CHECK(world.rows("SELECT cnpj, forma FROM contatos_agendamento ORDER BY 1, 2") ==
          "1|ODOO\n2|SEM AGENDAMENTO\n4|ODOO\n5|ODOO\n5|PORTAL\n6|ODOO");
    CHECK(world.rows("SELECT cnpj_cpf, cliente_nec_agendamento, coalesce(forma_agendamento, '-') FROM "
                     "carteira_principal"
                     " ORDER BY 1") ==
          "1|Sim|ODOO\n2|Não|SEM AGENDAMENTO\n3|Não|-\n4|Sim|ODOO\n5|Sim|PORTAL\n6|Sim|ODOO");
    CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE odoo_write_date IS NULL") == "0");
}
