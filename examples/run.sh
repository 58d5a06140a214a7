#!/usr/bin/env bash
# Shows the examples at work: installs what is missing, builds, runs each.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. tests/support/steps.sh
steps_begin build-logs

build() {
    [ -f build-examples/build.ninja ] ||
        meson setup build-examples -Dtests=disabled -Ddefault_library=static
    meson compile -C build-examples
}

# show PROGRAM WORDS...: say what is to be seen, then run it.
show() {
    local program=$1
    shift
    printf '\n%s\n' "$*"
    "build-examples/examples/$program" || {
        echo "examples/$program ended with an error" >&2
        exit 1
    }
}

tests/support/packages.sh gcc=gcc meson=meson \
    ninja=ninja-build /usr/include/stdlib.h=libc6-dev \
    pkg-config=pkg-config || exit 1
step 'build' build || exit 1

show hello 'hello: Romeo (R) and Juliet (J) come, he asks to see her, she
approves. Each line is a notice that one of them gets.'
show firmware 'firmware: a sensor and a gateway in static memory. Indented lines are
what the gateway and the sensor get, and what the service asks of them.'
