// A pedido that leaves the filters in Odoo, one that Odoo no longer shows, and one that only a setting of
// ours leaves out: none of them loses what people picked, booked or put aside for it.
#include <catch2/catch.hpp>

#include "markers_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// What the application holds beside the backlog's rows.
const Columns k_beside{"separacao", "embarque_itens", "saldo_standby", "alertas_separacao_cotada"};
const Columns k_beside_and_backlog{"separacao", "embarque_itens", "saldo_standby", "alertas_separacao_cotada",
                                   "carteira_principal"};

// "kind 2 VCD0000001 (...), ..." of one kind; "" where nothing is reported.
std::string backlog_notice(const CycleReport& report, const std::string& kind) {
    for (const auto& notice : report.stages.at(3).notices) {
        if (notice.kind == kind) return kind + " " + std::to_string(notice.count) + " " + notice.examples;
    }
    return "";
}

// Three pedidos of Odoo's, one of another kind, one of another company and prefix, with a lot in each status,
// shipment items and what waits in standby.
struct MixedBacklog : World {
    Order plain;
    Order bonus;
    Order branch;
    long long company = 0;

    MixedBacklog() {
        company = odoo.store().create("res.company", {{"name", "FILIAL"}});
        plain = add_order("VCD0000001", {{azeitona, 10}, {palmito, 5}});
        bonus = add_order("VCD0000002", {{azeitona, 10}}, {{"l10n_br_tipo_pedido", "bonificacao"}});
        branch = add_order("VFB0000003", {{azeitona, 10}}, {{"company_id", company}});
        REQUIRE(run().code == ExitCode::ok);
        for (const char* pedido : {"VCD0000001", "VCD0000002", "VFB0000003"}) add_lots(pedido);
        advance(minutes{30});
        REQUIRE(run().code == ExitCode::ok);
    }

    void add_lots(const std::string& pedido) {
        const std::string place = pedido.substr(9);
        add_lot("LP" + place, pedido, {{"4310162", 2}});
        add_lot("LA" + place, pedido, {{"4310162", 3}});
        add_lot("LC" + place, pedido, {{"4310162", 4}}, "parcial", 7);
        execute(
            "UPDATE separacao SET valor_saldo = qtd_saldo * 10, peso = qtd_saldo, pallet = qtd_saldo;"
            "UPDATE separacao SET status = 'PREVISAO' WHERE separacao_lote_id = 'LP" +
            place + "'");
        add_item(1, "LA" + place, pedido);
        add_item(2, "LC" + place, pedido);
        execute(
            "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
            "nome_cliente,"
            " qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por)"
            " VALUES ('LA" +
            place + "', '" + pedido + "', '4310162', '', 'C', 1, 1, 'Saldo', 'ATIVO', now(), 'ana')");
    }
    void write(const Order& order, const Values& values) {
        advance(minutes{30});
        odoo.store().write("sale.order", order.id, values);
    }
    std::string reasons() {
        return rows(
            "SELECT DISTINCT num_pedido, updated_by FROM carteira_principal WHERE ativo IS FALSE ORDER BY 1");
    }
    std::string live() {
        return value(
            "SELECT string_agg(DISTINCT num_pedido, ' ' ORDER BY num_pedido) FROM carteira_principal"
            " WHERE ativo");
    }
};

// Looks that what was remembered is as it was, whatever cycle runs, at once and long after.
void stays(MixedBacklog& world, Markers& markers) {
    CHECK(markers.changes() == k_nothing);
    for (const bool full : variants({true, false})) {
        world.advance(hours{72});
        world.config.full = full;
        world.run_twice();
        CHECK(markers.changes() == k_nothing);
    }
    world.config.full = false;
}

void remember(Markers& markers, const Columns& tables) {
    for (const auto& table : tables) markers.remember_versions(table, "true");
}

}  // namespace

TEST_CASE(
    "a kind of --tipos-pedido that this Odoo does not have ends the cycle with 78 before anything is read") {
    MixedBacklog world;
    Markers markers(world);
    remember(markers, k_beside_and_backlog);
    world.config.tipos_pedido = {"venda", "vendas"};
    world.advance(minutes{30});
    const auto report = world.run();
    CHECK(report.code == ExitCode::config_error);
    CHECK_THAT(report.error, Catch::Matchers::StartsWith(
                                 "--tipos-pedido names kinds that this Odoo does not have: vendas; it has "));
    CHECK_THAT(report.error, Catch::Matchers::Contains("bonificacao"));
    CHECK(report.stages.empty());
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE("a prefix that no pedido in Odoo has is a slip: the cycle ends with 78 and changes nothing") {
    MixedBacklog world;
    Markers markers(world);
    remember(markers, k_beside_and_backlog);
    world.config.pedido_prefixes = {"VCD", "vsc"};
    const auto report = world.run();
    CHECK(report.code == ExitCode::config_error);
    CHECK(report.error == "no pedido in Odoo has a name that begins with vsc");
    CHECK(report.stages.empty());
    CHECK(markers.changes() == k_nothing);
    // Of the default ones one may be unused: here it is VSC.
    world.config.pedido_prefixes = config::Config().pedido_prefixes;
    CHECK(world.run().code == ExitCode::ok);
}

TEST_CASE("a kind, a company or a prefix that a setting of ours leaves out from now on destroys nothing") {
    MixedBacklog world;
    const auto was = world.config;
    Markers markers(world);
    remember(markers, k_beside_and_backlog);
    std::string outside;
    SECTION("a kind") {
        world.config.tipos_pedido = {"venda"};
        outside = "VCD0000002 (tipo_pedido bonificacao)";
    }
    if (thorough()) SECTION("a company") {
            world.config.excluded_companies = {world.company};
            outside = "VFB0000003 (company_id " + std::to_string(world.company) + ")";
        }
    if (thorough()) SECTION("a prefix") {
            world.config.pedido_prefixes = {"VCD", "VSC"};
            outside = "VFB0000003 (prefixo)";
        }
    world.advance(minutes{30});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).window->kind == staging::WindowKind::reading_changed);
    CHECK(backlog_notice(report, "PEDIDO_FORA_DO_FILTRO") == "PEDIDO_FORA_DO_FILTRO 1 " + outside);
    stays(world, markers);
    // With the setting as it was what happened in the meantime is taken over.
    world.odoo.store().write("sale.order.line", world.bonus.lines.at(0), {{"product_uom_qty", 12.0}});
    world.odoo.store().write("sale.order.line", world.branch.lines.at(0), {{"product_uom_qty", 13.0}});
    world.config = was;
    CHECK(backlog_notice(world.run_twice(), "PEDIDO_FORA_DO_FILTRO") == k_nothing);
    CHECK(world.value(
              "SELECT string_agg(qtd_saldo_produto_pedido::int::text, ' ' ORDER BY num_pedido, cod_produto)"
              " FROM carteira_principal WHERE ativo") == "10 5 12 13");
}

TEST_CASE("pedidos of kinds that were never inside the filters stay as another program left them") {
    MixedBacklog world;
    for (const char* kind : {"transferencia", "devolucao"})
        world.add_order(std::string("VCD") + kind, {{world.azeitona, 10}}, {{"l10n_br_tipo_pedido", kind}});
    world.execute(
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at, ativo) SELECT 'VCD' || kind, '4310162', '1', "
        "'A', 10, 10,"
        " now(), now(), true FROM unnest('{transferencia,devolucao}'::text[]) kind");
    world.add_lots("VCDtransferencia");
    Markers markers(world);
    remember(markers, k_beside_and_backlog);
    world.advance(minutes{30});
    for (int cycle = 0; cycle < 2; ++cycle) {
        CHECK(backlog_notice(world.run_twice(), "PEDIDO_FORA_DO_FILTRO") ==
              "PEDIDO_FORA_DO_FILTRO 2 VCDdevolucao (tipo_pedido devolucao), "
              "VCDtransferencia (tipo_pedido transferencia)");
    }
    stays(world, markers);
}

TEST_CASE(
    "a pedido that Odoo takes out of the filters leaves the backlog with its rows alone, and returns with "
    "them") {
    MixedBacklog world;
    const auto excluded = world.odoo.store().create("res.company", {{"name", "FORA"}});
    world.config.excluded_companies = {excluded};
    world.config.removal =
        GENERATE(from_range(variants({config::Removal::archive, config::Removal::delete_rows})));
    world.run_twice();
    const auto saldos = [&] {
        return world.rows(
            "SELECT num_pedido, cod_produto, qtd_saldo_produto_pedido FROM carteira_principal WHERE ativo"
            " ORDER BY 1, 2");
    };
    const auto before = saldos();
    Markers markers(world);
    remember(markers, k_beside);
    const auto [out, why] = GENERATE_COPY(from_range(
        variants({std::pair{Values{{"l10n_br_tipo_pedido", "transferencia"}}, "tipo_pedido transferencia"},
                  std::pair{Values{{"company_id", excluded}}, "company_id"},
                  std::pair{Values{{"l10n_br_tipo_pedido", false}}, "tipo_pedido vazio"}})));
    world.write(world.plain, out);
    const auto report = world.run_twice();
    CHECK(backlog_notice(report, "PEDIDO_SAIU_DO_FILTRO")
              .starts_with("PEDIDO_SAIU_DO_FILTRO 1 VCD0000001 (" + std::string(why)));
    CHECK(backlog_notice(report, "PEDIDO_FORA_DO_FILTRO") == k_nothing);
    CHECK(world.live() == "VCD0000002 VFB0000003");
    CHECK(world.reasons() ==
          (world.config.removal == config::Removal::archive ? "VCD0000001|ciclo: fora dos filtros" : ""));
    stays(world, markers);
    world.write(world.plain, {{"l10n_br_tipo_pedido", "venda"}, {"company_id", 1}});
    world.run_twice();
    CHECK(saldos() == before);
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE(
    "a pedido that Odoo no longer shows leaves the backlog with its rows alone, and returns with them") {
    MixedBacklog world;
    world.config.removal =
        GENERATE(from_range(variants({config::Removal::archive, config::Removal::delete_rows})));
    Markers markers(world);
    remember(markers, k_beside);
    world.odoo.hide_records("sale.order", {world.plain.id});
    world.advance(minutes{30});
    const auto report = world.run_twice();
    CHECK(backlog_notice(report, "PEDIDO_AUSENTE") == "PEDIDO_AUSENTE 1 VCD0000001 (ausente no Odoo)");
    CHECK(world.live() == "VCD0000002 VFB0000003");
    stays(world, markers);
    world.odoo.clear_restrictions();
    world.config.full = true;
    world.run_twice();
    CHECK(world.live() == "VCD0000001 VCD0000002 VFB0000003");
    CHECK(markers.changes() == k_nothing);
    // It counts like any other again.
    world.config.full = false;
    world.write(world.plain, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.value("SELECT sum(qtd_saldo) FROM separacao WHERE num_pedido = 'VCD0000001'") == "0");
    CHECK(world.value("SELECT count(*) FROM embarque_itens WHERE status = 'cancelado'") == "2");
    CHECK(world.value("SELECT count(*) FROM saldo_standby WHERE num_pedido = 'VCD0000001'") == "0");
}

TEST_CASE("a pedido that no cycle ever read and that Odoo does not show keeps what was picked for it",
          "[long]") {
    MixedBacklog world;
    world.execute(
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at, ativo) VALUES ('VCD0000004', '4310162', '1', "
        "'A', 10, 10,"
        " now(), now(), true)");
    world.add_lots("VCD0000004");
    Markers markers(world);
    remember(markers, k_beside);
    world.advance(minutes{30});
    CHECK(backlog_notice(world.run_twice(), "PEDIDO_AUSENTE") ==
          "PEDIDO_AUSENTE 1 VCD0000004 (ausente no Odoo)");
    CHECK(world.live() == "VCD0000001 VCD0000002 VFB0000003");
    stays(world, markers);
}

TEST_CASE("an NF that is cancelled long after its pedido was gone frees its lot, which holds what it held",
          "[long]") {
    MixedBacklog world;
    const auto nf = world.add_nf("130001", world.plain, {4, 0});
    world.execute("DELETE FROM embarque_itens WHERE separacao_lote_id = 'LA1'");
    world.advance(minutes{30});
    world.run_twice();
    REQUIRE(world.value("SELECT separacao_lote_id FROM separacao WHERE numero_nf = '130001'") == "LC1");
    if (thorough()) SECTION("out of the filters") {
            world.write(world.plain, {{"l10n_br_tipo_pedido", "transferencia"}});
        }
    SECTION("absent") {
        world.odoo.hide_records("sale.order", {world.plain.id});
    }
    world.advance(minutes{30});
    world.run_twice();
    REQUIRE(world.live() == "VCD0000002 VFB0000003");
    world.advance(hours{240});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT separacao_lote_id, qtd_saldo, status, zerado_por_sync IS TRUE FROM separacao"
                     " WHERE num_pedido = 'VCD0000001' ORDER BY 1") ==
          "LA1|3|ABERTO|f\nLC1|4|COTADO|f\nLP1|2|PREVISAO|f");
    CHECK(world.rows("SELECT status, nota_fiscal FROM embarque_itens WHERE pedido = 'VCD0000001'") ==
          "ativo|");
    CHECK(world.live() == "VCD0000002 VFB0000003");
}

TEST_CASE(
    "what Odoo takes out of filters that a setting of ours had narrowed before stays, since which of the two "
    "did it is unknown",
    "[long]") {
    MixedBacklog world;
    Markers markers(world);
    remember(markers, k_beside_and_backlog);
    world.config.tipos_pedido = {"venda"};
    world.write(world.bonus, {{"l10n_br_tipo_pedido", "transferencia"}});
    CHECK(backlog_notice(world.run_twice(), "PEDIDO_FORA_DO_FILTRO") ==
          "PEDIDO_FORA_DO_FILTRO 1 VCD0000002 (tipo_pedido transferencia)");
    stays(world, markers);
}

TEST_CASE(
    "on a database of an earlier version a pedido is known to leave only once it was read inside the "
    "filters",
    "[long]") {
    MixedBacklog world;
    world.execute("UPDATE ciclo_pedido SET tipo_pedido = NULL, company_id = NULL");
    Markers markers(world);
    remember(markers, k_beside_and_backlog);
    world.write(world.plain, {{"l10n_br_tipo_pedido", "transferencia"}});
    CHECK(backlog_notice(world.run_twice(), "PEDIDO_FORA_DO_FILTRO") ==
          "PEDIDO_FORA_DO_FILTRO 1 VCD0000001 (tipo_pedido transferencia)");
    stays(world, markers);
    world.write(world.plain, {{"l10n_br_tipo_pedido", "venda"}});
    world.run_twice();
    world.write(world.plain, {{"l10n_br_tipo_pedido", "transferencia"}});
    CHECK(backlog_notice(world.run_twice(), "PEDIDO_SAIU_DO_FILTRO") ==
          "PEDIDO_SAIU_DO_FILTRO 1 VCD0000001 (tipo_pedido transferencia)");
    CHECK(world.reasons() == "VCD0000001|ciclo: fora dos filtros");
}
