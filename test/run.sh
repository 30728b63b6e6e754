#!/usr/bin/env bash
# Runs every test program of a build and ends in one line that says how many tests passed.
set -uo pipefail
build=$1
passed=0
failed=0
for program in unit_tests postgres_tests cycle_tests cli_tests; do
    echo "== $program"
    log=$(mktemp)
    "$build/test/$program" 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    # Catch2 closes with "All tests passed (A assertions in N test cases)" or "test cases: N | P passed | F failed".
    summary=$(grep -E '^(All tests passed|test cases:)' "$log" | tail -1)
    rm -f "$log"
    all=$(sed -nE 's/^All tests passed .* in ([0-9]+) test cases?\).*/\1/p' <<<"$summary")
    if [ "$status" = 0 ] && [ -n "$all" ]; then
        passed=$((passed + all))
        continue
    fi
    good=$(sed -nE 's/.*\| *([0-9]+) passed.*/\1/p' <<<"$summary")
    bad=$(sed -nE 's/.*\| *([0-9]+) failed.*/\1/p' <<<"$summary")
    passed=$((passed + ${good:-0}))
    # A program that died without a summary is one failure at least.
    failed=$((failed + ${bad:-1}))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
