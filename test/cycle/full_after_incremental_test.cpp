// What an incremental cycle leaves is what a full one would make: nothing is left to do.
#include <catch2/catch.hpp>

#include "changes_support.hpp"
#include "foreign_support.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

std::string number_of(int place) {
    return std::to_string(1000000 + place);
}

// Pedidos of every kind: open, partly and wholly invoiced, too much invoiced, with a cancelled or a draft NF,
// quotations, REDESPACHO, with lots and without.
void add_many(World& world, int count) {
    for (int i = 0; i < count; ++i) {
        const auto name = "VCD" + number_of(i);
        Values more;
        if (i % 7 == 0) more = {{"state", "sent"}};
        if (i % 7 == 1) more = {{"incoterm", world.red}, {"carrier_id", world.carrier}};
        if (i % 7 == 2) more = {{"partner_id", world.other_customer}, {"l10n_br_tipo_pedido", "bonificacao"}};
        const auto order =
            world.add_order(name, {{world.azeitona, 10}, {world.palmito, 5}, {world.sem_codigo, 1}}, more);
        if (i % 5 == 1) world.add_lot("LM" + number_of(i), name, {{"4310162", 4}, {"4360147", 5}});
        if (i % 5 == 1) world.add_item(10 + i, "LM" + number_of(i), name);
        const auto nf = "2" + number_of(i);
        if (i % 6 == 1) world.add_nf(nf, order, {4, 5, 0});
        if (i % 6 == 2) world.add_nf(nf, order, {10, 5, 1});
        if (i % 6 == 3) world.add_nf(nf, order, {12, 0, 0});
        if (i % 6 == 4) world.add_nf(nf, order, {10, 5, 1}, {{"state", "cancel"}});
        if (i % 6 == 5) world.add_nf(nf, order, {1, 1, 1}, {{"state", "draft"}});
    }
}

void check_that_a_full_cycle_changes_nothing(World& world) {
    const auto before = world.row_versions();
    world.config.full = true;
    const auto report = world.run();
    world.config.full = false;
    CHECK(report.code == ExitCode::ok);
    CHECK(report.stages.at(0).window->full);
    CHECK(report.stages.at(3).window->full);
    CHECK(world.row_versions() == before);
}

}  // namespace

TEST_CASE("a full cycle right after an incremental one finds nothing to do, whatever has changed") {
    World world;
    Backlog backlog(world);
    world.add_lot("L0", "VCD0000001", {{"4310162", 1}});
    backlog.add_lots();
    add_many(world, 42);
    Markers markers(world);
    plant_foreign_pedidos(world, markers);
    REQUIRE(world.run().code == ExitCode::ok);
    check_that_a_full_cycle_changes_nothing(world);
    for (const auto& change : every_change()) {
        INFO("when " << change.name);
        world.advance(std::chrono::minutes{30});
        change.make(backlog);
        if (!lived_alone(change, 2)) continue;
        const auto report = world.run();
        REQUIRE(report.code == ExitCode::ok);
        CHECK_FALSE(report.stages.at(3).window->full);
        check_that_a_full_cycle_changes_nothing(world);
    }
    CHECK(world.rows("SELECT count(*) > 0, count(*) FILTER (WHERE qtd_saldo_produto_pedido < 0) > 0,"
                     " count(*) FILTER (WHERE NOT ativo) > 0 FROM carteira_principal WHERE id < 900000") ==
          "t|t|t");
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE("a full cycle after many incremental ones finds nothing to do", "[long]") {
    World world;
    Backlog backlog(world);
    backlog.add_lots();
    REQUIRE(world.run().code == ExitCode::ok);
    add_many(world, 42);
    const auto& changes = every_change();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        world.advance(std::chrono::minutes{10});
        changes[i].make(backlog);
        if (i % 3 == 0) REQUIRE(world.run().code == ExitCode::ok);
    }
    REQUIRE(world.run().code == ExitCode::ok);
    check_that_a_full_cycle_changes_nothing(world);
    world.advance(std::chrono::hours{24 * 20});
    check_that_a_full_cycle_changes_nothing(world);
}
