#!/usr/bin/env bash
# demo.sh BUILD_DIR: the main job end to end, on a throwaway PostgreSQL and a bundled stand-in for Odoo. Needs no
# network; checks what it shows, and ends with a status other than 0 when an expectation is not met.
# KEEP=1 leaves both servers up.
set -euo pipefail
build=$(cd "$1" && pwd)
me=demo
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/support/servers.sh
source "$here/../support/servers.sh"

actions=(new_pedido change_quantity delete_line cancel_pedido new_nf cancel_nf)
declare -A did=()     # by action: the stand-in's description of what it changed
declare -A before=()  # by action: the quantity that the backlog held before the second cycle

title() { printf '\n== %s\n' "$1"; }

# Shows the command as a person would type it, runs it, shows its exit status.
ciclo() {
    local status=0
    printf '\n$ ciclo %s 2>ciclo.log\n' "$*"
    "$build/cmd/ciclo" "$@" 2>"$scratch/ciclo.log" || status=$?
    printf '[exit status %d]\n' "$status"
    [ "$status" = 0 ] || fail "'ciclo $*' ended with $status, not with 0; ciclo.log: $(cat "$scratch/ciclo.log")"
}

change_odoo() {
    local action
    for action in "${actions[@]}"; do
        did[$action]=$(change "$action")
        printf '  %-16s %s\n' "$action" "${did[$action]}"
    done
    before[change_quantity]=$(quantity_of change_quantity)
    before[delete_line]=$(quantity_of delete_line)
    # A cycle reads what was created before the second in which it begins; what is newer is the next one's.
    sleep 1
}

# The first word after "pedido", "product" or "NF" in what an action did.
named() {
    [[ ${did[$1]} =~ (^|[^a-z])"$2 "([A-Z0-9]+) ]] || fail "'${did[$1]}' names no $2"
    printf '%s' "${BASH_REMATCH[2]}"
}

quantity_of() {
    value "SELECT coalesce(sum(qtd_produto_pedido), 0) FROM carteira_principal
            WHERE num_pedido = '$(named "$1" pedido)' AND cod_produto = '$(named "$1" product)' AND ativo"
}

# expect SENTENCE QUERY: the query must answer "t".
expect() {
    [ "$(value "$2")" = t ] || fail "expected, and not so in the database: $1"
    printf '  ok  %s\n' "$1"
}

# pick PEDIDO NUMBER STATUS: what the application holds when the goods of a pedido were picked as one lot, for an embarque.
pick() {
    sql <<SQL
INSERT INTO transportadoras (id, cnpj, razao_social, cidade, uf, ativo) VALUES ($2, '$2', 'Transportes $2', 'Campinas', 'SP', true);
INSERT INTO embarques (id, numero, status, data_embarque, transportadora_id, criado_em, criado_por)
VALUES ($2, $2, 'ativo', current_date, $2, now(), 'demo');
INSERT INTO embarque_itens (embarque_id, separacao_lote_id, cnpj_cliente, cliente, pedido, status, uf_destino, cidade_destino)
SELECT DISTINCT $2, 'LOTE_$2', cnpj_cpf, coalesce(raz_social_red, ''), num_pedido, 'ativo', coalesce(cod_uf, ''), coalesce(nome_cidade, '')
  FROM carteira_principal WHERE num_pedido = '$1';
INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, tipo_envio, sincronizado_nf, status,
    nf_cd, separacao_impressa)
SELECT 'LOTE_$2', num_pedido, cod_produto, coalesce(cod_uf, ''), qtd_saldo_produto_pedido, 'total', false, '$3', false, false
  FROM carteira_principal WHERE num_pedido = '$1' AND ativo AND qtd_saldo_produto_pedido > 0;
SQL
    echo "  (and in the application: pedido $1 was picked as lot LOTE_$2, $3, in embarque $2)"
}

expect_pedidos() {
    local pedido backlog
    backlog="SELECT FROM carteira_principal WHERE num_pedido ="
    pedido=$(named new_pedido pedido)
    expect "new pedido $pedido is in the backlog" \
        "SELECT count(*) > 0 AND bool_and(ativo) FROM carteira_principal WHERE num_pedido = '$pedido'"
    pedido=$(named cancel_pedido pedido)
    expect "cancelled pedido $pedido has rows, none of them active" \
        "SELECT EXISTS ($backlog '$pedido') AND NOT EXISTS ($backlog '$pedido' AND ativo)"
}

expect_lines() {
    [[ ${did[change_quantity]} =~ from\ ([0-9.]+)\ to\ ([0-9.]+) ]] || fail "no quantities in '${did[change_quantity]}'"
    expect "quantity: ${did[change_quantity]}" \
        "SELECT $(quantity_of change_quantity) - ${before[change_quantity]} = ${BASH_REMATCH[2]} - ${BASH_REMATCH[1]}"
    expect "lot LOTE_2 of that pedido follows it, with an alert for the people who quoted it" \
        "SELECT (SELECT sum(s.qtd_saldo) FROM separacao s WHERE s.separacao_lote_id = 'LOTE_2')
              = (SELECT sum(qtd_saldo_produto_pedido) FROM carteira_principal
                  WHERE num_pedido = '$(named change_quantity pedido)' AND ativo)
            AND (SELECT count(*) = 1 AND bool_and(tipo_alteracao = 'AUMENTO' AND separacao_lote_id = 'LOTE_2')
                   FROM alertas_separacao_cotada)"
    expect "line gone: ${did[delete_line]}" "SELECT $(quantity_of delete_line) < ${before[delete_line]}"
}

expect_nfs() {
    local nf pedido
    nf=$(named new_nf NF) pedido=$(named new_nf pedido)
    expect "new NF $nf is here, found its lot, and nothing of pedido $pedido is open any more" \
        "SELECT count(*) > 0 AND bool_and(status_nf = 'Lançado')
                AND (SELECT count(*) > 0 AND bool_and(status = 'FATURADO' AND numero_nf = '$nf') FROM separacao WHERE separacao_lote_id = 'LOTE_1')
                AND (SELECT bool_and(nota_fiscal = '$nf') FROM embarque_itens WHERE separacao_lote_id = 'LOTE_1')
                AND (SELECT count(*) > 0 AND bool_and(separacao_lote_id = 'LOTE_1') FROM movimentacao_estoque WHERE numero_nf = '$nf')
                AND NOT EXISTS (SELECT FROM carteira_principal WHERE num_pedido = '$pedido' AND ativo AND qtd_saldo_produto_pedido <> 0)
           FROM faturamento_produto WHERE numero_nf = '$nf'"
    expect "its delivery is there, with the carrier of embarque 1 and the day on which it left" \
        "SELECT count(*) = 1 AND bool_and(transportadora = 'Transportes 1' AND data_embarque = current_date)
           FROM entregas_monitoradas WHERE numero_nf = '$nf'"
    nf=$(named cancel_nf NF) pedido=$(named cancel_nf pedido)
    expect "the delivery of NF $nf is cancelled with it" \
        "SELECT count(*) = 1 AND bool_and(status_finalizacao = 'Cancelada') FROM entregas_monitoradas WHERE numero_nf = '$nf'"
    expect "NF $nf is cancelled in every row and in its report, and pedido $pedido is open again" \
        "SELECT count(*) > 0 AND bool_and(f.status_nf = 'Cancelado') AND bool_and(NOT r.ativo)
                AND EXISTS (SELECT FROM carteira_principal WHERE num_pedido = '$pedido' AND ativo AND qtd_saldo_produto_pedido <> 0)
           FROM faturamento_produto f JOIN relatorio_faturamento_importado r USING (numero_nf) WHERE numero_nf = '$nf'"
}

# One line per table of the application: rows, and a digest of their contents and of the transactions that wrote them
# (xmin): a row written again with the same values is seen too.
fingerprint() {
    sql --no-align --tuples-only <<'SQL'
SELECT format('SELECT %L, count(*), md5(coalesce(string_agg(concat(t.xmin, t), E''\n'' ORDER BY t.ctid), '''')) FROM %I t',
              tablename, tablename)
  FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^ciclo_' ORDER BY tablename \gexec
SQL
}

third_cycle() {
    local held now
    held=$(fingerprint)
    ciclo run
    now=$(fingerprint)
    [ "$held" = "$now" ] || fail "the third cycle wrote rows: $(diff <(echo "$held") <(echo "$now") || true)"
    echo "  ok  no row of $(wc -l <<<"$now") tables was written"
}

summary() {
    local cycles=('1  first, full' '2  after six changes' '3  nothing to do') columns row
    columns='  %-20s  %5s %9s   %8s %8s %9s %11s   %8s %6s %6s\n'
    printf '  %-20s  %15s   %-39s   %8s %13s\n' '' '---- NFs -----' '------- rows of the backlog ----------' requests exit
    # shellcheck disable=SC2059
    printf "$columns" cycle new cancelled inserted updated archived reactivated 'to Odoo' ms status
    while read -ra row; do
        # shellcheck disable=SC2059
        printf "$columns" "${cycles[row[0] - 1]}" "${row[@]:1}"
    done < <(numbers_of_cycles)
    echo "  (rows archived and reactivated are among those updated)"
}

numbers_of_cycles() {
    sql --no-align --tuples-only --field-separator=' ' <<'SQL'
SELECT row_number() OVER (ORDER BY e.started_at), f.counts->'new', f.counts->'cancelled', c.counts->'inserted',
       c.counts->'updated', c.counts->'archived', c.counts->'reactivated', e.counts->'requests', e.counts->'ms',
       e.exit_code
  FROM ciclo_execucao e
  JOIN ciclo_etapa f ON f.execution = e.id AND f.stage = 'faturamento'
  JOIN ciclo_etapa c ON c.execution = e.id AND c.stage = 'carteira'
 ORDER BY e.started_at
SQL
}

# The journal's word on the three cycles, against what was done.
expect_journal() {
    local changes="SELECT row_number() OVER (ORDER BY e.started_at) AS cycle, full_load, exit_code, s.counts
        FROM ciclo_execucao e JOIN ciclo_etapa s ON s.execution = e.id WHERE s.stage ="
    expect "three cycles are recorded, each with exit status 0, and only the first was a full load" \
        "SELECT count(*) = 3 AND bool_and(exit_code = 0 AND full_load = (cycle = 1)) FROM ($changes 'carteira') s"
    expect "the second cycle took exactly one new NF and one cancelled NF" \
        "SELECT (counts->>'new')::int = 1 AND (counts->>'cancelled')::int = 1
           FROM ($changes 'faturamento') s WHERE cycle = 2"
}

leave_running() {
    trap - EXIT
    rm -rf "$scratch"
    printf '\nBoth servers are up. Look into the database:\n  %s %s\n' "$psql" "'$DATABASE_URL'"
    echo "Run a cycle:"
    printf '  env DATABASE_URL=%q ODOO_URL=%q ODOO_DB=%q ODOO_USERNAME=%q ODOO_API_KEY=%q %q run\n' "$DATABASE_URL" \
        "$ODOO_URL" "$ODOO_DB" "$ODOO_USERNAME" "$ODOO_API_KEY" "$build/cmd/ciclo"
    printf 'Stop both, which removes the database:\n  kill %s\n' "${servers[*]}"
}

main() {
    title "A throwaway PostgreSQL, and a stand-in for Odoo that holds a made-up company with 300 pedidos"
    start_both --seed 7 --pedidos 300
    printf '  DATABASE_URL=%s\n  ODOO_URL=%s\n' "${DATABASE_URL//:pw-*@/:...@}" "$ODOO_URL"
    ciclo schema apply --with-deliveries
    ciclo check
    title "Cycle 1: the database is empty, so everything that is open is loaded"
    ciclo run
    title "Six changes in Odoo"
    change_odoo
    pick "$(named new_nf pedido)" 1 ABERTO
    pick "$(named change_quantity pedido)" 2 COTADO
    title "Dry run: what the next cycle would change; nothing is written"
    ciclo --dry-run
    title "Cycle 2: only what changed"
    ciclo run
    expect_pedidos
    expect_lines
    expect_nfs
    title "Cycle 3: nothing changed since"
    third_cycle
    title "The three cycles, from the journal in the database"
    summary
    expect_journal
    title "What the person on call sees"
    ciclo status
    ciclo history
    printf '\ndemo: all as expected, in %d s\n' "$SECONDS"
    [ "${KEEP:-0}" != 1 ] || leave_running
}

main
