#!/bin/sh
# Let each fuzzer search for a while, from its corpus.
#
#     tests/fuzz/run.sh [SECONDS [NAME...]]      default: 10, all of them
#
# Needs clang. What is found is left in build-fuzz/found/NAME; the corpus stays
# as it is. Ends non-zero if anything is found, which libFuzzer explains.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-10}
[ $# -gt 0 ] && shift
build=build-fuzz

[ -f "$build/build.ninja" ] ||
    CC=${CC:-clang} meson setup "$build" -Db_lundef=false >/dev/null
meson compile -C "$build" >/dev/null

# A module that is not built has no fuzzer.
[ $# -gt 0 ] || for name in $(ls tests/fuzz/corpus); do
    [ ! -x "$build/tests/fuzz/fuzz_$name" ] || set -- "$@" "$name"
done

# fuzz NAME: with what it says in a file.
fuzz() {
    found=$build/found/$1
    mkdir -p "$found"
    seeds=$build/tests/tls/certificates/seeds # made, since they expire
    [ "$1" = tls_channel ] && [ -d "$seeds" ] || seeds=
    "$build/tests/fuzz/fuzz_$1" -max_total_time="$seconds" \
        -artifact_prefix="$found/" -print_final_stats=1 -verbosity=0 \
        "$found" "tests/fuzz/corpus/$1" $seeds >"$found.log" 2>&1
}

# said NAME: without the dictionary libFuzzer recommends.
said() {
    sed '/Recommended dictionary/,/recommended dictionary/d' \
        "$build/found/$1.log"
}

# As many at a time as there are processors.
failed=
while [ $# -gt 0 ]; do
    running=
    for i in $(seq "$(nproc)"); do
        [ $# -gt 0 ] || break
        echo "$1: $seconds s"
        fuzz "$1" &
        running="$running $!:$1"
        shift
    done
    for one in $running; do
        if wait "${one%%:*}"; then
            said "${one#*:}"
        else
            failed="$failed ${one#*:}"
        fi
    done
done
for name in $failed; do
    echo "$name failed:"
    said "$name"
done
[ -z "$failed" ]
