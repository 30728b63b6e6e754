// NFs older than every window that a pedido's saldo needs: where Odoo's invoiced quantity is not the one that
// is here.
#include <algorithm>
#include <catch2/catch.hpp>

#include "integridade_support.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

Values on_day(const std::string& day) {
    return {{"create_date", day + " 12:00:00"}, {"write_date", day + " 12:00:00"}, {"date", day}};
}

// The 45th and the 40th day before the world's own.
const auto k_old = on_day("2026-10-06");
const auto k_drafted = on_day("2026-10-11");

// A held pedido of 10 azeitonas and 5 palmitos, next to another one with an NF of its own.
struct HeldPedido {
    World world;
    Order order;

    HeldPedido() {
        order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
        world.add_nf("900001", world.add_order("VCD0000009", {{world.palmito, 2}}), {1});
        REQUIRE(world.run().code == ExitCode::ok);
    }
    // Half an hour later the pedido is edited in Odoo.
    CycleReport edited() {
        world.advance(std::chrono::minutes{30});
        world.odoo.store().write("sale.order", order.id, {{"picking_note", "urgente"}});
        auto report = world.run_twice();
        CHECK_FALSE(report.stages.at(0).window->full);
        CHECK(all_found(report).empty());
        return report;
    }
    // Odoo refuses the pedidos' lines ahead, and when they are needed. Returns the rule.
    auto refuse_lines_twice() {
        return world.odoo.on_request({.model = "sale.order.line",
                                      .method = "search_read",
                                      .skip = 1,  // the list of what changed
                                      .times = 2,
                                      .fault = Fault::odoo_error("odoo.exceptions.UserError", "busy")});
    }
    std::string saldos() {
        return world.rows(
            "SELECT cod_produto, qtd_saldo_produto_pedido FROM carteira_principal"
            " WHERE num_pedido = 'VCD0000001' AND ativo ORDER BY 1");
    }
    std::string invoiced() {
        return world.rows(
            "SELECT numero_nf, cod_produto, qtd_produto_faturado, status_nf FROM faturamento_produto"
            " WHERE origem = 'VCD0000001' ORDER BY 1, 2");
    }
    // How often one cycle after an edit asks Odoo for NF lines.
    long long line_requests() {
        world.advance(std::chrono::minutes{30});
        world.odoo.store().write("sale.order", order.id, {{"picking_note", "hoje"}});
        world.odoo.clear_requests();
        REQUIRE(world.run().code == ExitCode::ok);
        const auto requests = world.odoo.requests();
        return std::count_if(requests.begin(), requests.end(), [](const auto& request) {
            return request.model == "account.move.line" && request.method == "search_read";
        });
    }
};

}  // namespace

TEST_CASE("an NF of any age that is missing here is read with its held pedido, before the saldo") {
    HeldPedido base;
    base.world.add_nf("100001", base.order, {6, 0}, k_old);
    base.edited();
    CHECK(base.invoiced() == "100001|4310162|6.000|Lançado");
    CHECK(base.saldos() == "4310162|4.000\n4360147|5.000");
    CHECK(base.world.movements().find("100001") == std::string::npos);  // it is history
}

TEST_CASE("no saldo is computed while Odoo gave the lines too late to look for older NFs") {
    HeldPedido base;
    auto& world = base.world;
    world.add_nf("100001", base.order, {6, 0}, k_old);
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write("sale.order", base.order.id, {{"picking_note", "urgente"}});
    const auto twice = base.refuse_lines_twice();
    CHECK(world.run().code == ExitCode::carteira_failed);
    CHECK(world.odoo.fired(twice) == 2);
    CHECK(base.saldos() == "4310162|10.000\n4360147|5.000");
    world.run_twice();
    CHECK(base.invoiced() == "100001|4310162|6.000|Lançado");
    CHECK(base.saldos() == "4310162|4.000\n4360147|5.000");
}

TEST_CASE("a pedido that enters has its older NFs although Odoo gave its lines late") {
    HeldPedido base;
    auto& world = base.world;
    world.advance(std::chrono::minutes{30});
    world.add_nf("100002", world.add_order("VCD0000002", {{world.azeitona, 10}}), {6}, k_old);
    const auto twice = base.refuse_lines_twice();
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.odoo.fired(twice) == 2);
    CHECK(world.rows(
              "SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = 'VCD0000002'") ==
          "4.000");
}

TEST_CASE("an NF that a full load's page lost in its middle comes with its pedido's lines") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {1});
    world.add_nf("130002", order, {2});
    world.advance(std::chrono::minutes{30});
    const auto lost = world.odoo.on_request({.model = "account.move",
                                             .method = "search_read",
                                             .skip = 1,  // the list of what changed
                                             .fault = Fault::edit_body([](std::string body) {
                                                 const auto begin = body.find("[{") + 1;
                                                 const auto next = body.find("}, {", begin) + 3;
                                                 return body.erase(begin, next - begin);
                                             })});
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.odoo.fired(lost) == 1);
    CHECK(world.rows("SELECT numero_nf FROM faturamento_produto ORDER BY 1") == "130001\n130002");
}

TEST_CASE("lines that come late fail nothing where the quantities agree") {
    HeldPedido base;
    base.world.advance(std::chrono::minutes{30});
    base.world.odoo.store().write("sale.order", base.order.id, {{"picking_note", "urgente"}});
    const auto twice = base.refuse_lines_twice();
    CHECK(base.world.run().code == ExitCode::ok);
    CHECK(base.world.odoo.fired(twice) == 2);
}

TEST_CASE("a client whom Odoo did not give in time is asked for again, though nothing else came since") {
    HeldPedido base;
    auto& world = base.world;
    world.advance(std::chrono::minutes{30});
    const auto client =
        world.odoo.store().create("res.partner", {{"name", "MERCADO NOVO"}, {"l10n_br_cnpj", "3"}});
    world.odoo.store().write("sale.order", base.order.id,
                             {{"partner_id", client}, {"partner_shipping_id", client}});
    const auto once =
        world.odoo.on_request({.model = "res.partner",
                               .method = "search_read",
                               .skip = 1,  // the list of what changed
                               .fault = Fault::odoo_error("odoo.exceptions.UserError", "busy")});
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.odoo.fired(once) == 1);
    CHECK(
        world.rows(
            "SELECT DISTINCT raz_social, cnpj_cpf FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
        "MERCADO NOVO|3");
}

TEST_CASE("a product whose code changed takes the rows of its pedido's older NFs and its lot with it") {
    HeldPedido base;
    auto& world = base.world;
    world.add_nf("100001", base.order, {6, 0}, k_old);
    base.edited();
    world.add_lot("LOTE_1", "VCD0000001", {{"4310162", 4}, {"4360147", 5}}, "total");
    world.odoo.store().write("product.product", world.azeitona, {{"default_code", "4310999"}});
    base.edited();
    CHECK(base.invoiced() == "100001|4310999|6.000|Lançado");
    CHECK(base.saldos() == "4310999|4.000\n4360147|5.000");
    CHECK(world.rows("SELECT cod_produto, qtd_saldo FROM separacao WHERE qtd_saldo > 0 ORDER BY 1") ==
          "4310999|4\n4360147|5");
}

TEST_CASE("two products that exchanged codes exchange them in their pedido's older NFs too") {
    HeldPedido base;
    auto& world = base.world;
    world.add_nf("100001", base.order, {6, 1}, k_old);
    base.edited();
    world.odoo.store().write("product.product", world.azeitona, {{"default_code", "4360147"}});
    world.odoo.store().write("product.product", world.palmito, {{"default_code", "4310162"}});
    base.edited();
    CHECK(base.invoiced() == "100001|4310162|1.000|Lançado\n100001|4360147|6.000|Lançado");
    CHECK(base.saldos() == "4310162|4.000\n4360147|4.000");
}

TEST_CASE("an NF that was drafted long ago and is posted today is new: it consumes its lot") {
    HeldPedido base;
    auto& world = base.world;
    auto values = k_drafted;
    values["state"] = "draft";
    values["l10n_br_numero_nota_fiscal"] = false;
    const auto nf = world.add_nf("-", base.order, {10, 0}, values);
    world.add_lot("LOTE_1", "VCD0000001", {{"4310162", 10}});
    world.add_item(1, "LOTE_1", "VCD0000001");
    world.advance(std::chrono::minutes{30});
    world.odoo.store().write(
        "account.move", nf,
        {{"state", "posted"}, {"date", "2026-11-20"}, {"l10n_br_numero_nota_fiscal", "130001"}});
    world.odoo.store().refresh_invoicing(base.order.id);
    world.run_twice();
    CHECK(base.invoiced() == "130001|4310162|10.000|Lançado");
    CHECK(base.saldos() == "4310162|0.000\n4360147|5.000");
    CHECK(world.rows("SELECT numero_nf, sincronizado_nf, status FROM separacao") == "130001|t|FATURADO");
    CHECK(world.value("SELECT nota_fiscal FROM embarque_itens") == "130001");
    CHECK(world.movements().find("130001") != std::string::npos);
}

TEST_CASE("a full load reads NFs that are dated since the horizon, whenever they were made and written") {
    HeldPedido base;
    auto values = k_old;
    values["date"] = "2026-11-19";
    base.world.add_nf("100001", base.order, {6, 0}, values);
    base.world.advance(std::chrono::minutes{30});
    base.world.config.full = true;
    base.world.run_twice();
    CHECK(base.invoiced() == "100001|4310162|6.000|SEM_LOTE");
    CHECK(base.world.movements().find("100001") != std::string::npos);
}

TEST_CASE("what people decided about an NF, and another issuer's rows, make no NF be read again") {
    HeldPedido base;
    auto& world = base.world;
    world.add_nf("100001", base.order, {6, 0}, k_old);
    base.edited();
    const auto usual = base.line_requests();  // those of the young NF
    world.execute(
        "UPDATE faturamento_produto SET status_nf = 'Cancelado', updated_by = 'Cancelamento Manual - Ana'"
        " WHERE numero_nf = '100001';"
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, origem, "
        "cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, status_nf, "
        "created_by, created_at, updated_at)"
        " VALUES ('77', '2026-10-06', '1', 'A', 'VCD0000001', '4360147', 'P', 2, 1, 2, 'Lançado', "
        "'ImportTagPlus', now(), now())");
    CHECK(base.line_requests() == usual);
    CHECK(base.invoiced() == "100001|4310162|6.000|Cancelado\n77|4360147|2.000|Lançado");
}

TEST_CASE("an NF that people excluded here is no difference to Odoo's quantity, and does not come back") {
    HeldPedido base;
    base.world.add_nf("100001", base.order, {6, 0}, k_old);
    base.edited();
    base.world.execute(
        "DELETE FROM faturamento_produto WHERE numero_nf = '100001';"
        "DELETE FROM relatorio_faturamento_importado WHERE numero_nf = '100001'");
    base.edited();
    CHECK(base.invoiced().empty());
    CHECK(base.saldos() == "4310162|10.000\n4360147|5.000");
}

TEST_CASE("lines that came for an NF that is not read after all are left out, also where it cannot be read") {
    HeldPedido base;
    auto& world = base.world;
    auto& store = world.odoo.store();
    world.advance(std::chrono::minutes{30});
    const auto old = world.add_nf("100001", base.order, {2, 0}, k_old);
    store.write("account.move", old, {{"write_date", "2026-10-06 12:00:00"}});  // posting moved it
    const auto unreadable = world.add_nf("100002", base.order, {1, 0});
    store.write("account.move", unreadable, {{"date", "2026-99-99"}});
    world.add_nf("100003", base.order, {3, 0});
    const auto draft =
        world.add_nf("-", base.order, {1, 0}, {{"state", "draft"}, {"l10n_br_numero_nota_fiscal", false}});
    const auto line_of = [&](long long nf) {
        return store.get("account.move", nf).at("invoice_line_ids").as_ids().at(0);
    };
    store.write("account.move.line", line_of(draft), {{"price_total", Decimal{"NaN"}}});
    const auto report = world.run();
    INFO(report.error << "\n" << world.log_text());
    CHECK(report.code == ExitCode::done_with_rejects);
    CHECK(world.rows("SELECT record_id, reason FROM ciclo_rejeito") ==
          std::to_string(unreadable) + "|NF 100002: field 'date' is not a date: '2026-99-99'");
    CHECK(base.invoiced() ==
          "100001|4310162|2.000|Lançado\n"  // history
          "100003|4310162|3.000|SEM_LOTE");
}

TEST_CASE("lines that Odoo refused ahead are asked for again of those NFs alone that are read") {
    HeldPedido base;
    auto& world = base.world;
    world.config.odoo_concurrency = 1;  // in their order
    world.advance(std::chrono::minutes{30});
    const auto nf = world.add_nf("100003", base.order, {3, 0});
    const auto draft =
        world.add_nf("-", base.order, {1, 0}, {{"state", "draft"}, {"l10n_br_numero_nota_fiscal", false}});
    const auto refused =
        world.odoo.on_request({.model = "account.move.line",
                               .method = "search_read",
                               .skip = 1,  // those that the pedido needs
                               .fault = Fault::odoo_error("odoo.exceptions.UserError", "busy")});
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.odoo.fired(refused) == 1);
    // Each list ends with its largest id.
    const auto asked_to = [&](long long last) {
        const auto requests = world.odoo.requests();
        return std::count_if(requests.begin(), requests.end(), [&](const auto& request) {
            return request.model == "account.move.line" &&
                   request.domain.find("\"move_id\", \"in\"") != std::string::npos &&
                   request.domain.find(std::to_string(last) + "]]") != std::string::npos;
        });
    };
    CHECK(asked_to(draft) == 1);
    CHECK(asked_to(nf) == 1);
    CHECK(base.invoiced() == "100003|4310162|3.000|SEM_LOTE");
}
