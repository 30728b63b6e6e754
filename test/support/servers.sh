# shellcheck shell=bash disable=SC2154
# For scripts that source it (bash): a throwaway PostgreSQL and the stand-in for Odoo, stopped when the script ends in
# whatever way. Expects $build (the build's directory) and $me (the script's name, for messages).

servers=()
scratch=$(mktemp -d /tmp/ciclo-script.XXXXXX)

fail() {
    printf '%s: FAILED: %s\n' "$me" "$1" >&2
    exit 1
}

stop_servers() {
    # Each removes what it made; a second Ctrl-C must not keep it from doing so.
    trap '' INT TERM HUP
    local pid
    for pid in "${servers[@]}"; do kill "$pid" 2>/dev/null || true; done
    for pid in "${servers[@]}"; do wait "$pid" 2>/dev/null || true; done
    servers=()
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

clean_up() {
    stop_servers
    rm -rf "$scratch"
}

trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
trap clean_up EXIT

# start_server PATTERN PROGRAM...: waits for the line of its output that matches, and leaves that in REPLY. The server
# has a session of its own: Ctrl-C reaches this script and the program under way, and the servers outlast both.
start_server() {
    local pattern=$1 log
    shift
    log=$(mktemp "$scratch/server.XXXXXX")
    server_log=$log
    setsid "$@" </dev/null >"$log" 2>&1 &
    servers+=($!)
    local give_up=$((SECONDS + 300))
    until REPLY=$(grep -m 1 -E "$pattern" "$log"); do
        kill -0 $! 2>/dev/null || fail "$(basename "$1") did not start: $(cat "$log")"
        [ "$SECONDS" -lt "$give_up" ] || fail "$(basename "$1") was not ready within 5 minutes"
        sleep 0.05
    done
}

# start_both OPTIONS_OF_FAKE_ODOO...: exports the five variables of ciclo. What the caller's environment says about
# ciclo or PostgreSQL must not mix with them.
start_both() {
    unset "${!CICLO_@}" "${!PG@}" JANELA_MINUTOS STATUS_MINUTOS DATABASE_URL_FILE ODOO_API_KEY_FILE
    start_server '^postgresql://' "$build/test/support/cluster/throwaway_postgres"
    export DATABASE_URL=$REPLY
    # shellcheck disable=SC2034
    ADMINISTRATOR_URL=$(sed -n 's/^administrator: //p' "$server_log")
    start_server '^listening on ' "$build/test/support/fake_odoo/fake_odoo" "$@"
    export ODOO_URL=${REPLY#listening on }
    export ODOO_DB=odoo ODOO_USERNAME=ciclo@example.com ODOO_API_KEY=chave-de-teste-0123456789
}

# Debian keeps psql beside the server's programs; the one on PATH comes with another package.
find_psql() {
    local candidates=(/usr/lib/postgresql/*/bin/psql)
    command -v psql || printf '%s\n' "${candidates[-1]}"
}

# sql [OPTION...]: runs what stands on standard input; unaligned, without headers, where no option says otherwise.
sql() {
    "$psql" --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@" "$DATABASE_URL"
}

# The value of one query.
value() {
    sql --no-align --tuples-only <<<"$1"
}

# ask_stand_in PATH BODY: head and body of its answer. curl need not be installed: HTTP/1.0 over bash's socket.
ask_stand_in() {
    local address=${ODOO_URL#http://}
    exec 3<>"/dev/tcp/${address%:*}/${address##*:}"
    printf 'POST %s HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' "$1" "${#2}" "$2" >&3
    cat <&3
    exec 3>&-
}

# Asks the stand-in for one change and prints its description.
change() {
    local answer
    answer=$(ask_stand_in /demo/change "{\"action\": \"$1\"}")
    [[ $answer =~ \"description\":\ \"([^\"]*)\" ]] || fail "the stand-in did not do '$1': $answer"
    printf '%s' "${BASH_REMATCH[1]}"
}

psql=$(find_psql)
[ -x "$psql" ] || fail "psql is missing: install postgresql-client"
