#!/usr/bin/env bash
# Runs every test program of a build, each as many times side by side as there are processors, every run with its share
# of the files; ends in one line that says how many tests passed.
set -uo pipefail
build=$1
shares=$(nproc)
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

# Catch2 closes with "All tests passed (A assertions in N test cases)" or "test cases: N | P passed | F failed".
count() {
    local status=$1 log=$2 summary all good bad
    summary=$(grep -E '^(All tests passed|test cases:)' "$log" | tail -1)
    all=$(sed -nE 's/^All tests passed .* in ([0-9]+) test cases?\).*/\1/p' <<<"$summary")
    if [ "$status" = 0 ] && [ -n "$all" ]; then
        passed=$((passed + all))
        return
    fi
    good=$(sed -nE 's/.*\| *([0-9]+) passed.*/\1/p' <<<"$summary")
    bad=$(sed -nE 's/.*\| *([0-9]+) failed.*/\1/p' <<<"$summary")
    passed=$((passed + ${good:-0}))
    # A program that died without a summary is one failure at least.
    failed=$((failed + ${bad:-1}))
}

# Divides the files of a folder into shares of about the same size: a tag for each file, a share a line.
divide() {
    local folder=$1
    grep -lE '^TEST_CASE' "$tests/$folder"/*.cpp | xargs stat --format '%s %n' | sort -rn | awk -v shares="$shares" '
        { least = 0
          for (i = 1; i < shares; ++i) if (size[i] < size[least]) least = i
          size[least] += $1
          name = $2; sub(".*/", "", name); sub("[.]cpp$", "", name)
          tags[least] = tags[least] (tags[least] == "" ? "" : ",") "[#" name "]" }
        END { for (i = 0; i < shares; ++i) if (tags[i] != "") print tags[i] }'
}

run_all() {
    local program=$1 share=0 tags pids=() before=$((passed + failed)) listed ran
    while read -r tags; do
        "$build/test/$program" -# "$tags" >"$scratch/$share.log" 2>&1 &
        pids+=($!)
        share=$((share + 1))
    done < <(divide "${program%_tests}")
    for share in "${!pids[@]}"; do
        wait "${pids[$share]}"
        count $? "$scratch/$share.log"
        cat "$scratch/$share.log"
    done
    # The exit status of the list is the number of tests.
    listed=$("$build/test/$program" --list-test-names-only | wc -l)
    ran=$((passed + failed - before))
    [ "$ran" = "$listed" ] && return
    echo "$program: $listed tests are listed, $ran were run"
    failed=$((failed + 1))
}

for program in unit_tests postgres_tests cycle_tests cli_tests; do
    echo "== $program"
    run_all "$program"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
