#!/usr/bin/env bash
# Runs every check and every test of this repository; see --help.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

usage() {
  cat <<'HELP'
Usage: ./test.sh [FILTER]

Installs what is missing (Debian and Ubuntu, by apt-get), builds everything with warnings as errors, checks the
formatting, and runs the tests of the frontends and of every project in tests/*.Tests, against real Redis and
PostgreSQL servers that the tests start and stop themselves. The last line is the sum: "N passed, N failed",
with ", N skipped" if there are any. A failed build, lint or format check counts as one failed test.

At the end come the mutants of bench/mutants/ that break a rule in a file which has changed: a test must notice each of them, and one
that nobody notices counts as a failed test. What a limit leaves out is named; bench/mutants.sh runs all of them.

FILTER   only the test projects whose name contains it, ignoring case ("frontends" for the web apps, "mutants" for the mutants):
         ./test.sh Messaging

CONFIGURATION=Debug   build configuration: Debug or Release
TEST_TIMEOUT=1500     time limit of one test project, in seconds
TEST_PROJECTS=2       how many test projects run at once
TEST_PATIENCE=3       by how much the time limits within tests are multiplied, since projects share the machine
MUTANTS_SINCE=HEAD~1  the commit since which a file must have changed
MUTANTS_MOST=6        how many mutants at the most; 0: none
HELP
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  -*) usage >&2; exit 2 ;;
esac
if [ $# -gt 1 ]; then usage >&2; exit 2; fi

filter="${1:-}"
configuration="${CONFIGURATION:-Debug}"
test_timeout="${TEST_TIMEOUT:-1500}"
at_once="${TEST_PROJECTS:-2}"
step_timeout=900
target_framework=net10.0
oldest_node=20.19
mutants_since="${MUTANTS_SINCE:-HEAD~1}"
mutants_most="${MUTANTS_MOST:-6}"
mutants_start_within=420

passed=0
failed=0
skipped=0
collected=0
failures=()
running=()
policy_file=/usr/sbin/policy-rc.d
policy_is_ours=""

# Everything that the tests leave in TMPDIR is removed with this directory. Others may enter it, because PostgreSQL runs as another user.
scratch="$(mktemp -d "${TMPDIR:-/tmp}/kc-tests.XXXXXX")" || exit 1
chmod 755 "$scratch"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Processes that live for seconds pay for the profiles with which a service that runs for days would be compiled again, and never get them back.
export DOTNET_TieredPGO=0
# Nor for compiling again what was called often: only in processes that have been busy for 5 s (1388 in hexadecimal). Tests of services take a tenth less time.
export DOTNET_TC_CallCountingDelayMs=1388
export TEST_PATIENCE="${TEST_PATIENCE:-3}"

clean_up() {
  if [ ${#running[@]} -gt 0 ]; then
    # timeout passes the signal on to everything it started.
    kill -TERM "${running[@]}" 2>/dev/null
    wait "${running[@]}" 2>/dev/null
  fi
  allow_services
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
have() { command -v "$1" >/dev/null 2>&1; }
matches_filter() { [[ "${1,,}" == *"${filter,,}"* ]]; }
title() { printf '\n== %s\n' "$1"; }

fail() {
  failed=$((failed + 1))
  failures+=("$1")
  printf 'FAILED: %s\n' "$1"
}

# The only exit: prints what failed, and the sum as the very last line.
finish() {
  if [ ${#failures[@]} -gt 0 ]; then
    printf '\nFailed:\n'
    printf '  - %s\n' "${failures[@]:0:30}"
    if [ ${#failures[@]} -gt 30 ]; then printf '  … and %d more\n' $((${#failures[@]} - 30)); fi
  fi
  printf '\nTook %d s.\n' "$SECONDS"
  local sum="$passed passed, $failed failed"
  if [ "$skipped" -gt 0 ]; then sum+=", $skipped skipped"; fi
  printf '%s\n' "$sum"
  if [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]; then exit 0; fi
  exit 1
}

give_up() {
  fail "$1"
  finish
}

# Runs a command with a time limit. In the background, because bash runs traps only between foreground commands.
limited() {
  local limit="$1" status
  shift
  timeout --kill-after=20 "$limit" "$@" &
  running=($!)
  wait "${running[0]}"
  status=$?
  running=()
  return "$status"
}

# step NAME COMMAND...: counts only if it fails, and then shows its output.
step() {
  local name="$1" log="$scratch/check.log" started=$SECONDS status
  shift
  title "$name"
  limited "$step_timeout" "$@" >"$log" 2>&1
  status=$?
  if [ "$status" -eq 0 ]; then
    printf 'ok, %d s\n' $((SECONDS - started))
    return 0
  fi
  tail -n 200 "$log"
  local reason
  reason="$(grep -v '^>' "$log" | grep -m 1 -iE '(^|[^a-z])error([^a-z]|$)' | cut -c 1-220)"
  if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then reason="not finished within $step_timeout s"; fi
  fail "$name: ${reason:-exit code $status}"
  return 1
}

# A check is a step that counts as one test.
check() { step "$@" && passed=$((passed + 1)); }

# Known vulnerabilities, if the package source can be asked. If it cannot, that is reported and counts for nothing.
audit() {
  local log="$scratch/audit.log" status
  title "audit: $1"
  limited "$step_timeout" deploy/audit.sh "$1" >"$log" 2>&1
  status=$?
  case "$status" in
    0) passed=$((passed + 1)) && echo ok ;;
    3) tail -n 1 "$log" ;;
    *) tail -n 200 "$log" && fail "audit: $1: there are known vulnerabilities, or the audit itself failed (exit code $status)" ;;
  esac
}

# --- What the tests need ----------------------------------------------------------------------------------------------

# Debian starts the servers it installs. While policy-rc.d exists, Debian's packages do not.
forbid_services() {
  if [ -e "$policy_file" ]; then return; fi
  policy_is_ours=yes
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy_file" >/dev/null
  as_root chmod 755 "$policy_file"
}

allow_services() {
  if [ -n "$policy_is_ours" ]; then as_root rm -f "$policy_file"; fi
  policy_is_ours=""
}

apt_install() {
  echo "Installing by apt-get: $*"
  if ! have apt-get; then give_up "missing: $*. Install it with this system's package manager, then run this again."; fi
  if [ "$(id -u)" -ne 0 ] && ! have sudo; then give_up "missing: $*. As root: apt-get install $*"; fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120) log="$scratch/apt.log"
  forbid_services
  # If an update fails because a mirror is unavailable, the present lists may still have what is needed.
  as_root "${apt[@]}" update >"$log" 2>&1 || echo "apt-get update failed; continuing with the present lists."
  if ! as_root "${apt[@]}" install -y --no-install-recommends "$@" >>"$log" 2>&1; then
    tail -n 40 "$log"
    give_up "apt-get could not install: $*"
  fi
  allow_services
  if have systemctl; then
    # They must not start with the machine either: nobody asked for that.
    local package
    for package in "$@"; do
      case "$package" in redis-server | postgresql | dovecot-imapd) as_root systemctl disable "${package%-imapd}" >/dev/null 2>&1 ;; esac
    done
  fi
}

node_is_new_enough() {
  have node && have npm && [ "$(printf '%s\n' "$oldest_node" "$(node --version | tr -d v)" | sort -V | head -n 1)" = "$oldest_node" ]
}

require_node() {
  if ! have node; then apt_install nodejs; fi
  if ! have npm; then apt_install npm; fi
  if node_is_new_enough; then return; fi

  # The distribution's Node.js may be too old; npm has newer ones as a package.
  local tools="${XDG_CACHE_HOME:-$HOME/.cache}/kubecredential/node"
  if [ ! -x "$tools/node_modules/.bin/node" ]; then
    echo "Node $(node --version) is older than $oldest_node; installing a newer one by npm into $tools."
    npm install --prefix "$tools" --no-save --no-fund --no-audit node@22 >"$scratch/node.log" 2>&1 || tail -n 20 "$scratch/node.log"
  fi
  PATH="$tools/node_modules/.bin:$PATH"
  hash -r
  if ! node_is_new_enough; then give_up "Node $oldest_node or newer is needed, found $(node --version). Install it and run again."; fi
}

require_dotnet() {
  if ! have dotnet && [ -x "$HOME/.dotnet/dotnet" ]; then export DOTNET_ROOT="$HOME/.dotnet" PATH="$HOME/.dotnet:$PATH"; fi
  local version
  if ! version="$(dotnet --version 2>/dev/null)" || [[ "$version" != 10.* ]]; then
    give_up ".NET SDK 10 is needed and was not found (see https://dot.net, or apt-get install dotnet-sdk-10.0 where that exists)."
  fi
}

require_servers() {
  local packages=()
  have redis-server || have valkey-server || packages+=(redis-server)
  { have postgres && have initdb; } || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages+=(postgresql)
  if uses Microsoft.Playwright && ! have chromium; then packages+=(chromium); fi
  # A hardware token in software.
  if uses Pkcs11Interop && [ ! -e /usr/lib/softhsm/libsofthsm2.so ]; then packages+=(libsofthsm2); fi
  # A mailbox for messages that come back.
  if uses MailKit && ! have dovecot && [ ! -x /usr/sbin/dovecot ]; then packages+=(dovecot-imapd); fi
  # Readers of papers: text, structure and fonts of a PDF, its syntax, and QR codes.
  if uses PdfPig; then
    have pdftotext || packages+=(poppler-utils)
    have qpdf || packages+=(qpdf)
    have zbarimg || packages+=(zbar-tools)
  fi
  # The commands in the documentation.
  have curl || packages+=(curl)
  if [ ${#packages[@]} -gt 0 ]; then apt_install "${packages[@]}"; fi
}

# Whether one of the selected test projects references this package.
uses() {
  local project
  for project in "${projects[@]}"; do
    if grep -q "\"$1\"" "tests/$project/$project.csproj"; then return 0; fi
  done
  return 1
}

# --- The frontends ----------------------------------------------------------------------------------------------------

run_frontends() {
  local directory=frontends
  # npm writes this file at the end of an installation.
  if [ ! "$directory/node_modules/.package-lock.json" -nt "$directory/package-lock.json" ]; then
    step "frontends: npm ci" npm --prefix "$directory" ci --no-fund --no-audit || return
  fi
  if [ "$1" = all ]; then
    audit npm
    check "frontends: lint" npm --prefix "$directory" run lint
    check "frontends: types generated from the APIs' documents" npm --prefix "$directory" run contract:check
  fi
  check "frontends: types and build" npm --prefix "$directory" run build
  if [ "$1" = all ]; then run_vitest "$directory"; fi
}

run_vitest() {
  local reports="$1/TestResults" status counts=() lines=() line
  title "frontends: vitest"
  rm -rf "$reports"
  limited "$test_timeout" npm --prefix "$1" run test:ci
  status=$?
  mapfile -t lines < <(read_vitest_reports "$reports")
  read -r -a counts <<<"${lines[0]:-0 0 0}"
  passed=$((passed + counts[0]))
  skipped=$((skipped + counts[2]))
  for line in "${lines[@]:1}"; do fail "frontends: $line"; done
  if [ "$((counts[0] + counts[1]))" -eq 0 ]; then
    fail "frontends: no test was run (exit code $status)"
  elif [ "$status" -ne 0 ] && [ "${counts[1]}" -eq 0 ]; then
    fail "frontends: vitest ended with exit code $status$(explain "$status")"
  fi
}

# Prints a line "passed failed skipped", then a line for each failed test and each file that could not be loaded.
read_vitest_reports() {
  node - "$1" <<'JS'
const fs = require("node:fs");
const path = require("node:path");
const directory = process.argv[2];
let passed = 0;
let skipped = 0;
const failed = [];
const reports = fs.existsSync(directory) ? fs.readdirSync(directory).filter((name) => /^vitest-.*\.json$/.test(name)) : [];
for (const name of reports) {
  for (const file of JSON.parse(fs.readFileSync(path.join(directory, name), "utf8")).testResults) {
    const where = path.relative(process.cwd(), file.name);
    const failedBefore = failed.length;
    for (const test of file.assertionResults) {
      if (test.status === "passed") passed++;
      else if (test.status === "failed") failed.push(`${where}: ${test.fullName}`);
      else skipped++;
    }
    if (file.status === "failed" && failed.length === failedBefore) failed.push(`${where}: ${file.message || "failed"}`);
  }
}
console.log(passed, failed.length, skipped);
for (const line of failed) console.log(line.replace(/\s+/g, " ").slice(0, 220));
JS
}

# --- The .NET test projects -------------------------------------------------------------------------------------------

explain() {
  case "$1" in
    124 | 137) printf ': not finished within its time limit' ;;
    13[0-9] | 14[0-9]) printf ': ended by signal %d' $(($1 - 128)) ;;
  esac
}

# Prints the results with this outcome in an xunit report, one a line: the name and, of a failed test, what it said.
results() {
  tr '\r\n' '  ' <"$1" 2>/dev/null | sed 's/<UnitTestResult /\n&/g' | grep "^<UnitTestResult [^>]*outcome=\"$2\"" |
    sed -E 's/^<[^>]*testName="([^"]*)"[^>]*>(.*<Message>(.*)<\/Message>)?.*/\1: \3/; s/: $//; s/ +/ /g
      s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&#x[AD];/ /g; s/&amp;/\&/g' | cut -c 1-2000
}

# Runs test projects, a few at once: most of a test is waiting. Each one's output comes whole, when it has ended.
run_projects() {
  local left=("$@") project id pid
  local -A project_of=() started_at=()
  while [ ${#left[@]} -gt 0 ] || [ ${#project_of[@]} -gt 0 ]; do
    while [ ${#left[@]} -gt 0 ] && [ ${#project_of[@]} -lt "$at_once" ]; do
      project="${left[0]}"
      left=("${left[@]:1}")
      if [ $# -gt 1 ]; then
        printf '\n-- %s begins\n' "$project"
        start_project "$project" >"$scratch/$project.log" 2>&1 &
      else
        title "$project"
        start_project "$project" &
      fi
      pid=$!
      project_of[$pid]="$project"
      started_at[$pid]=$SECONDS
      running+=("$pid")
    done
    id=""
    wait -n -p id "${!project_of[@]}"
    collect_project "${project_of[$id]}" "$?" $((SECONDS - started_at[$id])) $#
    unset "project_of[$id]"
    running=("${!project_of[@]}")
  done
}

# In the background: one test project. timeout is what gets a signal, and passes it on.
start_project() {
  local executable="tests/$1/bin/$configuration/$target_framework/$1" options=(-result-trx "$scratch/$1.trx")
  if [ ! -x "$executable" ]; then
    echo "$executable was not built."
    exit 127
  fi
  if [ ! -t 1 ]; then options+=(-noColor); fi
  TMPDIR="$scratch" exec timeout --kill-after=20 "$test_timeout" "$executable" "${options[@]}"
}

# collect_project NAME STATUS SECONDS PROJECTS: shows what it said, unless it was shown already, and counts.
collect_project() {
  local project="$1" status="$2" took="$3" report="$scratch/$1.trx" good bad left name
  if [ "$4" -gt 1 ]; then
    title "$project"
    cat "$scratch/$project.log"
    rm -f "$scratch/$project.log"
  fi
  good="$(results "$report" Passed | wc -l)"
  left="$(results "$report" NotExecuted | wc -l)"
  mapfile -t bad < <(results "$report" Failed)
  passed=$((passed + good))
  skipped=$((skipped + left))
  collected=$((collected + 1))
  for name in "${bad[@]}"; do fail "$name"; done
  if [ $((good + ${#bad[@]})) -eq 0 ]; then
    fail "$project: no test was run (exit code $status$(explain "$status"))"
  elif [ "$status" -ne 0 ] && [ ${#bad[@]} -eq 0 ]; then
    fail "$project: ended with exit code $status$(explain "$status")"
  fi
  printf '%s: %d passed, %d failed, %d skipped, %d s\n' "$project" "$good" "${#bad[@]}" "$left" "$took"
}

# --- The mutants ------------------------------------------------------------------------------------------------------

run_mutants() {
  local log="$scratch/mutants.log" status line rows=0
  title "mutants since $mutants_since"
  if [ "$mutants_most" = 0 ]; then
    echo "Left out: MUTANTS_MOST is 0. All of them: bench/mutants.sh"
    return
  fi
  if ! have patch; then apt_install patch; fi
  if ! git rev-parse --quiet --verify "$mutants_since^{commit}" >/dev/null 2>&1; then
    if [ -n "${MUTANTS_SINCE:-}" ]; then
      fail "mutants: there is no commit $mutants_since here"
    else
      echo "Left out: this copy has no commit before the last one, so what has changed is not known. All of them: bench/mutants.sh"
    fi
    return
  fi
  # No further one is started after a time, so that a slow machine finishes, too.
  TMPDIR="$scratch" limited "$step_timeout" bench/mutants.sh --since "$mutants_since" --most "$mutants_most" --within "$mutants_start_within" >"$log" 2>&1
  status=$?
  cat "$log"
  while IFS= read -r line; do
    rows=$((rows + 1))
    if [[ "$line" == *"| caught |" ]]; then passed=$((passed + 1)); else fail "mutant: $line"; fi
  done < <(grep -E '^\| [^|]+ \|.*\| `' "$log")
  if [ "$status" -gt 1 ] || { [ "$status" -eq 1 ] && ! grep -qE '^\|.*\*\*' "$log"; }; then
    fail "mutants: ended with exit code $status$(explain "$status") after $rows of them"
  fi
}

# --- Everything -------------------------------------------------------------------------------------------------------

projects=()
for file in tests/*.Tests/*.csproj; do
  project="$(basename "$file" .csproj)"
  if [ -e "$file" ] && matches_filter "$project"; then projects+=("$project"); fi
done

frontends=none
if [ -e frontends/package.json ]; then
  if matches_filter frontends; then
    frontends=all
  elif uses Microsoft.Playwright || uses Aspire.Hosting.Testing; then
    # Browser tests drive the built apps.
    frontends=build
  fi
fi
mutants=""
if matches_filter mutants; then mutants=yes; fi
if [ ${#projects[@]} -eq 0 ] && [ "$frontends" = none ] && [ -z "$mutants" ]; then give_up "no test project in tests/ matches \"$filter\""; fi

if [ ${#projects[@]} -gt 0 ] || [ -n "$mutants" ]; then
  require_dotnet
  require_servers
  # An npm package contains kubectl and helm; and other implementations of Verifiable Credentials run in Node.
  if uses KubernetesClient || [[ " ${projects[*]} " == *" KubeCredential.VerifiableCredentials.Tests "* ]]; then require_node; fi
fi
if [ "$frontends" != none ]; then
  require_node
  run_frontends "$frontends"
fi

if [ ${#projects[@]} -gt 0 ]; then
  # The compiler server and MSBuild's nodes would keep running.
  if check "build, warnings as errors" \
    dotnet build KubeCredential.sln --configuration "$configuration" --disable-build-servers -warnaserror \
    "-warnnotaserror:NU1900;NU1901;NU1902;NU1903;NU1904" -verbosity:quiet -clp:NoSummary; then
    # The build checks the code style rules; this checks the rest, without loading projects.
    if [ -z "$filter" ]; then
      check "format" dotnet format whitespace . --folder --verify-no-changes --exclude frontends
      audit nuget
    fi
    # The longest first, so that none of them runs alone in the end.
    longest=()
    others=()
    for project in "${projects[@]}"; do
      case "$project" in KubeCredential.Browser.Tests | Issuance.Api.Tests | Verification.Api.Tests) longest+=("$project") ;; *) others+=("$project") ;; esac
    done
    run_projects "${longest[@]}" "${others[@]}"
    if [ "$collected" -ne ${#projects[@]} ]; then fail "only $collected of ${#projects[@]} test projects were run"; fi
  fi
fi
if [ -n "$mutants" ]; then run_mutants; fi
finish
