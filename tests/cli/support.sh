# SPDX-License-Identifier: GPL-3.0-or-later
# Read by the scripts of this folder: a scratch folder and the lines that tests/run-all counts.
# shellcheck shell=bash
set -uo pipefail
export LC_ALL=C
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck disable=SC2034  # used by the scripts
rift=${RIFT:-$top/build/release/rift}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/rift-cli.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
failures=0

ok() { printf 'ok %s\n' "$1"; }

fail() { # name, what was found
  printf 'FAIL %s\n' "$1"
  [ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/    /' | head -n 30
  failures=$((failures + 1))
}

skip() { printf 'skip %s: %s\n' "$1" "$2"; } # name, reason

finish() { [ "$failures" -eq 0 ]; }
