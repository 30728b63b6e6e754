#!/usr/bin/env bash
# Runs test suites, each given as BUILD:SUITE[,SUITE...], two files side by side for each processor (many tests wait), on
# one throwaway PostgreSQL; ends in one line that says how many tests passed.
set -uo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The server ends with this script, however that ends: it reads from it.
coproc postgres { exec "${1%%:*}/test/support/cluster/throwaway_postgres" --socket --until-eof; }
read -r CICLO_TEST_CLUSTER <&"${postgres[0]}" || exit 1
export CICLO_TEST_CLUSTER

for given in "$@"; do
    build=${given%%:*} suites=${given#*:}
    ctest --test-dir "$build" --parallel "${TEST_JOBS:-$(($(nproc) * 2))}" --output-on-failure --label-regex "^(${suites//,/|})$" |
        grep --line-buffered -vE '^(Internal ctest|Label Time|[a-z]+ += .* sec\*proc|$)'
    cat "$build/Testing/Temporary/LastTest.log" >>"$scratch/log"
done

# A program closes with "All tests passed (A assertions in N test cases)" or "test cases: N | P passed | F failed"; one
# that closes with neither has failed.
awk '/^All tests passed/ { passed += $(NF - 2); closed++ }
     /^test cases:/ { for (i = 1; i <= NF; ++i) { if ($i == "passed") passed += $(i - 1); if ($i == "failed") failed += $(i - 1) }
                      closed++ }
     /^Test (Pass|Fail)ed\.$|^Test timeout/ { ended++ }
     END { failed += ended - closed; print passed + 0 " passed, " failed + 0 " failed"; exit failed > 0 || passed == 0 }' "$scratch/log"
