#!/usr/bin/env bash
# The files of cron/ as their readers see them: systemd-analyze for the units, a linter for the YAML.
set -euo pipefail
build=$1
cron=$(cd "$(dirname "${BASH_SOURCE[0]}")/../cron" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The program as it was built, instead of the one that make install puts there.
program=$(cd "$build/cmd" && pwd)/ciclo
for unit in "$cron"/*.service "$cron"/*.timer; do
    sed "s|/usr/local/bin/ciclo|$program|" "$unit" >"$scratch/$(basename "$unit")"
done
# A warning is a mistake too; verify itself ends with 0 then.
said=$(systemd-analyze verify --man=no "$scratch"/*.service "$scratch"/*.timer 2>&1) || true
# Units of other packages of this machine are not ours.
if grep -F ciclo <<<"$said"; then exit 1; fi
for unit in "$cron"/*.service; do
    # 20: an exposure of 2.0; what is left is the network.
    systemd-analyze security --offline=true --no-pager --threshold=20 "$unit" | tail -1
done
for timer in "$cron"/*.timer; do
    systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$timer")" | grep 'Normalized form'
done
yamllint --strict -d '{extends: default, rules: {document-start: disable, line-length: {max: 120}}}' "$cron"/*.yaml
echo "schedules: ok"
