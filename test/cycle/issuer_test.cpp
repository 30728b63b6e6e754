// Rows of another issuer (TagPlus) beside Odoo's: theirs stay as they are, whatever becomes of a pedido or an
// NF of the same number; their quantities count.
#include <catch2/catch.hpp>

#include "integridade_support.hpp"
#include "markers_support.hpp"
#include "people.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

const std::string k_same_client = "'12345678000190'";  // the customer's, written otherwise

// Another issuer's NF of a pedido: rows, report, movement, separação, item with an error, inconsistency.
struct Issued {
    explicit Issued(const std::string& author = "ImportTagPlus", const std::string& cnpj = k_same_client)
        : markers(world), order(world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}})) {
        world.execute(
            "INSERT INTO embarques (id, numero, status, criado_em, criado_por)"
            " VALUES (1, 1001, 'ativo', now(), 'test')");
        plant("150001", author, cnpj, "SEM_LOTE", 900000);
        plant("150002", author, cnpj, "Cancelado", 900100);
        for (const char* table : k_tables) markers.remember_versions(table, "id >= 900000");
    }

    void plant(const std::string& nf, const std::string& author, const std::string& cnpj, const char* status,
               long long id) {
        const Overrides of{{"numero_nf", "'" + nf + "'"}, {"num_pedido", "'VCD0000001'"}};
        const auto row = [&](const char* table, Overrides more, Overrides base) {
            more.insert(more.end(), base.begin(), base.end());
            markers.plant(table, id++, more);
        };
        const auto with_author = "'" + author + "'";
        for (const char* product : {"'4310162'", "'4310162'", "'X-1'"}) {  // one of them twice
            row("faturamento_produto",
                {{"origem", "'VCD0000001'"},
                 {"cod_produto", product},
                 {"qtd_produto_faturado", "1"},
                 {"cnpj_cliente", cnpj},
                 {"created_by", with_author},
                 {"updated_by", "'WebhookTagPlus'"},
                 {"status_nf", std::string("'") + status + "'"}},
                {{"numero_nf", "'" + nf + "'"}});
        }
        row("relatorio_faturamento_importado", {{"origem", "'TagPlus'"}, {"ativo", "true"}},
            {{"numero_nf", "'" + nf + "'"}});
        row("movimentacao_estoque",
            {{"tipo_movimentacao", "'FATURAMENTO'"},
             {"tipo_origem", "'ODOO'"},
             {"local_movimentacao", "'VENDA'"},
             {"cod_produto", "'4310162'"},
             {"criado_por", with_author},
             {"codigo_embarque", "1"},
             {"status_nf", "'FATURADO'"},
             {"ativo", "true"}},
            of);
        row("inconsistencia_faturamento",
            {{"tipo", "'NF_SEM_SEPARACAO'"}, {"cod_produto", "'4310162'"}, {"resolvida", "false"}}, of);
        markers.plant("embarque_itens", id++,
                      {{"embarque_id", "1"},
                       {"pedido", "'VCD0000001'"},
                       {"status", "'ativo'"},
                       {"nota_fiscal", "'" + nf + "'"},
                       {"separacao_lote_id", "'L9'"},
                       {"erro_validacao", "'NF_PENDENTE_FATURAMENTO'"}});
    }

    void later() { world.advance(minutes{30}); }

    static constexpr std::array k_tables{"faturamento_produto", "relatorio_faturamento_importado",
                                         "movimentacao_estoque", "inconsistencia_faturamento",
                                         "embarque_itens"};
    World world;
    Markers markers;
    Order order;
};

}  // namespace

TEST_CASE("an NF that another issuer has under the same number and for the same client is left alone") {
    const auto* author =
        GENERATE(from_range(variants({"ImportTagPlus", "WebhookTagPlus", "ImportTagPlus-Corrigido"})));
    Issued issued(author);
    auto& world = issued.world;
    const auto nf = world.add_nf("150001", issued.order, {4, 1});
    const auto report = world.run_twice();
    CHECK(notice_of(report, "NF_DE_OUTRO_PROGRAMA") ==
          "NF_DE_OUTRO_PROGRAMA 1 150001 (account.move " + std::to_string(nf) + ")");
    CHECK(issued.markers.changes() == k_nothing);
    // Cancelled, active again, corrected, without a number: it stays theirs.
    for (const Values& change : variants<Values>({{{"state", "cancel"}},
                                                  {{"state", "posted"}},
                                                  {{"date", "2026-11-21"}},
                                                  {{"l10n_br_numero_nota_fiscal", false}},
                                                  {{"l10n_br_numero_nota_fiscal", "150001"}}})) {
        issued.later();
        world.odoo.store().write("account.move", nf, change);
        world.run_twice();
        CHECK(issued.markers.changes() == k_nothing);
    }
    world.config.full = true;
    world.run_twice();
    CHECK(issued.markers.changes() == k_nothing);
    CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE id < 900000") == "0");
    CHECK(world.value("SELECT count(*) FROM ciclo_nf") == "0");
}

TEST_CASE("another issuer's quantities count in the saldo of the pedido that they name") {
    Issued issued;
    auto& world = issued.world;
    world.run_twice();
    CHECK(
        world.rows("SELECT cod_produto, qtd_saldo_produto_pedido::real FROM carteira_principal ORDER BY 1") ==
        "4310162|8\n4360147|5");
    CHECK(issued.markers.changes() == k_nothing);
}

TEST_CASE("an NF of another issuer's number and another client is set aside, naming both") {
    Issued issued("ImportTagPlus", "'99999999000199'");
    auto& world = issued.world;
    const auto nf = world.add_nf("150001", issued.order, {4, 1});
    for (int cycle = 0; cycle < 2; ++cycle) {
        CHECK(world.run().code == ExitCode::done_with_rejects);
        CHECK(world.rows("SELECT record_id, reason FROM ciclo_rejeito") ==
              std::to_string(nf) + "|NF 150001: account.move " + std::to_string(nf) +
                  " of CNPJ 12.345.678/0001-90 has the number of an NF of another program, of CNPJ "
                  "99999999000199");
        CHECK(issued.markers.changes() == k_nothing);
        issued.later();
    }
}

TEST_CASE("an NF that ciclo took over from another issuer in an earlier version is theirs again") {
    Issued issued;
    auto& world = issued.world;
    const auto nf = world.add_nf("150001", issued.order, {4, 1});
    world.execute("INSERT INTO ciclo_nf (move_id, numero_nf, state, historic) VALUES (" + std::to_string(nf) +
                  ", '150001', 'posted', false)");
    for (const Values& change : variants<Values>({{{"state", "cancel"}},
                                                  {{"l10n_br_tipo_pedido", "devolucao"}},
                                                  {{"l10n_br_numero_nota_fiscal", "150009"}}})) {
        world.run_twice();
        CHECK(issued.markers.changes() == k_nothing);
        issued.later();
        world.odoo.store().write("account.move", nf, change);
    }
    world.run_twice();
    CHECK(issued.markers.changes() == k_nothing);
}

TEST_CASE("a years-old NF of Odoo with another issuer's number is passed over, not set aside") {
    Issued issued("ImportTagPlus", "'99999999000199'");
    auto& world = issued.world;
    const auto done = world.add_order("S00099", {{world.azeitona, 1}});
    world.add_nf("150001", done, {1}, {{"create_date", "2024-01-02 00:00:00"}});
    CHECK(world.run_twice().stages.at(0).counts.get("passed_over") == 1);
    CHECK(issued.markers.changes() == k_nothing);
}

TEST_CASE(
    "a row that names a typed pedido and that ciclo wrote is ciclo's, one without a pedido is nobody "
    "else's",
    "[long]") {
    World world;
    const auto typed = world.add_order("MANUAL1", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", typed, {4});
    plant_row(world, "130002", "4310162", 3, "Lançado");  // origem NULL
    plant_report(world, "130002", 3, 2);
    world.add_nf("130002", world.add_order("VCD0000001", {{world.azeitona, 10}}), {3});
    world.run_twice();
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT numero_nf, origem, replace(status_nf, 'SEM_LOTE', 'Lançado') FROM"
                     " faturamento_produto ORDER BY 1") ==
          "130001|MANUAL1|Cancelado\n130002|VCD0000001|Lançado");
}

TEST_CASE("what TagPlus moved is not ended by the cancellation of an NF of Odoo with that number") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {4});
    world.run_twice();
    world.execute(
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, status_nf, criado_em, atualizado_em,"
        " ativo, tipo_origem, criado_por) SELECT '4310162', 'A', '2026-11-22', 'FATURAMENTO', 'VENDA', -3,"
        " '130001', 'VCD0000001', 'FATURADO', now(), now(), true, o, a"
        " FROM (VALUES ('TAGPLUS', 'Sistema'), ('ODOO', 'WebhookTagPlus')) v (o, a)");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows("SELECT criado_por, ativo FROM movimentacao_estoque ORDER BY 1") ==
          "Sistema|t\nWebhookTagPlus|t\nciclo|f");
}

TEST_CASE("another issuer's NFs are left out of every check of integrity") {
    Issued issued;
    auto& world = issued.world;
    // Half cancelled, in duplicate, with an active movement, without a report row.
    world.execute(
        "ALTER TABLE faturamento_produto DISABLE TRIGGER ALL;"
        "UPDATE faturamento_produto SET status_nf = 'Lançado' WHERE id = 900100;"
        "DELETE FROM relatorio_faturamento_importado");
    world.config.full = true;
    const auto report = world.run_twice();
    CHECK(all_found(report).empty());
}
