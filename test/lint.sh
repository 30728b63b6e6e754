#!/usr/bin/env bash
# clang-format over all C++ of the project, then clang-tidy over what the build compiles; warnings are errors.
set -euo pipefail
build=$1
jobs=$2
mapfile -t sources < <(git ls-files '*.cpp' '*.hpp')
clang-format --dry-run -Werror "${sources[@]}"
mapfile -t compiled < <(git ls-files 'lib/*.cpp' 'cmd/*.cpp' 'test/*.cpp')
printf '%s\n' "${compiled[@]}" | xargs -P "$jobs" -n 4 clang-tidy --quiet -p "$build" 2> >(grep -vE 'warnings (generated|treated)|^Suppressed|^Use -header' >&2)
echo "lint: ${#sources[@]} files formatted, ${#compiled[@]} checked"
