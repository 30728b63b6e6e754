// Whenever cycles run, the end is the same: random histories, lived through with cycles in between and loaded
// once at the end, are compared. CICLO_PROPERTY_SEEDS chooses more than the usual histories: "500" is the
// seeds from 1 to 500, "77-77" is one.
#include <catch2/catch.hpp>

#include <algorithm>
#include <optional>

#include "history.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

struct Query {
    const char* name;
    const char* sql;
};

// What no lot has a part in.
constexpr Query k_without_lots[] = {
    {"NF rows",
     "SELECT numero_nf, data_fatura, cnpj_cliente, nome_cliente, municipio, estado, vendedor, equipe_vendas,"
     " incoterm, cod_produto, nome_produto, qtd_produto_faturado, preco_produto_faturado,"
     " valor_produto_faturado, peso_unitario_produto, peso_total, origem,"
     " CASE WHEN status_nf = 'SEM_LOTE' THEN 'Lançado' ELSE status_nf END"
     " FROM faturamento_produto ORDER BY numero_nf, cod_produto, origem"},
    {"reports",
     "SELECT numero_nf, data_fatura, cnpj_cliente, nome_cliente, valor_total, peso_bruto, "
     "cnpj_transportadora,"
     " nome_transportadora, municipio, estado, codigo_ibge, origem, incoterm, vendedor, equipe_vendas, ativo,"
     " inativado_em IS NULL, inativado_por FROM relatorio_faturamento_importado ORDER BY 1"},
    {"sums of movements",
     "SELECT numero_nf, num_pedido, cod_produto, sum(qtd_movimentacao) FROM movimentacao_estoque m"
     " WHERE ativo AND NOT EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = m.numero_nf"
     " AND f.status_nf = 'Provisório') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"},
    // Archived rows are left out: a full load does not read pedidos that are wholly invoiced.
    {"saldos",
     "SELECT num_pedido, cod_produto, qtd_produto_pedido, qtd_saldo_produto_pedido FROM carteira_principal"
     " WHERE ativo IS NOT FALSE ORDER BY 1, 2"},
};

// What is the same besides where no NF has a rival for its lot.
constexpr Query k_with_lots[] = {
    {"status of NF rows",
     "SELECT numero_nf, cod_produto, origem, status_nf FROM faturamento_produto ORDER BY 1, 2, 3"},
    {"movements",
     "SELECT numero_nf, num_pedido, cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
     " local_movimentacao, qtd_movimentacao, separacao_lote_id, tipo_origem, status_nf, codigo_embarque,"
     " observacao FROM movimentacao_estoque WHERE ativo ORDER BY 1, 2, 3"},
    {"shipment items",
     "SELECT embarque_id, separacao_lote_id, pedido, nota_fiscal, status,"
     " CASE WHEN nota_fiscal IS NOT NULL THEN erro_validacao END FROM embarque_itens ORDER BY 1, 2, 3"},
    {"separações",
     "SELECT separacao_lote_id, num_pedido, cod_produto, qtd_saldo, tipo_envio, status, numero_nf,"
     " sincronizado_nf, data_sincronizacao IS NULL, zerado_por_sync, cotacao_id FROM separacao ORDER BY 1, "
     "2, 3"},
    // An exceeded saldo is the carteira's affair and names the NF that came last.
    {"open inconsistencies",
     "SELECT tipo, numero_nf, num_pedido, cod_produto, qtd_faturada FROM inconsistencia_faturamento"
     " WHERE resolvida IS NOT TRUE AND tipo <> 'FATURAMENTO_EXCEDE_SALDO' ORDER BY 1, 2, 3, 4"},
    {"justificativas",
     "SELECT numero_nf, separacao_lote_id, num_pedido, cod_produto, qtd_separada, qtd_faturada, qtd_saldo"
     " FROM faturamento_parcial_justificativa j WHERE qtd_saldo <> 0"
     " AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = j.numero_nf"
     " AND f.status_nf <> 'Cancelado') ORDER BY 1, 2, 3, 4"},
};

// The words of what must never be. $1: drafts that were never posted. `idle` NFs hold nothing; `posted` are
// the others that are no draft, pedido by pedido; `used` is every lot of a pedido that an NF holds, by
// whichever table.
constexpr const char* k_terms =
    "WITH live AS (SELECT DISTINCT numero_nf FROM faturamento_produto WHERE status_nf <> 'Cancelado'),"
    " idle AS (SELECT numero_nf FROM faturamento_produto WHERE status_nf = 'Cancelado'"
    "          UNION SELECT unnest($1::text[])),"
    " posted AS (SELECT numero_nf, origem, bool_and(status_nf = 'SEM_LOTE') AS all_wait,"
    "            bool_or(status_nf = 'SEM_LOTE') AS some_wait, array_agg(DISTINCT cod_produto::text) AS "
    "products"
    "            FROM faturamento_produto WHERE status_nf IN ('Lançado', 'SEM_LOTE') GROUP BY 1, 2),"
    " used AS (SELECT separacao_lote_id AS lote, pedido, nota_fiscal AS numero_nf FROM embarque_itens"
    "          WHERE nota_fiscal <> ''"
    "          UNION SELECT separacao_lote_id, num_pedido, numero_nf FROM separacao WHERE numero_nf <> ''"
    "          UNION SELECT separacao_lote_id, num_pedido, numero_nf FROM movimentacao_estoque"
    "          WHERE ativo AND separacao_lote_id <> ''),"
    " free AS (SELECT DISTINCT i.pedido, i.separacao_lote_id AS lote FROM embarque_itens i"
    "          WHERE i.status = 'ativo' AND i.separacao_lote_id <> '' AND coalesce(i.nota_fiscal, '') = ''"
    "          AND NOT EXISTS (SELECT 1 FROM used u WHERE u.lote = i.separacao_lote_id AND u.pedido = "
    "i.pedido))";

// Each names the rows that are wrong.
constexpr Query k_never[] = {
    {"a lot of a pedido linked to two NFs",
     "SELECT lote, pedido FROM used WHERE numero_nf IN (SELECT numero_nf FROM live)"
     " GROUP BY 1, 2 HAVING count(DISTINCT numero_nf) > 1"},
    {"an NF with two lots for one pedido",
     "SELECT numero_nf, pedido FROM used GROUP BY 1, 2 HAVING count(DISTINCT lote) > 1"},
    {"a pedido of an NF that waits in part", "SELECT * FROM posted WHERE some_wait AND NOT all_wait"},
    {"SEM_LOTE with a lot, or Lançado without one",
     "SELECT * FROM posted p WHERE all_wait = EXISTS (SELECT 1 FROM movimentacao_estoque m WHERE m.ativo"
     " AND m.numero_nf = p.numero_nf AND m.num_pedido = p.origem AND m.separacao_lote_id <> '')"},
    {"SEM_LOTE without all its inconsistencies, or Lançado with one",
     "SELECT * FROM posted p WHERE CASE WHEN all_wait THEN products ELSE '{}' END IS DISTINCT FROM"
     " (SELECT coalesce(array_agg(i.cod_produto::text ORDER BY i.cod_produto), '{}')"
     "  FROM inconsistencia_faturamento i WHERE i.resolvida IS NOT TRUE AND i.tipo = 'NF_SEM_SEPARACAO'"
     "  AND i.numero_nf = p.numero_nf AND i.num_pedido = p.origem)"},
    {"an NF that waits beside the only free lot",
     "SELECT p.numero_nf, p.origem FROM posted p JOIN free f ON f.pedido = p.origem WHERE p.all_wait"
     " GROUP BY 1, 2 HAVING count(*) = 1"},
    {"an NF that waits beside a free lot with a product of it",
     "SELECT p.numero_nf, s.separacao_lote_id, s.cod_produto FROM posted p JOIN free f ON f.pedido = p.origem"
     " JOIN separacao s ON s.separacao_lote_id = f.lote AND s.num_pedido = f.pedido"
     " AND s.cod_produto::text = ANY (p.products)"
     " WHERE p.all_wait AND s.qtd_saldo > 0 AND s.sincronizado_nf IS NOT TRUE"},
    {"an NF that is cancelled or was never posted, with a lot",
     "SELECT * FROM used WHERE numero_nf IN (SELECT numero_nf FROM idle)"},
    {"an NF that is cancelled or was never posted, with a movement",
     "SELECT numero_nf, num_pedido, cod_produto FROM movimentacao_estoque WHERE ativo"
     " AND numero_nf IN (SELECT numero_nf FROM idle)"},
    {"an NF that is cancelled or was never posted, with an open inconsistency",
     "SELECT tipo, numero_nf FROM inconsistencia_faturamento WHERE resolvida IS NOT TRUE"
     " AND tipo <> 'FATURAMENTO_EXCEDE_SALDO' AND numero_nf IN (SELECT numero_nf FROM idle)"},
    {"a posted NF whose movements are not what it invoiced",
     "SELECT * FROM (SELECT numero_nf, origem, cod_produto, sum(qtd_produto_faturado) AS qtd"
     "               FROM faturamento_produto f WHERE status_nf IN ('Lançado', 'SEM_LOTE') GROUP BY 1, 2, 3) "
     "f"
     " FULL JOIN (SELECT numero_nf, num_pedido, cod_produto, -sum(qtd_movimentacao) AS moved"
     "            FROM movimentacao_estoque WHERE ativo AND numero_nf IN (SELECT numero_nf FROM posted)"
     "            GROUP BY 1, 2, 3) m"
     " ON m.numero_nf = f.numero_nf AND m.num_pedido = f.origem AND m.cod_produto = f.cod_produto"
     " WHERE f.qtd IS DISTINCT FROM m.moved"},
};

// What open lots hold after a cycle, and of which pedidos they are several.
constexpr const char* k_open =
    "WITH open AS (SELECT num_pedido, cod_produto, separacao_lote_id AS lote, qtd_saldo FROM separacao"
    "              WHERE sincronizado_nf IS NOT TRUE AND coalesce(numero_nf, '') = '' AND qtd_saldo > 0"
    "              AND status IN ('PREVISAO', 'ABERTO', 'COTADO')),"
    " split AS (SELECT num_pedido FROM open GROUP BY 1 HAVING count(DISTINCT lote) > 1),"
    " excess AS (SELECT o.num_pedido FROM open o LEFT JOIN carteira_principal p USING (num_pedido, "
    "cod_produto)"
    "            GROUP BY o.num_pedido, o.cod_produto"
    "            HAVING sum(o.qtd_saldo) > coalesce(max(greatest(p.qtd_saldo_produto_pedido, 0))"
    "                                               FILTER (WHERE p.ativo IS NOT FALSE), 0)),"
    " waiting AS (SELECT origem FROM faturamento_produto WHERE status_nf = 'SEM_LOTE')";

constexpr const char* k_before_cycle =
    "DROP TABLE IF EXISTS before_separacao, before_saldo;"
    "CREATE TEMP TABLE before_separacao AS SELECT id, num_pedido, qtd_saldo, valor_saldo, peso FROM "
    "separacao;"
    "CREATE TEMP TABLE before_saldo AS SELECT id, qtd_saldo_produto_pedido AS saldo FROM carteira_principal;";

// The rows of split pedidos that a cycle changed: with --split-lots=leave none.
constexpr const char* k_split_changed =
    " SELECT b.id, b.qtd_saldo, s.qtd_saldo FROM before_separacao b LEFT JOIN separacao s USING (id)"
    " WHERE b.num_pedido IN (SELECT num_pedido FROM split)"
    " AND (s.qtd_saldo, s.valor_saldo, s.peso) IS DISTINCT FROM (b.qtd_saldo, b.valor_saldo, b.peso)";

// Pedidos whose saldo a cycle changed and whose lots exceed it, but for those that it has to leave alone.
// $1: whether it leaves split ones.
constexpr const char* k_still_exceeds =
    " SELECT num_pedido FROM excess WHERE num_pedido NOT IN (SELECT origem FROM waiting)"
    " AND NOT ($1::boolean AND num_pedido IN (SELECT num_pedido FROM split))"
    " AND num_pedido IN (SELECT p.num_pedido FROM carteira_principal p JOIN before_saldo b USING (id)"
    "                    WHERE p.qtd_saldo_produto_pedido <> b.saldo)";

constexpr const char* k_split_excess =
    " SELECT DISTINCT num_pedido FROM excess WHERE num_pedido IN (SELECT num_pedido FROM split) ORDER BY 1";

std::vector<std::string> answers(World& world, Rivalry rivalry) {
    std::vector<std::string> out;
    const auto ask = [&](const Query& query) {
        out.push_back(std::string(query.name) + ":\n" + world.rows(query.sql) + "\n");
    };
    std::for_each(std::begin(k_without_lots), std::end(k_without_lots), ask);
    if (rivalry == Rivalry::none) std::for_each(std::begin(k_with_lots), std::end(k_with_lots), ask);
    return out;
}

void check_never(World& world, const History& history) {
    std::string idle = "{";
    for (const auto& number : history.never_posted) idle += (idle.size() > 1 ? "," : "") + number;
    idle += "}";
    for (const auto& query : k_never) {
        INFO(query.name);
        const auto wrong = world.session.execute(
            std::string(k_terms) + " SELECT string_agg(x::text, E'\n') FROM (" + query.sql + ") x", {idle});
        CHECK(wrong.text(0, 0).empty());
    }
}

// The pedidos of a notice's examples: "A (x), B (y)" is "A\nB\n".
std::string pedidos_of(const std::string& examples) {
    std::string out;
    for (std::size_t at = examples.find("VCD"); at != std::string::npos; at = examples.find("VCD", at + 1)) {
        out += examples.substr(at, examples.find(' ', at) - at) + "\n";
    }
    return out;
}

// Split pedidos are left alone and their excess is reported; other lots, or with --split-lots=reduce all of
// them, fit in a saldo that changed.
void check_open_lots(World& world, const CycleReport& report) {
    const bool leaves = world.config.split_lots == config::SplitLots::leave;
    std::string told;
    for (const auto& notice : report.stages.at(3).notices) {
        if (notice.kind == "LOTES_EXCEDEM_SALDO") told += pedidos_of(notice.examples);
    }
    const auto excess = world.rows(std::string(k_open) + k_split_excess);
    CHECK(told == (leaves && !excess.empty() ? excess + "\n" : ""));
    if (leaves) CHECK(world.rows(std::string(k_open) + k_split_changed).empty());
    CHECK(world.session.execute(std::string(k_open) + k_still_exceeds, {leaves ? "t" : "f"}).rows() == 0);
}

void run_cycle_well(World& world) {
    world.execute(k_before_cycle);
    const auto report = world.run();
    INFO(report.error << "\n" << report.hint.english());
    REQUIRE(report.code == ExitCode::ok);
    check_open_lots(world, report);
}

// A whole cycle after each event that says so and one at the end; or nothing but the one at the end.
void replay(World& world, const History& history, bool with_cycles) {
    Replay replay(world);
    for (const auto& event : history.events) {
        if (event.where != Event::Where::cycle) event.happen(replay);
        if (event.where == Event::Where::cycle && with_cycles) run_cycle_well(world);
    }
    run_cycle_well(world);
}

// Empty tables and no pedido in Odoo, at the same time as ever: one world serves many histories.
void start_over(World& world, UtcSeconds start) {
    auto& store = world.odoo.store();
    for (const char* model : {"account.move.line", "account.move", "sale.order.line", "sale.order"}) {
        for (const auto id : store.ids(model)) store.unlink(model, id);
    }
    world.execute("TRUNCATE " +
                  world.value("SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
                              " WHERE schemaname = current_schema() AND tablename <> 'ciclo_esquema'") +
                  " RESTART IDENTITY CASCADE");
    world.odoo.clear_requests();
    world.log_lines.clear();
    world.advance(start - world.now());
}

void check_history(World& world, UtcSeconds start, std::uint64_t seed, Rivalry rivalry,
                   config::Removal removal) {
    const auto history = draw_history(seed, rivalry);
    INFO("CICLO_PROPERTY_SEEDS=" << seed << "-" << seed << " draws this history:\n" << history.text());
    start_over(world, start);
    world.config.removal = removal;
    replay(world, history, true);
    const auto lived = answers(world, rivalry);
    check_never(world, history);
    const auto before = world.row_versions();
    run_cycle_well(world);
    CHECK(world.row_versions() == before);
    start_over(world, start);
    world.config.removal = config::Removal::archive;
    replay(world, history, false);
    const auto loaded = answers(world, rivalry);
    for (std::size_t i = 0; i < lived.size(); ++i) CHECK(lived[i] == loaded[i]);
}

void check_histories(Rivalry rivalry, std::uint64_t usual, config::Removal removal = config::Removal::archive,
                     config::SplitLots split_lots = config::SplitLots::leave) {
    const auto [first, last] = seeds(usual);
    std::optional<World> world;
    UtcSeconds start{};
    for (auto seed = first; seed <= last; ++seed) {
        // Not one for all: a world's session ends after two minutes.
        if (!world || (seed - first) % 5 == 0) start = world.emplace().now();
        world->config.split_lots = split_lots;
        check_history(*world, start, seed, rivalry, removal);
    }
}

}  // namespace

TEST_CASE("any history of NFs and lots, with cycles at any time, ends in the tables of one full load",
          "[long]") {
    check_histories(Rivalry::none, 4);
}

TEST_CASE(
    "however NFs compete for lots, each lot has one NF, none waits beside a free lot, and all that no lot "
    "decides is as after one full load") {
    check_histories(Rivalry::any, 4);
}

TEST_CASE(
    "deleting what leaves the backlog, at any time, leaves the active rows of one full load that archives",
    "[long]") {
    check_histories(Rivalry::none, 4, config::Removal::delete_rows);
}

TEST_CASE(
    "with --split-lots=reduce, however NFs compete for lots, what open lots hold fits in a saldo that "
    "changed",
    "[long]") {
    check_histories(Rivalry::any, 4, config::Removal::archive, config::SplitLots::reduce);
}
