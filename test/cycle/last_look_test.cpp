// Where nobody wrote the application's tables since a cycle looked at all of them, the next one does not look
// again; whatever is written by anybody is looked at.
#include <catch2/catch.hpp>

#include "integridade_support.hpp"
#include "report/report.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// An invoiced pedido, whose NF found no lot, and an open one; all is as the last cycle found it.
struct Quiet {
    World world;
    Order invoiced = world.add_order("VCD0000001", {{world.azeitona, 10}});
    long long nf = world.add_nf("130001", invoiced, {4});
    Order open = world.add_order("VCD0000002", {{world.palmito, 5}});

    Quiet() {
        REQUIRE(looks());  // writes
        REQUIRE(looks());  // finds nothing to write
        REQUIRE_FALSE(looks());
    }

    // Whether the next cycle looks at everything.
    bool looks() {
        // The last cycle's session hands its counts in when it ends, a moment after the cycle.
        while (world.value("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'ciclo/%'"
                           " AND datname = current_database() AND pid <> pg_backend_pid()") != "0")
            continue;
        world.advance(minutes{5});
        world.log_lines.clear();
        const auto report = world.run();
        INFO(report.error << "\n" << world.log_text());
        REQUIRE(report.code == ExitCode::ok);
        statements = report.totals.get("statements");
        findings = all_found(report);
        notices.clear();
        for (const auto& stage : report.stages) {
            for (const auto& notice : stage.notices) notices += notice.kind + " ";
        }
        const bool looked = world.log_text().find("since the last look") == std::string::npos;
        CHECK(report.looked_at_all == looked);
        CHECK_THAT(report::cycle_json(report),
                   Catch::Contains(looked ? R"("looked_at_all":true)" : R"("looked_at_all":false)"));
        return looked;
    }

    std::string saldo(const std::string& pedido) {
        return world.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal WHERE num_pedido = '" +
                           pedido + "'");
    }

    long long statements = 0;
    std::string findings;
    std::string notices;
};

}  // namespace

TEST_CASE(
    "where nobody wrote since the last look a cycle does not look again, and says what was found then") {
    Quiet base;
    auto& world = base.world;
    // More is invoiced than was ordered.
    world.execute("UPDATE faturamento_produto SET qtd_produto_faturado = 12");
    REQUIRE(base.looks());
    REQUIRE(base.saldo("VCD0000001") == "-2.000");
    REQUIRE(base.looks());
    const auto found = base.findings;
    const auto looking = base.statements;
    CHECK_THAT(found, Catch::Contains("saldo_negativo"));
    const auto before = world.row_versions();
    for (int i = 0; i < 2; ++i) {
        CHECK_FALSE(base.looks());
        CHECK(base.findings == found);
        CHECK(base.statements < looking);
    }
    CHECK(world.row_versions() == before);
}

TEST_CASE("what people and other programs write is looked at by the next cycle") {
    Quiet base;
    auto& world = base.world;
    SECTION("an NF's row") {
        world.execute("UPDATE faturamento_produto SET qtd_produto_faturado = 3");
        CHECK(base.looks());
        CHECK(base.saldo("VCD0000001") == "7.000");
    }
    SECTION("a shipment item with a lot for the NF that waits for one") {
        world.add_lot("LOTE_1", "VCD0000001", {{k_azeitona, 4}});
        world.add_item(1, "LOTE_1", "VCD0000001");
        CHECK(base.looks());
        CHECK(world.value("SELECT status_nf FROM faturamento_produto") == "Lançado");
        CHECK(world.inconsistencies().empty());
    }
    SECTION("a client's contact") {
        world.execute("UPDATE contatos_agendamento SET forma = 'PORTAL'");
        CHECK(base.looks());
        CHECK(world.value("SELECT DISTINCT forma_agendamento FROM carteira_principal") == "PORTAL");
    }
    SECTION("a row that is gone") {
        world.execute("DELETE FROM inconsistencia_faturamento");
        CHECK(base.looks());
    }
    SECTION("a table that was emptied") {
        world.execute("TRUNCATE inconsistencia_faturamento");
        CHECK(base.looks());
    }
    SECTION("a row that is written and put back") {
        world.execute(
            "UPDATE carteira_principal SET observ_ped_1 = 'x'; UPDATE carteira_principal SET observ_ped_1 = "
            "NULL");
        CHECK(base.looks());
    }
    SECTION("a column that was dropped and added again, without a row written") {
        world.execute(
            "ALTER TABLE carteira_principal DROP COLUMN qtd_saldo_produto_pedido;"
            "ALTER TABLE carteira_principal ADD COLUMN qtd_saldo_produto_pedido numeric(15,3) NOT NULL "
            "DEFAULT 7");
        CHECK(base.looks());
        CHECK(base.saldo("VCD0000001") == "6.000");
    }
    base.looks();
    base.looks();
    CHECK_FALSE(base.looks());
}

TEST_CASE(
    "what a session wrote that has another transaction open since is looked at, though not counted yet") {
    Quiet base;
    auto& world = base.world;
    Session other(world.database.url());
    other.execute("BEGIN");
    other.execute("UPDATE faturamento_produto SET qtd_produto_faturado = 3");
    other.execute("COMMIT AND CHAIN");
    CHECK(base.looks());
    CHECK(base.saldo("VCD0000001") == "7.000");
    CHECK(base.looks());
    other.execute("COMMIT");
}

TEST_CASE("counts that began anew say nothing") {
    Quiet base;
    auto& world = base.world;
    Session admin(world.database.admin_url());
    admin.execute("SELECT pg_stat_reset()");
    CHECK(base.looks());
    CHECK_FALSE(base.looks());
    // They are what they were, though a row was written in between.
    world.session.execute("UPDATE faturamento_produto SET qtd_produto_faturado = 3");
    world.session.execute("SELECT pg_stat_force_next_flush()");
    admin.execute("SELECT pg_stat_reset()");
    CHECK(base.looks());
    CHECK(base.saldo("VCD0000001") == "7.000");
}

TEST_CASE("what a look could not do is tried again, and said, by every cycle until it can") {
    Quiet base;
    auto& world = base.world;
    world.execute("REVOKE INSERT, UPDATE ON contatos_agendamento FROM ciclo");
    world.execute("DELETE FROM contatos_agendamento");
    for (int i = 0; i < 3; ++i) {
        CHECK(base.looks());
        CHECK_THAT(base.notices, Catch::Contains("CONTATOS_SEM_DIREITO"));
    }
    world.execute("GRANT INSERT, UPDATE ON contatos_agendamento TO ciclo");
    base.looks();
    CHECK(base.notices.empty());
    CHECK(world.value("SELECT forma FROM contatos_agendamento") == "ODOO");
}

TEST_CASE("what a cycle itself writes is looked at by the next one") {
    Quiet base;
    auto& world = base.world;
    world.odoo.store().write("sale.order.line", base.open.lines.at(0), {{"product_uom_qty", 7.0}});
    CHECK_FALSE(base.looks());
    CHECK(base.saldo("VCD0000002") == "7.000");
    CHECK(base.looks());
}

TEST_CASE(
    "another setting, a full load and the sweep look at everything; so does a cycle after a refused one") {
    Quiet base;
    auto& world = base.world;
    SECTION("a setting") {
        world.config.no_stock_products = {"4310162"};
        CHECK(base.looks());
    }
    SECTION("a full load") {
        world.config.full = true;
        CHECK(base.looks());
        world.config.full = false;
    }
    SECTION("the live pedidos are due to be listed") {
        world.advance(world.config.sweep_interval);
        CHECK(base.looks());
    }
    SECTION("a memory that was emptied") {
        world.execute("TRUNCATE ciclo_odoo");
        CHECK(base.looks());
    }
    // Some of these read everything once more.
    for (int i = 0; i < 2 && base.looks(); ++i) continue;
    CHECK_FALSE(base.looks());
}

TEST_CASE("a pedido that is gone in Odoo, cancelled or changed is found without looking at everything") {
    Quiet base;
    auto& world = base.world;
    auto& store = world.odoo.store();
    const auto stamp = store.get("sale.order", base.open.id).at("write_date").as_text();
    store.write("sale.order", base.open.id, {{"state", "cancel"}, {"write_date", stamp}});
    CHECK_FALSE(base.looks());
    CHECK(world.value("SELECT ativo FROM carteira_principal WHERE num_pedido = 'VCD0000002'") == "f");
    CHECK(base.saldo("VCD0000001") == "6.000");
}

TEST_CASE("an NF alone gives its pedido the saldo, without looking at everything") {
    Quiet base;
    auto& world = base.world;
    world.odoo.store().write("account.move", base.nf, {{"state", "cancel"}});
    CHECK_FALSE(base.looks());
    CHECK(base.saldo("VCD0000001") == "10.000");
    CHECK(world.inconsistencies().empty());
}

TEST_CASE("what a check found of records that were read is not said again by cycles that did not read them") {
    Quiet base;
    auto& world = base.world;
    // An NF that Odoo does not know; then its pedido is read twice, the second time with nothing to write.
    plant_row(world, "98", k_azeitona, 3, "SEM_LOTE", "'VCD0000001'");
    plant_report(world, "98", 3, 2);
    REQUIRE(base.looks());
    world.odoo.store().write("sale.order", base.invoiced.id, {{"picking_note", "hoje"}});
    REQUIRE(world.run().code == ExitCode::ok);  // at once: so it is read once more
    REQUIRE(base.looks());
    CHECK(base.findings == "qtd_faturada_difere_do_odoo");
    CHECK_FALSE(base.looks());
    CHECK(base.findings.empty());
}
