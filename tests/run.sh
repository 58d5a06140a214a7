#!/usr/bin/env bash
# The tests. `tests/run.sh` installs what is missing, builds and tests: under
# five minutes. `tests/run.sh peers` adds boards, fuzzing, another compiler and
# benchmarks at tiny size.
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
    meson setup $again "$directory" -Dwerror=true "$@"
    meson compile -C "$directory"
}

# run_tests NAME DIR OPTION...: a step, counted in the closing line.
run_tests() {
    local name=$1 directory=$2
    shift 2
    rm -f "$directory"/meson-logs/testlog*.json
    tested="$tested $directory"
    step "$name" meson test -C "$directory" --no-rebuild --print-errorlogs "$@"
}

valgrind='valgrind --quiet --error-exitcode=9 --leak-check=full'

first() {
    step 'packages' tests/support/packages.sh gcc=gcc g++=g++ clang=clang \
        meson=meson ninja=ninja-build python3=python3 \
        pkg-config=pkg-config clang-format=clang-format gcovr=gcovr \
        valgrind=valgrind /usr/include/cmocka.h=libcmocka-dev \
        '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.asan-*=libclang-rt-dev' \
        /usr/include/stdlib.h=libc6-dev || return 1

    if step 'build, gcc' env CC=gcc build build; then
        run_tests 'tests, gcc' build || :
    fi
    if step 'build, clang and sanitizers' env CC=clang build build-sanitize \
        -Db_sanitize=address,undefined -Db_lundef=false; then
        run_tests 'tests, sanitizers' build-sanitize || :
    fi
    if step 'build, coverage' env CC=gcc build build-coverage \
        -Db_coverage=true -Dbuildtype=debug; then
        run_tests 'tests, coverage' build-coverage || :
        step 'coverage of lib/core' tests/support/coverage.sh \
            build-coverage || :
        grep -E '^(lines|branches)' build-logs/coverage-of-lib-core.log || :
    fi
    run_tests 'valgrind, unit tests' build --suite core --logbase \
        testlog-valgrind --timeout-multiplier 10 --wrap "$valgrind" || :
}

board() {
    build "build-$1" --cross-file "tests/firmware/$1.ini"
}

peers() {
    step 'packages for peers' tests/support/packages.sh \
        arm-none-eabi-gcc=gcc-arm-none-eabi \
        /usr/lib/arm-none-eabi/newlib/libc.a=libnewlib-arm-none-eabi \
        /usr/include/newlib/stdio.h=libnewlib-dev \
        qemu-system-arm=qemu-system-arm || return 1
    for cpu in cortex-m0plus cortex-m4; do
        if step "build, $cpu" board "$cpu"; then
            run_tests "tests, $cpu" "build-$cpu" || :
            grep -hE 'bytes|^ +[0-9]+ ' "build-$cpu/meson-logs/testlog.txt" || :
        fi
    done
}

case ${1-} in
    '') first || : ;;
    peers) first && peers || : ;;
    *) echo "usage: tests/run.sh [peers]" >&2; exit 2 ;;
esac

status=0
# shellcheck disable=SC2086
python3 tests/support/count.py $tested || status=1
steps_end || status=1
exit $status
