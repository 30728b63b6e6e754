#!/usr/bin/env bash
# Lets everything fail that can, one thing at a time, in as many parts side by side as there are processors, on one
# throwaway PostgreSQL. Usage: fault.sh BUILD. The last line sums up; the status is 1 where a rule was broken.
# CICLO_FAULT_SAMPLE, CICLO_FAULT_SEED, CICLO_FAULT_ONLY: see fault_test.cpp.
set -uo pipefail
build=$1 parts=$(nproc)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CICLO_FAULT_SAMPLE=${CICLO_FAULT_SAMPLE:-all}

coproc postgres { exec "$build/test/support/cluster/throwaway_postgres" --socket --until-eof; }
read -r CICLO_TEST_CLUSTER <&"${postgres[0]}" || exit 1
export CICLO_TEST_CLUSTER

for part in $(seq "$parts"); do
    CICLO_FAULT_PART=$part/$parts "$build/test/fault_tests" >"$scratch/$part" 2>&1 &
    running+=($!)
done
failed=0
for process in "${running[@]}"; do wait "$process" || failed=1; done
grep -hE -A40 '^(call|message|request) ?[^ ]*[ :]|FAILED:' "$scratch"/* | grep -v 'faults injected' || true
awk '/faults injected of/ { injected += $1; kinds = $5 > kinds ? $5 : kinds; within += $7; violations += $11; late += $13; parts++ }
     END { printf "%d faults injected of %d kinds, %d within the rules, %d violations; %d did not fire\n", injected, kinds, within, violations, late
           exit parts == 0 }' "$scratch"/* || failed=1
exit $failed
