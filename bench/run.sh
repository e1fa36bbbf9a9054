#!/usr/bin/env bash
# Measures speed, always against a baseline in the same run; see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'HELP'
Usage: bench/run.sh [PART...]

Starts real PostgreSQL and Redis servers and the services, measures, and prints the results. Without arguments it measures
everything, in about half an hour, and writes bench/RESULTS.md. Run nothing else meanwhile.

  issue     issuing over HTTP, compared with one transaction per request, pgbench on the same server, and a web server that does no work
  verify    verifying with a thousand and a million credentials, compared with a web server that does no work
  lag       the time from the commit of a credential until it can be verified, at steady rates; the memory of both services
  lifecycle changes of status compared with issuing; the time from the answer of a revocation to a verdict that says so, beside issuing and verdicts
  batch     files of 200,000 rows: checked, issued, verifiable; the memory that this takes; single requests beside a batch
  drain     a backlog of 200,000 events, from the outbox to the verifier and back
  sign      issuing, delivering and verifying signed events, compared with the last commit without signatures, which it builds once
  tracing   issuing with all telemetry sent and with none
  portable  portable credentials in the library: made, signed and verified, beside the bare signature and its check; a status list of a million
  papers    papers by form and script, beside a PDF and a PNG of SkiaSharp's own; on one thread
  search    the list of credentials with a hundred thousand, a million and ten million of them, and with a million in SQLite; 30 GB of disk, an hour; only if named
  scale     ten thousand, a hundred thousand, a million and ten million credentials, issued, delivered and verifiable: how each figure grows, from issuing to backup
            and restoration, and the bytes of each table and index; 60 GB of disk, hours; only if named
  keys      the cost of checking an API key, and issuing while someone tries keys
  limits    verifying with and without rate limits, and issuing while someone floods the service with keys
  fullspeed issuing at full speed for ten minutes: memory of every process, length of every stream and table, lag; only if named
  soak      an hour at 0.7 of full speed, with changes, verdicts, lists, batches, checks of the audit trails and a fault every five minutes: what grows, which
            statements become slow, and the ledger at the end; only if named
  image     each service from its start until it is ready, published as for its image and without compiling ahead
  start     ./run.sh from a fresh clone, and again, until all addresses answer

QUICK=1     shorter, for trying it out; the figures mean little
ROUNDS=3    the number of rounds; the variants alternate
SEARCH_SIZES=10000000           the numbers of credentials for search, and SEARCH_DATABASE the connection string of a database to fill and keep
SCALE_SIZES=10000,100000        the numbers of credentials for scale
SOAK_MINUTES=60, FAULT_MINUTES=5 how long the soak takes, and how often it has a fault; SOAK_FAULTS=Redis only those with this in their names
PROFILE=1   prints, for issue and drain, the statements that took the most database time
HELP
}

all=(issue verify lag lifecycle batch drain sign tracing portable papers keys limits image start)
parts=("$@")
case "${1:-}" in -h | --help) usage; exit 0 ;; esac
for part in "${parts[@]}"; do
  [[ " ${all[*]} search scale fullspeed soak " == *" $part "* ]] || { echo "Unknown part '$part'." >&2; usage >&2; exit 2; }
done

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
have() { command -v "$1" >/dev/null 2>&1; }
missing=()
have wrk || missing+=(wrk)
have pgbench || missing+=(postgresql-contrib)
have redis-server || have valkey-server || missing+=(redis-server)
have curl || missing+=(curl)
if [ ${#missing[@]} -gt 0 ]; then
  have apt-get || { echo "Please install: ${missing[*]}." >&2; exit 1; }
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
fi

wants() { [ ${#parts[@]} -eq 0 ] || [[ " ${parts[*]} " == *" $1 "* ]]; }
report="$(mktemp)"
clone=""
system=""
clean_up() {
  if [ -n "$system" ]; then kill -TERM -- "-$system" 2>/dev/null || true; fi
  rm -rf "$report" ${clone:+"$clone"}
}
trap clean_up EXIT

# Starts the system in the clone, waits until every address answers, stops it, and prints the seconds.
seconds_to_start() {
  local began address
  began=$(date +%s.%N)
  setsid "$clone/run.sh" Infrastructure=local DataDirectory="$clone/.data" >"$clone/run.log" 2>&1 &
  system=$!
  for address in 3000/health 3001/health 3002/ 3003/; do
    until curl -fs -o /dev/null "http://localhost:$address"; do
      kill -0 "$system" 2>/dev/null || { tail -n 40 "$clone/run.log" >&2; return 1; }
      if [ "$(date +%s)" -gt $((${began%.*} + 900)) ]; then echo "Not started within 15 minutes." >&2; return 1; fi
      sleep 0.2
    done
  done
  awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.0f", b - a }'
  kill -TERM -- "-$system"
  wait "$system" || true
  system=""
}

# Builds the last commit without signatures, once, and prints where it is.
unsigned() {
  local commit=6e269e7 folder
  folder="${XDG_CACHE_HOME:-$HOME/.cache}/kubecredential/bench/$commit"
  if [ ! -e "$folder/.built" ]; then
    git cat-file -e "$commit^{commit}" 2>/dev/null || { echo "This copy has no commit $commit, with which to compare: git fetch --unshallow." >&2; return 1; }
    rm -rf "$folder"
    mkdir -p "$folder"
    { git archive "$commit" | tar -x -C "$folder"; } || return 1
    for project in Issuance.Api Verification.Api; do dotnet build "$folder/$project" -c Release --nologo -v q -clp:NoSummary >&2 || return 1; done
    touch "$folder/.built"
  fi
  echo "$folder"
}

measured=()
for part in issue verify lag lifecycle batch drain sign tracing portable papers keys limits image; do if wants "$part"; then measured+=("$part"); fi; done
if [[ " ${parts[*]} " == *" search "* ]]; then measured+=(search); fi
if [[ " ${parts[*]} " == *" scale "* ]]; then measured+=(scale); fi
if [[ " ${parts[*]} " == *" fullspeed "* ]]; then measured+=(fullspeed); fi
if [ ${#measured[@]} -gt 0 ]; then
  dotnet build bench/Speed -c Release --nologo -v q -clp:NoSummary
  if [[ " ${measured[*]} " == *" sign "* ]]; then
    UNSIGNED="$(unsigned)"
    export UNSIGNED
  fi
  REPORT="$report" dotnet bench/Speed/bin/Release/net10.0/Speed.dll "${measured[@]}"
fi

if [[ " ${parts[*]} " == *" soak "* ]]; then
  dotnet build bench/Faults -c Faults --nologo -v q -clp:NoSummary
  dotnet bench/Faults/bin/Faults/net10.0/Faults.dll soak "${SOAK_MINUTES:-60}" "${FAULT_MINUTES:-5}" "${SOAK_FAULTS:-}"
fi

if wants start; then
  clone="$(mktemp -d)"
  git clone -q . "$clone"
  seconds_to_start >"$report.cold"
  seconds_to_start >"$report.warm"
  {
    printf '\n## Starting everything\n\n`./run.sh` with SQLite in a fresh clone until both services and both web apps answer. NuGet and npm packages were in the caches of this machine.\n\n'
    printf '| | seconds |\n|---|--:|\n| nothing built | %s |\n| again | %s |\n' "$(cat "$report.cold")" "$(cat "$report.warm")"
  } | tee -a "$report"
  rm -f "$report.cold" "$report.warm"
fi

if [ ${#parts[@]} -eq 0 ] && [ "${QUICK:-}" != 1 ]; then
  {
    printf '# Results of `bench/run.sh`\n\nWritten by that command; do not edit. %s, commit %s, %s processors (%s), %s GB of memory, %s, .NET SDK %s, PostgreSQL %s.\nLoad generators, servers and services shared the processors; how much each took stands beside each figure.\n' \
      "$(date -u +%F)" "$(git rev-parse --short HEAD)" "$(nproc)" "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" \
      "$(awk '/MemTotal/ { printf "%.0f", $2 / 1e6 }' /proc/meminfo)" "$(uname -sr)" "$(dotnet --version)" "$(pgbench --version | awk '{ print $3 }')"
    cat "$report"
  } >bench/RESULTS.md
  echo "Written to bench/RESULTS.md."
fi
