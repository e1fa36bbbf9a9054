#!/usr/bin/env bash
# Measures another revision and this working copy by turns; see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'HELP'
Usage: bench/compare.sh REVISION PART...

Builds REVISION beside this working copy, with changes not yet committed, and runs the same parts of bench/run.sh on both by turns, each
with its own load generator and services, on new servers. Prints every figure of both, the medians of the rounds, and the median of the
rounds' ratios: this one's divided by REVISION's. Run nothing else meanwhile.

  bench/compare.sh HEAD~1 issue drain
  bench/compare.sh HEAD verify           # what is not committed, against the last commit

ROUNDS=3    how many times each of them runs; in every second round REVISION comes second
QUICK=1     shorter, for trying it out; the figures mean little
KEEP=DIR    keeps the report of each run in this directory

The build of REVISION is kept in ~/.cache/kubecredential/bench.
HELP
}

case "${1:-}" in -h | --help) usage; exit 0 ;; esac
if [ $# -lt 2 ] || [[ "$1" == -* ]]; then usage >&2; exit 2; fi
commit="$(git rev-parse --quiet --verify "$1^{commit}")" || { echo "There is no revision '$1' here." >&2; exit 2; }
shift
for part in "$@"; do
  [[ "$part" =~ ^[a-z]+$ ]] || { echo "'$part' is no part of bench/run.sh." >&2; exit 2; }
  [ "$part" != start ] || { echo "start cannot be compared: it begins with a clone of what is committed." >&2; exit 2; }
done
rounds="${ROUNDS:-3}"
[[ "$rounds" =~ ^[1-9][0-9]?$ ]] || { echo "ROUNDS is a number from 1 to 99." >&2; exit 2; }

reports="${KEEP:-}"
if [ -z "$reports" ]; then
  reports="$(mktemp -d)"
  trap 'rm -rf "$reports"' EXIT
fi
mkdir -p "$reports"
rm -f "$reports"/there-*.md "$reports"/here-*.md

there="${XDG_CACHE_HOME:-$HOME/.cache}/kubecredential/bench/compare-${commit:0:12}"
if [ ! -e "$there/.built" ]; then
  echo "Building ${commit:0:12} in $there" >&2
  rm -rf "$there"
  mkdir -p "$there"
  # The benchmark finds its root by the repository's own files, and some parts ask Git for the commit.
  git clone --quiet --no-checkout . "$there"
  git -C "$there" checkout --quiet --detach "$commit"
  (cd "$there" && dotnet build bench/Speed -c Release --nologo -v q -clp:NoSummary >&2)
  touch "$there/.built"
fi
dotnet build bench/Speed -c Release --nologo -v q -clp:NoSummary >&2

# One run of all the parts: measure NAME ROUND FOLDER PART...
measure() {
  local name="$1" round="$2" folder="$3" report
  shift 3
  report="$(realpath "$reports")/$name-$round.md"
  echo "Round $round of $rounds: $name" >&2
  # The script's own rounds are the rounds.
  (cd "$folder" && ROUNDS=1 bench/run.sh "$@" >"$report")
}

for ((round = 1; round <= rounds; round++)); do
  if ((round % 2 == 1)); then
    measure there "$round" "$there" "$@"
    measure here "$round" . "$@"
  else
    measure here "$round" . "$@"
    measure there "$round" "$there" "$@"
  fi
done

printf '# This working copy (%s%s) against %s\n' "$(git rev-parse --short=12 HEAD)" "$(git diff --quiet HEAD || echo ' and changes')" "${commit:0:12}"
dotnet bench/Speed/bin/Release/net10.0/Speed.dll compare "$reports"
