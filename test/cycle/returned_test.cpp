// NFs that a credit note reverses: reported once, and nothing else, for the application reverses by itself.
#include <algorithm>
#include <catch2/catch.hpp>

#include "dry_run_support.hpp"
#include "odoo_variant.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

struct Returned : World {
    Order order = add_order("VCD0000001", {{azeitona, 10}, {palmito, 5}});
    long long nf = add_nf("130001", order, {4, 2});

    Returned() {
        run_twice();
        advance(minutes{30});
        execute("DELETE FROM ciclo_evento");
    }

    // A posted one; `more` overrides.
    long long add_credit_note(const std::vector<double>& quantities, const Values& more = {}) {
        Values values{{"move_type", "out_refund"}, {"reversed_entry_id", nf}};
        for (const auto& [name, value] : more) values[name] = value;
        return add_nf("-", order, quantities, values);
    }

    std::string events() {
        return rows("SELECT kind, key, payload -> 'produtos' FROM ciclo_evento ORDER BY id");
    }
};

const Notice* devolvida(const CycleReport& report) {
    for (const auto& notice : report.stages.front().notices) {
        if (notice.kind == "NF_DEVOLVIDA") return &notice;
    }
    return nullptr;
}

}  // namespace

TEST_CASE("a posted credit note is an AVISO with NF and quantities and one event, once; no row changes") {
    Returned world;
    world.execute(
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, tipo_origem, status_nf, criado_em, "
        "atualizado_em, "
        "criado_por,"
        " ativo) VALUES ('4310162', 'x', '2026-11-20', 'ENTRADA', 'REVERSAO', 3, '130001', 'VCD0000001', "
        "'ODOO',"
        " 'REVERTIDA', now(), now(), 'Sistema Odoo - Reversao', true)");
    // The pedido's write_date in Odoo moves, and nothing else.
    const auto what_stands = [&] {
        return world.rows("SELECT xmin, f.* FROM faturamento_produto f ORDER BY id") +
               world.rows("SELECT xmin, m.* FROM movimentacao_estoque m ORDER BY id") +
               world.rows("SELECT xmin, r.* FROM relatorio_faturamento_importado r ORDER BY id") +
               world.rows(k_saldos);
    };
    const auto before = what_stands();
    const auto note = world.add_credit_note({3, 0.5});
    const auto report = world.run();
    INFO(report.error);
    REQUIRE(report.code == ExitCode::ok);
    REQUIRE(devolvida(report) != nullptr);
    CHECK(devolvida(report)->count == 1);
    CHECK(devolvida(report)->examples ==
          "130001 (4310162: 3, 4360147: 0.5, account.move " + std::to_string(note) + ")");
    CHECK(world.events() == "nf_devolvida|130001|{\"4310162\": 3.000, \"4360147\": 0.500}");
    CHECK(what_stands() == before);
    // It is read again, for it was created in the status window.
    world.advance(hours{1});
    world.config.full = true;
    CHECK(devolvida(world.run()) == nullptr);
    CHECK(world.value("SELECT count(*) FROM ciclo_evento") == "1");
    CHECK(what_stands() == before);
}

TEST_CASE("a cancelled NF's movements of local REVERSAO are not touched") {
    Returned world;
    world.execute(
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, tipo_origem, status_nf, criado_em, "
        "atualizado_em, "
        "criado_por,"
        " ativo) VALUES ('4310162', 'x', '2026-11-20', 'ENTRADA', 'REVERSAO', 3, '130001', 'VCD0000001', "
        "'ODOO',"
        " 'REVERTIDA', now(), now(), 'Sistema Odoo - Reversao', true)");
    const std::string reversal =
        "SELECT xmin, m.* FROM movimentacao_estoque m WHERE local_movimentacao = 'REVERSAO'";
    const auto before = world.rows(reversal);
    world.add_credit_note({3, 0});
    world.odoo.store().write("account.move", world.nf, {{"state", "cancel"}});
    world.run_twice();
    CHECK(world.rows(reversal) == before);
    CHECK(world.value("SELECT bool_or(ativo) FROM movimentacao_estoque WHERE local_movimentacao = 'VENDA'") ==
          "f");
}

TEST_CASE("each credit note of an NF is reported, drafts and those of unknown invoices are not") {
    Returned world;
    world.add_credit_note({1, 0});
    world.add_credit_note({0, 1});
    world.add_credit_note({1, 0}, {{"state", "draft"}});
    world.add_credit_note({1, 0}, {{"reversed_entry_id", false}});
    const auto other = world.add_nf("-", world.order, {1, 0}, {{"l10n_br_numero_nota_fiscal", false}});
    world.add_credit_note({1, 0}, {{"reversed_entry_id", other}});
    const auto report = world.run_twice();
    REQUIRE(devolvida(report) != nullptr);
    CHECK(devolvida(report)->count == 2);
    CHECK(world.events() ==
          "nf_devolvida|130001|{\"4310162\": 1.000}\nnf_devolvida|130001|{\"4360147\": 1.000}");
    CHECK(world.value("SELECT cardinality(credit_notes) FROM ciclo_nf WHERE numero_nf = '130001'") == "2");
    world.advance(minutes{30});
    world.add_credit_note({0, 1});
    CHECK(devolvida(world.run_twice())->count == 1);
    CHECK(world.value("SELECT cardinality(credit_notes) FROM ciclo_nf WHERE numero_nf = '130001'") == "3");
}

TEST_CASE("a cycle of a selection reads the credit notes of its NFs, however old, and no others") {
    Returned world;
    const auto other = world.add_nf("130002", world.order, {1, 0});
    world.run_twice();
    const Values old{{"create_date", "2026-11-01 10:00:00"}, {"write_date", "2026-11-01 10:00:00"}};
    for (const auto reversed : {world.nf, other}) {
        const auto note = world.add_credit_note({1, 0}, {{"reversed_entry_id", reversed}});
        world.odoo.store().write("account.move", note, old);
    }
    CHECK(devolvida(world.run_twice()) == nullptr);
    world.execute("DELETE FROM ciclo_evento");
    world.config.nfs = {"130001"};
    CHECK(devolvida(world.run_twice()) != nullptr);
    CHECK(world.events() == "nf_devolvida|130001|{\"4310162\": 1.000}");
    world.config.nfs.clear();
    world.config.pedidos = {"VCD0000001"};
    CHECK(devolvida(world.run_twice())->count == 1);
    CHECK(world.value("SELECT max(key) FROM ciclo_evento") == "130002");
}

TEST_CASE("a stage's first good run reports returned NFs and emits no event of them", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto nf = world.add_nf("130001", order, {4});
    world.add_nf("-", order, {1}, {{"move_type", "out_refund"}, {"reversed_entry_id", nf}});
    CHECK(devolvida(world.run_twice())->count == 1);
    CHECK(world.rows("SELECT DISTINCT kind FROM ciclo_evento") == "primeira_carga");
}

TEST_CASE("credit notes cost no request where none changed, and the field may be missing in Odoo") {
    Returned world;
    const auto requests = [&] {
        world.odoo.clear_requests();
        REQUIRE(world.run().code == ExitCode::ok);
        const auto all = world.odoo.requests();
        return std::count_if(all.begin(), all.end(),
                             [](const auto& request) { return request.method == "search_read"; });
    };
    REQUIRE(world.run().code == ExitCode::ok);
    const auto with = requests();
    CHECK(requests() == with);
    world.odoo.remove_field("account.move", "reversed_entry_id");
    REQUIRE(world.run().code == ExitCode::ok);  // a full load: other fields
    CHECK(requests() == with);
}

TEST_CASE("a dry run reports a returned NF and lists its event, which is no pending change", "[long]") {
    Returned world;
    world.use_odoo(odoo_variants().at(1));  // until 17 what is posted moves its pedido too
    REQUIRE(world.run().code == ExitCode::ok);
    const auto note = world.add_credit_note({1, 0}, {{"state", "draft"}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("account.move", note, {{"state", "posted"}});
    const auto report = check_dry_run(world);
    CHECK_FALSE(report.dry_run->is_pending());
    CHECK(changed_tables(report) == std::set<std::string_view>{"ciclo_evento"});
}
