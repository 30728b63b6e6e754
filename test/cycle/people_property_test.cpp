// Random histories with people and another issuer in them: whatever Odoo does and whenever cycles run, no
// decision is undone (of an NF, a lot or a delivery), no row of the other issuer changes, and the
// application's own sums agree with Odoo's but for both. CICLO_PROPERTY_SEEDS chooses the histories, as in
// property_test.cpp.
#include <catch2/catch.hpp>

#include <random>

#include "history.hpp"
#include "integridade_support.hpp"
#include "people.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

// Who decided what is noted beside the application's tables. key: an NF's number, a lot, or a row's id.
constexpr const char* k_decided = "CREATE TABLE decided (kind text, key text, PRIMARY KEY (kind, key))";

// One of the keys that the query gives; the same salt picks the same one. "" where there is none.
std::string one_of(World& world, const std::string& query, const std::string& salt) {
    return world.rows("SELECT key FROM (" + query + ") k ORDER BY md5(key || '" + salt + "') LIMIT 1");
}

void note_decision(World& world, const std::string& kind, const std::string& key) {
    world.execute("INSERT INTO decided VALUES ('" + kind + "', '" + key + "') ON CONFLICT DO NOTHING");
}

constexpr const char* k_own_nfs =
    "SELECT DISTINCT numero_nf AS key FROM faturamento_produto WHERE created_by = 'ciclo' AND status_nf <> "
    "'Cancelado'";
constexpr const char* k_open_rows =
    "SELECT id::text AS key FROM separacao WHERE sincronizado_nf IS NOT TRUE AND coalesce(numero_nf, '') = ''"
    " AND qtd_saldo > 0";

constexpr const char* k_open_deliveries =
    "SELECT id::text AS key FROM entregas_monitoradas WHERE status_finalizacao IS NULL AND NOT nf_cd";

// A person writes something into a delivery: it is found again until Odoo cancels the NF.
void write_delivery(World& world, const std::string& id, const std::string& kind, const std::string& what) {
    world.execute("UPDATE entregas_monitoradas SET " + what + " WHERE id = " + id);
    note_decision(world, kind, id);
}

// What people and the other issuer do, on one of what is there by then.
struct Deed {
    const char* text;
    const char* candidates;
    void (*happen)(World& world, const std::string& key);
};

constexpr Deed k_deeds[] = {
    {"a returned NF is cancelled here", k_own_nfs,
     [](World& world, const std::string& nf) {
         cancel_here(world, nf);
         note_decision(world, "cancelled", nf);
     }},
    {"an NF is taken out of the reports", k_own_nfs,
     [](World& world, const std::string& nf) {
         inactivate_here(world, nf);
         note_decision(world, "inactive", nf);
     }},
    {"an NF is excluded", k_own_nfs,
     [](World& world, const std::string& nf) {
         exclude_here(world, nf);
         world.execute("DELETE FROM decided WHERE key = '" + nf + "'");
         note_decision(world, "excluded", nf);
     }},
    {"an NF's number is typed on a lot",
     "SELECT DISTINCT separacao_lote_id AS key FROM separacao WHERE sincronizado_nf IS NOT TRUE"
     " AND coalesce(numero_nf, '') = ''",
     [](World& world, const std::string& lote) {
         world.execute("UPDATE separacao SET numero_nf = '777' WHERE separacao_lote_id = '" + lote +
                       "' AND sincronizado_nf IS NOT TRUE AND coalesce(numero_nf, '') = ''");
         note_decision(world, "typed", lote);
     }},
    {"a separação gets its protocolo and its date", k_open_rows,
     [](World& world, const std::string& id) {
         world.execute("UPDATE separacao SET protocolo = 'P1', expedicao = '2026-12-24' WHERE id = " + id);
         note_decision(world, "edited", id);
     }},
    {"half of a separação goes into a lot of its own", k_open_rows,
     [](World& world, const std::string& id) {
         world.execute(
             "INSERT INTO separacao SELECT (n).* FROM (SELECT jsonb_populate_record(s, jsonb_build_object("
             "'id', nextval('separacao_id_seq'), 'separacao_lote_id', s.separacao_lote_id || 'S',"
             " 'qtd_saldo', s.qtd_saldo / 2)) AS n FROM separacao s WHERE id = " +
             id +
             ") h"
             ";UPDATE separacao SET qtd_saldo = qtd_saldo / 2 WHERE id = " +
             id);
     }},
    {"a separação is deleted", k_open_rows,
     [](World& world, const std::string& id) { world.execute("DELETE FROM separacao WHERE id = " + id); }},
    {"a delivery's day is typed", k_open_deliveries,
     [](World& world, const std::string& id) {
         write_delivery(world, id, "predicted", "data_entrega_prevista = '2026-12-24'");
     }},
    {"a delivery arrives", k_open_deliveries,
     [](World& world, const std::string& id) {
         write_delivery(world, id, "delivered",
                        "entregue = true, data_hora_entrega_realizada = '2026-12-23 10:00',"
                        " status_finalizacao = 'Entregue', finalizado_por = 'Ana'");
     }},
    {"a delivery's NF is replaced", k_open_deliveries,
     [](World& world, const std::string& id) {
         write_delivery(world, id, "replaced", "status_finalizacao = 'Troca de NF', nova_nf = '9'");
     }},
    {"a delivery comes back to the CD", k_open_deliveries,
     [](World& world, const std::string& id) {
         write_delivery(world, id, "returned",
                        "nf_cd = true, data_embarque = NULL, data_entrega_prevista = NULL");
     }},
    {"a delivery is deleted", "SELECT numero_nf AS key FROM entregas_monitoradas",
     [](World& world, const std::string& nf) {
         world.execute("DELETE FROM entregas_monitoradas WHERE numero_nf = '" + nf + "'");
         note_decision(world, "undelivered", nf);
     }},
    {"another issuer bills a pedido", "SELECT DISTINCT num_pedido AS key FROM carteira_principal",
     [](World& world, const std::string& pedido) {
         const auto number = "'T' || (SELECT count(*) FROM decided WHERE kind = 'foreign')";
         world.execute(std::string("INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente,"
                                   " nome_cliente, origem, cod_produto, nome_produto, qtd_produto_faturado,"
                                   " preco_produto_faturado, valor_produto_faturado, status_nf, created_by,"
                                   " created_at, updated_at) SELECT ") +
                       number + ", '2026-11-20', '1', 'A', '" + pedido +
                       "', '4310162', 'P', 1, 1, 1, 'Lançado', 'ImportTagPlus', now(), now();"
                       "INSERT INTO decided SELECT 'foreign', " +
                       number);
     }},
};

// Rows that are not as people left them, or not what the application's own pages count on.
struct Invariant {
    const char* text;
    const char* wrong;
};

constexpr Invariant k_invariants[] = {
    {"an NF that a person cancelled counts again",
     "SELECT f.numero_nf, f.status_nf FROM decided d JOIN faturamento_produto f ON f.numero_nf = d.key"
     " WHERE d.kind = 'cancelled' AND f.status_nf <> 'Cancelado'"},
    {"an NF that a person excluded is back",
     "SELECT f.numero_nf FROM decided d JOIN faturamento_produto f ON f.numero_nf = d.key WHERE d.kind = "
     "'excluded'"},
    {"an NF that a person took out of the reports is in them",
     "SELECT r.numero_nf FROM decided d JOIN relatorio_faturamento_importado r ON r.numero_nf = d.key"
     " WHERE d.kind = 'inactive' AND r.ativo"},
    {"a number that a person typed on a lot is gone",
     "SELECT s.separacao_lote_id, s.numero_nf FROM decided d JOIN separacao s ON s.separacao_lote_id = d.key"
     " WHERE d.kind = 'typed' AND s.sincronizado_nf IS NOT TRUE AND s.numero_nf IS DISTINCT FROM '777'"},
    {"a separação has lost its protocolo or its date",
     "SELECT s.id FROM decided d JOIN separacao s ON s.id::text = d.key"
     " WHERE d.kind = 'edited' AND (s.protocolo, s.expedicao) IS DISTINCT FROM ('P1', date '2026-12-24')"},
    {"a delivery's typed day is another one",
     "SELECT e.numero_nf, e.data_entrega_prevista FROM decided d JOIN entregas_monitoradas e ON e.id::text = "
     "d.key"
     " WHERE d.kind = 'predicted' AND e.data_entrega_prevista IS DISTINCT FROM date '2026-12-24'"
     " AND NOT EXISTS (SELECT 1 FROM decided r WHERE r.kind = 'returned' AND r.key = d.key)"},
    {"a delivery that arrived is open again",
     "SELECT e.numero_nf FROM decided d JOIN entregas_monitoradas e ON e.id::text = d.key"
     " WHERE d.kind = 'delivered' AND (e.entregue, e.data_hora_entrega_realizada, e.status_finalizacao,"
     " e.finalizado_por) IS DISTINCT FROM (true, timestamp '2026-12-23 10:00', 'Entregue', 'Ana')"},
    {"a replaced NF's delivery is open again",
     "SELECT e.numero_nf FROM decided d JOIN entregas_monitoradas e ON e.id::text = d.key"
     " WHERE d.kind = 'replaced' AND (e.status_finalizacao, e.nova_nf) IS DISTINCT FROM ('Troca de NF', "
     "'9')"},
    {"a delivery in the CD has days again",
     "SELECT e.numero_nf FROM decided d JOIN entregas_monitoradas e ON e.id::text = d.key"
     " WHERE d.kind = 'returned' AND (NOT e.nf_cd OR e.data_embarque IS NOT NULL"
     " OR e.data_entrega_prevista IS NOT NULL)"},
    {"a delivery that people deleted is back",
     "SELECT e.numero_nf FROM decided d JOIN entregas_monitoradas e ON e.numero_nf = d.key"
     " WHERE d.kind = 'undelivered'"},
    {"an NF has two deliveries", "SELECT numero_nf FROM entregas_monitoradas GROUP BY 1 HAVING count(*) > 1"},
    {"an NF lacks its delivery",
     "SELECT f.numero_nf FROM faturamento_produto f JOIN relatorio_faturamento_importado r USING (numero_nf)"
     " WHERE f.created_by = 'ciclo' AND f.status_nf IN ('Lançado', 'SEM_LOTE') AND r.ativo"
     " AND NOT EXISTS (SELECT 1 FROM entregas_monitoradas e WHERE e.numero_nf = f.numero_nf)"
     " AND NOT EXISTS (SELECT 1 FROM decided d WHERE d.kind = 'undelivered' AND d.key = f.numero_nf)"},
    {"a cancelled NF's delivery is open",
     "SELECT e.numero_nf FROM entregas_monitoradas e JOIN ciclo_nf k ON k.numero_nf = e.numero_nf"
     " WHERE k.state = 'cancel' AND e.status_finalizacao IS DISTINCT FROM 'Cancelada'"
     " AND NOT EXISTS (SELECT 1 FROM decided d WHERE d.key IN (e.numero_nf, e.id::text))"},
    {"a saldo is not what was ordered less what is invoiced here",
     "SELECT p.num_pedido, p.cod_produto, p.qtd_saldo_produto_pedido FROM carteira_principal p"
     " WHERE p.ativo IS NOT FALSE AND p.qtd_produto_pedido - p.qtd_saldo_produto_pedido <> coalesce("
     "  (SELECT sum(f.qtd_produto_faturado) FROM faturamento_produto f WHERE f.origem = p.num_pedido"
     "   AND f.cod_produto = p.cod_produto AND f.status_nf <> 'Cancelado'), 0)"},
    {"a row that left the backlog has a saldo",
     "SELECT num_pedido, cod_produto FROM carteira_principal WHERE ativo IS FALSE AND "
     "qtd_saldo_produto_pedido <> 0"},
};

std::string foreign_versions(World& world) {
    return world.rows(
        "SELECT ctid, xmin, f FROM faturamento_produto f WHERE created_by = 'ImportTagPlus' ORDER BY "
        "numero_nf");
}

// What Odoo cancelled too is no longer the person's alone: Odoo may bring it back.
void forget_what_odoo_cancelled(World& world) {
    auto& store = world.odoo.store();
    for (const auto id : store.ids("account.move")) {
        const auto move = store.get("account.move", id);
        if (move.at("state").as_text() != "cancel") continue;
        const auto number = move.find("l10n_br_numero_nota_fiscal");
        if (number == move.end() || !std::holds_alternative<std::string>(number->second.data())) continue;
        world.execute("DELETE FROM decided WHERE kind = 'cancelled' AND key = '" + number->second.as_text() +
                      "'");
    }
}

void check_cycle(World& world) {
    forget_what_odoo_cancelled(world);
    const auto foreign = foreign_versions(world);
    const auto report = world.run();
    INFO(report.error << "\n" << report.hint.english());
    REQUIRE(report.code == ExitCode::ok);
    CHECK(foreign_versions(world) == foreign);
    world.execute(
        "DELETE FROM decided d USING entregas_monitoradas e WHERE e.id::text = d.key AND d.kind IN"
        " ('predicted', 'delivered', 'replaced', 'returned') AND e.status_finalizacao = 'Cancelada'");
    CHECK(all_found(report).find("qtd_faturada_difere_do_odoo") == std::string::npos);
    for (const auto& invariant : k_invariants) {
        INFO(invariant.text);
        CHECK(world.rows(invariant.wrong).empty());
    }
}

void live_among_people(std::uint64_t seed) {
    const auto history = draw_history(seed, Rivalry::any);
    std::mt19937_64 dice(seed);
    World world;
    world.execute(k_decided);
    // The table is never empty: that would be a restore.
    plant_row(world, "99", "4310162", 1, "Lançado");
    Replay replay(world);
    std::string lived;
    for (const auto& event : history.events) {
        if (event.where == Event::Where::cycle) continue;
        lived += "- " + event.text + "\n";
        event.happen(replay);
        const auto& deed = k_deeds[dice() % std::size(k_deeds)];
        if (dice() % 3 != 0) {
            const auto key = one_of(world, deed.candidates, std::to_string(dice()));
            if (!key.empty()) deed.happen(world, key);
            lived += "- " + std::string(deed.text) + ": " + key + "\n";
        }
        if (dice() % 3 != 0) continue;
        lived += "- a cycle runs\n";
        INFO("CICLO_PROPERTY_SEEDS=" << seed << "-" << seed << " draws this history:\n" << lived);
        check_cycle(world);
    }
    INFO("CICLO_PROPERTY_SEEDS=" << seed << "-" << seed << " draws this history:\n" << lived);
    check_cycle(world);
    const auto before = world.row_versions();
    check_cycle(world);
    CHECK(world.row_versions() == before);
    world.config.full = true;
    check_cycle(world);
}

}  // namespace

TEST_CASE("whatever people and another issuer do between cycles, no decision is undone and no sum is wrong") {
    const auto [first, last] = seeds(6);
    for (auto seed = first; seed <= last; ++seed) live_among_people(seed);
}
