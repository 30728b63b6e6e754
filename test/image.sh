#!/usr/bin/env bash
# Builds the stages of cron/Dockerfile without a Docker engine: the instructions are read from the file and carried out
# in clean Debian roots made with debootstrap. Measures the image and runs the program in it, as its user. Needs root.
#
#     test/image.sh DIRECTORY     (keeps the clean root there for the next time; the stages are made anew)
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dockerfile=$repository/cron/Dockerfile
limit_mb=120
# As a build argument; --version has to name it.
RENDER_GIT_COMMIT=0123456789abcdef0123456789abcdef01234567

fail() {
    echo "test/image.sh: $*" >&2
    exit 1
}

[ $# = 1 ] || fail "usage: test/image.sh DIRECTORY"
[ "$(id -u)" = 0 ] || fail "needs root, for debootstrap and chroot"
# Mounts in a name space of their own end with the script, however it ends.
if [ -z "${IMAGE_TEST_NAMESPACE:-}" ]; then
    IMAGE_TEST_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi
mkdir -p "$1"
work=$(cd "$1" && pwd)
# shellcheck source=/dev/null
. /etc/os-release
# A line a source of packages of this machine's own Debian: address, suite, component.
# shellcheck disable=SC2016
sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
    awk -v code="$VERSION_CODENAME" '$4 == "Debian" && index($2, code) == 1 && $3 == "main" { print $1, $2, $3 }')
[ -n "$sources" ] || fail "apt knows no Debian source; run apt-get update first"

# --- a clean root, as the image debian:12-slim has it -----------------------------------------------------------------

# Without manuals and translations, like the slim images; dpkg leaves them out of later packages too.
slim() {
    local root=$1 path
    for path in doc info lintian locale man; do
        echo "path-exclude /usr/share/$path/*"
        find "$root/usr/share/$path" -mindepth 1 ! -type d ! -name copyright -delete 2>/dev/null || true
    done >"$root/etc/dpkg/dpkg.cfg.d/slim"
    echo "path-include /usr/share/doc/*/copyright" >>"$root/etc/dpkg/dpkg.cfg.d/slim"
    echo 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache ""; Acquire::Languages "none";' >"$root/etc/apt/apt.conf.d/slim"
}

make_base() {
    local base=$work/base mirror
    [ -e "$base/.complete" ] && return
    rm -rf "$base"
    mirror=$(awk -v code="$VERSION_CODENAME" '$2 == code { print $1; exit }' <<<"$sources")
    echo "a clean root of $VERSION_CODENAME ..."
    debootstrap --variant=minbase "$VERSION_CODENAME" "$base" "$mirror" >"$work/debootstrap.log" 2>&1 ||
        fail "debootstrap failed: $(tail -3 "$work/debootstrap.log")"
    awk '{ print "deb", $0 }' <<<"$sources" >"$base/etc/apt/sources.list"
    # How this machine reaches them.
    apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-)' >"$base/etc/apt/apt.conf.d/here" || true
    slim "$base"
    rm -rf "$base"/var/lib/apt/lists/* "$base"/var/cache/apt/archives/*.deb "$base"/var/log/*.log
    touch "$base/.complete"
}

# --- the Dockerfile's instructions ------------------------------------------------------------------------------------

# One a line, as "NAME<tab>text": without comments, continued lines joined.
instructions() {
    awk '/^[ \t]*#/ || (/^[ \t]*$/ && text == "") { next }
         { more = sub(/[ \t]*\\$/, ""); sub(/^[ \t]+/, ""); text = text (text == "" ? "" : " ") $0 }
         !more { name = text; sub(/ .*/, "", name); sub(/^[A-Z]+ +/, "", text); print name "\t" text; text = "" }' "$1"
}

begin_stage() {
    local image=$1 name=$2
    [ "$image" = "debian:$VERSION_ID-slim" ] || fail "the image begins with $image; this machine is Debian $VERSION_ID"
    stage=$work/stage-$name
    directory=/ user="" entrypoint="" variables=()
    rm -rf --one-file-system "$stage"
    cp -a "$work/base" "$stage"
    rm "$stage/.complete"
    base_bytes=$(bytes_of "$stage")
    mount -t proc proc "$stage/proc"
    mount --rbind /dev "$stage/dev"
    cp /etc/resolv.conf /etc/hosts "$stage/etc/"
}

end_stage() {
    [ -n "${stage:-}" ] || return 0
    umount -l "$stage/proc" "$stage/dev"
    rm -f "$stage/etc/resolv.conf" "$stage/etc/hosts"
}

# What Docker hands to the build: the files of the repository, without those that .dockerignore names.
context() {
    local ignored=()
    while read -r pattern; do ignored+=(--exclude="./$pattern"); done <"$repository/.dockerignore"
    rm -rf "$work/context" && mkdir "$work/context"
    tar -C "$repository" "${ignored[@]}" -c . | tar -C "$work/context" -x
}

run_shell() {
    chroot "$stage" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        "${variables[@]}" /bin/sh -c "cd $directory && $1" >"$work/run.log" 2>&1 ||
        fail "failed: $1: $(tail -5 "$work/run.log")"
}

copy() {
    local from=$work/context words target
    read -ra words <<<"$1"
    if [[ ${words[0]} == --from=* ]]; then
        from=$work/stage-${words[0]#--from=}
        words=("${words[@]:1}")
    fi
    [ ${#words[@]} = 2 ] || fail "COPY of more than one source is not carried out here: $1"
    from=$from/${words[0]} target=${words[1]}
    [[ $target == /* ]] || target=$directory/$target
    target=$stage$target
    if [ -d "$from" ]; then
        mkdir -p "$target"
        from=$from/.
    elif [[ $target == */ ]]; then
        mkdir -p "$target"
    else
        mkdir -p "$(dirname "$target")"
    fi
    cp -r --preserve=mode,timestamps "$from" "$target"
}

carry_out() {
    local name=$1 text=$2 words
    case $name in
    FROM)
        end_stage
        read -ra words <<<"$text"
        begin_stage "${words[0]}" "${words[2]:-image}"
        ;;
    RUN) run_shell "$text" ;;
    COPY) copy "$text" ;;
    ARG)
        name=${text%%=*}
        [ "$name" = RENDER_GIT_COMMIT ] || fail "the build argument $name is not known here"
        variables+=("$name=$RENDER_GIT_COMMIT")
        ;;
    WORKDIR) directory=$text && mkdir -p "$stage/$directory" ;;
    USER) user=$text ;;
    ENTRYPOINT)
        [[ $text == \[\"*\"\] && $text != *,* ]] || fail "ENTRYPOINT is not one word in exec form: $text"
        entrypoint=$(tr -d '[]"' <<<"$text")
        ;;
    CMD) [[ $text == \[\"*\"\] ]] || fail "CMD is not in exec form: $text" ;;
    *) fail "the instruction $name is not known here" ;;
    esac
}

# --- measures and checks ----------------------------------------------------------------------------------------------

bytes_of() {
    du --summarize --apparent-size --bytes --one-file-system "$1" | cut -f1
}

megabytes() {
    awk -v bytes="$1" 'BEGIN { printf "%.1f MB", bytes / 1e6 }'
}

in_image() {
    chroot --userspec="$user" "$stage" /usr/bin/env -i "$@"
}

check_image() {
    local id version tables
    [[ $user =~ ^[1-9][0-9]*:[1-9][0-9]*$ ]] || fail "USER is '$user'; expected two numbers, not root's"
    id=$(in_image /usr/bin/id)
    echo "user: $id"
    [[ $id == *"uid=${user%:*}(ciclo)"*"gid=1000"* ]] || fail "the user is not ciclo in group 1000"
    version=$(in_image "$entrypoint" --version)
    echo "$version"
    [[ $version == *"(commit ${RENDER_GIT_COMMIT:0:12}, libcurl"* ]] || fail "--version does not name the commit"
    tables=$(in_image "$entrypoint" schema print | grep -c '^CREATE TABLE')
    echo "schema print: $tables tables"
    [ "$tables" -gt 10 ] || fail "'schema print' prints $tables tables"
    if in_image "$entrypoint" run >"$work/run.log" 2>&1; then fail "a cycle without settings ended with 0"; else
        [ $? = 78 ] || fail "a cycle without settings did not end with 78: $(tail -2 "$work/run.log")"
    fi
    [ -s "$stage/etc/ssl/certs/ca-certificates.crt" ] || fail "no certificate authorities: https cannot work"
    in_image /usr/bin/test -w /usr/local/bin/ciclo && fail "the user may write the program"
    [ -z "$(find "$stage/var/lib/apt/lists" -type f)" ] || fail "the lists of apt are left in the image"
    local file
    for file in man/man1/ciclo.1 bash-completion/completions/ciclo; do
        [ -s "$work/stage-build/usr/local/share/$file" ] || fail "the install step left out share/$file"
    done
}

make_base
context
while IFS=$'\t' read -r name text <&3; do
    echo "$name ${text:0:100}"
    carry_out "$name" "$text" </dev/null
done 3< <(instructions "$dockerfile")
end_stage
check_image
image_bytes=$(bytes_of "$stage")
echo "size: $(megabytes "$image_bytes"), of which $(megabytes "$base_bytes") are the clean root and" \
    "$(megabytes $((image_bytes - base_bytes))) our layers"
[ "$image_bytes" -le $((limit_mb * 1000 * 1000)) ] || fail "larger than $limit_mb MB"
rm -rf --one-file-system "$work"/stage-* "$work/context"
echo "image: ok"
