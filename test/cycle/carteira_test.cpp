#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

void add_separacao(World& world, const std::string& pedido, const std::string& produto,
                   const std::string& status, const std::string& tipo_envio = "total") {
    world.execute(
        "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, valor_saldo, "
        "status,"
        " sincronizado_nf, nf_cd, separacao_impressa, tipo_envio, raz_social_red) VALUES ('L-" +
        pedido + "', '" + pedido + "', '" + produto + "', 'SP', 10, 100, '" + status +
        "', false, false, false, '" + tipo_envio + "', 'MERCADO')");
}

}  // namespace

TEST_CASE("a pedido enters the backlog with every column that the program owns") {
    World world;
    world.odoo.set_now(*from_odoo("2026-11-22 02:30:00"));  // 23:30 of the day before in Sao Paulo
    world.add_order("VCD0000001", {{world.azeitona, 10, 12.345}},
                    {{"commitment_date", "2026-12-01 02:00:00"},
                     {"date_order", "2026-11-22 02:30:00"},
                     {"picking_note", "Descarga \"chapa\"\nno local"},
                     {"l10n_br_pedido_compra", "4500593435"}});
    world.odoo.set_now(world.now());
    world.run_twice();
    CHECK(
        world.rows(
            "SELECT num_pedido, cod_produto, pedido_cliente, data_pedido, data_atual_pedido, "
            "data_entrega_pedido,"
            " status_pedido, cnpj_cpf, raz_social, raz_social_red, municipio, estado, vendedor, equipe_vendas"
            " FROM carteira_principal") ==
        "VCD0000001|4310162|4500593435|2026-11-21|2026-11-21|2026-11-30|Pedido de "
        "venda|12.345.678/0001-90|SÃO JOÃO LTDA|"
        "MERCADO SÃO JOÃO|Campinas|SP|JOÃO PEDRO ARAÚJO|FOOD SERVICE");
    CHECK(world.rows("SELECT nome_produto, unid_medida_produto, embalagem_produto, materia_prima_produto, "
                     "categoria_produto,"
                     " qtd_produto_pedido, qtd_saldo_produto_pedido, preco_produto_pedido, cond_pgto_pedido,"
                     " forma_pgto_pedido IS NULL, incoterm, metodo_entrega_pedido IS NULL, "
                     "cliente_nec_agendamento, observ_ped_1"
                     " FROM carteira_principal") ==
          "AZEITONA VERDE|CX|BALDE 2 KG|AZEITONA|CONSERVAS|10.000|10.000|12.35|30/60/90 "
          "DIAS|t|CIF|t|Sim|Descarga \"chapa\"\nno "
          "local");
    CHECK(
        world.rows(
            "SELECT cnpj_endereco_ent, empresa_endereco_ent, cep_endereco_ent, nome_cidade, cod_uf,"
            " bairro_endereco_ent, rua_endereco_ent, endereco_ent, telefone_endereco_ent, created_by, ativo"
            " FROM carteira_principal") ==
        "12.345.678/0001-90|MERCADO SÃO JOÃO|13000-000|Campinas|SP|Centro|Rua Um|10|(19) 3333-4444|ciclo|t");
}

TEST_CASE(
    "fault 3: a pedido cancelled in Odoo leaves the backlog and frees its separações and shipment items") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    add_separacao(world, "VCD0000001", "4310162", "COTADO");
    world.execute(
        "INSERT INTO embarques (id, numero, status, criado_em, criado_por) VALUES (1, 77, 'ativo', now(), "
        "'x');"
        "INSERT INTO embarque_itens (embarque_id, separacao_lote_id, cliente, pedido, status, uf_destino,"
        " cidade_destino) VALUES (1, 'L-VCD0000001', 'C', 'VCD0000001', 'ativo', 'SP', 'Campinas')");
    // Long after both windows: the sweep sees it.
    world.advance(std::chrono::hours{24 * 40});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.advance(std::chrono::hours{24});
    world.run_twice();
    CHECK(world.rows(
              "SELECT status_pedido, ativo, qtd_saldo_produto_pedido, updated_by FROM carteira_principal") ==
          "Cancelado|f|0.000|ciclo: pedido cancelado no Odoo");
    CHECK(world.rows("SELECT qtd_saldo, zerado_por_sync, data_zeragem IS NOT NULL, status FROM separacao") ==
          "0|t|t|COTADO");
    CHECK(world.value("SELECT status FROM embarque_itens") == "cancelado");
    CHECK(world.rows(
              "SELECT separacao_lote_id, num_pedido, cod_produto, tipo_alteracao, qtd_anterior, qtd_nova,"
              " embarque_numero, tipo_separacao FROM alertas_separacao_cotada") ==
          "L-VCD0000001|VCD0000001|4310162|REMOCAO|10|0|77|TOTAL");
}

TEST_CASE("fault 3: a pedido deleted in Odoo is archived, and so is a line that is gone") {
    World world;
    const auto deleted = world.add_order("VCD0000001", {{world.azeitona, 10}}, {{"state", "draft"}});
    const auto shortened =
        world.add_order("VCD0000002", {{world.azeitona, 10}, {world.palmito, 5}}, {{"state", "draft"}});
    REQUIRE(world.run().code == ExitCode::ok);
    add_separacao(world, "VCD0000001", "4310162", "ABERTO");
    add_separacao(world, "VCD0000002", "4360147", "PREVISAO", "parcial");
    world.advance(std::chrono::hours{72});
    world.odoo.store().unlink("sale.order", deleted.id);
    world.odoo.store().unlink("sale.order.line", shortened.lines.at(1));
    const auto report = world.run_twice();
    REQUIRE(report.stages.at(3).notices.size() == 1);
    CHECK(report.stages.at(3).notices.at(0).kind == "PEDIDO_AUSENTE");
    CHECK(report.stages.at(3).notices.at(0).examples == "VCD0000001 (ausente no Odoo)");
    CHECK(world.rows(k_saldos) ==
          "VCD0000001|4310162|10.000|0.000|f\nVCD0000002|4310162|10.000|10.000|t\nVCD0000002|4360147|5.000|"
          "0.000|f");
    CHECK(world.rows("SELECT updated_by FROM carteira_principal WHERE NOT ativo ORDER BY num_pedido") ==
          "ciclo: ausente no Odoo\nciclo: linha removida no Odoo");
    CHECK(world.rows("SELECT qtd_saldo, zerado_por_sync FROM separacao ORDER BY id") == "10|\n0|t");
}

TEST_CASE("a line whose quantity goes to 0 is archived and comes back when the quantity does", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 0.0}});
    world.run_twice();
    CHECK(world.rows(k_saldos) == "VCD0000001|4310162|0.000|0.000|f");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 25.0}});
    const auto report = world.run_twice();
    CHECK(report.stages.at(3).counts.get("reactivated") == 1);
    CHECK(report.stages.at(3).counts.get("increased") == 1);
    CHECK(world.rows(k_saldos) == "VCD0000001|4310162|25.000|25.000|t");
}

TEST_CASE("fault 5: columns of the application are never written by an update") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    const std::string columns =
        "expedicao, data_entrega, agendamento, hora_agendamento, protocolo, agendamento_confirmado, "
        "roteirizacao,"
        " menor_estoque_produto_d7, saldo_estoque_pedido, saldo_estoque_pedido_forcado, separacao_lote_id, "
        "qtd_saldo,"
        " valor_saldo, pallet, peso, rota, sub_rota, valor_saldo_total, pallet_total, peso_total, "
        "valor_cliente_pedido,"
        " pallet_cliente_pedido, peso_cliente_pedido, qtd_total_produto_carteira, estoque, estoque_d0, "
        "estoque_d28,"
        " created_at, created_by";
    world.execute(
        "UPDATE carteira_principal SET expedicao = '2026-12-01', data_entrega = '2026-12-02', agendamento ="
        " '2026-12-03', hora_agendamento = '08:30', protocolo = 'P-1', agendamento_confirmado = true, "
        "roteirizacao ="
        " 'R', menor_estoque_produto_d7 = 1, saldo_estoque_pedido = 2, saldo_estoque_pedido_forcado = 3,"
        " separacao_lote_id = 'L', qtd_saldo = 4, valor_saldo = 5, pallet = 6, peso = 7, rota = 'X', "
        "sub_rota = 'Y',"
        " valor_saldo_total = 8, pallet_total = 9, peso_total = 10, valor_cliente_pedido = 11,"
        " pallet_cliente_pedido = 12, peso_cliente_pedido = 13, qtd_total_produto_carteira = 14, estoque = "
        "15,"
        " estoque_d0 = 16, estoque_d28 = 17, created_at = '2020-01-01', created_by = 'pessoa'");
    const auto before = world.rows("SELECT " + columns + " FROM carteira_principal");
    for (const double quantity : {25.0, 0.0, 5.0}) {
        world.advance(std::chrono::minutes{30});
        world.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", quantity}});
        world.run_twice();
    }
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT " + columns + " FROM carteira_principal") == before);
}

TEST_CASE("fault 6: dates are the local day, not the UTC day") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 1}},
                    {{"create_date", "2026-11-22 02:59:59"},
                     {"date_order", "2026-11-22 03:00:00"},
                     {"commitment_date", false}});
    world.run_twice();
    CHECK(world.rows(
              "SELECT data_pedido, data_atual_pedido, data_entrega_pedido IS NULL FROM carteira_principal") ==
          "2026-11-21|2026-11-22|t");
}

TEST_CASE("fault 10: a UF that is unknown stays empty, and Mato Grosso do Sul is MS") {
    World world;
    auto& store = world.odoo.store();
    const auto with_state = [&](const std::string& cnpj, long long state) {
        return store.create("res.partner",
                            {{"name", "C" + cnpj}, {"l10n_br_cnpj", cnpj}, {"state_id", state}});
    };
    const auto by_name = store.create("res.country.state", {{"name", "Mato Grosso do Sul (BR)"}});
    const auto accents = store.create("res.country.state", {{"name", "SÃO PAULO"}});
    const auto foreign = store.create("res.country.state", {{"name", "California"}, {"code", "CA"}});
    const auto suffix = store.create("l10n_br_ciel_it_account.res.municipio", {{"name", "Cotia (SP)"}});
    const auto in_cotia = store.create(
        "res.partner", {{"name", "C4"}, {"l10n_br_cnpj", "4"}, {"l10n_br_municipio_id", suffix}});
    world.add_order("VCD0000001", {{world.azeitona, 1}}, {{"partner_id", with_state("1", by_name)}});
    world.add_order("VCD0000002", {{world.azeitona, 1}}, {{"partner_id", with_state("2", accents)}});
    world.add_order("VCD0000003", {{world.azeitona, 1}}, {{"partner_id", with_state("3", foreign)}});
    world.add_order("VCD0000004", {{world.azeitona, 1}}, {{"partner_id", in_cotia}});
    const auto report = world.run_twice();
    CHECK(world.rows("SELECT num_pedido, coalesce(estado, '?'), coalesce(municipio, '?') FROM "
                     "carteira_principal ORDER BY 1") ==
          "VCD0000001|MS|?\nVCD0000002|SP|?\nVCD0000003|?|?\nVCD0000004|SP|Cotia");
    bool noticed = false;
    for (const auto& notice : report.stages.at(3).notices) {
        if (notice.kind == "UF_DESCONHECIDA")
            noticed = notice.examples.find("VCD0000003") != std::string::npos;
    }
    CHECK(noticed);
}

TEST_CASE("fault 16: an empty field of Odoo is NULL or empty, never the text 'False'") {
    World world;
    const auto bare = world.odoo.store().create("res.partner", {{"name", "SÓ NOME"}});
    world.add_order("VCD0000001", {{world.azeitona, 1}},
                    {{"partner_id", bare},
                     {"partner_shipping_id", bare},
                     {"user_id", false},
                     {"team_id", false},
                     {"payment_term_id", false},
                     {"incoterm", false}});
    world.run_twice();
    const auto row = world.rows("SELECT carteira_principal::text FROM carteira_principal");
    for (const char* word : {"false", "False", "None", "não", "null"})
        CHECK(row.find(word) == std::string::npos);
    CHECK(world.rows("SELECT cnpj_cpf, vendedor IS NULL, equipe_vendas IS NULL, incoterm IS NULL, "
                     "observ_ped_1 IS NULL,"
                     " cliente_nec_agendamento FROM carteira_principal") == "|t|t|t|t|Não");
}

TEST_CASE("fault 18: an old, partly invoiced pedido enters whole, and its old NFs count") {
    World world;
    const Values old{{"create_date", "2026-01-10 12:00:00"}, {"write_date", "2026-01-10 12:00:00"}};
    const auto order =
        world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}, {world.sem_codigo, 2}}, old);
    auto more = old;
    more["date"] = "2026-01-10";
    world.add_nf("100001", order, {4, 5}, more);
    // The target is not empty and a cycle has run: this is an incremental one that meets the pedido for the
    // first time.
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "devolucao"}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "venda"}});
    const auto report = world.run_twice();
    CHECK(world.rows(k_saldos) ==
          "VCD0000001|4310162|10.000|6.000|t\nVCD0000001|4360147|5.000|0.000|t\nVCD0000001|ODOO-" +
              std::to_string(world.sem_codigo) + "|2.000|2.000|t");
    CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '100001'") == "2");
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "0");
}

TEST_CASE("fault 19: odoo_write_date is kept in UTC as Odoo sends it, and scheduling contacts are made") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 1}});
    world.add_order("VCD0000002", {{world.azeitona, 1}}, {{"partner_id", world.other_customer}});
    const auto blank = world.odoo.store().create("res.partner", {{"name", "X"}, {"agendamento", "sim"}});
    world.add_order("VCD0000003", {{world.azeitona, 1}}, {{"partner_id", blank}});
    world.run_twice();
    CHECK(world.value("SELECT odoo_write_date FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
          world.odoo.store().get("sale.order", order.id).at("write_date").as_text());
    CHECK(world.rows("SELECT cnpj, forma FROM contatos_agendamento") == "12.345.678/0001-90|ODOO");
    CHECK(world.rows("SELECT num_pedido, cliente_nec_agendamento, coalesce(forma_agendamento, '-') FROM "
                     "carteira_principal"
                     " ORDER BY 1") == "VCD0000001|Sim|ODOO\nVCD0000002|Não|-\nVCD0000003|Sim|-");
    world.execute("INSERT INTO contatos_agendamento (cnpj, forma) VALUES ('12.345.678/0001-90', 'PORTAL')");
    world.run_twice();
    CHECK(world.value("SELECT forma_agendamento FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
          "PORTAL");
}

TEST_CASE("REDESPACHO: with incoterm RED the delivery address is the carrier's partner") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 1}},
                    {{"incoterm", world.red}, {"carrier_id", world.carrier}});
    world.add_order("VCD0000002", {{world.azeitona, 1}}, {{"carrier_id", world.carrier}});
    world.run_twice();
    CHECK(world.rows("SELECT num_pedido, empresa_endereco_ent, nome_cidade, cod_uf, municipio, estado, "
                     "metodo_entrega_pedido"
                     " FROM carteira_principal ORDER BY 1") ==
          "VCD0000001|TRANSPORTADORA|Curitiba|PR|Campinas|SP|LÍDER CARGAS\n"
          "VCD0000002|MERCADO SÃO JOÃO|Campinas|SP|Campinas|SP|LÍDER CARGAS");
}

TEST_CASE("what a pedido does not say itself comes from its customer, and city and UF together") {
    World world;
    auto& store = world.odoo.store();
    const auto account_manager = store.create("res.users", {{"name", "MARIA"}, {"login", "maria"}});
    store.write("res.partner", world.customer, {{"user_id", account_manager}});
    const auto parana = store.create("res.country.state", {{"name", "Paraná"}, {"code", "PR"}});
    const auto depot = store.create("res.partner", {{"name", "DEPÓSITO COM UM NOME DE MAIS DE TRINTA LETRAS"},
                                                    {"l10n_br_cnpj", "5"},
                                                    {"state_id", parana}});
    const auto provider = store.create("payment.provider", {{"name", "BOLETO"}});
    world.add_order("VCD0000001", {{world.azeitona, 1}},
                    {{"user_id", false}, {"partner_shipping_id", depot}, {"payment_provider_id", provider}});
    world.add_order("VCD0000002", {{world.azeitona, 1}},
                    {{"partner_id", depot}, {"partner_shipping_id", false}});
    world.run_twice();
    // A UF without a city is no place: Campinas is not in Paraná.
    CHECK(world.rows("SELECT vendedor, forma_pgto_pedido, empresa_endereco_ent, nome_cidade, cod_uf FROM"
                     " carteira_principal WHERE num_pedido = 'VCD0000001'") ==
          "MARIA|BOLETO|DEPÓSITO COM UM NOME DE MAIS DE TRINTA LETRAS|Campinas|SP");
    CHECK(world.rows("SELECT raz_social, raz_social_red, cnpj_endereco_ent, municipio IS NULL, estado,"
                     " nome_cidade IS NULL, cod_uf, forma_pgto_pedido IS NULL FROM carteira_principal"
                     " WHERE num_pedido = 'VCD0000002'") ==
          "DEPÓSITO COM UM NOME DE MAIS DE TRINTA LETRAS|DEPÓSITO COM UM NOME DE MAIS D|5|t|PR|t|PR|t");
}

TEST_CASE("renaming a customer reaches its pedidos, which Odoo does not mark as changed") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("res.partner", world.customer, {{"l10n_br_razao_social", "NOVA RAZÃO LTDA"}});
    world.run_twice();
    CHECK(world.value("SELECT raz_social FROM carteira_principal") == "NOVA RAZÃO LTDA");
}

TEST_CASE("pedidos that were typed into the application are never touched") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_order("XYZ0000001", {{world.azeitona, 10}});
    world.execute(
        "INSERT INTO carteira_principal (num_pedido, cod_produto, cnpj_cpf, nome_produto, qtd_produto_pedido,"
        " qtd_saldo_produto_pedido, created_at, updated_at, ativo) VALUES ('MANUAL1', '4310162', "
        "'12.345.678/0001-90',"
        " 'A', 9, 9, now(), now(), true)");
    add_separacao(world, "MANUAL1", "4310162", "COTADO");
    const auto mine = [&] {
        return world.rows("SELECT xmin, * FROM carteira_principal WHERE num_pedido = 'MANUAL1'") +
               world.rows("SELECT xmin, * FROM separacao WHERE num_pedido = 'MANUAL1'");
    };
    const auto before = mine();
    world.run_twice();
    world.config.full = true;
    world.run_twice();
    CHECK(mine() == before);
    CHECK(world.value("SELECT count(*) FROM carteira_principal WHERE num_pedido LIKE 'XYZ%'") == "0");
}

TEST_CASE("a pedido whose kind left the filters is archived, and returns with it", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "transferencia"}});
    world.run_twice();
    CHECK(world.rows("SELECT ativo, updated_by FROM carteira_principal") == "f|ciclo: fora dos filtros");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"l10n_br_tipo_pedido", "venda"}});
    world.run_twice();
    CHECK(world.rows(k_saldos) == "VCD0000001|4310162|10.000|10.000|t");
}

TEST_CASE("a renamed pedido is archived under its old name and enters under the new one", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"name", "VCD0000009"}});
    const auto report = world.run_twice();
    CHECK(world.rows(k_saldos) == "VCD0000001|4310162|10.000|0.000|f\nVCD0000009|4310162|10.000|10.000|t");
    REQUIRE_FALSE(report.stages.at(0).notices.empty());
    CHECK(report.stages.at(0).notices.at(0).kind == "PEDIDO_RENOMEADO");
}

TEST_CASE("more invoiced than ordered shows as a negative saldo and stays visible") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {12});
    world.run_twice();
    CHECK(world.rows(k_saldos) == "VCD0000001|4310162|10.000|-2.000|t");
}

TEST_CASE("a user from whom Odoo hides the pedidos archives nothing: the fuse says where to look") {
    World world;
    for (int i = 1; i <= 30; ++i) world.add_order("VCD00000" + std::to_string(10 + i), {{world.azeitona, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::hours{72});
    world.odoo.hide_records("sale.order", [](const auto&...) { return true; });
    const auto before = world.row_versions();
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    CHECK(report.error.find("30 of the 30 newest sale.order records") != std::string::npos);
    CHECK(report.hint.english().find("companies and groups") != std::string::npos);
    CHECK(world.row_versions() == before);
    world.config.allow_mass_removal = true;
    CHECK(world.run().code == ExitCode::carteira_failed);
    CHECK(world.row_versions() == before);
}

TEST_CASE("a mass removal is stopped by the fuse, and --allow-mass-removal overrides it for one run",
          "[long]") {
    World world;
    for (int i = 1; i <= 12; ++i) world.add_order("VCD00000" + std::to_string(10 + i), {{world.azeitona, 1}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    for (const auto id : world.odoo.store().ids("sale.order"))
        world.odoo.store().write("sale.order", id, {{"state", "cancel"}});
    world.config.fuse_rows = 10;
    const auto before = world.row_versions();
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    CHECK(
        report.error.find(
            "carteira: 12 of 12 active rows would be archived: 12 pedido cancelado no Odoo (VCD0000011, ") ==
        0);
    CHECK(world.row_versions() == before);
    world.config.allow_mass_removal = true;
    CHECK(world.run().code == ExitCode::ok);
}

TEST_CASE("a full cycle right after an incremental one finds nothing to do", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 3}});
    const auto done = world.add_order("VCD0000002", {{world.azeitona, 2}});
    world.add_nf("130001", order, {10, 1});
    world.add_nf("130002", done, {2});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    world.add_order("VCD0000003", {{world.palmito, 7}});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto before = world.row_versions();
    world.config.full = true;
    const auto report = world.run();
    REQUIRE(report.code == ExitCode::ok);
    CHECK(report.stages.at(3).window->full);
    CHECK(world.row_versions() == before);
}

TEST_CASE("saldos whose NFs were written by a cycle that then failed are computed by the next one") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(std::chrono::hours{48});
    world.add_nf("130001", order, {4});
    world.odoo.store().write("sale.order", order.id, {{"write_date", "2026-11-22 15:00:00"}});
    world.odoo.on_request({.model = "sale.order.line",
                           .method = "search_read",
                           .times = -1,
                           .fault = Fault::odoo_error("odoo.exceptions.UserError", "broken")});
    CHECK(world.run().code == ExitCode::carteira_failed);
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "1");
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "10.000");
    world.odoo.clear_rules();
    world.advance(std::chrono::hours{48});
    world.run_twice();
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
}
