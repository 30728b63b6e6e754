#!/usr/bin/env bash
# bench.sh BUILD_DIR [--json]: time and peak memory of whole cycles, as the program itself reports them (--output json),
# and the processor time of ciclo, PostgreSQL and the stand-in for Odoo, each base in a fresh throwaway PostgreSQL on the
# same machine. --json: the same rows as one JSON document on standard output, the table on standard error. Smaller sizes
# for a quick run, and larger first loads:
# BENCH_NFS=1000 BENCH_PEDIDOS=500 BENCH_IMPORTS="2000" make bench
# BENCH_IMPORTS="2000 20000 200000" make bench
set -euo pipefail
build=$(cd "$1" && pwd)
me=bench
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/support/servers.sh
source "$here/../support/servers.sh"

nfs=${BENCH_NFS:-25000}
pedidos=${BENCH_PEDIDOS:-20000}
linked_nfs=${BENCH_LINKED_NFS:-10000}
# First loads of so many pedidos; afterwards nothing to do, a day's changes, and the dearest statements of both.
read -ra imports <<<"${BENCH_IMPORTS:-2000 $pedidos}"
lines_per_nf=8
lines_per_pedido=8
# The stand-in dates what it holds over the last 20 days: all of it lies within the horizon of 30 days.
columns='%-36s %8s %9s %9s %9s %9s %8s %7s %9s %10s %9s %7s %7s %7s\n'
# The same, as names in JSON.
names='["cycle", "ms", "faturamento_ms", "integridade_ms", "faturado_ms", "carteira_ms", "requests", "rounds", "mib_read",
        "statements", "peak_mib", "cpu_ms_ciclo", "cpu_ms_postgresql", "cpu_ms_stand_in"]'

machine() {
    local cpu memory
    cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)
    memory=$(awk '/^MemTotal/ {printf "%.1f", $2 / 1048576}' /proc/meminfo)
    printf 'machine     %s cores, %s GiB of memory, %s\n' "$(nproc)" "$memory" "${cpu:-unknown processor}"
    printf 'build       %s\n' "$(sed -n 's/^CMAKE_BUILD_TYPE:[^=]*=//p' "$build/CMakeCache.txt")"
    printf 'PostgreSQL  %s\n\n' "$(value "SELECT concat_ws(', ', current_setting('server_version'),
        (SELECT string_agg(name || ' ' || current_setting(name), ', ')
           FROM unnest('{fsync,synchronous_commit,shared_buffers,work_mem,jit}'::text[]) AS name))")"
}

header() {
    # shellcheck disable=SC2059
    printf "$columns" 'cycle' 'ms' 'fatura-' 'integri-' 'faturado' 'carteira' 'requests' 'rounds' 'MiB' 'statements' 'peak' 'CPU ms' 'Postgre' 'stand-'
    # shellcheck disable=SC2059
    printf "$columns" '' 'in all' 'mento ms' 'dade ms' 'ms' 'ms' 'to Odoo' '' 'read' '' 'MiB' 'ciclo' 'SQL' 'in'
}

# fresh OPTIONS_OF_FAKE_ODOO...: an empty database with the schema, and a new base in the stand-in.
fresh() {
    stop_servers
    start_both "$@"
    "$build/cmd/ciclo" schema apply --with-deliveries >/dev/null
}

# The fields of the report that the table shows, in its order.
numbers_of() {
    sql --no-align --tuples-only --field-separator=' ' --set "report=$1" <<'SQL'
WITH given AS (SELECT :'report'::jsonb AS report),
     stage AS (SELECT s->>'stage' AS name, s->'ms' AS ms FROM given, jsonb_array_elements(report->'stages') AS s)
SELECT t->'ms', (SELECT ms FROM stage WHERE name = 'faturamento'), (SELECT ms FROM stage WHERE name = 'integridade'),
       (SELECT ms FROM stage WHERE name = 'faturado'), (SELECT ms FROM stage WHERE name = 'carteira'),
       t->'requests', t->'rounds', round((t->>'bytes')::numeric / 1048576, 1), t->'statements',
       round((t->>'peak_memory_kib')::numeric / 1024, 1)
  FROM given, LATERAL (SELECT report->'totals') AS totals (t)
SQL
}

# cpu_of PID: what the process, those below it and those that it has buried have used of the processor, in ms.
cpu_of() {
    local pid=$1 stat fields child sum
    stat=$(cat "/proc/$pid/stat" 2>/dev/null) || { echo 0; return; }
    read -ra fields <<<"${stat##*) }" # from the state on: ppid is the second, utime to cstime the 12th to 15th
    sum=$(((fields[11] + fields[12] + fields[13] + fields[14]) * 1000 / $(getconf CLK_TCK)))
    for child in $(cat "/proc/$pid/task/"*/children 2>/dev/null); do sum=$((sum + $(cpu_of "$child"))); done
    echo "$sum"
}

# measure LABEL OPTIONS_OF_RUN...: one cycle, one row.
measure() {
    local label=$1 row own postgres stand_in code=0
    shift
    ask_stand_in /demo/requests '{}' >/dev/null
    postgres=$(cpu_of "${servers[0]}") stand_in=$(cpu_of "${servers[1]}")
    local TIMEFORMAT='%3U %3S'
    { time "$build/cmd/ciclo" run --output json --deadline 2h "$@" >"$scratch/report" 2>"$scratch/log"; } \
        2>"$scratch/time" || code=$?
    [ "$code" = 0 ] || fail "'ciclo run $*' ended with $code: $(tail -1 "$scratch/log")"
    sleep 0.3 # until the session's process is gone, which hands its time on
    own=$(awk '{printf "%d", ($1 + $2) * 1000}' "$scratch/time")
    postgres=$(($(cpu_of "${servers[0]}") - postgres)) stand_in=$(($(cpu_of "${servers[1]}") - stand_in))
    read -ra row <<<"$(numbers_of "$(cat "$scratch/report")")"
    last_ms=${row[0]}
    # shellcheck disable=SC2059
    printf "$columns" "$label" "${row[@]}" "$own" "$postgres" "$stand_in"
    printf '%s' "$label" | sed 's/^ *\(. \)\? *//' >"$scratch/label"
    printf '\t%s' "${row[@]}" "$own" "$postgres" "$stand_in" | cat "$scratch/label" - >>"$scratch/rows"
    echo >>"$scratch/rows"
}

# The rows that measure() and floor() printed, as one document.
as_json() {
    sql --no-align --tuples-only <<SQL
CREATE TEMP TABLE line (place serial, text text);
\copy line (text) FROM '$scratch/rows' (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02')
SELECT jsonb_pretty(jsonb_build_object('program', '$("$build/cmd/ciclo" --version | head -1)', 'rows', jsonb_agg(
           (SELECT jsonb_object_agg(name, CASE WHEN n = 1 THEN to_jsonb(value) ELSE to_jsonb(value::numeric) END)
              FROM unnest(string_to_array(text, E'\t')) WITH ORDINALITY v (value, n)
              JOIN jsonb_array_elements_text('$names'::jsonb || '["floor_ms", "times_the_floor"]') WITH ORDINALITY k (name, n) USING (n))
           ORDER BY place)))
  FROM line;
SQL
}

# What no client can be faster than: the requests of the last cycle sent again by curl, two at once, each answer thrown
# away; and the rows that it wrote, $1 of the tables of the backlog and of NFs, copied into plain tables.
floor() {
    local rows=$1 begin requests copied=0 line i=0
    ask_stand_in /demo/requests '{}' | grep '^{' >"$scratch/requests" || true
    rm -rf "$scratch/replay"
    mkdir "$scratch/replay"
    while IFS= read -r line; do
        i=$((i + 1))
        printf '%s' "$line" >"$scratch/replay/$i"
        [ "$i" = 1 ] || echo next
        printf 'silent\nurl = "%s/jsonrpc"\nheader = "Content-Type: application/json"\ndata-binary = "@%s"\noutput = /dev/null\n' \
            "$ODOO_URL" "$scratch/replay/$i"
    done <"$scratch/requests" >"$scratch/replay.config"
    begin=$(date +%s%N)
    curl --parallel --parallel-immediate --parallel-max 2 --config "$scratch/replay.config" 2>"$scratch/curl" || fail "the requests could not be sent again"
    requests=$((($(date +%s%N) - begin) / 1000000))
    if [ "$rows" -gt 0 ]; then
        sql <<<"\\copy (SELECT * FROM carteira_principal LIMIT $rows) TO '$scratch/rows_c'
\\copy (SELECT * FROM faturamento_produto LIMIT $rows) TO '$scratch/rows_f'
CREATE TABLE floor_c AS TABLE carteira_principal WITH NO DATA; CREATE TABLE floor_f AS TABLE faturamento_produto WITH NO DATA" >/dev/null
        begin=$(date +%s%N)
        sql <<<"\\copy floor_c FROM '$scratch/rows_c'
\\copy floor_f FROM '$scratch/rows_f'" >/dev/null
        copied=$((($(date +%s%N) - begin) / 1000000))
        sql <<<"DROP TABLE floor_c, floor_f"
    fi
    sed -i "\$s/\$/\t$((requests + copied))\t$(awk -v cycle="$last_ms" -v floor=$((requests + copied)) 'BEGIN {printf "%.1f", cycle / (floor > 0 ? floor : 1)}')/" "$scratch/rows"
    printf '   floor: %d requests sent again in %d ms, rows copied in %d ms; the cycle took %s times as long\n' "$i" "$requests" \
        "$copied" "$(awk -v cycle="$last_ms" -v floor=$((requests + copied)) 'BEGIN {printf "%.1f", cycle / (floor > 0 ? floor : 1)}')"
}

# One cycle more, with options as of run, under EXPLAIN (ANALYZE, BUFFERS): its twenty dearest statements, and their plans
# in a file of the build.
explain_dearest() {
    local plans=$build/bench/$1.plans log setting begin file
    shift
    log=$(dirname "$(psql_administrator "SHOW data_directory")")/log
    for setting in "session_preload_libraries = 'auto_explain'" 'auto_explain.log_min_duration = 0' 'auto_explain.log_analyze = on' \
        'auto_explain.log_buffers = on'; do
        psql_administrator "LOAD 'auto_explain'" "ALTER SYSTEM SET $setting" >/dev/null
    done
    psql_administrator 'SELECT pg_reload_conf()' >/dev/null
    sleep 0.3
    begin=$(wc -c <"$log")
    "$build/cmd/ciclo" run --quiet --deadline 2h "$@" >/dev/null
    for setting in session_preload_libraries auto_explain.log_min_duration; do
        psql_administrator "LOAD 'auto_explain'" "ALTER SYSTEM RESET $setting" >/dev/null
    done
    psql_administrator 'SELECT pg_reload_conf()' >/dev/null
    rm -rf "$scratch/plans"
    mkdir -p "$scratch/plans" "$build/bench"
    tail -c "+$((begin + 1))" "$log" | awk -v out="$scratch/plans" '
        / ms  plan:$/ { file = sprintf("%s/%06d", out, ++count); for (i = 1; i < NF; ++i) if ($i == "duration:") print $(i + 1) >file; next }
        /^[0-9][0-9][0-9][0-9]-/ { file = "" }
        file { print >file }'
    : >"$plans"
    printf '   the dearest statements, in ms (plans: %s)\n' "${plans#"$PWD"/}"
    for file in "$scratch/plans"/*; do printf '%s %s\n' "$(head -1 "$file")" "$file"; done | sort -rn | head -20 |
        while read -r ms file; do
            printf '   %8.1f  %s\n' "$ms" "$(sed -n '2{s/^[[:space:]]*Query Text: //;s/^-- //;p}' "$file" | cut -c 1-110)"
            cat "$file" >>"$plans"
        done
}

psql_administrator() {
    local words=() statement
    for statement in "$@"; do words+=(--command "$statement"); done
    "$psql" --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 "${words[@]}" "$ADMINISTRATOR_URL"
}

# What autovacuum does within a minute of a large load, and is set to do rarely in the throwaway server.
analyze() {
    local tables
    tables=$(value "SELECT string_agg(quote_ident(relname), ', ') FROM pg_stat_user_tables WHERE n_mod_since_analyze > 1000")
    [ -z "$tables" ] || sql <<<"ANALYZE $tables"
}

# As measure; the cycle must find nothing to do.
measure_idle() {
    local before
    analyze
    before=$(rows_written)
    measure "$@"
    [ "$(rows_written)" = "$before" ] || fail "'$1' wrote rows, and should have found nothing to do"
}

# Rows that the cycles so far wrote into the two large tables, by the journal.
rows_written() {
    value "SELECT sum(number::bigint) FROM ciclo_etapa, jsonb_each_text(counts) AS c (name, number)
            WHERE name IN ('rows_inserted', 'rows_updated', 'rows_removed', 'rows_cancelled', 'rows_marked',
                           'movements_inserted', 'inserted', 'updated')"
}

rows_of() { value "SELECT count(*) FROM $1"; }

# What people would have picked for every other NF that is here, into the file $1.
picked_for_every_other_nf() {
    sql >/dev/null <<SQL
\copy (SELECT origem, cod_produto, qtd_produto_faturado, cnpj_cliente FROM faturamento_produto WHERE right(numero_nf, 1)::int % 2 = 0) TO '$1'
SQL
}

# The lots of the file $1, one a pedido, each with its shipment item, 20 to an embarque.
load_lots() {
    sql >/dev/null <<SQL
CREATE TEMP TABLE picked (pedido text, cod_produto text, qtd numeric, cnpj text);
\copy picked FROM '$1'
CREATE TEMP TABLE lot AS SELECT pedido, min(cnpj) AS cnpj, row_number() OVER (ORDER BY pedido) AS n FROM picked GROUP BY pedido;
INSERT INTO embarques (id, numero, status, criado_em, criado_por)
SELECT DISTINCT n / 20 + 1, n / 20 + 1, 'ativo', now(), 'bench' FROM lot;
INSERT INTO embarque_itens (embarque_id, separacao_lote_id, cnpj_cliente, cliente, pedido, status, uf_destino, cidade_destino)
SELECT n / 20 + 1, 'LOTE_' || n, cnpj, 'C', pedido, 'ativo', 'SP', 'Campinas' FROM lot;
INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, tipo_envio, sincronizado_nf, status,
    nf_cd, separacao_impressa)
SELECT 'LOTE_' || n, pedido, cod_produto, 'SP', qtd, 'total', false, 'ABERTO', false, false FROM picked JOIN lot USING (pedido);
ANALYZE embarques, embarque_itens, separacao;
SQL
}

# Where the last cycle's faturamento stage spent its time, and what it linked.
split_of_faturamento() {
    value "SELECT format(E'   faturamento: reading %s ms, staging %s ms, linking %s ms, writing %s ms, shipments, deliveries and events %s ms; '
                         '%s NFs linked, %s without a lot, %s items of shipments, %s deliveries and %s events written',
                         counts->>'reading_ms', counts->>'staging_ms', counts->>'linking_ms', counts->>'writing_ms',
                         counts->>'following_ms', coalesce(counts->>'linked', '0'), coalesce(counts->>'without_lot', '0'),
                         coalesce(counts->>'shipment_items_updated', '0'), coalesce(counts->>'deliveries_inserted', '0'),
                         coalesce(counts->>'events', '0'))
             FROM ciclo_etapa WHERE stage = 'faturamento' ORDER BY started_at DESC LIMIT 1"
}

bench_linking() {
    fresh --pedidos 0 --nfs "$linked_nfs" --lines-per-nf "$lines_per_nf"
    "$build/cmd/ciclo" run --quiet --deadline 2h >/dev/null
    picked_for_every_other_nf "$scratch/picked"
    fresh --pedidos 0 --nfs "$linked_nfs" --lines-per-nf "$lines_per_nf"
    load_lots "$scratch/picked"
    measure "g  $linked_nfs NFs, $(rows_of embarque_itens) lots"
    split_of_faturamento
    measure_idle "h  the same again, --full" --full
    split_of_faturamento
    measure_idle "i  incremental, nothing changed"
    split_of_faturamento
    measure_idle "   the same without deliveries" --deliveries=off
    [ "$(value "SELECT count(DISTINCT numero_nf) FROM movimentacao_estoque WHERE separacao_lote_id IS NOT NULL")" = \
        "$(rows_of embarque_itens)" ] || fail "not every lot was linked"
}

# An open lot for every second pedido of the backlog: by turns 'total' and 'parcial', every fourth of them COTADO.
pick_the_backlog() {
    sql >/dev/null <<SQL
CREATE TEMP TABLE lot AS
SELECT num_pedido, row_number() OVER (ORDER BY num_pedido) AS n
  FROM (SELECT DISTINCT num_pedido FROM carteira_principal WHERE right(num_pedido, 1)::int % 2 = 0) p;
INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, nome_produto, cod_uf, qtd_saldo, tipo_envio,
    sincronizado_nf, status, nf_cd, separacao_impressa)
SELECT 'LOTE_' || n, num_pedido, cod_produto, nome_produto, cod_uf, qtd_saldo_produto_pedido,
       CASE WHEN n % 2 = 0 THEN 'total' ELSE 'parcial' END, false, CASE WHEN n % 4 = 0 THEN 'COTADO' ELSE 'ABERTO' END,
       false, false
  FROM carteira_principal JOIN lot USING (num_pedido);
ANALYZE separacao;
SQL
}

# Some fifty pedidos, each changed in one way.
change_fifty_pedidos() {
    local i action
    for ((i = 0; i < 50; ++i)); do
        case $((i % 10)) in
        0) action=new_pedido ;;
        1) action=cancel_pedido ;;
        2) action=new_nf ;;
        3) action=delete_line ;;
        *) action=change_quantity ;;
        esac
        change "$action" >/dev/null
    done
    sleep 1 # a cycle reads what was made before the second in which it begins
}

bench_backlog() {
    fresh --pedidos 0 --nfs 50 --open-pedidos "$pedidos" --lines-per-pedido "$lines_per_pedido"
    measure "j  full load, $pedidos pedidos, $((pedidos * lines_per_pedido)) lines"
    # And those of the few NFs, without which every cycle were a full load of NFs.
    [ "$(rows_of carteira_principal)" -gt $((pedidos * lines_per_pedido)) ] ||
        fail "the backlog has $(rows_of carteira_principal) rows, not more than $((pedidos * lines_per_pedido))"
    measure_idle "k  the same again, --full" --full
    pick_the_backlog
    # What afterwards follows of itself in lots that nobody had before: once.
    "$build/cmd/ciclo" run --quiet --deadline 2h >/dev/null
    # The first new pedidos bring users, categories and the like that nobody has read before.
    change_fifty_pedidos
    "$build/cmd/ciclo" run --quiet --deadline 2h >/dev/null
    change_fifty_pedidos
    analyze
    measure "l  regular, 50 changed pedidos"
    floor 500
    value "SELECT format(E'   carteira: %s pedidos read, %s rows updated, %s inserted, %s archived, %s separações open, %s changed, %s alerts',
                         counts->>'pedidos', counts->>'updated', counts->>'inserted', counts->>'archived',
                         counts->>'separacoes_open', coalesce((counts->>'separacoes_zeroed')::int, 0)
                             + coalesce((counts->>'separacoes_reduced')::int, 0)
                             + coalesce((counts->>'separacoes_increased')::int, 0), coalesce(counts->>'alerts', '0'))
             FROM ciclo_etapa WHERE stage = 'carteira' ORDER BY started_at DESC LIMIT 1"
    measure_idle "m  the same 50 once more (130 s)"
}

# What people do beside a cycle: pages that write a row of the backlog and one of separacao and read a pedido, 200 times
# a second over four sessions. Prints how many came through and how long the slowest took, locks included.
writers() {
    local log=$scratch/writers rate
    rm -f "$log".*
    cat >"$scratch/page.sql" <<'SQL'
\set row random(:first_row, :last_row)
\set lot random(:first_lot, :last_lot)
UPDATE carteira_principal SET protocolo = 'P' || :row WHERE id = :row;
UPDATE separacao SET protocolo = 'P' || :lot WHERE id = :lot;
SELECT sum(qtd_saldo_produto_pedido) FROM carteira_principal WHERE num_pedido = (SELECT num_pedido FROM separacao WHERE id = :lot);
SQL
    local range=()
    read -ra range <<<"$(value "SELECT (SELECT concat_ws(' ', min(id), max(id)) FROM carteira_principal) || ' ' ||
                                       (SELECT concat_ws(' ', min(id), max(id)) FROM separacao)")"
    rate=$("$(pg_config --bindir 2>/dev/null || echo /usr/lib/postgresql/15/bin)/pgbench" --no-vacuum --client 4 --rate 200 --time 10 --log \
        --log-prefix "$log" --file "$scratch/page.sql" --define "first_row=${range[0]}" --define "last_row=${range[1]}" \
        --define "first_lot=${range[2]}" --define "last_lot=${range[3]}" "$DATABASE_URL" 2>/dev/null |
        awk '/^tps/ {printf "%.0f", $3}')
    awk -v rate="$rate" '$3 > most {most = $3} {sum += $3} END {printf "%s a second, mean %.1f ms, slowest %.0f ms", rate, sum / NR / 1000, most / 1000}' "$log".*
}

bench_writers() {
    local cycles=0 pid
    printf 'n  writers alone: %s\n' "$(writers)"
    writers >"$scratch/beside" &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        change_fifty_pedidos
        "$build/cmd/ciclo" run --quiet --deadline 2h >/dev/null
        cycles=$((cycles + 1))
    done
    wait "$pid"
    printf '   with %d cycles beside them, one after the other, each with 50 changed pedidos: %s\n' "$cycles" "$(cat "$scratch/beside")"
}

# Mean time of 50 starts of a program.
starts() {
    local label=$1 begin i
    shift
    begin=$(date +%s%N)
    for ((i = 0; i < 50; ++i)); do "$@" >/dev/null 2>&1 || true; done
    printf '   %-58s %s ms\n' "$label" "$(awk -v ns=$(($(date +%s%N) - begin)) 'BEGIN {printf "%.1f", ns / 50e6}')"
}

bench_start() {
    printf 'o  start-up, mean of 50; %s libraries\n' "$(ldd "$build/cmd/ciclo" | wc -l)"
    starts "/bin/true, for comparison" /bin/true
    starts "ciclo --version" "$build/cmd/ciclo" --version
    starts "ciclo run without a setting (78)" env -i "$build/cmd/ciclo" run
    local bundle
    for bundle in "$build"/../static/ciclo-*/ciclo; do
        if [ -x "$bundle" ]; then starts "the bundle of make static: ciclo --version" "$bundle" --version; fi
    done
}

# What a day of work leaves, read in one go: the scheduler was dead.
bench_catch_up() {
    local i
    for ((i = 0; i < 10; ++i)); do change_fifty_pedidos; done
    sql <<<"UPDATE ciclo_etapa SET read_from = read_from - interval '1 day', read_to = read_to - interval '1 day',
                   started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day';
            UPDATE ciclo_execucao SET started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day'"
    measure "   after a day: 500 changed pedidos"
    floor 5000
}

bench_imports() {
    local size
    for size in "${imports[@]}"; do
        fresh --pedidos "$size"
        measure "e  first load, $size pedidos"
        floor 1000000
        measure_idle "f  nothing changed; looks at every row"
        floor 0
        measure_idle "   nobody wrote since that look"
        floor 0
        explain_dearest "nothing-changed-$size" --sweep-interval 0
        bench_catch_up
        printf '\nbench: first load of %d pedidos: %d rows of the backlog and %d NF lines\n' "$size" "$(rows_of carteira_principal)" \
            "$(rows_of faturamento_produto)"
    done
}

# The same where Odoo takes as long as a real one does: what a user waits for.
bench_paced() {
    local size
    for size in "${imports[@]}"; do paced_cycles "$size"; done
}

paced_cycles() {
    fresh --pedidos "$1" --paced 1
    measure "p  at Odoo's pace: first load, $1"
    floor 1000000
    "$build/cmd/ciclo" run --quiet --deadline 2h >/dev/null
    measure_idle "q  at Odoo's pace: nothing changed"
    floor 0
    change_fifty_pedidos
    "$build/cmd/ciclo" run --quiet --deadline 2h >/dev/null
    change_fifty_pedidos
    analyze
    measure "r  at Odoo's pace: 50 changed pedidos"
    floor 500
}

main() {
    fresh --pedidos 300
    machine
    header
    measure "a  first load, 300 pedidos"

    fresh --pedidos 0 --nfs "$nfs" --lines-per-nf "$lines_per_nf"
    measure "b  full load, $((nfs * lines_per_nf)) NF lines"
    [ "$(rows_of faturamento_produto)" = $((nfs * lines_per_nf)) ] ||
        fail "$(rows_of faturamento_produto) NF lines are here, not $((nfs * lines_per_nf))"
    measure_idle "c  the same again, --full" --full
    measure_idle "d  incremental, nothing changed"

    bench_imports
    bench_linking
    bench_backlog
    bench_writers
    bench_paced
    bench_start
}

: >"$scratch/rows"
if [ "${2:-}" = --json ]; then
    main >&2
    as_json
else
    main
fi
