// A user who sees less than before: visibility is proved before the first write of a cycle, of NFs and of
// pedidos.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "hiding_support.hpp"
#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// Pedidos with an NF for part of each, all remembered; each cycle reads every NF, for they are young.
struct KnownNfs {
    World world;
    std::vector<Order> orders;
    Ids nfs;

    explicit KnownNfs(int pedidos) {
        for (int i = 0; i < pedidos; ++i) {
            orders.push_back(world.add_order("VCD" + std::to_string(1000000 + i), {{world.azeitona, 10}}));
            nfs.push_back(world.add_nf(std::to_string(130000 + i), orders.back(), {4}));
        }
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
    }

    // A cycle that ends with `code` and writes no row.
    CycleReport stops(ExitCode code) {
        const auto before = world.row_versions();
        const auto memory = world.rows("SELECT * FROM ciclo_nf ORDER BY 1");
        auto report = world.run();
        INFO(report.error);
        CHECK(report.code == code);
        CHECK(world.row_versions() == before);
        CHECK(world.rows("SELECT * FROM ciclo_nf ORDER BY 1") == memory);
        return report;
    }

    void recovers() {
        const auto before = world.row_versions();
        world.odoo.clear_restrictions();
        world.config.full = true;
        CHECK(world.run().code == ExitCode::ok);
        CHECK(world.row_versions() == before);
        world.config.full = false;
        world.run_twice();
    }

    long long counts_asked(const std::string& model) {
        long long asked = 0;
        for (const auto& request : world.odoo.requests())
            if (request.method == "search_count" && request.model == model &&
                request.domain.starts_with(R"([["id", "in")"))
                ++asked;
        return asked;
    }
};

}  // namespace

TEST_CASE("a user who sees no pedido writes nothing: 12, before faturamento has written") {
    KnownNfs base(12);
    auto& world = base.world;
    // An NF of two pedidos, which only its lines distinguish.
    const auto both =
        world.add_nf("139999", base.orders[0], {2}, {{"invoice_origin", "VCD1000000, VCD1000001"}});
    world.add_nf_product(both, world.azeitona, 3, 10, base.orders[1].lines.at(0));
    world.run_twice();
    REQUIRE(world.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '139999'") == "2");
    world.advance(minutes{30});
    for (const auto nf : base.nfs) world.odoo.store().write("account.move", nf, {{"payment_state", "paid"}});
    world.odoo.hide_records("sale.order", every);
    for (const bool full : {false, true}) {
        world.config.full = full;
        const auto report = base.stops(ExitCode::carteira_failed);
        CHECK(report.error ==
              "carteira: Odoo does not show 12 of the 12 newest sale.order records that earlier cycles read");
        CHECK(holds(report.hint.english(), "companies and groups of the Odoo user"));
        CHECK(report.kept.english() == "unchanged: no stage was committed");
        CHECK(world.rows("SELECT stage, outcome FROM ciclo_etapa WHERE execution = '" + report.execution +
                         "'") == "carteira|failed");
    }
    world.config.full = false;
    base.recovers();
}

TEST_CASE("a user who sees no NF any more stops the cycle with 10, in a full load too") {
    for (const int nfs : variants({21, 1})) {
        KnownNfs base(nfs);
        auto& world = base.world;
        world.odoo.hide_records("account.move", every);
        for (const bool full : {false, true}) {
            for (const bool allowed : variants({true, false})) {
                world.config.full = full;
                world.config.allow_mass_removal = allowed;
                const auto report = base.stops(ExitCode::faturamento_failed);
                CHECK(report.error ==
                      fmt::format(
                          "faturamento: Odoo does not show {0} of the {0} newest account.move records that"
                          " earlier cycles read",
                          nfs));
                CHECK(holds(report.hint.english(), "companies and groups of the Odoo user"));
            }
        }
        world.config.allow_mass_removal = false;
        // The watermark stands: what changes meanwhile is read when the right is back.
        world.odoo.store().write("account.move", base.nfs.at(0), {{"state", "cancel"}});
        world.config.full = false;
        world.advance(hours{30});
        base.stops(ExitCode::faturamento_failed);
        world.odoo.clear_restrictions();
        world.run_twice();
        CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE status_nf = 'Cancelado'") == "1");
    }
}

TEST_CASE("a dry run proves visibility as a cycle does") {
    KnownNfs base(12);
    auto& world = base.world;
    world.odoo.hide_records("sale.order", every);
    CHECK(world.dry_run().code == ExitCode::carteira_failed);
    world.odoo.hide_records("account.move", every);
    CHECK(world.dry_run().code == ExitCode::faturamento_failed);
}

TEST_CASE("more than 10 and more than 2 % of the 200 newest NFs hidden stop the cycle; 10 are an AVISO") {
    KnownNfs base(30);
    auto& world = base.world;
    const Ids ten(base.nfs.begin(), base.nfs.begin() + 10);
    world.odoo.hide_records("account.move", ten);
    const auto before = world.row_versions();
    const auto report = world.run();
    CHECK(report.code == ExitCode::ok);
    CHECK(world.row_versions() == before);
    REQUIRE(report.stages.at(0).notices.size() == 1);
    CHECK(report.stages.at(0).notices.at(0).kind == "NF_AUSENTE");
    CHECK(report.stages.at(0).notices.at(0).count == 10);
    CHECK(holds(report.stages.at(0).notices.at(0).examples,
                "130000 (account.move " + std::to_string(ten.front()) + ")"));
    world.odoo.hide_records("account.move", Ids{base.nfs.at(20)});
    CHECK(holds(base.stops(ExitCode::faturamento_failed).error, "does not show 11 of the 30 newest"));
    base.recovers();
}

TEST_CASE("a full load counts every remembered NF of the horizon, not the newest alone", "[long]") {
    KnownNfs base(240);
    auto& world = base.world;
    // The oldest: none of them is among the 200 newest.
    world.odoo.hide_records("account.move", Ids(base.nfs.begin(), base.nfs.begin() + 30));
    const auto before = world.row_versions();
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.row_versions() == before);
    world.config.full = true;
    for (const bool allowed : variants({true, false})) {
        world.config.allow_mass_removal = allowed;
        const auto report = base.stops(ExitCode::faturamento_failed);
        CHECK(holds(report.error, "Odoo does not show 30 of 240 NFs that are known here: 130000, 130001, "));
        CHECK(holds(report.hint.english(), "companies and groups of the Odoo user"));
    }
    world.config.allow_mass_removal = false;
    base.recovers();
}

TEST_CASE("visibility costs one search_count a model, and nothing while nothing is remembered") {
    KnownNfs base(12);
    CHECK(base.counts_asked("account.move") == 0);
    CHECK(base.counts_asked("sale.order") == 0);
    base.world.odoo.clear_requests();
    REQUIRE(base.world.run().code == ExitCode::ok);
    CHECK(base.counts_asked("account.move") == 1);
    CHECK(base.counts_asked("sale.order") == 1);
}

TEST_CASE("what was cancelled or has left does not prove visibility") {
    KnownNfs base(2);
    auto& world = base.world;
    // Both cancelled: Odoo lets go of such drafts and quotations.
    for (const auto nf : base.nfs) world.odoo.store().write("account.move", nf, {{"state", "cancel"}});
    for (const auto& order : base.orders)
        world.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    world.run_twice();
    world.advance(minutes{30});
    for (const auto nf : base.nfs) world.odoo.store().unlink("account.move", nf);
    for (const auto& order : base.orders) world.odoo.store().unlink("sale.order", order.id);
    world.run_twice();
}

TEST_CASE("while faturamento_produto holds no NF the memory of NFs counts for nothing") {
    KnownNfs base(12);
    auto& world = base.world;
    const Ids old(base.nfs.begin(), base.nfs.begin() + 3);
    // Remembered as young: by today they are older than any horizon, and nobody's rows.
    world.advance(hours{24 * 60});
    world.run_twice();
    world.advance(minutes{30});
    world.execute("TRUNCATE faturamento_produto, relatorio_faturamento_importado, movimentacao_estoque");
    for (const auto nf : old) world.odoo.store().unlink("account.move", nf);
    for (const auto nf : base.nfs) {
        if (std::find(old.begin(), old.end(), nf) != old.end()) continue;
        world.odoo.store().write("account.move", nf, {{"payment_state", "paid"}});
    }
    world.run_twice();
    CHECK(world.value("SELECT count(*) FROM movimentacao_estoque") == "0");
    CHECK(world.value("SELECT count(*) FROM ciclo_nf WHERE historic IS FALSE") == "0");
}
