// A BEFORE trigger that returns NULL keeps a row from being written, without an error: whatever statement
// sends the row counts it. Each kind of writing to each table of the application is refused in turn, in dry
// runs of every change.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <regex>
#include <set>

#include "changes_support.hpp"
#include "deliveries_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::minutes;

namespace {

constexpr const char* k_tables[] = {"carteira_principal",
                                    "faturamento_produto",
                                    "relatorio_faturamento_importado",
                                    "separacao",
                                    "embarques",
                                    "embarque_itens",
                                    "movimentacao_estoque",
                                    "inconsistencia_faturamento",
                                    "faturamento_parcial_justificativa",
                                    "alertas_separacao_cotada",
                                    "cadastro_palletizacao",
                                    "contatos_agendamento",
                                    "saldo_standby",
                                    "entregas_monitoradas",
                                    "agendamentos_entrega"};
constexpr const char* k_writes[] = {"INSERT", "UPDATE", "DELETE"};

// Sequences count what a transaction that is rolled back did.
class Refusing {
  public:
    explicit Refusing(World& world) : m_world(world) {
        world.execute(
            "CREATE SEQUENCE refused;"
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM nextval(''refused''); RETURN NULL; END';"
            "CREATE FUNCTION count_write() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN PERFORM nextval(TG_ARGV[0]); RETURN NULL; END'");
        for (const auto* table : k_tables) {
            for (const auto* write : k_writes) {
                world.execute(fmt::format(
                    "CREATE SEQUENCE {0}_{1}; CREATE TRIGGER counts_{1} AFTER {1} ON {0} FOR EACH ROW"
                    " EXECUTE FUNCTION count_write('{0}_{1}')",
                    table, write));
            }
        }
    }

    // Of a dry run: which tables it writes, and how. The numbers begin anew.
    std::vector<std::pair<std::string, std::string>> writes_of_a_dry_run() {
        for (const auto* table : k_tables)
            for (const auto* write : k_writes)
                m_world.execute(fmt::format("SELECT setval('{}_{}', 1, false)", table, write));
        REQUIRE(m_world.dry_run().code == ExitCode::ok);
        std::vector<std::pair<std::string, std::string>> out;
        for (const auto* table : k_tables)
            for (const auto* write : k_writes)
                if (m_world.value(fmt::format("SELECT is_called FROM {}_{}", table, write)) == "t")
                    out.emplace_back(table, write);
        return out;
    }

    // A dry run in which this is refused must tell of every row.
    void check(const std::string& table, const std::string& write) {
        INFO(write << " " << table << " is refused");
        m_world.execute("SELECT setval('refused', 1, false)");
        m_world.execute(fmt::format(
            "CREATE TRIGGER refuse BEFORE {} ON {} FOR EACH ROW EXECUTE FUNCTION refuse()", write, table));
        const auto report = m_world.dry_run();
        m_world.execute("DROP TRIGGER refuse ON " + table);
        INFO(report.error << told(report));
        REQUIRE(m_world.value("SELECT is_called FROM refused") == "t");
        const auto refused = std::stoll(m_world.value("SELECT last_value FROM refused"));
        const auto rows = rows_told(report, table);
        REQUIRE(rows > 0);
        // A dry run applies the earlier stages again for what the later ones read.
        CHECK(refused % rows == 0);
    }

  private:
    static std::string told(const CycleReport& report) {
        std::string out;
        for (const auto& stage : report.stages)
            for (const auto& notice : stage.notices)
                if (notice.kind == "LINHAS_NAO_GRAVADAS")
                    out += fmt::format("{}: {} {}\n", stage.name, notice.count, notice.examples);
        return out;
    }

    // Two statements of a stage that tell the same are one example.
    static long long rows_told(const CycleReport& report, const std::string& table) {
        const std::regex one(table + R"( \((\d+) de)");
        long long rows = 0;
        for (const auto& stage : report.stages) {
            for (const auto& notice : stage.notices) {
                if (notice.kind != "LINHAS_NAO_GRAVADAS") continue;
                const std::sregex_iterator begin(notice.examples.begin(), notice.examples.end(), one);
                const auto examples = std::distance(begin, std::sregex_iterator());
                long long sum = 0;
                for (auto it = begin; it != std::sregex_iterator(); ++it) sum += std::stoll((*it)[1]);
                rows += examples == 1 ? sum * notice.count : sum;
            }
        }
        return rows;
    }

    World& m_world;
};

}  // namespace

TEST_CASE("every row that a trigger of the application keeps from being written is reported, table by table",
          "[long]") {
    DeliveryWorld world;
    world.config.removal = config::Removal::delete_rows;
    Backlog backlog(world);
    Refusing refusing(world);
    std::set<std::string> seen;
    const auto check_all = [&] {
        for (const auto& [table, write] : refusing.writes_of_a_dry_run()) {
            if (!thorough() && seen.contains(table + write)) continue;
            seen.insert(table + write);
            refusing.check(table, write);
        }
    };
    check_all();
    REQUIRE(world.run().code == ExitCode::ok);
    backlog.add_lots();
    world.execute(
        "INSERT INTO saldo_standby (origem_separacao_lote_id, num_pedido, cod_produto, cnpj_cliente, "
        "nome_cliente, qtd_saldo, valor_saldo, tipo_standby, status_standby, criado_em, criado_por)"
        " VALUES ('L1', 'VCD0000001', '4360147', '', '', 6, 60, 'Saldo', 'ATIVO', now(), 'x');"
        "UPDATE contatos_agendamento SET forma = 'SEM AGENDAMENTO'");
    for (const auto& change : every_change()) {
        INFO("when " << change.name);
        world.advance(minutes{30});
        change.make(backlog);
        check_all();
        REQUIRE(world.run().code == ExitCode::ok);
    }
    for (const auto& pair : seen) UNSCOPED_INFO(pair);
    CHECK(seen.size() >= 20);
}
