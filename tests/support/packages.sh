#!/usr/bin/env bash
# packages.sh COMMAND|PATH=PACKAGE...: install each Debian package whose command
# or file is not there. Asks nobody anything; needs root, or sudo.
set -eu

missing=
for pair in "$@"; do
    have=${pair%%=*}
    case $have in
        /*) compgen -G "$have" >/dev/null && continue ;;
        *) command -v "$have" >/dev/null && continue ;;
    esac
    missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "install by hand, there is no apt-get:$missing" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root=sudo
    command -v sudo >/dev/null || {
        echo "neither root nor sudo, cannot install:$missing" >&2
        exit 1
    }
fi
echo "installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
{
    $as_root apt-get update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing
} >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}
