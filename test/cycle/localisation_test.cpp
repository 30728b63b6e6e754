// Odoo with OCA's Brazilian modules, and with its own: other names, other ways to tell kinds and numbers, and
// the same tables.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

// Every column but ids, and what tells when a row was written and by which record of Odoo.
std::string whole(World& world, const std::string& table, const std::string& but) {
    return world.rows(
        "SELECT (SELECT jsonb_object_agg(k, v) FROM jsonb_each(to_jsonb(t)) e (k, v)"
        " WHERE k !~ '(^id|_id|_at|_em|_ids|_sincronizacao|_sync|_write_date)$' AND k !~ '" +
        but + "')::text FROM " + table + " t ORDER BY 1");
}

std::string all_tables(World& world, const std::string& but = "^$") {
    std::string out;
    for (const auto* table :
         {"carteira_principal", "faturamento_produto", "relatorio_faturamento_importado", "separacao",
          "movimentacao_estoque", "inconsistencia_faturamento", "embarque_itens", "contatos_agendamento"})
        out += whole(world, table, but) + "\n--\n";
    return out;
}

// Two days of a small company: pedidos of a kind that counts and of one that does not, an NF that is linked,
// one that is cancelled, a carrier with an address, a customer who moves.
void two_days(World& world) {
    auto& store = world.odoo.store();
    const auto partly = world.add_order(
        "VCD0000001", {{world.azeitona, 10}, {world.palmito, 5, 12.5}},
        {{"carrier_id", world.carrier}, {"incoterm", world.red}, {"l10n_br_pedido_compra", "PC 77"}});
    const auto whole_order =
        world.add_order("VSC0000002", {{world.azeitona, 3}}, {{"l10n_br_tipo_pedido", "bonificacao"}});
    world.add_order("VFB0000003", {{world.palmito, 7}}, {{"partner_id", world.other_customer}});
    world.add_lot("LOTE-1", "VCD0000001", {{k_azeitona, 4}, {k_palmito, 5}});
    world.add_item(1, "LOTE-1", "VCD0000001");
    world.add_nf("130001", partly, {4, 5});
    const auto cancelled = world.add_nf("130002", whole_order, {3}, {{"l10n_br_tipo_pedido", "bonificacao"}});
    world.run_twice();
    world.advance(std::chrono::hours{3});
    store.write("sale.order.line", partly.lines.at(0), {{"product_uom_qty", 12.0}});
    store.write("account.move", cancelled, {{"state", "cancel"}});
    store.refresh_invoicing(whole_order.id);
    store.write("res.partner", world.customer,
                {{"l10n_br_endereco_bairro", "Vila Nova"}, {"l10n_br_razao_social", "SÃO JOÃO S/A"}});
    world.run_twice();
}

std::string tables_after_two_days(const OdooVariant& variant) {
    World world;
    world.use_odoo(variant);
    two_days(world);
    return all_tables(world);
}

const OdooVariant& variant_of(const std::string& name) {
    for (const auto* variants : {&odoo_variants(), &localised_variants()})
        for (const auto& variant : *variants)
            if (variant.name == name) return variant;
    throw std::invalid_argument(name);
}

std::string pedidos(World& world) {
    return world.rows("SELECT DISTINCT num_pedido FROM carteira_principal WHERE ativo ORDER BY 1");
}

std::string nfs(World& world) {
    return world.rows("SELECT DISTINCT numero_nf FROM faturamento_produto ORDER BY 1");
}

// Whether some request names this in its domain or fields.
bool is_asked_for(const World& world, const std::string& model, const std::string& field) {
    const auto requests = world.odoo.requests();
    return std::any_of(requests.begin(), requests.end(), [&](const auto& request) {
        return request.model == model && request.method != "fields_get" &&
               (request.domain.find("\"" + field + "\"") != std::string::npos ||
                std::find(request.fields.begin(), request.fields.end(), field) != request.fields.end());
    });
}

bool is_full(const CycleReport& report) {
    return report.stages.at(0).window->full && report.stages.at(3).window->full;
}

}  // namespace

TEST_CASE("the same base gives the same tables with OCA's names, on the versions where they differ") {
    const auto expected = tables_after_two_days(variant_of("17"));
    CHECK_THAT(expected, Contains("12.345.678/0001-90") && Contains("SÃO JOÃO S/A") &&
                             Contains("Vila Nova") && Contains("PC 77") && Contains("LOTE-1"));
    for (const auto* name : {"17-oca", "18-oca"}) {
        INFO(name);
        CHECK(tables_after_two_days(variant_of(name)) == expected);
    }
}

TEST_CASE("OCA's NFs and pedidos are searched by what their fiscal documents hold") {
    World world;
    world.use_odoo(variant_of("18-oca"));
    two_days(world);
    CHECK(is_asked_for(world, "account.move", "document_number"));
    CHECK(is_asked_for(world, "account.move", "fiscal_operation_id"));
    CHECK(is_asked_for(world, "sale.order", "fiscal_operation_id"));
    CHECK(is_asked_for(world, "res.partner", "vat"));
    CHECK(is_asked_for(world, "res.city", "state_id"));
    for (const auto& request : world.odoo.requests()) {
        if (request.method == "fields_get") continue;
        INFO(request.model << " " << request.domain);
        CHECK_THAT(request.keywords, !Contains("l10n_br_numero") && !Contains("l10n_br_tipo"));
    }
    CHECK(
        world.value("SELECT string_agg(DISTINCT tipo_pedido, ',' ORDER BY tipo_pedido) FROM ciclo_pedido") ==
        "bonificacao,venda");
}

TEST_CASE(
    "a pedido whose fiscal operation is none of the kinds stays out, and one that becomes such leaves") {
    World world;
    world.use_odoo(variant_of("18-oca"));
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_order("VCD0000002", {{world.azeitona, 10}}, {{"l10n_br_tipo_pedido", "transferencia"}});
    world.add_order("VCD0000003", {{world.azeitona, 10}}, {{"l10n_br_tipo_pedido", false}});
    world.run_twice();
    CHECK(pedidos(world) == "VCD0000001");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "transferencia"}});
    world.run_twice();
    CHECK(pedidos(world).empty());
}

TEST_CASE("a fiscal operation that gets another code makes the next cycle a full load") {
    World world;
    world.use_odoo(variant_of("18-oca"));
    world.config.tipos_pedido = {"Venda", "Brinde"};
    auto& store = world.odoo.store();
    const auto gift = store.create("l10n_br_fiscal.operation", {{"code", "Brinde"}, {"name", "Brinde"}});
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_order("VCD0000002", {{world.azeitona, 5}}, {{"l10n_br_tipo_pedido", "bonificacao"}});
    world.run_twice();
    CHECK(pedidos(world) == "VCD0000001");
    world.advance(std::chrono::minutes{30});
    CHECK_FALSE(is_full(world.run()));
    // The pedido itself does not move.
    store.write("l10n_br_fiscal.operation", 2, {{"code", "Brinde 2"}});
    store.write("l10n_br_fiscal.operation", gift, {{"code", "Amostra"}});
    world.advance(std::chrono::minutes{30});
    const auto unknown = world.run();
    CHECK(unknown.code == ExitCode::config_error);
    CHECK_THAT(
        unknown.error,
        Catch::StartsWith("--tipos-pedido names kinds that this Odoo does not have: Brinde; it has ") &&
            Contains("brinde_2"));
    store.write("l10n_br_fiscal.operation", 2, {{"code", "BRINDE"}});
    world.run_twice();
    CHECK(pedidos(world) == "VCD0000001\nVCD0000002");
}

TEST_CASE("CNPJs that Odoo holds bare are punctuated, letters in upper case, and a CPF too") {
    for (const auto* name : {"18-oca", "19-native"}) {
        INFO(name);
        World world;
        world.use_odoo(variant_of(name));
        auto& store = world.odoo.store();
        store.write("res.partner", world.customer, {{"l10n_br_cnpj", "12abc34501de35"}});
        store.write("res.partner", world.other_customer, {{"l10n_br_cnpj", "12345678909"}});
        world.add_nf("130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4});
        world.add_order("VCD0000002", {{world.azeitona, 10}}, {{"partner_id", world.other_customer}});
        world.run_twice();
        CHECK(world.rows("SELECT num_pedido, cnpj_cpf FROM carteira_principal ORDER BY 1") ==
              "VCD0000001|12.ABC.345/01DE-35\nVCD0000002|123.456.789-09");
        CHECK(world.value("SELECT cnpj_cliente FROM faturamento_produto") == "12.ABC.345/01DE-35");
    }
}

TEST_CASE("Odoo's own modules give the same tables but for what they do not hold") {
    World ciel;
    ciel.use_odoo(variant_of("19"));
    two_days(ciel);
    World native;
    native.use_odoo(variant_of("19-native"));
    two_days(native);
    CHECK(all_tables(native, "^raz_social$") == all_tables(ciel, "^raz_social$"));
    // No legal name.
    CHECK(ciel.value("SELECT DISTINCT raz_social FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
          "SÃO JOÃO S/A");
    CHECK(
        native.value("SELECT DISTINCT raz_social FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
        "MERCADO SÃO JOÃO");
    // The stand-in refuses a search by it; a real server until 18 would take it for true.
    CHECK(is_asked_for(native, "account.move", "l10n_latam_document_number"));
    for (const auto& request : native.odoo.requests())
        CHECK_THAT(request.domain, !Contains("l10n_latam_document_number"));
}

TEST_CASE(
    "with Odoo's own modules every kind of pedido counts, and an invoice that is no fiscal document none") {
    World world;
    world.use_odoo(variant_of("19-native"));
    const auto order =
        world.add_order("VCD0000001", {{world.azeitona, 10}}, {{"l10n_br_tipo_pedido", false}});
    world.add_nf("130001", order, {4});
    const auto receipt = world.add_nf("INV/2026/0007", order, {2}, {{"l10n_br_tipo_pedido", false}});
    world.run_twice();
    CHECK(pedidos(world) == "VCD0000001");
    CHECK(nfs(world) == "130001");
    // Once the document is one, and no longer.
    world.advance(std::chrono::minutes{30});
    auto& store = world.odoo.store();
    store.write("account.move", receipt,
                {{"l10n_br_tipo_pedido", "venda"}, {"l10n_br_numero_nota_fiscal", "130002"}});
    world.run_twice();
    CHECK(nfs(world) == "130001\n130002");
}

TEST_CASE("kinds that were chosen are refused where nothing has a kind") {
    World world;
    world.use_odoo(variant_of("19-native"));
    world.config.tipos_pedido = {"venda"};
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto report = world.run();
    CHECK(report.code == ExitCode::config_error);
    CHECK(report.error == "--tipos-pedido is venda, and neither pedidos nor NFs of this Odoo have a kind");
    CHECK(pedidos(world).empty());
}

TEST_CASE("a number that Odoo computes is found by the end of its document's name") {
    World world;
    world.use_odoo(variant_of("19-native"));
    world.config.horizon = std::chrono::hours{24};
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    world.advance(std::chrono::hours{24 * 40});
    world.add_nf("00130001", order, {4}, {{"name", "NF-e 00130001"}});
    world.add_nf("00230001", order, {1}, {{"name", "NF-e 00230001"}});
    world.config.nfs = {"00130001"};
    const auto report = world.run();
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    CHECK(nfs(world) == "00130001");
    world.config.nfs = {"30001"};
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(nfs(world) == "00130001");
}

TEST_CASE("an NF of the application whose number two invoices have is looked for by name where it must be") {
    World world;
    world.use_odoo(variant_of("19-native"));
    world.add_nf("00130001", world.add_order("VCD0000001", {{world.azeitona, 10}}), {4},
                 {{"name", "NF-e 00130001"}});
    world.run_twice();
    // As after a take-over: the application has the NF, and nobody remembers whose it is.
    world.execute("DELETE FROM ciclo_nf; DELETE FROM ciclo_leitura;");
    world.odoo.clear_requests();
    world.config.full = true;
    const auto report = world.run();
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    const auto requests = world.odoo.requests();
    CHECK(std::any_of(requests.begin(), requests.end(), [](const auto& request) {
        return request.domain.find(R"("% 00130001")") != std::string::npos;
    }));
    CHECK(nfs(world) == "00130001");
}

TEST_CASE("another localisation makes the next cycle a full load, which writes nothing that is right") {
    World world;
    world.use_odoo(variant_of("18"));
    two_days(world);
    world.advance(std::chrono::minutes{30});
    CHECK_FALSE(is_full(world.run()));
    world.use_localisation("oca");
    world.advance(std::chrono::minutes{30});
    const auto before = world.row_versions();
    const auto report = world.run();
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    CHECK(is_full(report));
    CHECK(world.row_versions() == before);
    world.advance(std::chrono::minutes{30});
    CHECK_FALSE(is_full(world.run()));
}

TEST_CASE("a cycle with a localisation that Odoo lacks ends before it reads, with one sentence") {
    World world;
    world.use_odoo(variant_of("18"));
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.config.localisation = config::Localisation::oca;
    const auto report = world.run();
    CHECK(report.code == ExitCode::config_error);
    CHECK(report.error ==
          "this Odoo has no OCA localisation: account.move has no field document_number, "
          "fiscal_operation_id");
    CHECK_THAT(report.hint.english(), Contains("--localisation ciel"));
    CHECK(pedidos(world).empty());
}

TEST_CASE("without a right on fiscal operations nothing is read, and the model is named") {
    World world;
    world.use_odoo(variant_of("18-oca"));
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.odoo.deny_records("l10n_br_fiscal.operation");
    const auto report = world.run();
    CHECK(report.code == ExitCode::auth_refused);
    CHECK_THAT(report.error, Contains("l10n_br_fiscal.operation"));
    CHECK(pedidos(world).empty());
}
