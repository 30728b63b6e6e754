#!/usr/bin/env bash
# Lets everything fail that can, one thing at a time, in parts side by side, each on a throwaway PostgreSQL of its
# own. Usage: fault.sh BUILD. The last line sums up; the status is 1 where a rule was broken.
# CICLO_FAULT_SAMPLE, CICLO_FAULT_SEED, CICLO_FAULT_ONLY: see fault_test.cpp. FAULT_PARTS: another number of parts.
set -uo pipefail
build=$1 parts=${FAULT_PARTS:-$(($(nproc) * 3))}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

export CICLO_FAULT_SAMPLE=${CICLO_FAULT_SAMPLE:-all} CICLO_FAULT_SHARED=$scratch/shared
unset CICLO_TEST_CLUSTER
mkdir "$CICLO_FAULT_SHARED"
"$build/test/fault_tests" '[.list]' >"$scratch/list" || { cat "$scratch/list"; exit 1; }  # measures for all

for part in $(seq "$parts"); do
    "$build/test/fault_tests" >"$scratch/part$part" 2>&1 &
    running+=($!)
done
failed=0
for process in "${running[@]}"; do wait "$process" || failed=1; done
grep -hE -A40 'FAILED:' "$scratch"/part* || true
# A part has the kinds of its faults, "12 of kind message: reset".
awk '/ of kind / { count[substr($0, index($0, " of kind ") + 9)] += $1 }
     END { for (kind in count) printf "%6d %s\n", count[kind], kind }' "$scratch"/part* | sort -k2
awk '/faults injected of/ { injected += $1; within += $7; violations += $11; late += $13; parts++ }
     / of kind / { kinds[substr($0, index($0, " of kind ") + 9)] = 1 }
     END { for (kind in kinds) number++
           printf "%d faults injected of %d kinds, %d within the rules, %d violations; %d did not fire\n", injected, number, within, violations, late
           exit parts == 0 }' "$scratch"/part* || failed=1
exit $failed
