#include <fmt/core.h>
#include <fmt/ranges.h>

#include <catch2/catch.hpp>

#include "variants.hpp"
#include "waiting_support.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* k_places =
    "SELECT num_pedido, nome_cidade, cod_uf, rota, sub_rota FROM separacao ORDER BY num_pedido, id";
constexpr const char* k_standby = "SELECT string_agg(num_pedido, ' ' ORDER BY num_pedido) FROM saldo_standby";

void add_route(World& world, const std::string& uf, const std::string& rota, bool active = true) {
    world.session.execute(
        "INSERT INTO cadastro_rota (cod_uf, rota, ativa, created_at, updated_at)"
        " VALUES ($1, $2, $3::boolean, now(), now())",
        {uf, rota, active ? "t" : "f"});
}

void add_sub_route(World& world, const std::string& uf, const std::string& city, const std::string& sub_rota,
                   bool active = true) {
    world.session.execute(
        "INSERT INTO cadastro_sub_rota (cod_uf, nome_cidade, sub_rota, ativa, created_at, updated_at)"
        " VALUES ($1, $2, $3, $4::boolean, now(), now())",
        {uf, city, sub_rota, active ? "t" : "f"});
}

void add_standby(World& world, const std::string& pedido) {
    world.session.execute(
        "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
        "nome_cliente,"
        " qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por)"
        " VALUES ('L', $1, '4310162', 'C', 'C', 1, 1, 'Saldo', 'SALDO', now(), 'x')",
        {pedido});
}

long long customer_in(World& world, const std::string& cnpj, long long municipio) {
    return world.odoo.store().create(
        "res.partner", {{"name", "C" + cnpj}, {"l10n_br_cnpj", cnpj}, {"l10n_br_municipio_id", municipio}});
}

long long add_city(World& world, const std::string& name, const std::string& uf) {
    auto& store = world.odoo.store();
    const auto state = store.create("res.country.state", {{"name", uf}, {"code", uf}});
    return store.create("l10n_br_ciel_it_account.res.municipio", {{"name", name}, {"state_id", state}});
}

}  // namespace

TEST_CASE("open separações take customer, place, note, rota and sub_rota from the carteira") {
    World world;
    add_route(world, "SP", "CAPITAL");
    add_route(world, "PR", "SUL");
    add_sub_route(world, "SP", "são joão DA BOA VISTA ", "LESTE");
    add_sub_route(world, "PR", "Sao Joao da Boa Vista", "OUTRA");
    const auto city = add_city(world, "São João da Boa Vista", "SP");
    world.add_order("VCD0000001", {{world.azeitona, 10}},
                    {{"partner_id", customer_in(world, "1", city)},
                     {"partner_shipping_id", false},
                     {"picking_note", "Descarga no pátio"},
                     {"l10n_br_pedido_compra", "4500593435"}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 4}});
    world.add_lot("L2", "VCD0000001", {{"4310162", 5}}, "parcial", 7);
    world.execute(
        "UPDATE separacao SET status = 'PREVISAO', expedicao = '2026-12-01' WHERE separacao_lote_id = 'L1'");
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("separacoes_updated") == 2);
    CHECK(world.rows(
              "SELECT DISTINCT cnpj_cpf, raz_social_red, nome_cidade, cod_uf, observ_ped_1, pedido_cliente,"
              " rota, sub_rota FROM separacao") ==
          "1|C1|São João da Boa Vista|SP|Descarga no pátio|4500593435|CAPITAL|LESTE");
    CHECK(world.rows("SELECT status, qtd_saldo, expedicao, cotacao_id FROM separacao ORDER BY id") ==
          "PREVISAO|4|2026-12-01|\nCOTADO|5||7");
}

TEST_CASE("with incoterm RED or FOB the rota is the incoterm's code") {
    World world;
    add_route(world, "SP", "CAPITAL");
    add_route(world, "PR", "SUL");
    const auto fob =
        world.odoo.store().create("account.incoterms", {{"name", "FREE ON BOARD"}, {"code", "FOB"}});
    world.add_order("VCD0000001", {{world.azeitona, 1}},
                    {{"incoterm", world.red}, {"carrier_id", world.carrier}});
    world.add_order("VCD0000002", {{world.azeitona, 1}}, {{"incoterm", fob}});
    const auto third = world.add_order("VCD0000003", {{world.azeitona, 1}}, {{"incoterm", false}});
    for (const char* pedido : {"VCD0000001", "VCD0000002", "VCD0000003"})
        world.add_lot(std::string("L") + pedido, pedido, {{"4310162", 1}});
    world.run_twice();
    CHECK(world.rows(k_places) ==
          "VCD0000001|Curitiba|PR|RED|\nVCD0000002|Campinas|SP|FOB|\nVCD0000003|Campinas|SP|CAPITAL|");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", third.id, {{"incoterm", fob}});
    world.run_twice();
    CHECK(world.value("SELECT rota FROM separacao WHERE num_pedido = 'VCD0000003'") == "FOB");
}

TEST_CASE(
    "a UF without an active cadastro_rota keeps the rota that is there, a place without a sub-route its "
    "sub_rota") {
    World world;
    add_route(world, "SP", "CAPITAL", false);
    add_sub_route(world, "SP", "Campinas", "INATIVA", false);
    world.add_order("VCD0000001", {{world.azeitona, 1}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}});
    world.execute("UPDATE separacao SET nome_cidade = 'CAMPINAS', rota = 'DE ANTES', sub_rota = 'DE ANTES'");
    world.run_twice();
    CHECK(world.rows(k_places) == "VCD0000001|Campinas|SP|DE ANTES|DE ANTES");
}

TEST_CASE("the sub_rota of a former place does not stay when the place is another one") {
    World world;
    add_sub_route(world, "SP", "Campinas", "INTERIOR");
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 1}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}});
    world.run_twice();
    REQUIRE(world.rows(k_places) == "VCD0000001|Campinas|SP||INTERIOR");
    world.advance(minutes{30});
    const auto elsewhere = customer_in(world, "2", add_city(world, "Santos", "SP"));
    world.odoo.store().write("sale.order", order.id, {{"partner_shipping_id", elsewhere}});
    world.run_twice();
    CHECK(world.rows(k_places) == "VCD0000001|Santos|SP||");
}

TEST_CASE("a UF that is unknown leaves the separação's UF, rota and sub_rota as they are") {
    World world;
    add_route(world, "SP", "CAPITAL");
    const auto nowhere = world.odoo.store().create("res.partner", {{"name", "X"}, {"l10n_br_cnpj", "3"}});
    world.add_order("VCD0000001", {{world.azeitona, 1}},
                    {{"partner_id", nowhere}, {"partner_shipping_id", nowhere}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}});
    world.execute("UPDATE separacao SET cod_uf = 'MG', rota = 'MINAS', sub_rota = 'SUL DE MINAS'");
    world.run_twice();
    CHECK(world.rows(k_places) == "VCD0000001||MG|MINAS|SUL DE MINAS");
}

TEST_CASE("observ_ped_1 is cut at a character of the separação's column, and goes when Odoo's note goes",
          "[long]") {
    World world;
    std::string note;
    for (int i = 0; i < 705; ++i) note += "ã";
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 1}}, {{"picking_note", note}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}});
    world.run_twice();
    CHECK(world.value("SELECT observ_ped_1 = repeat('ã', 700) FROM separacao") == "t");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"picking_note", false}});
    world.run_twice();
    CHECK(world.value("SELECT observ_ped_1 IS NULL FROM separacao") == "t");
}

TEST_CASE("a changed route reaches separações whose pedidos did not change") {
    World world;
    add_route(world, "SP", "CAPITAL");
    add_sub_route(world, "SP", "CAMPINAS", "INTERIOR");
    world.add_order("VCD0000001", {{world.azeitona, 1}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}});
    world.add_order("VCD0000002", {{world.azeitona, 1}}, {{"incoterm", world.red}});
    world.add_lot("L2", "VCD0000002", {{"4310162", 1}});
    world.run_twice();
    world.advance(hours{72});
    world.run_twice();
    world.execute("UPDATE cadastro_rota SET rota = 'NOVA'; UPDATE cadastro_sub_rota SET sub_rota = 'NOVA'");
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("pedidos") == 0);
    CHECK(report.stages.at(3).counts.get("separacoes_updated") == 2);
    CHECK(world.rows(k_places) == "VCD0000001|Campinas|SP|NOVA|NOVA\nVCD0000002|Campinas|SP|RED|NOVA");
}

TEST_CASE("a separação that names no customer is filled though its pedido did not change", "[long]") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("pedidos") == 0);
    CHECK(world.rows("SELECT cnpj_cpf, raz_social_red, nome_cidade FROM separacao") ==
          "12.345.678/0001-90|MERCADO SÃO JOÃO|Campinas");
}

TEST_CASE(
    "a separação that the application made between two cycles takes what its pedido says, column by column") {
    World world;
    add_route(world, "SP", "CAPITAL");
    add_sub_route(world, "SP", "Campinas", "INTERIOR");
    world.add_order("VCD0000001", {{world.azeitona, 10}},
                    {{"picking_note", "Descarga no pátio"}, {"l10n_br_pedido_compra", "PC-1"}});
    world.add_order("VCD0000002", {{world.azeitona, 10}},
                    {{"incoterm", world.red}, {"carrier_id", world.carrier}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    const std::string columns =
        "SELECT cnpj_cpf, raz_social_red, nome_cidade, cod_uf, observ_ped_1, pedido_cliente, rota, sub_rota"
        " FROM separacao ORDER BY id";
    std::vector<std::string> differing{"cnpj_cpf = '9'",      "raz_social_red = 'X'", "nome_cidade = 'X'",
                                       "cod_uf = 'PR'",       "rota = NULL",          "sub_rota = NULL",
                                       "observ_ped_1 = NULL", "pedido_cliente = 'X'"};
    if (!thorough()) differing = {fmt::format("{}", fmt::join(differing, ", "))};  // at once
    for (const char* pedido : {"VCD0000001", "VCD0000002"}) {
        world.execute("DELETE FROM separacao");
        world.add_lot("L1", pedido, {{"4310162", 1}});
        world.run_twice();
        const auto right = world.rows(columns);
        CHECK(right == (pedido == std::string("VCD0000001")
                            ? "12.345.678/0001-90|MERCADO SÃO JOÃO|Campinas|SP|Descarga no "
                              "pátio|PC-1|CAPITAL|INTERIOR"
                            : "12.345.678/0001-90|MERCADO SÃO JOÃO|Curitiba|PR|||RED|"));
        for (const auto& column : differing) {
            INFO(pedido << " " << column);
            world.execute("UPDATE separacao SET " + column);
            const auto report = world.run_twice();
            CHECK(report.stages.at(3).counts.get("pedidos") == 0);
            CHECK(world.rows(columns) == right);
        }
    }
}

TEST_CASE("separações that an NF consumed, that went on, or of typed or unknown pedidos take nothing") {
    World world;
    add_route(world, "SP", "CAPITAL");
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    for (const char* lote : {"L1", "L2", "L3"}) world.add_lot(lote, "VCD0000001", {{"4310162", 1}});
    world.add_lot("L4", "MANUAL1", {{"4310162", 1}});
    world.add_lot("L5", "VCD0000009", {{"4310162", 1}});
    world.execute(
        "UPDATE separacao SET sincronizado_nf = true, status = 'FATURADO' WHERE separacao_lote_id = 'L1';"
        "UPDATE separacao SET numero_nf = '77' WHERE separacao_lote_id = 'L2';"
        "UPDATE separacao SET status = 'NF no CD' WHERE separacao_lote_id = 'L3';"
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, raz_social_red, nome_produto,"
        " qtd_produto_pedido, qtd_saldo_produto_pedido, created_at, updated_at) VALUES ('MANUAL1', "
        "'4310162', "
        "'1', 'A', 'A', 9, 9, now(), now())");
    const auto before = world.rows("SELECT xmin, * FROM separacao ORDER BY id");
    world.run_twice();
    CHECK(world.rows("SELECT xmin, * FROM separacao ORDER BY id") == before);
}

TEST_CASE("where rows of a pedido disagree, separações follow an active one, else the newest", "[long]") {
    World world;
    auto& store = world.odoo.store();
    const auto order =
        world.add_order("VCD0000001", {{world.azeitona, 1}, {world.palmito, 1}}, {{"state", "draft"}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}, {"4360147", 1}});
    world.execute("UPDATE separacao SET separacao_impressa = true");  // what is printed is never deleted
    world.run_twice();
    world.advance(minutes{30});
    store.unlink("sale.order.line", order.lines.at(1));  // its row lags from now on
    store.write("sale.order", order.id, {{"picking_note", "nova"}});
    world.run_twice();
    REQUIRE(world.rows("SELECT observ_ped_1, ativo FROM carteira_principal ORDER BY id") == "nova|t\n|f");
    CHECK(world.rows("SELECT observ_ped_1 FROM separacao ORDER BY id") == "nova\nnova");
    world.advance(minutes{30});
    store.unlink("sale.order.line", order.lines.at(0));
    world.run_twice();
    world.add_lot("L2", "VCD0000001", {{"4360147", 1}});
    world.run_twice();
    CHECK(world.rows("SELECT observ_ped_1 FROM separacao ORDER BY id") == "nova\nnova\nnova");
}

TEST_CASE("an NF that consumes a separação while the cycle runs keeps it as it is") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 1}});
    world.add_lot("L1", "VCD0000001", {{"4310162", 1}});
    const auto report = run_against(
        world, "UPDATE separacao SET sincronizado_nf = true, status = 'FATURADO', numero_nf = '77'");
    REQUIRE(report.code == ExitCode::ok);
    CHECK(world.rows("SELECT status, numero_nf, raz_social_red IS NULL FROM separacao") == "FATURADO|77|t");
}

TEST_CASE(
    "products of the pedidos read enter cadastro_palletizacao once, and what is there is never changed") {
    World world;
    world.execute(
        "INSERT INTO cadastro_palletizacao (cod_produto, nome_produto, palletizacao, peso_bruto, ativo,"
        " created_at, updated_at) VALUES ('4310162', 'DE ANTES', 60, 14.4, false, '2020-01-01', "
        "'2020-01-01')");
    world.add_order("VCD0000001", {{world.azeitona, 1}, {world.palmito, 1}, {world.palmito, 2}});
    world.add_order("VCD0000002", {{world.sem_codigo, 1}}, {{"state", "cancel"}});
    world.add_order("MANUAL", {{world.sem_codigo, 1}});
    CHECK(world.run_twice().stages.at(3).counts.get("products_inserted") == 1);
    CHECK(world.rows(
              "SELECT cod_produto, nome_produto, palletizacao, peso_bruto, ativo FROM cadastro_palletizacao"
              " ORDER BY 1") == "4310162|DE ANTES|60|14.4|f\n4360147|PALMITO|1|1|t");
}

TEST_CASE("saldo_standby of pedidos that are no longer active is deleted, and of no other") {
    World world;
    const auto invoiced = world.add_order("VCD0000001", {{world.azeitona, 1}});
    const auto cancelled = world.add_order("VCD0000002", {{world.azeitona, 1}});
    world.add_order("VCD0000003", {{world.azeitona, 1}});
    world.add_order("VCD0000004", {{world.azeitona, 1}});
    for (const char* pedido :
         {"VCD0000001", "VCD0000002", "VCD0000003", "VCD0000004", "VCD0000099", "MANUAL1"})
        add_standby(world, pedido);
    world.execute(
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at, ativo) VALUES ('MANUAL1', '4310162', '1', 'A', "
        "9, "
        "9, now(), now(), false)");
    world.run_twice();
    CHECK(world.value(k_standby) == "MANUAL1 VCD0000001 VCD0000002 VCD0000003 VCD0000004 VCD0000099");
    world.advance(minutes{30});
    world.add_nf("130001", invoiced, {1});
    world.odoo.store().write("sale.order", cancelled.id, {{"state", "cancel"}});
    world.execute("UPDATE carteira_principal SET ativo = NULL WHERE num_pedido = 'VCD0000003'");
    CHECK(world.run_twice().stages.at(3).counts.get("standby_deleted") == 2);
    CHECK(world.value(k_standby) == "MANUAL1 VCD0000003 VCD0000004 VCD0000099");
}

TEST_CASE("a pedido that is set aside keeps its saldo_standby") {
    bool hidden = false;
    World world;
    world.odoo.hide_records("product.product", [&](long long) { return hidden; });
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    hidden = true;
    add_standby(world, "VCD0000001");
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    CHECK(world.value(k_standby) == "VCD0000001");
    hidden = false;
    world.run_twice();
    CHECK(world.value(k_standby).empty());
}

TEST_CASE("a client that needs scheduling has a contact of forma ODOO unless another says otherwise") {
    World world;
    struct Case {
        std::string cnpj;
        std::vector<std::string> before;  // formas, "-" for none
        std::string after;                // formas by id
        std::string followed;
    };
    const std::vector<Case> cases{
        {"1", {}, "ODOO", "ODOO"},
        {"2", {"PORTAL"}, "PORTAL", "PORTAL"},
        {"3", {"SEM AGENDAMENTO"}, "ODOO", "ODOO"},
        {"4", {" sem agendamento "}, "ODOO", "ODOO"},
        {"5", {"-"}, "ODOO", "ODOO"},
        {"6", {"", "-"}, "ODOO -", "ODOO"},
        {"7", {"-", "TELEFONE"}, "- TELEFONE", "TELEFONE"},
        {"8", {"ODOO", "E-MAIL", "PORTAL"}, "ODOO E-MAIL PORTAL", "E-MAIL"},
        {"9", {"SEM AGENDAMENTO", "PORTAL"}, "ODOO PORTAL", "PORTAL"},
        {" 10 ", {"PORTAL"}, "PORTAL", "PORTAL"},
    };
    for (const auto& one : cases) {
        const auto partner = world.odoo.store().create(
            "res.partner", {{"name", "C"}, {"l10n_br_cnpj", one.cnpj}, {"agendamento", "sim"}});
        world.add_order("VCD" + one.cnpj, {{world.azeitona, 1}}, {{"partner_id", partner}});
        for (const auto& forma : one.before)
            world.session.execute(
                "INSERT INTO contatos_agendamento (cnpj, forma) VALUES ($1 || ' ', nullif($2, '-'))",
                {one.cnpj, forma});
    }
    const auto blank = world.odoo.store().create(
        "res.partner", {{"name", "C"}, {"l10n_br_cnpj", "  "}, {"agendamento", "sim"}});
    world.add_order("VCD0", {{world.azeitona, 1}}, {{"partner_id", blank}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("contacts_inserted") == 1);
    CHECK(report.stages.at(3).counts.get("contacts_updated") == 5);
    // New rows say at once what the contacts will; one client's contacts say it otherwise once they are
    // written.
    CHECK(report.stages.at(3).counts.get("forms_followed") == 1);
    for (const auto& one : cases) {
        CAPTURE(one.cnpj);
        const std::vector<postgres::Param> cnpj{one.cnpj};
        CHECK(world.session.value(
                  "SELECT string_agg(coalesce(forma, '-'), ' ' ORDER BY id) FROM contatos_agendamento"
                  " WHERE btrim(cnpj) = btrim($1)",
                  cnpj) == one.after);
        CHECK(world.session.value(
                  "SELECT forma_agendamento FROM carteira_principal WHERE num_pedido = btrim('VCD' || $1)",
                  cnpj) == one.followed);
    }
    CHECK(world.value("SELECT count(*) FROM contatos_agendamento WHERE btrim(cnpj) = ''") == "0");
}

TEST_CASE("a client that needs no scheduling gets no contact, and follows the one that it has") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 1}}, {{"partner_id", world.other_customer}});
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM contatos_agendamento") == "0");
    world.execute(
        "INSERT INTO contatos_agendamento (cnpj, forma) VALUES ('98.765.432/0001-10', 'SEM AGENDAMENTO')");
    world.run_twice();
    CHECK(world.value("SELECT forma FROM contatos_agendamento") == "SEM AGENDAMENTO");
    CHECK(world.value("SELECT forma_agendamento FROM carteira_principal") == "SEM AGENDAMENTO");
    world.execute("DELETE FROM contatos_agendamento");
    world.run_twice();
    CHECK(world.value("SELECT forma_agendamento FROM carteira_principal") == "SEM AGENDAMENTO");
}

TEST_CASE("a contact that the application changes while the cycle runs stays as people wrote it") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 1}});
    world.execute(
        "INSERT INTO contatos_agendamento (cnpj, forma) VALUES ('12.345.678/0001-90', 'SEM AGENDAMENTO')");
    REQUIRE(run_against(world, "UPDATE contatos_agendamento SET forma = 'PORTAL'").code == ExitCode::ok);
    CHECK(world.value("SELECT forma FROM contatos_agendamento") == "PORTAL");
    world.run_twice();
    CHECK(world.value("SELECT forma_agendamento FROM carteira_principal") == "PORTAL");
}
