#!/usr/bin/env bash
# report_page.sh BUILD_DIR: the page of 'ciclo report' in a browser. Fills a throwaway database with a month of cycles,
# looks at the page as a desktop, a telephone and a printer do, in light and dark, and measures: nothing is wider than
# the screen, every text has contrast, loads nothing from elsewhere. Leaves screenshots in BUILD_DIR/report_page.
set -euo pipefail
build=$(cd "$1" && pwd)
me=report_page
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/support/servers.sh
source "$here/support/servers.sh"
shots=$build/report_page

browser() {
    local profile
    profile=$(mktemp -d "$scratch/profile.XXXXXX")
    timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars --allow-file-access-from-files \
        --user-data-dir="$profile" "$@" 2>"$scratch/browser.log" || fail "chromium: $(tail -3 "$scratch/browser.log")"
    rm -rf "$profile"
}

# The page's own policy forbids scripts: the copy that is measured lacks it, and has the probe.
copy_with_probe() {
    sed -e '/http-equiv="Content-Security-Policy"/d' -e 's|</body>||; s|</html>||' "$1"
    printf '<script>\n%s\n</script></body></html>\n' "$(cat "$here/report_page_probe.js")"
}

# A browser's window cannot be as narrow as a telephone; a frame in it can.
frame() {
    printf '<!DOCTYPE html><meta charset="utf-8"><style>:root{color-scheme:light dark}body{margin:0}iframe{border:0;display:block}</style>
<iframe src="%s" width="%s" height="%s"></iframe><pre id="measured"></pre><script>
addEventListener("message", function (e) { document.getElementById("measured").textContent = e.data; });</script>' "$1" "$2" "$3"
}

# look PAGE WIDTH SCHEME (0 dark, 1 light): what the probe says, in found.
look() {
    frame "$1" "$2" 900 >"$scratch/measure.html"
    found=$(browser --virtual-time-budget=5000 --window-size=1400,900 --blink-settings="preferredColorScheme=$3" \
        --dump-dom "file://$scratch/measure.html" | sed -n 's|.*<pre id="measured">\(.*\)</pre>.*|\1|p')
}

# measure PAGE WIDTH SCHEME: leaves the page's height in REPLY.
measure() {
    local found
    look "$@"
    REPLY=$(sed -n 's/.*height=\([0-9]*\).*/\1/p' <<<"$found")
    [ -n "$REPLY" ] || fail "nothing was measured at $2 px: '$found'"
    printf '  %5s px, %s: %s\n' "$2" "$([ "$3" = 0 ] && echo dark || echo light)" "$found"
    [[ $found == *" wide=0 pale=0 foreign=0 dark=$((1 - $3)) "* ]] ||
        fail "expected nothing too wide, too pale or from elsewhere, and the right colours, at $2 px"
}

# A page with pale notes, a wide block and a picture from elsewhere: the probe has to see all three.
check_probe() {
    local found
    sed -e 's|--soft: #[0-9a-f]*|--soft: #b8bcc2|' -e 's|<main>|<main><img src="none.png" alt=""><p style="width:600px">wide</p>|' \
        "$1" >"$scratch/spoilt.html"
    look "$scratch/spoilt.html" 390 1
    [[ $found == *" wide="[1-9]*" pale="[1-9]*" foreign="[1-9]*" dark=0 "* ]] || fail "the probe is blind: '$found'"
}

# shoot PAGE WIDTH SCHEME NAME: the whole page, as high as it is.
shoot() {
    measure "$1" "$2" "$3"
    frame "$1" "$2" "$REPLY" >"$scratch/frame.html"
    # Narrower than 500 px no window is.
    browser --window-size="$(($2 < 500 ? 500 : $2)),$REPLY" --blink-settings="preferredColorScheme=$3" \
        --screenshot="$shots/$4.png" "file://$scratch/frame.html"
    [ -s "$shots/$4.png" ] || fail "no screenshot $4.png"
}

write_pages() {
    local language
    for language in en pt; do
        "$build/cmd/ciclo" report --html "$shots/$language.html" --lang "$language"
        copy_with_probe "$shots/$language.html" >"$scratch/$language.html"
    done
    if grep -nE '(https?:)?//[a-z]|url\(|<(script|link|img|iframe|object|form|base)|[^-]src=' "$shots"/*.html; then
        fail "the page leads outside, or can do more than be looked at"
    fi
}

main() {
    unset "${!CICLO_@}" "${!PG@}" DATABASE_URL_FILE
    command -v chromium >/dev/null || fail "chromium is missing: sh test/install_packages.sh chromium"
    rm -rf "$shots" && mkdir -p "$shots"
    start_server '^postgresql://' "$build/test/support/cluster/throwaway_postgres"
    export DATABASE_URL=$REPLY
    "$build/cmd/ciclo" schema apply >/dev/null
    "$build/cmd/ciclo" report --html "$shots/never.html" || fail "no page of a database on which no cycle ever ran"
    sql <"$here/report_page.sql" >/dev/null
    write_pages
    check_probe "$scratch/en.html"
    shoot "$scratch/en.html" 1280 1 desktop-light
    shoot "$scratch/en.html" 1280 0 desktop-dark
    shoot "$scratch/pt.html" 390 1 phone-light
    shoot "$scratch/pt.html" 390 0 phone-dark
    measure "$scratch/pt.html" 360 1
    measure "$scratch/en.html" 700 1
    copy_with_probe "$shots/never.html" >"$scratch/never.html"
    shoot "$scratch/never.html" 390 1 never
    browser --no-pdf-header-footer --print-to-pdf="$shots/printed.pdf" "file://$shots/pt.html"
    [ "$(head -c 5 "$shots/printed.pdf")" = %PDF- ] || fail "no PDF was printed"
    echo "report_page: ok, see $shots"
}

main
