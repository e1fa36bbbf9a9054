#!/usr/bin/env bash
# Installs what is missing on this machine, reports it, and starts the application.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
  cat <<'HELP'
Starts KubeCredential: Redis, the databases, both services, both web apps and the Aspire dashboard.
Installs what is missing first (apt on Debian and Ubuntu, brew on macOS). Ctrl+C stops everything; the data is kept.

  ./run.sh [SETTING=value | --SETTING=value | --SETTING value]...
  ./run.sh key [DataDirectory=...]  shows the API key for this machine, which the first start creates

Where things run
  Infrastructure=containers|local   default: containers if `docker info` answers, else local processes and files
  Database=sqlite|postgres          with local infrastructure; default sqlite
  DataDirectory=.data               data of local infrastructure; a relative path starts at the repository
  ConnectionStrings:redis=...       your own server instead of one that is started; likewise
  ConnectionStrings:issuance-db=... and ConnectionStrings:verification-db=...
Replicas and parts
  IssuanceReplicas=1                1 to 32 processes of the issuance service
  VerificationReplicas=1            1 to 32 processes of the verification service
  Frontends=true                    false starts neither web app
  MailCatcher=true                  false starts no mail server that shows what is sent
  FrontendScript=dev                npm script that serves them; preview serves the output of `npm run build`
Ports (0: any free port)
  Ports:IssuanceApi=3000            Ports:IssuanceApp=3002            Ports:Redis=6379
  Ports:VerificationApi=3001        Ports:VerificationApp=3003        Ports:Postgres=5433
  Ports:Mail=3004                   Ports:Smtp=3025
  Ports:Dashboard=18888             Ports:Otlp=18889                  Ports:OtlpHttp=18890

Every setting can be an environment variable too, with __ for the colon: Ports__Redis=6380 ./run.sh
Example: ./run.sh Infrastructure=local Database=postgres IssuanceReplicas=2 Ports:IssuanceApi=4000
HELP
}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "run.sh: $*"
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

lower() { printf '%s' "$1" | tr '[:upper:]' '[:lower:]'; }

# setting NAME ARGUMENT...: prints its value, or nothing. As in .NET: names ignore case, the last argument wins, arguments win over the environment.
setting() {
  local name key value
  name=$(lower "$1")
  shift
  value=$(env | awk -v name="$name" '
    { at = index($0, "="); key = tolower(substr($0, 1, at - 1)); gsub(/__/, ":", key); if (key == name) value = substr($0, at + 1) }
    END { printf "%s", value }')
  while [ $# -gt 0 ]; do
    key=${1#--}
    case $1 in
      *=*) if [ "$(lower "${key%%=*}")" = "$name" ]; then value=${1#*=}; fi ;;
      --*) if [ "$(lower "$key")" = "$name" ] && [ $# -gt 1 ]; then value=$2; fi ;;
    esac
    shift
  done
  printf '%s' "$value"
}

docker_answers() {
  has docker || return 1
  docker info >/dev/null 2>&1 &
  local pid=$! tenths=0
  while kill -0 "$pid" 2>/dev/null; do
    if [ $tenths -ge 50 ]; then
      kill "$pid" 2>/dev/null || true
      return 1
    fi
    sleep 0.1
    tenths=$((tenths + 1))
  done
  wait "$pid"
}

# at_least VERSION MINIMUM: compares major.minor.
at_least() {
  local major=${1%%.*} rest=${1#*.} minimum_major=${2%%.*} minimum_minor=${2#*.}
  [ "$major" -gt "$minimum_major" ] || { [ "$major" -eq "$minimum_major" ] && [ "${rest%%.*}" -ge "$minimum_minor" ]; }
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif has sudo; then sudo "$@"; else fail "root is needed for: $*. Run that as root, then try again."; fi
}

apt_is_fresh=
apt_refresh() {
  if [ -n "$apt_is_fresh" ]; then return; fi
  say "Reading apt's package lists ..."
  as_root apt-get update -qq >&2 || say "apt-get update failed; continuing with the present lists."
  apt_is_fresh=yes
}

apt_candidate() { # prints the version apt would install, or nothing
  LC_ALL=C apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

# Debian's packages start the services they install, now and at every boot. Only the programs are wanted: a service would take the ports.
apt_install() (
  policy=/usr/sbin/policy-rc.d
  say "Installing with apt: $*"
  if [ ! -e $policy ]; then
    trap 'as_root rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod 755 $policy
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 || fail "apt could not install: $*"
)

# Keeps the service of a package that was just installed from starting at the next boot.
disable_service() {
  if [ -d /run/systemd/system ] && has systemctl; then
    say "Disabling the system service $1, which came with the package: the application starts its own."
    as_root systemctl disable --now "$1" >/dev/null 2>&1 || true
  fi
}

installer=none
if [ "$(uname -s)" = Darwin ]; then
  if has brew; then installer=brew; fi
elif has apt-get; then
  installer=apt
fi

brew_install() {
  say "Installing with brew: $*"
  brew install "$@" >&2 || fail "brew could not install: $*"
}

dotnet_10_is_here() { has dotnet && dotnet --list-sdks 2>/dev/null | grep -qE '^10\.0\.[1-9][0-9]{2}'; }

need_dotnet() {
  # Microsoft's install script puts the SDK there.
  if ! dotnet_10_is_here && [ -x "$HOME/.dotnet/dotnet" ]; then
    export DOTNET_ROOT=$HOME/.dotnet PATH=$HOME/.dotnet:$PATH
  fi
  if dotnet_10_is_here; then return; fi
  say "The .NET SDK 10 is missing."
  case $installer in
    apt)
      apt_refresh
      if [ -n "$(apt_candidate dotnet-sdk-10.0)" ]; then apt_install dotnet-sdk-10.0; fi
      ;;
    brew)
      brew_install --cask dotnet-sdk
      export PATH=$PATH:/usr/local/share/dotnet
      ;;
  esac
  if dotnet_10_is_here; then return; fi
  fail "the .NET SDK 10 is not in this system's packages. Install it in one of two ways, then run this again:
  - Microsoft's script dotnet-install.sh, with the options --channel 10.0. It does not need root, puts the SDK in ~/.dotnet,
    and this script finds it there.
  - Microsoft's package source for your system, then its package dotnet-sdk-10.0.
  Both are described at https://learn.microsoft.com/dotnet/core/install/linux"
}

node_is_here() { has node && has npm && at_least "$(node --version | tr -d v)" 20.19; }

need_node() {
  if node_is_here; then return; fi
  say "Node.js 20.19 or later with npm is missing$(if has node; then printf ' (here: %s)' "$(node --version)"; fi)."
  local candidate
  case $installer in
    apt)
      apt_refresh
      candidate=$(apt_candidate nodejs)
      candidate=${candidate#*:}
      if [ -n "$candidate" ] && at_least "$candidate" 20.19; then apt_install nodejs npm; fi
      ;;
    brew) brew_install node ;;
  esac
  if node_is_here; then return; fi
  fail "Node.js 20.19 or later is not in this system's packages. Install it as https://nodejs.org/ describes, then run this again, or
  start without the web apps: ./run.sh Frontends=false"
}

need_redis() {
  if has redis-server || has valkey-server; then return; fi
  say "redis-server (or valkey-server) is missing."
  case $installer in
    apt)
      apt_refresh
      if [ -n "$(apt_candidate redis-server)" ]; then
        apt_install redis-server
        disable_service redis-server
      else
        apt_install valkey-server
        disable_service valkey-server
      fi
      ;;
    brew) brew_install redis ;;
    *) fail "install redis or valkey with this system's package manager, then run this again." ;;
  esac
}

postgres_is_here() {
  local initdb
  has postgres && has initdb && return
  for initdb in /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb; do
    if [ -x "$initdb" ]; then return; fi
  done
  return 1
}

need_postgres() {
  if postgres_is_here; then return; fi
  say "PostgreSQL is missing."
  case $installer in
    apt)
      apt_refresh
      apt_install postgresql
      disable_service postgresql
      ;;
    brew) brew_install postgresql@18 ;;
    *) fail "install the PostgreSQL server with this system's package manager, then run this again." ;;
  esac
}

for argument in "$@"; do
  case $argument in
    -h | --help)
      usage
      exit
      ;;
  esac
done

if [ "${1:-}" = key ]; then
  shift
  data=$(setting DataDirectory "$@")
  cd "$root"
  [ -f "${data:-.data}/dev-key" ] || fail "there is no key yet in ${data:-.data}: the first start of ./run.sh creates it."
  exec cat "${data:-.data}/dev-key"
fi

need_dotnet
if [ "$(lower "$(setting Frontends "$@")")" != false ]; then need_node; fi

# The AppHost makes the same choice.
infrastructure=$(lower "$(setting Infrastructure "$@")")
if [ -z "$infrastructure" ]; then
  if docker_answers; then infrastructure=containers; else infrastructure=local; fi
  say "Infrastructure: $infrastructure (docker info $(if [ $infrastructure = containers ]; then echo answers; else echo does not answer; fi))"
fi
if [ "$infrastructure" = local ]; then
  if [ -z "$(setting ConnectionStrings:redis "$@")" ]; then need_redis; fi
  if [ "$(lower "$(setting Database "$@")")" = postgres ] &&
    { [ -z "$(setting ConnectionStrings:issuance-db "$@")" ] || [ -z "$(setting ConnectionStrings:verification-db "$@")" ]; }; then
    need_postgres
  fi
fi

exec dotnet run --project "$root/KubeCredential.AppHost" -- "$@"
