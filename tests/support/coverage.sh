#!/usr/bin/env bash
# coverage.sh BUILD MODULE: how much of lib/MODULE the tests of a b_coverage
# build ran. Fails below 95 % of lines or 85 % of branches, and where a line is
# excused.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

if grep -rnE '[GL]COVR?_EXCL' "$root/lib"; then
    echo "coverage may not be excused"
    exit 1
fi
gcovr --root "$root" --filter "$root/lib/$2/" --print-summary \
    --fail-under-line 95 --fail-under-branch 85 "$1"
