// What stops a dry run, what it waits for, and what it needs.
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "dry_run_support.hpp"
#include "integridade_support.hpp"
#include "transaction_watch.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// The statements that lib/schema/README.md gives a role, for `role`.
std::string listed_rights(const std::string& role) {
    std::ifstream file(CICLO_SOURCE_DIR "/lib/schema/README.md");
    std::ostringstream text;
    text << file.rdbuf();
    const auto readme = text.str();
    const auto begin = readme.find("```sql\n", readme.find("## What a role needs for cycles")) + 7;
    auto rights = readme.substr(begin, readme.find("```", begin) - begin);
    REQUIRE_THAT(rights, Contains(" TO ciclo;"));
    for (std::size_t at = 0; (at = rights.find(" TO ciclo;", at)) != std::string::npos;) {
        rights.replace(at, 10, " TO " + role + ";");
    }
    return rights;
}

}  // namespace

TEST_CASE(
    "what ends a cycle ends a dry run with the same code and the same message, before anything later is "
    "read") {
    Lived world;
    world.go_on();
    const auto check_same = [&](ExitCode code) {
        world.odoo.clear_requests();
        const auto before = everything(world);
        const auto dry = world.dry_run();
        CHECK(everything(world) == before);
        CHECK(dry.code == code);
        CHECK_THAT(dry.kept.english(), Contains("a dry run writes nothing"));
        CHECK(dry.dry_run->changes.empty());
        const auto asked = world.odoo.requests().size();
        world.odoo.clear_requests();
        const auto real = world.run();
        CHECK(real.code == code);
        CHECK(dry.error == real.error);
        CHECK(asked == world.odoo.requests().size());
        REQUIRE(dry.stages.size() == real.stages.size());
        for (std::size_t i = 0; i < real.stages.size(); ++i) {
            CHECK(dry.stages[i].name == real.stages[i].name);
            CHECK(dry.stages[i].outcome == real.stages[i].outcome);
        }
    };
    if (thorough()) SECTION("Odoo cannot give the NFs: 10") {
            world.odoo.on_request({.model = "account.move",
                                   .method = "search_read",
                                   .times = -1,
                                   .fault = Fault::odoo_error("builtins.ValueError", "broken")});
            check_same(ExitCode::faturamento_failed);
        }
    if (thorough()) SECTION("an integrity check: 11") {
            deny_reports(world);
            check_same(ExitCode::integrity_failed);
        }
    SECTION("an integrity check comes before the fuse of absent pedidos: 11") {
        deny_reports(world);
        for (const auto& order : {world.partly, world.done, world.leaving}) {
            world.odoo.store().write("sale.order", order.id, {{"name", "VCD9" + std::to_string(order.id)}});
        }
        world.config.absent_fuse_pedidos = 0;
        world.config.absent_fuse_percent = 0;
        check_same(ExitCode::integrity_failed);
    }
    SECTION("Odoo cannot give the lines of the pedidos: 12") {
        world.odoo.on_request({.model = "sale.order.line",
                               .method = "search_read",
                               .times = -1,
                               .fault = Fault::odoo_error("odoo.exceptions.ValidationError", "broken")});
        check_same(ExitCode::carteira_failed);
    }
    if (thorough()) SECTION("the fuse: 12") {
            world.config.fuse_rows = 0;
            world.config.fuse_percent = 0;
            check_same(ExitCode::carteira_failed);
        }
    if (thorough()) SECTION("a login that Odoo refuses: 77") {
            world.config.odoo_api_key = Secret("errada-1234");
            check_same(ExitCode::auth_refused);
        }
}

TEST_CASE("--integrity=warn lets a dry run through as it lets a cycle through", "[long]") {
    Lived world;
    world.go_on();
    deny_reports(world);
    world.config.integrity = config::Integrity::warn;
    check_dry_run(world);
}

TEST_CASE("a dry run moves no watermark: the next cycle reads from where it would have read", "[long]") {
    Lived world;
    const auto last = world.value("SELECT max(read_to) FROM ciclo_etapa");
    world.advance(hours{12});
    REQUIRE(world.dry_run().code == ExitCode::ok);
    world.advance(hours{1});
    const auto report = world.run();
    REQUIRE(report.code == ExitCode::ok);
    for (const auto stage : {0, 3}) {
        const auto& window = report.stages.at(static_cast<std::size_t>(stage)).window;
        CHECK(window->kind == staging::WindowKind::catch_up);
        CHECK(to_odoo(window->from + world.config.overlap) == last);
    }
}

TEST_CASE("a dry run has no transaction open during a request to Odoo") {
    Lived world;
    world.go_on();
    const TransactionWatch watch(world);
    REQUIRE(world.dry_run().code == ExitCode::ok);
    CHECK(watch.asked() > 15);
    CHECK(watch.open() == 0);
}

TEST_CASE("a dry run whose session is lost starts over, with the same result", "[long]") {
    Lived world;
    world.go_on();
    Listing undisturbed;
    REQUIRE(world.dry_run(&undisturbed).code == ExitCode::ok);
    Session killer(world.database.admin_url());
    world.odoo.on_request({.model = "sale.order.line", .method = "search_read", .before = [&killer] {
                               killer.execute(
                                   "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                                   " current_database() AND application_name LIKE 'ciclo/%'");
                           }});
    Listing listing;
    const auto report = world.dry_run(&listing);
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    CHECK_THAT(world.log_text(), Contains("session lost"));
    CHECK(report.stages.size() == 4);
    CHECK(listing.lines() == undisturbed.lines());
}

TEST_CASE("a dry run that meets a deadlock tries again, and lists no row twice") {
    Lived world;
    world.go_on();
    Listing undisturbed;
    REQUIRE(world.dry_run(&undisturbed).code == ExitCode::ok);
    // A sequence is not rolled back: the first three transactions, one for each reading and one for all, fail
    // once.
    world.execute(
        "CREATE SEQUENCE attempts;"
        "CREATE FUNCTION fail_sometimes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('attempts') IN (1, 3, 5) THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = "
        "'40P01'; END IF;"
        " RETURN NULL; END $$;"
        "CREATE TRIGGER fail_sometimes BEFORE INSERT ON relatorio_faturamento_importado FOR EACH STATEMENT"
        " EXECUTE FUNCTION fail_sometimes();");
    Listing listing;
    const auto report = world.dry_run(&listing);
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    CHECK(world.value("SELECT last_value FROM attempts") == "6");
    CHECK_THAT(world.log_text(), Contains("transaction retried"));
    CHECK(listing.lines() == undisturbed.lines());
}

TEST_CASE("a dry run and a cycle never overlap: each waits for the other's lock") {
    Lived world;
    world.config.lock_wait = std::chrono::seconds{0};
    Session other(world.database.url());
    other.execute("SELECT pg_advisory_lock(hashtext('ciclo'), hashtext(current_schema()))");
    const auto refused = world.dry_run();
    CHECK(refused.code == ExitCode::already_running);
    CHECK_THAT(refused.error, Contains("another cycle is running since 20") &&
                                  Contains(") in session " + other.value("SELECT pg_backend_pid()")));
    other.execute("SELECT pg_advisory_unlock_all()");
    std::atomic<bool> cycle_refused{false};
    world.odoo.on_request({.model = "sale.order.line", .method = "search_read", .before = [&] {
                               cycle_refused = other.value(
                                                   "SELECT pg_try_advisory_lock(hashtext('ciclo'),"
                                                   " hashtext(current_schema()))") == "f";
                           }});
    CHECK(world.dry_run().code == ExitCode::ok);
    CHECK(cycle_refused);
}

TEST_CASE("a role with the rights that are listed, and no more, can run dry and in earnest") {
    Lived world;
    world.go_on();
    auto& cluster = world.database.cluster();
    const auto role = "ciclo_" + world.database.name();
    cluster.as_superuser(fmt::format("CREATE ROLE {} LOGIN", role));
    world.execute(fmt::format("GRANT USAGE ON SCHEMA public TO {}; {}", role, listed_rights(role)));
    const auto own = world.config.database_url;
    world.config.database_url = Secret(cluster.socket_url(world.database.name(), role));
    check_dry_run(world);
    world.config.database_url = own;
    Session(world.database.admin_url()).execute(fmt::format("DROP OWNED BY {}", role));
    cluster.as_superuser(fmt::format("DROP ROLE {}", role));
}
