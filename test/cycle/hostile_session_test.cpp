// What a role or database may have set for its sessions: a cycle's statements mean the same under all of it.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

// Each changes what a statement says, ends a session that waits, or fails what others may do.
constexpr const char* k_hostile[] = {
    "standard_conforming_strings = off",
    "statement_timeout = '100ms'",
    "datestyle = 'SQL, DMY'",
    "intervalstyle = 'sql_standard'",
    "timezone = 'Asia/Kolkata'",
    "timezone_abbreviations = 'India'",
    "extra_float_digits = -15",
    "bytea_output = 'escape'",
    "array_nulls = off",
    "transform_null_equals = on",
    "backslash_quote = on",
    "quote_all_identifiers = on",
    "exit_on_error = on",
    "default_transaction_isolation = 'serializable'",
    "default_transaction_deferrable = on",
    "client_encoding = 'LATIN1'",
    "vacuum_cost_delay = 100",
    "default_statistics_target = 1",
    "idle_session_timeout = '100ms'",
};

void set(World& world, const std::string& setting) {
    world.execute(fmt::format("ALTER ROLE ciclo IN DATABASE {} SET {}", world.database.name(), setting));
}

void check_cycles(World& world) {
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 3.125}},
                                       {{"picking_note", "rua \\ 7, d'água"}});
    world.add_nf("130001", order, {4});
    CHECK(world.run_twice().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"picking_note", "\\o/"}});
    world.add_nf("130002", order, {1, 0.5});
    CHECK(world.run_twice().code == ExitCode::ok);
    CHECK(world.rows("SELECT cod_produto, qtd_saldo_produto_pedido, nome_cidade, cod_uf, observ_ped_1,"
                     " data_pedido FROM carteira_principal ORDER BY 1") ==
          "4310162|5.000|Campinas|SP|\\o/|2026-11-22\n4360147|2.625|Campinas|SP|\\o/|2026-11-22");
}

// The tables that took fewer rows than were sent, a line for each stage.
std::string not_written(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) {
        for (const auto& notice : stage.notices) {
            if (notice.kind == "LINHAS_NAO_GRAVADAS") out += notice.examples + "\n";
        }
    }
    return out;
}

}  // namespace

TEST_CASE("a cycle is right under whatever its role has set for sessions") {
    World world;
    for (const auto* setting : k_hostile) set(world, setting);
    check_cycles(world);
}

TEST_CASE("a cycle is right under each single setting of its role", "[long]") {
    for (const auto* setting : k_hostile) {
        INFO(setting);
        World world;
        set(world, setting);
        check_cycles(world);
    }
}

TEST_CASE(
    "rows that a trigger of the application keeps from being written are an AVISO, not rows without change") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}});
    world.run_twice();
    world.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
        "CREATE TRIGGER refuse BEFORE UPDATE ON carteira_principal FOR EACH ROW WHEN (OLD.cod_produto = "
        "'4360147')"
        " EXECUTE FUNCTION refuse();"
        "CREATE TRIGGER refuse BEFORE INSERT ON movimentacao_estoque FOR EACH ROW EXECUTE FUNCTION refuse()");
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", order.id, {{"picking_note", "tarde"}});
    world.add_nf("130001", order, {4});
    const auto report = world.run();
    CHECK(report.code == ExitCode::ok);
    CHECK(not_written(report) ==
          "movimentacao_estoque (1 de 1 linhas)\ncarteira_principal (1 de 2 linhas)\n");
}

TEST_CASE("an error of data, of a constraint or of a name is not one that the next run repairs") {
    struct Case {
        const char* raised;
        const char* shown;
    };
    for (const auto& lasting : {Case{"numeric_value_out_of_range", "22003"}, Case{"check_violation", "23514"},
                                Case{"undefined_function", "42883"}}) {
        INFO(lasting.raised);
        World world;
        world.add_order("VCD0000001", {{world.azeitona, 10}});
        world.execute(
            fmt::format("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE {}; END';"
                        "CREATE TRIGGER refuse BEFORE INSERT ON carteira_principal FOR EACH ROW EXECUTE "
                        "FUNCTION refuse()",
                        lasting.raised));
        const auto report = world.run();
        CHECK(report.code == ExitCode::carteira_failed);
        CHECK(report.error.find(lasting.shown) != std::string::npos);
        CHECK(report.hint.english() ==
              "no later run repairs this: someone has to correct what the error names");
        world.execute("DROP TRIGGER refuse ON carteira_principal");
        world.run_twice();
    }
}

TEST_CASE("a sequence behind its table stops a stage with the statement that mends it") {
    World world;
    world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.run_twice();
    world.execute("SELECT setval('carteira_principal_id_seq', 1, false)");
    world.add_order("VCD0000002", {{world.azeitona, 10}});
    world.advance(minutes{30});
    const auto report = world.run();
    CHECK(report.code == ExitCode::carteira_failed);
    const auto hint = report.hint.english();
    const auto cure = hint.find("SELECT setval");
    REQUIRE(cure != std::string::npos);
    world.execute(hint.substr(cure));
    CHECK(world.run_twice().code == ExitCode::ok);
}
