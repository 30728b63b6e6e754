// Shipments that are complete and have no freight: reported once, the freights themselves are the
// application's.
#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

std::string reported(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) {
        for (const auto& notice : stage.notices) {
            if (notice.kind == "EMBARQUE_SEM_FRETE") out += notice.examples + "\n";
        }
    }
    return out;
}

constexpr const char* k_first = "embarque 1001 (CNPJ 12.345.678/0001-90, NF 130001)\n";

// A pedido with its lot in embarque 1 and its NF.
struct Shipped {
    explicit Shipped(int state = 1) : world(application_states().at(static_cast<std::size_t>(state))) {
        add("VCD0000001", "L1", "130001");
        world.execute(
            "DO $$ BEGIN IF to_regclass('transportadoras') IS NOT NULL THEN INSERT INTO transportadoras (id, "
            "cnpj,"
            " razao_social, cidade, uf, ativo) VALUES (1, '1', 'FOB - COLETA', 'X', 'SP', true),"
            " (2, '2', 'LIDER', 'X', 'SP', true); END IF; END $$");
    }

    void add(const std::string& pedido, const std::string& lote, const std::string& nf) {
        const auto order = world.add_order(pedido, {{world.azeitona, 10}});
        world.add_lot(lote, pedido, {{k_azeitona, 10}});
        world.add_item(1, lote, pedido);
        if (!nf.empty()) world.add_nf(nf, order, {10});
        orders.push_back(order);
    }

    void add_freight(const std::string& cnpj) {
        world.execute(
            "INSERT INTO fretes (embarque_id, cnpj_cliente, nome_cliente, transportadora_id, status, "
            "criado_por)"
            " VALUES (1, '" +
            cnpj + "', 'C', 2, 'CANCELADO', 'x')");
    }

    CycleReport run() {
        auto report = world.run();
        INFO(report.error);
        REQUIRE(report.code == ExitCode::ok);
        world.advance(minutes{30});
        return report;
    }

    World world;
    std::vector<Order> orders;
};

}  // namespace

TEST_CASE("a complete shipment without a freight is reported once, also when it is looked at again") {
    Shipped shipped;
    CHECK(reported(shipped.run()) == k_first);
    CHECK(shipped.world.rows("SELECT embarque_id, cnpj FROM ciclo_sem_frete") == "1|12345678000190");
    CHECK(reported(shipped.run()).empty());
    shipped.add("VCD0000002", "L2", "130002");
    CHECK(reported(shipped.run()).empty());
}

TEST_CASE("a shipment without a freight is an event, once, but not in the first load") {
    Shipped shipped;
    shipped.run();
    CHECK(shipped.world.value("SELECT count(*) FROM ciclo_evento WHERE kind = 'embarque_sem_frete'") == "0");
    shipped.world.execute("DELETE FROM ciclo_sem_frete");
    shipped.add("VCD0000002", "L2", "130002");
    shipped.run();
    shipped.run();
    CHECK(shipped.world.rows(
              "SELECT key, payload ->> 'cnpj_cliente', payload ->> 'notas_fiscais' FROM ciclo_evento"
              " WHERE kind = 'embarque_sem_frete'") == "embarque 1001|12.345.678/0001-90|130001, 130002");
}

TEST_CASE("a shipment with a freight for the client, whatever its status, is not reported") {
    Shipped shipped;
    shipped.add_freight(GENERATE(from_range(variants({"12345678000190", "12.345.678/0001-90"}))));
    CHECK(reported(shipped.run()).empty());
}

TEST_CASE("a freight of another client or another shipment does not count", "[long]") {
    Shipped shipped;
    shipped.add_freight("98.765.432/0001-10");
    CHECK(reported(shipped.run()) == k_first);
}

TEST_CASE("a shipment waits for all its items, and is reported when the last one is valid or gone") {
    const bool arrives = GENERATE(true, false);
    Shipped shipped;
    shipped.add("VCD0000002", "L2", "");
    CHECK(reported(shipped.run()).empty());
    const auto& order = shipped.orders.back();
    if (arrives) {
        shipped.world.add_nf("130002", order, {10});
    } else {
        shipped.world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    }
    CHECK(reported(shipped.run()) ==
          (arrives ? "embarque 1001 (CNPJ 12.345.678/0001-90, NF 130001, 130002)\n" : k_first));
}

TEST_CASE("an item with an error, without a client or of another one keeps its shipment incomplete") {
    const auto* what = GENERATE(from_range(variants(
        {"erro_validacao = 'conferir'", "cnpj_cliente = ''", "cnpj_cliente = '98.765.432/0001-10'"})));
    Shipped shipped;
    shipped.world.execute(std::string("UPDATE embarque_itens SET ") + what);
    CHECK(reported(shipped.run()).empty());
}

TEST_CASE("the carrier FOB - COLETA makes no freight, any other does") {
    const bool fob = GENERATE(true, false);
    Shipped shipped;
    shipped.world.execute(std::string("UPDATE embarques SET transportadora_id = ") + (fob ? "1" : "2"));
    CHECK(reported(shipped.run()) == (fob ? "" : k_first));
}

TEST_CASE("a cancelled shipment is not reported, and neither is any where there are no freights") {
    SECTION("cancelled") {
        Shipped shipped;
        shipped.world.execute(
            "UPDATE embarques SET status = 'cancelado'; UPDATE embarque_itens SET"
            " nota_fiscal = '130001'");
        CHECK(reported(shipped.run()).empty());
    }
    SECTION("no table") {
        Shipped shipped;
        shipped.world.execute("DROP TABLE fretes");
        CHECK(reported(shipped.run()).empty());
    }
    SECTION("no table of carriers") {
        Shipped shipped;
        shipped.world.execute("DROP TABLE transportadoras CASCADE");
        CHECK(reported(shipped.run()) == k_first);
    }
    SECTION("the tables of the beginning") {
        Shipped shipped(0);
        CHECK(reported(shipped.run()).empty());
    }
}

TEST_CASE("a role that may not read the freights gets an AVISO, and the cycle goes on") {
    const std::string table = GENERATE(from_range(variants({"fretes", "transportadoras"})));
    Shipped shipped;
    Session(shipped.world.database.admin_url()).execute("ALTER TABLE " + table + " OWNER TO postgres");
    CHECK(reported(shipped.run()).empty());
    CHECK(shipped.world.log_text().find("GRANT SELECT ON " + table + " TO ciclo") != std::string::npos);
    Session(shipped.world.database.admin_url()).execute("GRANT SELECT ON " + table + " TO ciclo");
    shipped.world.config.full = true;
    shipped.add("VCD0000002", "L2", "130002");
    CHECK(reported(shipped.run()) == "embarque 1001 (CNPJ 12.345.678/0001-90, NF 130001, 130002)\n");
}

TEST_CASE("a dry run reports a shipment without a freight and does not remember it") {
    Shipped shipped;
    CHECK(reported(shipped.world.dry_run()) == k_first);
    CHECK(shipped.world.value("SELECT count(*) FROM ciclo_sem_frete") == "0");
    CHECK(reported(shipped.run()) == k_first);
}
