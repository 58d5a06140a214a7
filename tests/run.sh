#!/usr/bin/env bash
# The tests. `tests/run.sh` installs what is missing, builds and tests: under
# five minutes. `tests/run.sh peers` adds other clients, thousands of them, boards,
# fuzzing, valgrind and benchmarks at tiny size.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. tests/support/steps.sh
steps_begin build-logs
tested=

# build DIR OPTION...: set up, or set up anew, and compile.
build() {
    local directory=$1 again=
    shift
    [ ! -f "$directory/build.ninja" ] || again=--reconfigure
    # shellcheck disable=SC2086
    meson setup $again "$directory" -Dwerror=true "$@" &&
        meson compile -C "$directory"
}

# run_tests NAME DIR OPTION...: a step, counted in the closing line.
run_tests() {
    local name=$1 directory=$2 log
    shift 2
    log="run-${name//[^a-z0-9]/-}"
    rm -f "$directory/meson-logs/$log"*
    tested="$tested $directory/meson-logs/$log"
    step "$name" meson test -C "$directory" --no-rebuild --print-errorlogs \
        --logbase "$log" "$@"
}

# What clang's sanitizers link with.
asan='/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.asan-*'

# A test that has a malloc() of its own keeps it.
valgrind='valgrind --quiet --error-exitcode=9 --leak-check=full
    --soname-synonyms=somalloc=nouserintercepts'

packages() {
    tests/support/packages.sh gcc=gcc g++=g++ clang=clang \
        meson=meson ninja=ninja-build python3=python3 \
        pkg-config=pkg-config clang-format=clang-format gcovr=gcovr \
        valgrind=valgrind /usr/include/stdlib.h=libc6-dev \
        /usr/include/cmocka.h=libcmocka-dev \
        /usr/include/idn2.h=libidn2-dev \
        /usr/include/uninorm.h=libunistring-dev \
        /usr/include/mbedtls/ssl.h=libmbedtls-dev openssl=openssl \
        gnutls-cli=gnutls-bin \
        /usr/include/libxml2/libxml/parser.h=libxml2-dev \
        /usr/include/sqlite3.h=libsqlite3-dev sqlite3=sqlite3 \
        /usr/include/uv.h=libuv1-dev \
        /usr/lib/python3/dist-packages/slixmpp/__init__.py=python3-slixmpp \
        "$asan=libclang-rt-dev" "$@"
}

first() {
    local module
    packages || return 1
    if CC=clang step 'build, clang and sanitizers' build build-sanitize \
        -Db_sanitize=address,undefined -Db_lundef=false; then
        run_tests 'tests, sanitizers' build-sanitize --no-suite many || :
    fi
    if CC=gcc step 'build, gcc and coverage' build build-coverage \
        -Db_coverage=true -Dbuildtype=debug; then
        run_tests 'tests, gcc' build-coverage --no-suite bench \
            --no-suite many || :
        for module in core prep tls xml xmpp; do
            step "coverage of lib/$module" tests/support/coverage.sh \
                build-coverage "$module" || :
            grep -E '^(lines|branches)' \
                "build-logs/coverage-of-lib-$module.log" || :
        done
    fi
}

# At tiny size the numbers mean nothing; that they come out is what is tested.
benches() {
    local graph scenario
    build/tests/bench/prep --times 1000 || return 1
    build/tests/bench/tls --certificates build/tests/tls/certificates \
        --channels 20 --handshakes 5 || return 1
    build/tests/bench/xml --streams 500 --stanzas 2000 || return 1
    build/tests/bench/stanza --stanzas 2000 || return 1
    for graph in uniform star powerlaw; do
        build/tests/bench/fanout --graph "$graph" --users 2000 || return 1
    done
    for scenario in 1 2 3 4 5; do
        build/tests/bench/scenarios --scenario "$scenario" --scale 400 \
            --seconds 3600 || return 1
    done
}

# The client that interop's tests look for in their build directory.
xmppjs() {
    mkdir -p "$1" && echo '{"private": true}' >"$1/package.json" &&
        npm install --prefix "$1" --ignore-scripts --no-package-lock \
            --no-audit --no-fund --omit=dev @xmpp/client@0.14.0
}

peers() {
    local cpu
    packages arm-none-eabi-gcc=gcc-arm-none-eabi \
        /usr/lib/arm-none-eabi/newlib/libc.a=libnewlib-arm-none-eabi \
        /usr/include/newlib/string.h=libnewlib-dev \
        qemu-system-arm=qemu-system-arm \
        /usr/include/strophe.h=libstrophe-dev node=nodejs npm=npm || return 1
    CC=gcc step 'build, gcc, optimised' build build || return 1
    step 'xmpp.js' xmppjs build/tests/interop/xmppjs || :
    run_tests 'tests, optimised' build || :
    grep -h '^many ' build/meson-logs/run-tests--optimised.txt || :
    for cpu in cortex-m0plus cortex-m4; do
        if step "build, $cpu" build "build-$cpu" \
            --cross-file "tests/firmware/$cpu.ini"; then
            run_tests "tests, $cpu" "build-$cpu" || :
            grep -hE 'bytes|^ +[0-9]+ [a-z]' \
                "build-$cpu/meson-logs/run-tests--$cpu.txt" || :
        fi
    done
    step 'benchmarks at tiny size' benches || :
    step 'fuzzing' tests/fuzz/run.sh 60 || :
    run_tests 'valgrind, all tests' build --no-suite abi --no-suite tree --no-suite firmware \
        --no-suite every_point --no-suite interop --no-suite many \
        --no-suite bench \
        --timeout-multiplier 20 --wrap "$valgrind" || :
}

case ${1-} in
    '') first || : ;;
    peers) peers || : ;;
    *) echo "usage: tests/run.sh [peers]" >&2; exit 2 ;;
esac

status=0
# shellcheck disable=SC2086
python3 tests/support/count.py $tested || status=1
steps_end || status=1
exit $status
