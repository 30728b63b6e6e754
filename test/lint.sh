#!/usr/bin/env bash
# clang-format over all C++ of the project, then clang-tidy over what the build compiles, several files at a time as the
# build takes them; warnings are errors. The static analyzer looks into an included .cpp file only where the file that
# includes it is called UnifiedSource*.
set -euo pipefail
build=$1
jobs=$2
mapfile -t sources < <(git ls-files '*.cpp' '*.hpp')
clang-format --dry-run -Werror "${sources[@]}"

find "$build" -name 'UnifiedSource*.cpp' -delete
find "$build" -name 'unity_*_cxx.cxx' | while read -r unity; do
    cp "$unity" "$(sed -E 's/unity_([0-9]+)_cxx\.cxx$/UnifiedSource\1.cpp/' <<< "$unity")"
done
mkdir -p "$build/tidy"
# clang-tidy 14 takes no such flag.
sed -E 's/unity_([0-9]+)_cxx\.cxx/UnifiedSource\1.cpp/g; s/ -ftrivial-auto-var-init=zero//' "$build/compile_commands.json" > "$build/tidy/compile_commands.json"

sed -nE 's/^ *"file": "(.*)",?$/\1/p' "$build/tidy/compile_commands.json" | grep -v '/sql\.cpp$' |
    xargs -P "$jobs" -n 1 clang-tidy --quiet --checks=-bugprone-suspicious-include -p "$build/tidy" \
        2> >(grep -vE 'warnings (generated|treated)|^Suppressed|^Use -header' >&2)
echo "lint: ${#sources[@]} files formatted, $(git ls-files 'lib/*.cpp' 'cmd/*.cpp' 'test/*.cpp' | wc -l) checked"
