#!/usr/bin/env bash
# Shows the examples at work: installs what is missing, builds, runs each.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
. tests/support/steps.sh
steps_begin build-logs

build() {
    [ -f build-examples/build.ninja ] ||
        meson setup build-examples -Dtests=disabled -Dexamples=enabled \
            -Ddefault_library=static
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

# A service with four accounts, on a port that is free. Its folder goes with it.
start_service() {
    data=$(mktemp -d)
    service=
    trap stop_service EXIT
    for name in juliet romeo nurse thermometer; do
        echo "$name@localhost cappuccino"
    done | "$presenced" adduser --data "$data" --batch
    "$presenced" serve --data "$data" --domain localhost \
        --listen 127.0.0.1:0 2>"$data/log" &
    service=$!
    for _ in $(seq 100); do
        port=$(sed -n 's/^ready 127.0.0.1://p' "$data/log")
        [ -z "$port" ] || return 0
        kill -0 "$service" 2>/dev/null || break
        sleep 0.1
    done
    cat "$data/log" >&2
    return 1
}

stop_service() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || :
    [ -z "$service" ] || wait "$service" || :
    rm -rf "$data"
}

tests/support/packages.sh gcc=gcc meson=meson \
    ninja=ninja-build /usr/include/stdlib.h=libc6-dev \
    pkg-config=pkg-config /usr/include/libxml2=libxml2-dev \
    /usr/include/mbedtls=libmbedtls-dev /usr/include/idn2.h=libidn2-dev \
    /usr/include/unicase.h=libunistring-dev \
    /usr/include/sqlite3.h=libsqlite3-dev /usr/include/uv.h=libuv1-dev \
    /usr/lib/python3/dist-packages/slixmpp=python3-slixmpp || exit 1
step 'build' build || exit 1
presenced=$root/build-examples/examples/presenced/presenced

show hello 'hello: Romeo (R) and Juliet (J) come, he asks to see her, she
approves. Each line is a notice that one of them gets.'
show firmware 'firmware: a sensor and a gateway in static memory. Indented lines are
what the gateway and the sensor get, and what the service asks of them.'

printf '\npresenced: an XMPP service, and what a watcher sees of people and a device,
each a process of its own, over TLS, with the time from doing to seeing.\n'
start_service || { echo 'presenced did not start' >&2; exit 1; }
/usr/bin/python3 examples/people.py 127.0.0.1 "$port" "$data/self-signed.pem" || {
    cat "$data/log" >&2
    echo 'not all was seen that should be' >&2
    exit 1
}

[ -t 1 ] || exit 0
cat <<END

The service stays until Ctrl-C. Log in with any XMPP client of this machine:
    address   juliet@localhost, romeo@localhost or nurse@localhost
    password  cappuccino
    server    127.0.0.1, port $port, STARTTLS
    it shows the certificate $data/self-signed.pem
A service of your own is described in examples/presenced/README.md.
END
trap 'exit 0' INT
wait "$service"
