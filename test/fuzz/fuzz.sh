#!/usr/bin/env bash
# Runs each fuzz target for some seconds, as many side by side as there are processors, from the kept inputs and what
# earlier runs found; ends with 1 when a property broke, and then names the input.
#
#     test/fuzz/fuzz.sh BUILD SECONDS [TARGET...]
set -euo pipefail
[ $# -ge 2 ] || { echo "usage: test/fuzz/fuzz.sh BUILD SECONDS [TARGET...]" >&2; exit 1; }
build=$(cd "$1" && pwd)
export build seconds=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export here

one() {
    local target=$1 found=$build/found/$1 log=$build/found/$1.log
    mkdir -p "$found"
    if "$build/test/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=4096 \
        -artifact_prefix="$build/found/broken-$target-" "$found" "$here/corpus/$target" >"$log" 2>&1; then
        echo "$target: $(grep -oE 'Done [0-9]+ runs' "$log" | grep -oE '[0-9]+') inputs, no property broke"
    else
        echo "$target: BROKEN, see $log"
        grep -aE 'what\(\)|ERROR|runtime error|Test unit written' "$log" | head -5
        return 1
    fi
}
export -f one

shift 2
# shellcheck disable=SC2046,SC2012
[ $# -gt 0 ] || set -- $(ls "$here/corpus")
printf '%s\n' "$@" | xargs -P "$(nproc)" -I '{}' bash -c 'one {}'
echo "fuzz: ok; a broken input belongs into test/fuzz/corpus, beside the test that shows it"
