#!/bin/sh
# Let each fuzzer search for a while, from its corpus.
#
#     tests/fuzz/run.sh [SECONDS [NAME...]]      default: 10, all of them
#
# Needs clang. What is found is left in build-fuzz/found/NAME; the corpus stays
# as it is. Ends with the first failure, which libFuzzer explains.
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
for name; do
    [ -x "$build/tests/fuzz/fuzz_$name" ] || continue # its module is off
    found=$build/found/$name
    mkdir -p "$found"
    echo "$name: $seconds s"
    seeds=$build/tests/tls/certificates/seeds # made, since they expire
    [ "$name" = tls_channel ] && [ -d "$seeds" ] || seeds=
    "$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" \
        -artifact_prefix="$found/" -print_final_stats=1 -verbosity=0 \
        "$found" "tests/fuzz/corpus/$name" $seeds
done
