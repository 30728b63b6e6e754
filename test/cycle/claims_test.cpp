// Who an NF's number belongs to when several account.moves have it, and which old NFs count as history.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

// A cycle that ends with `code`, and another that writes nothing.
CycleReport settle(World& world, ExitCode code) {
    auto report = world.run();
    INFO(report.error << "\n" << world.log_text());
    REQUIRE(report.code == code);
    if (!repeats()) return report;
    const auto before = world.row_versions();
    REQUIRE(world.run().code == code);
    CHECK(world.row_versions() == before);
    return report;
}

// "number|pedido|quantity", a line a row that counts.
std::string counting(World& world) {
    return world.rows(
        "SELECT numero_nf, origem, qtd_produto_faturado::real FROM faturamento_produto"
        " WHERE status_nf <> 'Cancelado' ORDER BY 1, 2");
}

std::string rejects(World& world) {
    return world.rows("SELECT reason FROM ciclo_rejeito ORDER BY record_id");
}

std::string live(World& world) {
    return world.rows("SELECT numero_nf, move_id FROM ciclo_nf WHERE state <> 'gone' ORDER BY 1, 2");
}

std::string kept(long long loser, long long winner) {
    return "NF 130001: account.move " + std::to_string(loser) + " and " + std::to_string(winner) +
           " have the same number; " + std::to_string(winner) + " is kept";
}

std::string row_of(long long move, const std::string& number = "130001") {
    return number + "|" + std::to_string(move);
}

bool has_notice(const CycleReport& report, const std::string& kind) {
    for (const auto& notice : report.stages.at(0).notices) {
        if (notice.kind == kind) return true;
    }
    return false;
}

struct TwoPedidos {
    TwoPedidos() {
        first = world.add_order("VCD0000001", {{world.azeitona, 10}});
        second = world.add_order("VCD0000002", {{world.azeitona, 20}});
    }

    void write(long long move, const Values& values) {
        world.odoo.store().write("account.move", move, values);
    }

    // Out of every window.
    void wait() {
        world.advance(std::chrono::hours{72});
        world.run();
        world.advance(std::chrono::hours{72});
    }

    World world;
    Order first{};
    Order second{};
};

const Values k_draft{{"state", "draft"}};
// A change that no window shows.
const std::string k_unseen = "2026-10-01 00:00:00";

}  // namespace

TEST_CASE("a posted NF takes the number from a draft, which is requested until it has a number of its own",
          "[long]") {
    TwoPedidos base;
    auto& world = base.world;
    const auto draft = world.add_nf("130001", base.first, {3}, k_draft);
    settle(world, ExitCode::ok);
    base.wait();
    const auto posted = world.add_nf("130001", base.second, {7});
    settle(world, ExitCode::done_with_rejects);
    CHECK(counting(world) == "130001|VCD0000002|7");
    CHECK(rejects(world) == kept(draft, posted));
    CHECK(live(world) == row_of(posted));
    base.wait();
    base.write(draft, {{"l10n_br_numero_nota_fiscal", "130009"}, {"write_date", k_unseen}});
    settle(world, ExitCode::ok);
    CHECK(counting(world) == "130001|VCD0000002|7\n130009|VCD0000001|3");
    CHECK(live(world) == row_of(posted) + "\n" + row_of(draft, "130009"));
}

TEST_CASE("of two posted NFs the older keeps the number, whichever was stored first") {
    TwoPedidos base;
    auto& world = base.world;
    const auto older = world.add_nf("130777", base.first, {3});
    const auto younger = world.add_nf("130001", base.second, {7});
    settle(world, ExitCode::ok);
    base.wait();
    base.write(older, {{"l10n_br_numero_nota_fiscal", "130001"}});
    settle(world, ExitCode::done_with_rejects);
    CHECK(counting(world) == "130001|VCD0000001|3");
    CHECK(rejects(world) == kept(younger, older));
    CHECK(live(world) == row_of(older));
    CHECK(world.rows("SELECT qtd_saldo_produto_pedido::real FROM carteira_principal ORDER BY num_pedido") ==
          "7\n20");
    // A mistake, taken back: both are what they were.
    base.wait();
    base.write(older, {{"l10n_br_numero_nota_fiscal", "130777"}});
    settle(world, ExitCode::ok);
    CHECK(counting(world) == "130001|VCD0000002|7\n130777|VCD0000001|3");
    CHECK(live(world) == row_of(younger) + "\n" + row_of(older, "130777"));
    CHECK(world.value("SELECT count(*) FROM ciclo_rejeito") == "0");
}

TEST_CASE("when the winner is cancelled, the other posted NF has the number", "[long]") {
    TwoPedidos base;
    auto& world = base.world;
    const auto winner = world.add_nf("130001", base.first, {3});
    const auto loser = world.add_nf("130001", base.second, {7});
    settle(world, ExitCode::done_with_rejects);
    CHECK(rejects(world) == kept(loser, winner));
    base.wait();
    base.write(winner, {{"state", "cancel"}});
    settle(world, ExitCode::done_with_rejects);
    CHECK(counting(world) == "130001|VCD0000002|7");
    CHECK(rejects(world) == kept(winner, loser));
    CHECK(live(world) == row_of(loser));
    CHECK(world.rows("SELECT ativo, valor_total FROM relatorio_faturamento_importado") == "t|70");
    CHECK(world.rows("SELECT qtd_saldo_produto_pedido::real FROM carteira_principal ORDER BY num_pedido") ==
          "10\n13");
}

TEST_CASE("who keeps a number is decided by what both NFs are today, not by what was remembered", "[long]") {
    TwoPedidos base;
    auto& world = base.world;
    const auto older = world.add_nf("130001", base.first, {3});
    settle(world, ExitCode::ok);
    base.wait();
    base.write(older, {{"state", "draft"}, {"write_date", k_unseen}});
    const auto younger = world.add_nf("130001", base.second, {7});
    settle(world, ExitCode::done_with_rejects);
    CHECK(counting(world) == "130001|VCD0000002|7");
    CHECK(rejects(world) == kept(older, younger));
}

TEST_CASE("an NF that Odoo does not show keeps its number: it may be hidden") {
    TwoPedidos base;
    auto& world = base.world;
    world.add_nf("130005", base.first, {1});
    const auto winner = world.add_nf("130001", base.first, {3});
    const auto loser = world.add_nf("130001", base.second, {7});
    settle(world, ExitCode::done_with_rejects);
    base.wait();
    world.odoo.hide_records("account.move", Ids{winner});
    const auto report = settle(world, ExitCode::done_with_rejects);
    CHECK(has_notice(report, "NF_AUSENTE"));
    CHECK(counting(world) == "130001|VCD0000001|3\n130005|VCD0000001|1");
    CHECK(rejects(world) == kept(loser, winner));
    CHECK(live(world) == row_of(winner) + "\n" + live(world).substr(live(world).find("130005")));
}

TEST_CASE("a draft that Odoo does not show yields its number to a posted NF, as one that it shows does") {
    TwoPedidos base;
    auto& world = base.world;
    world.add_nf("130005", base.first, {1});
    const auto draft = world.add_nf("130001", base.first, {3}, k_draft);
    settle(world, ExitCode::ok);
    base.wait();
    world.odoo.store().unlink("account.move", draft);
    const auto posted = world.add_nf("130001", base.second, {7});
    CHECK(has_notice(settle(world, ExitCode::ok), "NF_AUSENTE"));
    CHECK(counting(world) == "130001|VCD0000002|7\n130005|VCD0000001|1");
    CHECK(live(world).substr(0, live(world).find('\n')) == row_of(posted));
}

TEST_CASE("an NF that cannot be stored takes no number from one that can", "[long]") {
    TwoPedidos base;
    auto& world = base.world;
    const auto bad = world.add_nf("130001", base.first, {3}, {{"date", false}});
    const auto good = world.add_nf("130001", base.second, {7});
    settle(world, ExitCode::done_with_rejects);
    CHECK(counting(world) == "130001|VCD0000002|7");
    CHECK(rejects(world) == "NF 130001: field 'date' is empty");
    CHECK(live(world) == row_of(good));
    // Once it is good, it is the older one.
    base.wait();
    base.write(bad, {{"date", "2026-11-22"}, {"write_date", k_unseen}});
    settle(world, ExitCode::done_with_rejects);
    CHECK(counting(world) == "130001|VCD0000001|3");
    CHECK(rejects(world) == kept(good, bad));
    // What holds a number keeps it, with whatever fault it has today.
    base.write(bad, {{"date", false}});
    REQUIRE(world.run().code == ExitCode::done_with_rejects);
    CHECK(counting(world) == "130001|VCD0000001|3");
    CHECK(rejects(world) == "NF 130001: field 'date' is empty\n" + kept(good, bad));
}

TEST_CASE("a payment or a renamed customer brings no years-old NF, not even under a number that is known") {
    TwoPedidos base;
    auto& world = base.world;
    const auto known = world.add_nf("130001", base.first, {3});
    settle(world, ExitCode::ok);
    base.wait();
    // A pedido that the backlog never takes in, or its saldo would need its NFs.
    const auto done = world.add_order("S00099", {{world.azeitona, 1}});
    const auto unknown = world.add_nf("100001", done, {1}, {{"create_date", "2024-01-02 00:00:00"}});
    const auto same_number = world.add_nf("130001", done, {1}, {{"create_date", "2024-01-02 00:00:00"}});
    const auto before = world.row_versions();
    for (const auto move : {unknown, same_number}) base.write(move, {{"payment_state", "paid"}});
    CHECK(settle(world, ExitCode::ok).stages.at(0).counts.get("passed_over") == 2);
    CHECK(world.row_versions() == before);
    CHECK(live(world) == row_of(known));
    world.advance(std::chrono::hours{1});
    world.odoo.store().write("res.partner", world.customer, {{"name", "MERCADO NOVO"}});
    CHECK(settle(world, ExitCode::ok).stages.at(0).counts.get("passed_over") == 2);
    for (const char* table : {"faturamento_produto", "relatorio_faturamento_importado"}) {
        CHECK(world.rows(std::string("SELECT numero_nf, nome_cliente FROM ") + table) ==
              "130001|MERCADO NOVO");
    }
    CHECK(counting(world) == "130001|VCD0000001|3");
    CHECK(live(world) == row_of(known));
}

TEST_CASE("an NF is history when it was old as it came, and stays what it was") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    const auto young = world.add_nf("130001", order, {3});
    const auto old = world.add_nf("100001", order, {2}, {{"create_date", "2026-01-02 00:00:00"}});
    const auto ages = "SELECT numero_nf, historic FROM ciclo_nf ORDER BY 1";
    world.run_twice();
    CHECK(world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "5.000");
    CHECK(world.rows(ages) == "100001|t\n130001|f");
    // Months later the young one is older than any horizon; a wide horizon makes the old one young again.
    for (int month = 0; month < 3; ++month) {
        world.advance(std::chrono::hours{24 * 29});
        REQUIRE(world.run().code == ExitCode::ok);
    }
    for (const auto move : {young, old})
        world.odoo.store().write("account.move", move, {{"payment_state", "paid"}});
    world.run_twice();
    CHECK(world.rows(ages) == "100001|t\n130001|f");
    world.config.since = from_odoo("2025-01-01 00:00:00");
    world.config.full = true;
    CHECK(world.run_twice().stages.at(0).counts.get("selected") == 2);
    CHECK(world.rows(ages) == "100001|t\n130001|f");
}

TEST_CASE("an old NF that a saldo needs and that was set aside is stored once it is good", "[long]") {
    TwoPedidos base;
    auto& world = base.world;
    const auto old =
        world.add_nf("100001", base.first, {4}, {{"create_date", "2026-01-02 00:00:00"}, {"date", false}});
    settle(world, ExitCode::done_with_rejects);
    CHECK(counting(world).empty());
    base.wait();
    base.write(old, {{"date", "2026-01-02"}, {"write_date", k_unseen}});
    settle(world, ExitCode::ok);
    CHECK(counting(world) == "100001|VCD0000001|4");
    CHECK(world.rows("SELECT historic FROM ciclo_nf") == "t");
    CHECK(world.rows("SELECT qtd_saldo_produto_pedido::real FROM carteira_principal ORDER BY num_pedido") ==
          "6\n20");
}

TEST_CASE("duplicate rows of an NF that is not read stay, and are reported") {
    TwoPedidos base;
    auto& world = base.world;
    world.execute(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, origem,"
        " status_nf, created_at, updated_at)"
        " SELECT '99', '2025-01-01', '', 'X', '4310162', 'X', 1, 1, 1, 'VCD0000009', 'Lançado', now(), now()"
        " FROM generate_series(1, 2)");
    world.add_nf("130001", base.first, {3});
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '99'") == "2");
    CHECK(world.value("SELECT bool_or(details::text LIKE '%nf_duplicate_rows%NF 99 product 4310162%')"
                      " FROM ciclo_etapa WHERE stage = 'integridade'") == "t");
}

TEST_CASE("odd NFs are each stored as they are and reported, and affect no other NF") {
    TwoPedidos base;
    auto& world = base.world;
    const auto nameless = world.odoo.store().create("res.partner", {{"name", "SEM CNPJ"}});
    const auto uncoded = world.add_order("VCD0000003", {{world.sem_codigo, 5}});
    const auto corrected = world.add_nf("130001", base.first, {1});
    settle(world, ExitCode::ok);
    world.advance(std::chrono::minutes{30});
    const auto line = world.odoo.store().get("account.move", corrected).at("invoice_line_ids").as_ids().at(0);
    world.odoo.store().write("account.move.line", line, {{"quantity", 2.0}});
    world.add_nf("130002", base.first, {3}, k_draft);
    world.add_nf("130003", uncoded, {4});
    world.add_nf("130004", base.second, {5}, {{"partner_id", nameless}});
    world.add_nf("130005", base.second, {6});
    const auto report = settle(world, ExitCode::ok);
    CHECK(counting(world) ==
          "130001|VCD0000001|2\n130002|VCD0000001|3\n130003|VCD0000003|4\n130004|VCD0000002|5\n"
          "130005|VCD0000002|6");
    for (const char* kind : {"NF_CORRIGIDA", "PRODUTO_SEM_CODIGO", "CLIENTE_SEM_CNPJ"})
        CHECK(has_notice(report, kind));
}
