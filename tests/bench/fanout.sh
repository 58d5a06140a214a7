#!/bin/sh
# fanout.sh [FANOUT [USERS...]]: the table of lib/README.md, in Markdown.
# Times are nanoseconds of processor time for a notice.
set -eu
fanout=${1:-build/tests/bench/fanout}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- 10000 100000 1000000

# value LINE NAME: a number of a line of JSON
value() {
    printf '%s\n' "$1" | sed "s/.*\"$2\":\([0-9.]*\).*/\1/"
}

# ratio A B: A / B
ratio() {
    awk "BEGIN { printf \"%.1f\", $1 / $2 }"
}

echo '| graph | users | ns, 64 a call | with parts | isolated | bound | times the bound | naive | times faster | B/session | B/edge | B/user | engine MiB |'
echo '|---|---|---|---|---|---|---|---|---|---|---|---|---|'
for graph in uniform star powerlaw; do
    for users in "$@"; do
        line=$("$fanout" --graph "$graph" --users "$users")
        ns=$(value "$line" ns_per_notice)
        bound=$(value "$line" bound_ns)
        naive=$(value "$line" naive_ns)
        printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' \
            "$graph" "$users" "$ns" \
            "$(value "$line" ns_per_notice_parts)" \
            "$(value "$line" ns_isolated)" \
            "$bound" "$(ratio "$ns" "$bound")" \
            "$naive" "$(ratio "$naive" "$ns")" \
            "$(value "$line" bytes_per_session)" \
            "$(value "$line" bytes_per_edge)" \
            "$(value "$line" bytes_per_user)" \
            "$(value "$line" engine_mib)"
    done
done
