// Materialised views of the application, refreshed once a cycle is committed.
#include <catch2/catch.hpp>
#include <csignal>
#include <future>

#include "ciclo/views.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

// Over the backlog, with the unique index that CONCURRENTLY needs.
void make_view(World& world, const std::string& name, const std::string& columns = "num_pedido, expedicao",
               const std::string& unique = "num_pedido") {
    world.execute("CREATE MATERIALIZED VIEW " + name + " AS SELECT " + columns + " FROM carteira_principal");
    if (!unique.empty()) world.execute("CREATE UNIQUE INDEX ON " + name + " (" + unique + ")");
}

const Notice* view_notice(const CycleReport& report) {
    for (const auto& notice : report.stages.back().notices) {
        if (notice.kind == "VISAO_NAO_ATUALIZADA") return &notice;
    }
    return nullptr;
}

// The journal refuses the row of a good `stage`; "": of every one.
std::string refuse(const std::string& stage) {
    return "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
           " IF NEW.outcome = 'ok' AND NEW.stage LIKE '" +
           stage + "%' THEN RAISE 'refused'; END IF; RETURN NEW; END$$;";
}

}  // namespace

TEST_CASE("views that exist are refreshed in every cycle, people's changes too, and never in a dry run") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    make_view(world, "mv_pedidos");
    REQUIRE(world.dry_run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM mv_pedidos") == "0");
    const auto report = world.run_twice();
    CHECK(world.value("SELECT count(*) FROM mv_pedidos") == "1");
    CHECK(report.totals.get("views_refreshed") == 1);
    CHECK(view_notice(report) == nullptr);
    CHECK(world.value("SELECT count(*) FROM ciclo_execucao WHERE (counts ->> 'views_ms')::int >= 0"
                      " AND counts ->> 'views_refreshed' = '1'") ==
          world.value("SELECT count(*) FROM ciclo_execucao"));
    world.execute("UPDATE carteira_principal SET expedicao = '2026-11-25'");
    REQUIRE(world.dry_run().code == ExitCode::ok);
    CHECK(world.value("SELECT expedicao FROM mv_pedidos").empty());
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT expedicao FROM mv_pedidos") == "2026-11-25");
}

TEST_CASE("without views, with others and with --refresh-views=off nothing is refreshed nor counted") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.execute("CREATE TABLE mv_comercial_equipes (id integer)");
    const auto report = world.run();
    for (const auto& [total, number] : report.totals.all()) CHECK_FALSE(total.starts_with("views_"));
    make_view(world, "mv_pedidos");
    world.execute("DELETE FROM carteira_principal; REFRESH MATERIALIZED VIEW mv_pedidos");
    world.config.refresh_views.clear();
    world.config.full = true;
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM mv_pedidos") == "0");
    world.config.refresh_views = {"mv_pedidos"};
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM mv_pedidos") == "1");
}

TEST_CASE(
    "a view that cannot be refreshed is an AVISO in report and journal, and no other view waits for it") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    make_view(world, "mv_pedidos", "num_pedido, ativo");                // two rows with one key
    make_view(world, "mv_comercial_equipes", "id, equipe_vendas", "");  // no unique index
    make_view(world, "mv_comercial_vendedores", "id, vendedor", "id");
    const auto report = world.run_twice();
    REQUIRE(view_notice(report) != nullptr);
    CHECK(view_notice(report)->count == 2);
    CHECK_THAT(view_notice(report)->examples, Contains("mv_pedidos (") &&
                                                  Contains("mv_comercial_equipes (") &&
                                                  Contains("duplicate") && Contains("SQLSTATE 55000"));
    CHECK(report.totals.get("views_refreshed") == 1);
    CHECK(world.value("SELECT count(*) FROM mv_comercial_vendedores") == "2");
    CHECK(world.value("SELECT count(*) FROM ciclo_etapa WHERE stage = 'carteira'"
                      " AND details @> '[{\"kind\": \"VISAO_NAO_ATUALIZADA\", \"count\": 2}]'") ==
          world.value("SELECT count(*) FROM ciclo_execucao WHERE outcome = 'ok'"));
}

TEST_CASE("a refresh is bounded by what is left of the deadline") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.config.deadline = minutes{3};
    make_view(world, "mv_pedidos", "num_pedido, current_setting('statement_timeout')::interval AS longest");
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT longest BETWEEN '1 s' AND '177 s' FROM mv_pedidos") == "t");
}

TEST_CASE("a session that a refresh costs is replaced: the cycle ends well and is recorded, with an AVISO") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    make_view(world, "mv_pedidos",
              "num_pedido, CASE WHEN id > 0 THEN pg_terminate_backend(pg_backend_pid()) END AS gone");
    const auto report = world.run();
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    REQUIRE(view_notice(report) != nullptr);
    CHECK(world.value("SELECT outcome FROM ciclo_execucao") == "ok");
    CHECK(world.value("SELECT count(*) FROM ciclo_etapa WHERE details::text LIKE '%VISAO_NAO_ATUALIZADA%'") ==
          "1");
}

TEST_CASE(
    "a cycle that fails after a commit shows what was committed; one that commits nothing refreshes "
    "nothing") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.execute(
        "CREATE MATERIALIZED VIEW mv_pedidos AS SELECT numero_nf FROM faturamento_produto;"
        "CREATE UNIQUE INDEX ON mv_pedidos (numero_nf);"
        "CREATE MATERIALIZED VIEW mv_comercial_equipes AS SELECT 1 AS one;" +  // without a key: an AVISO
        refuse("") +
        "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ciclo_etapa FOR EACH ROW EXECUTE FUNCTION "
        "refuse()");
    for (const std::string stage : {"integridade", "faturado", "carteira"}) {
        INFO(stage);
        world.execute(refuse(stage) +
                      "DELETE FROM faturamento_produto; REFRESH MATERIALIZED VIEW mv_pedidos;"
                      "DELETE FROM ciclo_execucao");
        const auto failed = world.run();
        CHECK(failed.code ==
              (stage == "integridade" ? ExitCode::integrity_failed : ExitCode::carteira_failed));
        CHECK(world.rows("SELECT numero_nf FROM mv_pedidos") == "130001");
        REQUIRE(view_notice(failed) != nullptr);
        CHECK_THAT(view_notice(failed)->examples, Contains("mv_comercial_equipes ("));
        CHECK(world.value("SELECT outcome || ' ' || (counts ->> 'views_refreshed') FROM ciclo_execucao") ==
              (stage == "integridade" ? "integrity_failed 1" : "carteira_failed 1"));
        CHECK(world.value("SELECT count(*) FROM ciclo_etapa WHERE stage = '" + stage +
                          "' AND outcome = 'failed' AND details::text LIKE '%VISAO_NAO_ATUALIZADA%'") == "1");
    }
    world.execute(refuse("") + "DELETE FROM faturamento_produto");
    CHECK(world.run().code == ExitCode::faturamento_failed);
    CHECK(world.rows("SELECT numero_nf FROM mv_pedidos") == "130001");
}

TEST_CASE("a view that the role does not own is an AVISO, and the others are refreshed") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    make_view(world, "mv_pedidos");
    make_view(world, "mv_comercial_vendedores", "id, vendedor", "id");
    Session(world.database.admin_url()).execute("ALTER MATERIALIZED VIEW mv_pedidos OWNER TO postgres");
    const auto report = world.run_twice();
    CHECK(report.totals.get("views_refreshed") == 1);
    REQUIRE(view_notice(report) != nullptr);
    CHECK(view_notice(report)->count == 1);
    CHECK_THAT(view_notice(report)->examples, Contains("mv_pedidos (") && Contains("42501"));
}

TEST_CASE("the deadline ends a refresh with an AVISO, a signal ends it at once") {
    World world;
    make_view(world, "mv_pedidos", "num_pedido, pg_sleep(60)::text AS slept");
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.config.refresh_views.clear();
    REQUIRE(world.run().code == ExitCode::ok);
    world.config.refresh_views = {"mv_pedidos"};
    StopFlag stop;
    const Log log([](std::string_view) {});
    // Some seconds are kept for recording the outcome.
    const auto late = refresh_views(world.session.connection, world.config, Limits(stop, seconds{4}), log);
    REQUIRE((late && late->notice));
    CHECK_THAT(late->notice->examples, Contains("57014"));
    const auto too_late =
        refresh_views(world.session.connection, world.config, Limits(stop, seconds{1}), log);
    REQUIRE((too_late && too_late->notice));
    CHECK(too_late->notice->examples == "mv_pedidos (no time left before the deadline)");
    auto cycle = std::async(std::launch::async, [&] { return world.run(); });
    Session onlooker(world.database.url());
    while (onlooker.value("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                          " AND state = 'active' AND query LIKE 'REFRESH%'") == "0") {
        REQUIRE(cycle.wait_for(seconds{0}) != std::future_status::ready);
    }
    world.stop.request(SIGTERM);
    const auto report = cycle.get();
    CHECK(report.code == ExitCode::interrupted_term);
    CHECK(report.stages.size() == 4);
    CHECK(world.value("SELECT outcome FROM ciclo_execucao ORDER BY started_at DESC LIMIT 1") ==
          "interrupted_term");
}
