// Materialised views of the application, refreshed once a cycle is committed.
#include <catch2/catch.hpp>

#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::minutes;

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
