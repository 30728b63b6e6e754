#!/usr/bin/env bash
# The bundle of 'make static' in an empty root that holds nothing but it, certificates and a hosts file: against a
# throwaway database and the stand-in for Odoo, over http and https. Needs root, for chroot.
#
#     test/static.sh BUILD BUNDLES
set -euo pipefail
build=$(cd "$1" && pwd)
bundles=$(cd "$2" && pwd)
me=static
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/support/servers.sh
source "$here/support/servers.sh"
[ "$(id -u)" = 0 ] || fail "needs root, for chroot"

root=$scratch/root
mkdir -p "$root"/{etc/ssl/certs,opt,tmp}
tar -C "$root/opt" -xzf "$bundles"/ciclo-*.tar.gz
mv "$root"/opt/ciclo-* "$root/opt/ciclo"

# ends_with STATUS WORDS...: runs the bundle in the empty root, as nobody, and keeps what it says.
ends_with() {
    local wanted=$1 status=0
    shift
    chroot --userspec=65534:65534 "$root" /opt/ciclo/ciclo "$@" >"$scratch/out" 2>&1 || status=$?
    [ "$status" = "$wanted" ] || fail "'ciclo $*' ended with $status, not with $wanted: $(cat "$scratch/out")"
}
says() {
    grep -qE "$1" "$scratch/out" || fail "'$1' is not in: $(cat "$scratch/out")"
}

seconds_of() {
    local begin=$EPOCHREALTIME i
    for i in 1 2 3 4 5 6 7 8 9 10; do "$@" >/dev/null; done
    awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.0f ms", (b - a) * 100 }'
}

ends_with 0 --version
says '^ciclo [0-9.]+ '
ends_with 78 run
says 'DATABASE_URL'
says 'ODOO_URL'
ends_with 64 --no-such-option

start_both
ends_with 0 schema apply
ends_with 0 check
says 'ok +odoo login'
ends_with 0 run --quiet
ends_with 0 status

# https, by a name that only the root's own files resolve, with an authority that only the root's own files name.
(cd "$scratch" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=odoo.test \
    -addext subjectAltName=DNS:odoo.test -keyout key.pem -out certificate.pem 2>/dev/null && cat key.pem certificate.pem >both.pem)
echo "127.0.0.1 odoo.test" >"$root/etc/hosts"
start_server 'listening on' socat -d -d "OPENSSL-LISTEN:0,bind=127.0.0.1,reuseaddr,fork,cert=$scratch/both.pem,verify=0" \
    "TCP:${ODOO_URL#http://}"
export ODOO_URL=https://odoo.test:${REPLY##*:}
ends_with 78 check
says 'certificate is not trusted'
cp "$scratch/certificate.pem" "$root/etc/ssl/certs/ca-certificates.crt"
ends_with 0 check
ends_with 0 run --quiet
rm "$root/etc/ssl/certs/ca-certificates.crt"
cp "$scratch/certificate.pem" "$root/etc/odoo-ca.pem"
ends_with 0 check --odoo-ca-file /etc/odoo-ca.pem

# A signal reaches the program, and its exit status the caller.
status=0
ODOO_URL=http://127.0.0.1:9 timeout --signal=TERM 2 chroot --userspec=65534:65534 "$root" /opt/ciclo/ciclo run >"$scratch/out" 2>&1 || status=$?
[ "$status" = 124 ] || fail "after SIGTERM it ended with $status: $(cat "$scratch/out")"
says 'interrupted'

# A folder that was copied in part says so.
mv "$root/opt/ciclo/lib/loader" "$root/opt/ciclo/lib/away"
ends_with 78 --version
says 'hint: copy the whole folder'
mv "$root/opt/ciclo/lib/away" "$root/opt/ciclo/lib/loader"

echo "start-up: $(seconds_of "$build/cmd/ciclo" --version) as it is built, $(seconds_of "$root/opt/ciclo/ciclo" --version) as a bundle"
echo "static: ok"
