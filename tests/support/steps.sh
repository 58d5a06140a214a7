# For scripts that do one thing after the other and say at the end what failed.
# shellcheck shell=bash

steps_failed=
steps_logs=

# steps_begin DIR: where each step's output is kept; an ignored directory.
steps_begin() {
    steps_logs=$1
    mkdir -p "$steps_logs"
}

# step NAME COMMAND...: run it and say how it went. What it prints is kept, and
# shown where it failed. Returns the command's status.
step() {
    local name=$1 log status=0 began=$SECONDS
    log="$steps_logs/${name//[^a-zA-Z0-9+]/-}.log"
    shift
    printf '== %s ...\n' "$name"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq 0 ]; then
        printf '   ok, %s s\n' "$((SECONDS - began))"
    else
        tail -n 60 "$log"
        printf '   FAILED (%s), %s s; all of it: %s\n' "$status" \
            "$((SECONDS - began))" "$log"
        steps_failed="$steps_failed
   $name"
    fi
    return "$status"
}

# steps_end: the closing words, and the status to exit with.
steps_end() {
    if [ -n "$steps_failed" ]; then
        printf 'failed:%s\n' "$steps_failed"
        return 1
    fi
    printf 'all steps passed in %s s\n' "$SECONDS"
}
