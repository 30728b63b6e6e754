#!/usr/bin/env bash
# Makes the bundle of BUNDLE.md: the program, the libraries that it is linked to and their loader in one folder, and
# that folder in one archive.
#
#     cron/bundle.sh BUILD DIRECTORY      ('make static' calls it)
set -euo pipefail
[ $# = 2 ] || { echo "usage: cron/bundle.sh BUILD DIRECTORY" >&2; exit 64; }
program=$1/cmd/ciclo
version=$("$program" --version | sed -n '1s/^ciclo \([^ ]*\).*/\1/p')
name=ciclo-$version-linux-$(uname -m)
rm -rf "${2:?}/$name"
mkdir -p "$2/$name/lib"
bundle=$(cd "$2/$name" && pwd)

install -m 0755 -s "$1/cmd/ciclo_launcher" "$bundle/ciclo"
install -m 0755 -s "$program" "$bundle/lib/ciclo"

# "libpq.so.5 => /lib/x86_64-linux-gnu/libpq.so.5 (0x...)", and the loader without an arrow.
libraries=$(ldd "$program" | awk '$2 == "=>" { print $3 }')
loader=$(ldd "$program" | awk '$1 ~ /\/ld-linux/ { print $1 }')
if [ -z "$loader" ] || grep -q not <<<"$libraries"; then
    echo "cron/bundle.sh: a library or the loader is missing: $(ldd "$program")" >&2
    exit 1
fi
for library in $libraries; do install -m 0644 "$library" "$bundle/lib/"; done
install -m 0755 "$loader" "$bundle/lib/loader"

# For those who ask which of them has a fault: "libpq5 15.8-0+deb12u1".
for library in $libraries "$loader"; do
    # dpkg knows a file by the path that its package gave, from before /lib became a link to /usr/lib.
    file=$(readlink -f "$library")
    package=$(dpkg-query --search "$file" 2>/dev/null || dpkg-query --search "${file#/usr}")
    dpkg-query --show --showformat '${Package} ${Version}\n' "${package%%: *}"
done | sort -u >"$bundle/lib/PACKAGES"

tar -C "$2" --owner=0 --group=0 --sort=name -czf "$2/$name.tar.gz" "$name"
echo "$2/$name.tar.gz: $(du -h "$2/$name.tar.gz" | cut -f1), unpacked $(du -sh "$bundle" | cut -f1)"
