#include "busy_world.hpp"

#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "fake_odoo/scenario.hpp"

namespace ciclo::test {
namespace {

constexpr const char* k_application_tables =
    "FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT LIKE "
    "'ciclo\\_%'";

fake_odoo::ScenarioOptions size() {
    fake_odoo::ScenarioOptions options;
    options.customers = 600;
    options.products = 20;
    options.pedidos = 0;
    options.nfs = 500;
    options.open_pedidos = 5000;
    options.lines_per_nf = options.lines_per_pedido = 4;
    return options;
}

}  // namespace

Busy::Busy() {
    const fake_odoo::Scenario scenario(odoo, size());
    good_cycle();
    fill_lots();
    good_cycle();
    widen_and_give_away();
    advance(std::chrono::days{3});
}

void Busy::good_cycle() {
    const auto report = run();
    INFO(report.error);
    REQUIRE(report.code == ExitCode::ok);
}

std::string Busy::as_superuser(const std::vector<std::string>& statements) {
    Session admin(database.admin_url());
    std::string answer;
    for (const auto& statement : statements) answer = admin.value(statement);
    return answer;
}

void Busy::fill_lots() {
    Session(database.url())
        .connection.execute_script(
            "INSERT INTO embarques (id, numero, status, criado_em, criado_por)"
            " SELECT i, i, 'ativo', now(), 'x' FROM generate_series(1, 100) i;"
            "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, "
            "tipo_envio,"
            " sincronizado_nf, status, nf_cd, separacao_impressa)"
            " SELECT 'NF-' || origem, origem, cod_produto, 'SP', qtd_produto_faturado, 'parcial', false,"
            " 'ABERTO', false, false FROM faturamento_produto;"
            "INSERT INTO embarque_itens (embarque_id, separacao_lote_id, cnpj_cliente, cliente, pedido, "
            "status,"
            " uf_destino, cidade_destino) SELECT 1 + row_number() OVER () % 100, 'NF-' || origem, cnpj, 'C',"
            " origem, 'ativo', 'SP', 'Campinas'"
            " FROM (SELECT origem, min(cnpj_cliente) AS cnpj FROM faturamento_produto GROUP BY 1) f;"
            "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, "
            "tipo_envio,"
            " sincronizado_nf, status, nf_cd, separacao_impressa, cotacao_id)"
            " SELECT 'A-' || num_pedido, num_pedido, cod_produto, 'SP', qtd_saldo_produto_pedido, 'total', "
            "false,"
            " CASE WHEN num_pedido LIKE '%2' THEN 'COTADO' ELSE 'ABERTO' END, false, false,"
            " CASE WHEN num_pedido LIKE '%2' THEN 7 END FROM carteira_principal"
            " WHERE num_pedido ~ '[02468]$' AND qtd_saldo_produto_pedido > 0;"
            "INSERT INTO cadastro_rota (cod_uf, rota, ativa, created_at, updated_at)"
            " SELECT DISTINCT cod_uf, 'R' || cod_uf, true, now(), now() FROM carteira_principal");
}

void Busy::widen_and_give_away() {
    as_superuser(
        {fmt::format(
             "DO $$ DECLARE name text; BEGIN FOR name IN SELECT relname {} LOOP"
             " EXECUTE (SELECT 'ALTER TABLE ' || name || ' ' || string_agg('ADD COLUMN wide_' || i || ' "
             "varchar(255)', ', ')"
             "            || ', OWNER TO postgres' FROM generate_series(1, 16) i);"
             " EXECUTE 'ALTER TABLE ' || name || ' SET (autovacuum_enabled = false)';"
             " EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ' || name || ' TO ciclo'; END LOOP; END $$",
             k_application_tables),
         "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ciclo"});
}

void Busy::live(int round) {
    auto& store = odoo.store();
    for (const auto id : store.ids("res.partner"))
        store.write("res.partner", id, {{"name", fmt::format("CLIENTE {} {}", id, round)}});
    int i = 0;
    for (const auto id : store.ids("account.move")) {
        const int turn = ++i % 20;
        if (turn == round) store.write("account.move", id, {{"state", "cancel"}});
        if (turn != round + 4) continue;
        const auto line = store.get("account.move", id).at("invoice_line_ids").as_ids().front();
        store.write("account.move.line", line, {{"price_total", 11.0 * i}, {"l10n_br_total_nfe", 11.0 * i}});
    }
    i = 0;
    for (const auto id : store.ids("sale.order")) {
        const int turn = ++i % 20;
        if (turn == round) store.write("sale.order", id, {{"state", "cancel"}});
        if (turn != round + 4) continue;
        const auto line = store.get("sale.order", id).at("order_line").as_ids().front();
        store.write("sale.order.line", line, {{"product_uom_qty", 500.0 + i}});
    }
    advance(std::chrono::hours{1});
}

void Busy::analyze() {
    as_superuser({"ANALYZE"});
}

void Busy::forget_statistics() {
    as_superuser(
        {"SET allow_system_table_mods = on",
         fmt::format("DELETE FROM pg_statistic WHERE starelid IN (SELECT oid {})", k_application_tables),
         fmt::format("UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0 WHERE oid IN "
                     "(SELECT oid {0})"
                     " OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid IN (SELECT oid {0}))",
                     k_application_tables)});
}

std::map<std::string, long long> Busy::numbers(const std::string& sql) {
    std::map<std::string, long long> out;
    const auto result = Session(database.admin_url()).execute(sql);
    for (int row = 0; row < result.rows(); ++row) out[result.text(row, 0)] = result.integer(row, 1);
    return out;
}

// A session hands its counters in when it ends.
std::map<std::string, long long> Busy::rows_scanned() {
    while (as_superuser({"SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'ciclo/%'"
                         " AND datname = current_database()"}) != "0") {
    }
    return numbers(
        "SELECT relname, seq_tup_read FROM pg_stat_user_tables WHERE schemaname = 'public'"
        " AND relname NOT LIKE 'ciclo\\_%'");
}

std::map<std::string, long long> Busy::sizes() {
    return numbers(
        fmt::format("SELECT relname, (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' ||"
                    " quote_ident(relname), false, true, '')))[1]::text::bigint {}",
                    k_application_tables));
}

}  // namespace ciclo::test
