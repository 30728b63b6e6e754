// What a person accepts of what was set aside: it is still tried and listed, and no longer counts, until its
// reason is another one.
#include <catch2/catch.hpp>

#include "ciclo/rejects.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::minutes;

namespace {

// Two companies of one group with an NF of the same number: nobody can correct that.
struct TwoCompanies {
    TwoCompanies() {
        const auto first = world.add_order("VCD0000001", {{world.azeitona, 10}});
        const auto second = world.add_order("VCD0000002", {{world.azeitona, 20}});
        winner = world.add_nf("130001", first, {4});
        loser = world.add_nf("130001", second, {5}, {{"company_id", 2}});
    }

    [[nodiscard]] RejectKey key() const { return {"account.move", loser}; }

    CycleReport run(ExitCode code) {
        world.advance(minutes{30});
        auto report = world.run();
        INFO(report.error << "\n" << world.log_text());
        REQUIRE(report.code == code);
        return report;
    }

    std::string tried() {
        return world.rows(
            "SELECT tries, accepted_reason = reason, accepted_by, accepted_why FROM ciclo_rejeito");
    }

    World world;
    long long winner = 0;
    long long loser = 0;
};

}  // namespace

TEST_CASE("a reject that a person accepted is still tried and listed, and the cycle ends with 0") {
    TwoCompanies two;
    auto& world = two.world;
    CHECK_THAT(two.run(ExitCode::done_with_rejects).error, Contains("1 records were set aside"));
    REQUIRE(accept_reject(world.session.connection, two.key(), "ana@host", "duas empresas"));
    two.run(ExitCode::ok);
    const auto before = world.row_versions();
    const auto report = two.run(ExitCode::ok);
    CHECK(world.row_versions() == before);
    CHECK(report.totals.get("rejects") == 0);
    CHECK(report.totals.get("rejects_accepted") == 1);
    CHECK(two.tried() == "3|t|ana@host|duas empresas");
    CHECK(world.rows("SELECT counts->>'rejects', counts->>'rejects_accepted' FROM ciclo_execucao"
                     " ORDER BY started_at DESC LIMIT 1") == "0|1");
    CHECK(world.rows("SELECT origem FROM faturamento_produto") == "VCD0000001");
}

TEST_CASE("another reason makes an accepted reject count again, and the first one is accepted still",
          "[long]") {
    TwoCompanies two;
    auto& world = two.world;
    two.run(ExitCode::done_with_rejects);
    REQUIRE(accept_reject(world.session.connection, two.key(), "ana@host", "duas empresas"));
    two.run(ExitCode::ok);
    world.odoo.store().write("account.move", two.loser, {{"date", false}});
    CHECK_THAT(two.run(ExitCode::done_with_rejects).error, Contains("'date' is empty"));
    CHECK(two.tried() == "3|f|ana@host|duas empresas");
    world.odoo.store().write("account.move", two.loser, {{"date", "2026-11-20"}});
    two.run(ExitCode::ok);
    CHECK(two.tried() == "4|t|ana@host|duas empresas");
}

TEST_CASE("what counts is named beside what is accepted, and a reject that is reopened counts again",
          "[long]") {
    TwoCompanies two;
    auto& world = two.world;
    const auto broken = world.add_order("VCD0000003", {{world.azeitona, 10}});
    world.odoo.store().write("sale.order.line", broken.lines.at(0), {{"price_unit", Decimal{"NaN"}}});
    two.run(ExitCode::done_with_rejects);
    REQUIRE(accept_reject(world.session.connection, two.key(), "ana@host", "duas empresas"));
    const auto report = two.run(ExitCode::done_with_rejects);
    CHECK_THAT(report.error,
               Contains("1 records were set aside") && Contains("price_unit") && !Contains("130001"));
    REQUIRE(reopen_reject(world.session.connection, two.key()));
    CHECK_THAT(two.run(ExitCode::done_with_rejects).error, Contains("2 records were set aside"));
    CHECK(two.tried() == "3|||\n3|||");
}

TEST_CASE("a record that is good at last takes its acceptance along: if it is bad again, it counts") {
    TwoCompanies two;
    auto& world = two.world;
    two.run(ExitCode::done_with_rejects);
    REQUIRE(accept_reject(world.session.connection, two.key(), "ana@host", "duas empresas"));
    world.odoo.store().write("account.move", two.loser, {{"l10n_br_numero_nota_fiscal", "130002"}});
    two.run(ExitCode::ok);
    CHECK(two.tried().empty());
    world.odoo.store().write("account.move", two.loser, {{"date", false}});
    two.run(ExitCode::done_with_rejects);
    CHECK(two.tried() == "1|||");
}

TEST_CASE("a dry run names what counts, and nothing that is accepted") {
    TwoCompanies two;
    auto& world = two.world;
    two.run(ExitCode::done_with_rejects);
    CHECK_THAT(world.dry_run().dry_run->set_aside, Contains("1 records would be set aside"));
    REQUIRE(accept_reject(world.session.connection, two.key(), "ana@host", "duas empresas"));
    CHECK(world.dry_run().dry_run->set_aside.empty());
    CHECK(two.tried() == "1|t|ana@host|duas empresas");
}

TEST_CASE("rows of an earlier version, whose tries nobody counted, count as any other") {
    TwoCompanies two;
    two.run(ExitCode::done_with_rejects);
    two.world.execute("UPDATE ciclo_rejeito SET tries = NULL, remedy = NULL");
    two.run(ExitCode::done_with_rejects);
    CHECK(two.tried() == "1|||");
}

TEST_CASE("what nobody set aside can neither be accepted nor reopened") {
    World world;
    CHECK_FALSE(accept_reject(world.session.connection, {"account.move", 7}, "ana@host", "porque sim"));
    CHECK_FALSE(reopen_reject(world.session.connection, {"account.move", 7}));
    CHECK(RejectKey::parse("account.move:7") == RejectKey{"account.move", 7});
    for (const auto* text :
         {"", "7", "account.move", "account.move:", ":7", "account.move:x", "account.move:0",
          "account.move:-7", "account.move:7 ", "account.move:99999999999999999999"}) {
        CAPTURE(text);
        CHECK_FALSE(RejectKey::parse(text));
    }
}
