// What a cycle costs PostgreSQL, judged by plans and counters, never by time.
#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "busy_world.hpp"
#include "plans_support.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

struct Cost {
    std::vector<Plan> plans;
    std::map<std::string, double> work;
};

Cost cost_of_cycle(Busy& world, PlanWatch& watch, bool full) {
    world.config.full = full;
    const auto report = world.run();
    INFO(report.error);
    REQUIRE(report.code == ExitCode::ok);
    Cost cost{watch.take(), {}};
    cost.work = work_of(cost.plans);
    return cost;
}

double sum(const std::map<std::string, double>& work) {
    double all = 0;
    for (const auto& [statement, rows] : work) all += rows;
    return all;
}

// "carteira/x.sql: 900 rows, usually 30", a line each: more than three times as much, and more than reading
// the largest table twice.
std::string dearer(const Cost& cost, const Cost& usual) {
    constexpr double k_readings = 45'000;
    std::string out;
    for (const auto& [statement, rows] : cost.work) {
        const auto found = usual.work.find(statement);
        const auto before = found == usual.work.end() ? 0 : found->second;
        if (rows > 3 * before + k_readings)
            out += fmt::format("{}: {} rows, usually {}\n", statement, rows, before);
    }
    return out;
}

// "carteira/x.sql: 900000 rows", a line each: as if it read the largest table thirty times. None needs
// twenty; one that looks at every row for each other passes many times as many.
std::string boundless(const Cost& cost, const std::map<std::string, long long>& sizes) {
    constexpr double k_readings = 30;
    long long largest = 0;
    for (const auto& [table, rows] : sizes) largest = std::max(largest, rows);
    std::string out;
    for (const auto& plan : cost.plans) {
        const double rows = sum(work_of({plan}));
        if (rows > k_readings * static_cast<double>(largest))
            out += fmt::format("{}: {} rows\n", plan.statement, rows);
    }
    return out;
}

// Filled once for the tests of this file; whatever each does lies outside the windows of the next.
Busy& busy_world() {
    static Busy world;
    world.advance(std::chrono::days{3});
    return world;
}

// How often a cycle in which nothing changed may read a table from end to end. Later work lowers these
// figures; nothing raises them.
const std::map<std::string, int> k_readings_of_idle_cycle{{"cadastro_palletizacao", 1},
                                                          {"cadastro_rota", 2},
                                                          {"carteira_principal", 6},
                                                          {"contatos_agendamento", 5},
                                                          {"embarque_itens", 4},
                                                          {"embarques", 3},
                                                          {"faturamento_produto", 6},
                                                          {"inconsistencia_faturamento", 4},
                                                          {"movimentacao_estoque", 2},
                                                          {"relatorio_faturamento_importado", 1},
                                                          {"separacao", 3}};
// What looking whether a table holds anything at all reads of it.
constexpr long long k_first_rows = 50;

}  // namespace

TEST_CASE("a cycle in which nothing changed reads the application's tables this often and no more",
          "[long]") {
    auto& world = busy_world();
    PlanWatch watch(world);
    world.analyze();
    const auto sizes = world.sizes();
    const auto before = world.rows_scanned();
    cost_of_cycle(world, watch, false);
    const auto after = world.rows_scanned();
    for (const auto& [table, rows] : sizes) {
        const auto known = k_readings_of_idle_cycle.find(table);
        const auto readings = known == k_readings_of_idle_cycle.end() ? 0 : known->second;
        INFO(table << " has " << rows << " rows");
        CHECK(after.at(table) - before.at(table) <= readings * rows + k_first_rows);
    }
}

TEST_CASE("without statistics of the application's tables a cycle costs what it costs with them", "[long]") {
    auto& world = busy_world();
    PlanWatch watch(world);
    world.forget_statistics();
    const auto idle_without = cost_of_cycle(world, watch, false);
    world.live(1);
    const auto full_without = cost_of_cycle(world, watch, true);
    CHECK(Session(world.database.url())
              .value("SELECT max(reltuples) FROM pg_class WHERE relname IN ('carteira_principal',"
                     " 'separacao', 'faturamento_produto')") == "-1");
    world.analyze();
    world.advance(std::chrono::days{3});
    const auto idle = cost_of_cycle(world, watch, false);
    world.live(2);
    const auto full = cost_of_cycle(world, watch, true);
    for (const auto* cost : {&idle_without, &full_without, &idle, &full}) {
        CHECK(cost->plans.size() > 80);
        const auto repeated = repeated_scans(cost->plans);
        const auto endless = boundless(*cost, world.sizes());
        INFO(repeated << endless);
        CHECK(repeated.empty());
        CHECK(endless.empty());
    }
    const auto dearer_ones = dearer(idle_without, idle) + dearer(full_without, full);
    INFO(dearer_ones);
    CHECK(dearer_ones.empty());
    CHECK(sum(idle_without.work) < 3 * sum(idle.work));
    CHECK(sum(full_without.work) < 3 * sum(full.work));
}

TEST_CASE("lots that people made since the last cycle are looked at together, not each against every pedido",
          "[long]") {
    auto& world = busy_world();
    PlanWatch watch(world);
    Session(world.database.admin_url())
        .execute(
            "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, nome_produto, cod_uf, "
            "qtd_saldo,"
            " tipo_envio, sincronizado_nf, status, nf_cd, separacao_impressa)"
            " SELECT 'NOVO_' || num_pedido, num_pedido, cod_produto, nome_produto, cod_uf,"
            " qtd_saldo_produto_pedido, 'parcial', false, 'ABERTO', false, false FROM carteira_principal p"
            " WHERE ativo AND NOT EXISTS (SELECT FROM separacao s WHERE s.num_pedido = p.num_pedido)");
    CHECK(world.value("SELECT count(DISTINCT num_pedido) > 1000 FROM separacao"
                      " WHERE separacao_lote_id LIKE 'NOVO%'") == "t");
    const auto repeated = repeated_scans(cost_of_cycle(world, watch, false).plans);
    INFO(repeated);
    CHECK(repeated.empty());
    CHECK(world.value("SELECT count(*) FROM separacao WHERE separacao_lote_id LIKE 'NOVO%'"
                      " AND cnpj_cpf IS NULL") == "0");
}

TEST_CASE("after a first import the tables that the role owns have statistics, and are not analysed again") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run();
    CHECK(world.value("SELECT count(*) FROM pg_class WHERE relname IN ('carteira_principal', 'ciclo_pedido')"
                      " AND reltuples = 1") == "2");
    CHECK(world.value("SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'carteira_principal'") == "t");
    CHECK(world.log_text().find("analyzed") != std::string::npos);
    world.log_lines.clear();
    world.run();
    CHECK(world.log_text().find("analyzed") == std::string::npos);
}

TEST_CASE("a table of another role is not analysed, and no cycle ends or warns for it") {
    World world;
    Session admin(world.database.admin_url());
    admin.execute("ALTER TABLE carteira_principal OWNER TO postgres");
    admin.execute("GRANT SELECT, INSERT, UPDATE ON carteira_principal TO ciclo");
    admin.execute("GRANT USAGE ON SEQUENCE carteira_principal_id_seq TO ciclo");
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    CHECK(world.value("SELECT reltuples FROM pg_class WHERE relname = 'carteira_principal'") == "-1");
    CHECK(world.log_text().find("permission denied") == std::string::npos);
    CHECK(world.log_text().find("statistics") == std::string::npos);
}
