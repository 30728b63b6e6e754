// NFs that the application holds and that no cycle remembers: of Odoo's NFs with such a number only the right
// one is taken for it.
#include <catch2/catch.hpp>

#include "people.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// The former program's tables: NF 130001 of the customer for VCD0000001, with report and movement, which Odoo
// has too, made 55 days ago by company 1.
struct Former {
    Former() {
        company = world.odoo.store().create("res.company", {{"name", "OUTRA"}});
        first = world.add_order("VCD0000001", {{world.azeitona, 10}});
        second =
            world.add_order("VCD0000002", {{world.azeitona, 20}}, {{"partner_id", world.other_customer}});
        unnumbered = world.add_nf("", second, {9},
                                  {{"company_id", company},
                                   {"partner_id", world.other_customer},
                                   {"l10n_br_numero_nota_fiscal", false}});
        original = world.add_nf("130001", first, {7},
                                {{"create_date", "2026-09-28 12:00:00"},
                                 {"write_date", "2026-09-28 12:00:00"},
                                 {"date", "2026-09-28"}});
        world.execute(
            "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, "
            "cod_produto,"
            " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, peso_total,"
            " origem, status_nf, created_at, updated_at, created_by) VALUES ('130001', '2026-09-28',"
            " '12345678000190', 'M', '4310162', 'A', 7, 10, 70, 21, 'VCD0000001', 'Lançado', '2026-09-28',"
            " '2026-09-28', 'Sistema Odoo');"
            "INSERT INTO relatorio_faturamento_importado (numero_nf, data_fatura, cnpj_cliente, nome_cliente,"
            " valor_total, peso_bruto, origem, ativo) VALUES ('130001', '2026-09-28', '12345678000190', 'M',"
            " 70, 21, 'VCD0000001', true);"
            "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao,"
            " tipo_movimentacao, local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, status_nf,"
            " criado_em, atualizado_em, ativo) VALUES ('4310162', 'A', '2026-09-28', 'FATURAMENTO', 'VENDA',"
            " -7, '130001', 'VCD0000001', 'FATURADO', now(), now(), true)");
    }

    // The application's rows of the NF: client, pedido, quantity, status, what counts of report and movement.
    std::string held() {
        return world.rows(
            "SELECT f.cnpj_cliente ~ '^12', f.origem, qtd_produto_faturado::real, f.status_nf, r.ativo,"
            " r.valor_total::real, m.ativo, m.num_pedido, m.qtd_movimentacao::real"
            " FROM faturamento_produto f JOIN relatorio_faturamento_importado r USING (numero_nf)"
            " JOIN movimentacao_estoque m USING (numero_nf) WHERE f.numero_nf = '130001'");
    }
    std::string saldo() {
        return world.value(
            "SELECT qtd_saldo_produto_pedido::real FROM carteira_principal"
            " WHERE num_pedido = 'VCD0000001'");
    }
    std::string owner() {
        return world.rows("SELECT move_id, state FROM ciclo_nf WHERE numero_nf = '130001'");
    }
    std::string rejects() { return world.rows("SELECT record_id, reason FROM ciclo_rejeito ORDER BY 1"); }

    CycleReport settle(ExitCode code) {
        auto report = world.run();
        INFO(report.error << "\n" << world.log_text());
        REQUIRE(report.code == code);
        if (!repeats()) return report;
        const auto before = world.row_versions();
        REQUIRE(world.run().code == code);
        CHECK(world.row_versions() == before);
        return report;
    }

    World world;
    long long company = 0;
    Order first{};
    Order second{};
    long long original = 0;
    long long unnumbered = 0;  // of the other company and client, and older by its id
};

const std::string k_held = "t|VCD0000001|7|Lançado|t|70|t|VCD0000001|-7";

std::string stranger(long long move, const std::string& cnpj, const std::string& origin) {
    const auto id = std::to_string(move);
    return id + "|NF 130001: account.move " + id + " of CNPJ " + cnpj + ", origin " + origin +
           ", is not the NF of that number here, of CNPJ 12345678000190, pedido VCD0000001";
}

}  // namespace

TEST_CASE(
    "a new NF of another company and client takes no number that the application holds, whatever its state") {
    const auto* state = GENERATE(from_range(variants({"posted", "draft", "cancel"})));
    Former former;
    auto& world = former.world;
    const auto rival = world.add_nf(
        "130001", former.second, {9},
        {{"company_id", former.company}, {"partner_id", world.other_customer}, {"state", state}});
    former.settle(ExitCode::done_with_rejects);
    CHECK(former.held() == k_held);
    CHECK(former.saldo() == "3");
    CHECK(former.rejects() == stranger(rival, "98.765.432/0001-10", "VCD0000002"));
    world.config.full = true;
    world.advance(minutes{30});
    former.settle(ExitCode::done_with_rejects);
    CHECK(former.held() == k_held);
    CHECK(former.saldo() == "3");
}

TEST_CASE("an older NF of another client takes no number from one that was adopted") {
    Former former;
    auto& world = former.world;
    const bool adopted = thorough() ? GENERATE(true, false) : true;
    if (adopted) {
        world.odoo.store().write("account.move", former.original, {{"payment_state", "paid"}});
        former.settle(ExitCode::ok);
        world.advance(minutes{30});
    }
    world.odoo.store().write("account.move", former.unnumbered, {{"l10n_br_numero_nota_fiscal", "130001"}});
    for (const bool full : {false, true}) {
        world.config.full = full;
        former.settle(ExitCode::done_with_rejects);
        CHECK(former.held() == k_held);
        CHECK(former.owner() == std::to_string(former.original) + "|posted");
        CHECK(former.rejects() == stranger(former.unnumbered, "98.765.432/0001-10", "VCD0000002"));
        world.advance(minutes{30});
    }
}

TEST_CASE("of several NFs of one number and client in Odoo the one of the pedido is the application's") {
    const auto* state = GENERATE(from_range(variants({"posted", "draft", "cancel"})));
    const bool excluded = GENERATE(false, true);
    Former former;
    auto& world = former.world;
    // The one that the application holds may be outside our filters: it is looked for all the same.
    if (excluded) {
        world.odoo.store().write("account.move", former.original,
                                 {{"company_id", former.company}, {"write_date", "2026-09-28 12:00:00"}});
        world.config.excluded_companies = {former.company};
    }
    const auto rival = world.add_nf("130001", former.second, {9}, {{"state", state}});
    former.settle(ExitCode::done_with_rejects);
    CHECK(former.held() == k_held);
    CHECK(former.saldo() == "3");
    CHECK(former.rejects() == stranger(rival, "12.345.678/0001-90", "VCD0000002"));
    CHECK(former.owner() == (excluded ? "" : std::to_string(former.original) + "|posted"));
}

TEST_CASE("of two NFs that both agree the posted one is the application's, else the older") {
    const auto* state = GENERATE(from_range(variants({"posted", "draft", "cancel"})));
    Former former;
    auto& world = former.world;
    const auto rival = world.add_nf("130001", former.first, {1}, {{"state", state}});
    former.settle(ExitCode::done_with_rejects);
    CHECK(former.held() == k_held);
    CHECK(former.owner() == std::to_string(former.original) + "|posted");
    CHECK(former.rejects() == std::to_string(rival) + "|NF 130001: account.move " + std::to_string(rival) +
                                  " and " + std::to_string(former.original) + " have the same number; " +
                                  std::to_string(former.original) + " is kept");
}

TEST_CASE("an NF of the right client is adopted, however the CNPJ is written, or empty here") {
    const auto* cnpj = GENERATE(from_range(variants({"", "12.345.678/0001-90", "12345678000190"})));
    Former former;
    auto& world = former.world;
    world.execute(std::string("UPDATE faturamento_produto SET cnpj_cliente = '") + cnpj + "'");
    world.odoo.store().write("account.move", former.original, {{"payment_state", "paid"}});
    former.settle(ExitCode::ok);
    CHECK(former.held() == k_held);
    CHECK(former.owner() == std::to_string(former.original) + "|posted");
    world.advance(minutes{30});
    world.odoo.store().write("account.move", former.original, {{"state", "cancel"}});
    former.settle(ExitCode::ok);
    CHECK(former.held() == "t|VCD0000001|7|Cancelado|f|70|f|VCD0000001|-7");
}

TEST_CASE("an old NF that has only its number in common with the application's is passed over") {
    Former former;
    auto& world = former.world;
    world.add_nf("130001", world.add_order("S00099", {{world.azeitona, 1}}), {1},
                 {{"partner_id", world.other_customer}, {"create_date", "2024-01-02 00:00:00"}});
    world.odoo.store().write("account.move", former.original, {{"write_date", "2026-09-28 12:00:00"}});
    CHECK(former.settle(ExitCode::ok).stages.at(0).counts.get("passed_over") == 1);
    CHECK(former.held() == k_held);
}

TEST_CASE("what the old program stored of two NFs in turn belongs to neither") {
    Former former;
    auto& world = former.world;
    world.execute(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem,"
        " status_nf, created_at, updated_at) VALUES ('130001', '2026-09-28', '98765432000110', 'P', "
        "'4360147',"
        " 'P', 1, 1, 1, 'VCD0000002', 'Lançado', now(), now())");
    world.odoo.store().write("account.move", former.original, {{"create_date", "2026-11-10 12:00:00"}});
    const auto before = world.rows("SELECT * FROM faturamento_produto ORDER BY id");
    former.settle(ExitCode::done_with_rejects);
    CHECK(world.rows("SELECT * FROM faturamento_produto ORDER BY id") == before);
}

TEST_CASE("a first run over many NFs of the former program asks for their numbers in few requests") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 5000}});
    std::string values;
    const int nfs = thorough() ? 600 : 60;
    for (int i = 0; i < nfs; ++i) {
        const auto number = std::to_string(130000 + i);
        world.add_nf(number, order, {1});
        values += (i == 0 ? "" : ", ") + ("('" + number + "')");
    }
    const auto plain = world.dry_run().totals.get("requests");
    world.execute(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem,"
        " status_nf, created_at, updated_at) SELECT n, '2026-11-22', '12345678000190', 'M', '4310162', 'A', "
        "1,"
        " 10, 10, 'VCD0000001', 'Lançado', now(), now() FROM (VALUES " +
        values + ") v (n)");
    const auto report = world.run_twice();
    CHECK(report.stages.at(0).counts.get("new") == 0);
    CHECK(report.totals.get("requests") <= plain + 4);
    const auto changed = [&] {
        world.advance(minutes{30});
        world.odoo.store().write("account.move", world.odoo.store().ids("account.move").at(1),
                                 {{"payment_state", "paid"}});
        return world.run().totals.get("requests");
    };
    changed();
    const auto known = changed();
    world.execute("DELETE FROM ciclo_nf WHERE numero_nf = '130001'");
    CHECK(changed() == known + 1);
    CHECK(world.value("SELECT count(*) FROM ciclo_nf") == std::to_string(nfs));
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == std::to_string(nfs));
}
