#!/usr/bin/env bash
# Tests the deployment with real containers; see --help.
set -euo pipefail

usage() {
  cat <<'HELP'
Usage: deploy/verify.sh [OPTIONS] [PART...]

Builds the four images from this tree and runs them, under podman or Docker, as a user would; breaks them under load and counts what
was lost. Prints a line for each check, then the figures. Does not touch anything that is already running, and removes everything it created.

PART (all by default)
  compose      the compose file: ready, both web apps' addresses, containers killed under load
  kubernetes   the published objects of the overlay for development, by podman kube play: the same, and a rolling restart

OPTIONS
  --seconds N    seconds of load before and after each fault (default 8)
  --store DIR    where podman keeps images, for the next run; default: a temporary directory, removed at the end
  -h, --help     this text

Needs: podman with podman-compose, or Docker with its compose plugin; python3, curl and git; for kubernetes also the .NET SDK, kubectl and podman.
If no registry can be reached, podman uses stand-ins for the base images (deploy/verify/stand-ins.sh); this needs root and Debian.

Exit code: 0 if no check failed, even if some could not be made ("not checked: ..." says which and why); 1 if one failed; 2 for wrong arguments.
HELP
}

seconds=8
store=''
parts=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --seconds | --store)
      if [ $# -lt 2 ] || [ -z "$2" ]; then echo "verify.sh: $1 needs a value" >&2; exit 2; fi
      if [ "$1" = --store ]; then store=$2; else seconds=$2; fi
      shift
      ;;
    compose | kubernetes) parts+=("$1") ;;
    *) echo "verify.sh: unknown argument: $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done
case $seconds in '' | *[!0-9]* | 0) echo "verify.sh: --seconds must be a number of at least 1, and is: $seconds" >&2; exit 2 ;; esac
if [ ${#parts[@]} -eq 0 ]; then parts=(compose kubernetes); fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
here=$root/deploy/verify
project=kubecredential-verify
tag=verify
services=(issuance-api verification-api issuance-app verification-app redis postgres)
images=(issuance-api verification-api issuance-app verification-app)
ready_limit=120

engine=''
work=''
load=''
unanswered=0
passed=0
failed=0
skipped=0
figures=()

# --- Results ----------------------------------------------------------------------------------------------------------

title() { printf '\n== %s\n' "$1"; }
ok() { passed=$((passed + 1)); printf 'ok     %s\n' "$1"; }
bad() { failed=$((failed + 1)); printf 'FAILED %s\n' "$1"; }
not_checked() { skipped=$((skipped + 1)); printf 'not checked: %s\n' "$1"; }
figure() { figures+=("| $1 | $2 |"); }
have() { type -P "$1" >/dev/null; }

# check WHAT COMMAND...: if the command fails, shows the end of its output.
check() {
  local what=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then ok "$what"; else bad "$what"; tail -n 15 "$work/check.log"; return 1; fi
}

finish() {
  if [ ${#figures[@]} -gt 0 ]; then
    title "Figures"
    printf '| %s, %s cores, %s | |\n|---|---|\n' "$(date -u +%Y-%m-%d)" "$(nproc)" "$engine"
    printf '%s\n' "${figures[@]}"
  fi
  printf '\n%d checks passed, %d failed, %d not checked\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ]
}

# --- The engine -------------------------------------------------------------------------------------------------------

# Podman gets a separate store: stand-ins under official names must not be left among a user's images, and running containers stay out of sight.
own_podman() {
  store=${store:-$work/store}
  # Podman records these paths in its database.
  mkdir -p "$store/images" "$store/run" "$work/networks"
  store=$(cd "$store" && pwd)
  {
    echo '[containers]'
    # Podman's defaults exceed what some machines allow, even for root.
    printf 'default_ulimits = ["nofile=%s:%s", "nproc=4096:4096"]\n' "$(ulimit -Hn)" "$(ulimit -Hn)"
    echo '[engine]'
    printf 'tmp_dir = "%s"\nlock_type = "file"\n' "$store/run/libpod"
    if [ ! -d /run/systemd/system ]; then printf 'cgroup_manager = "cgroupfs"\nevents_logger = "file"\n'; fi
    # crun does not work with control groups of both versions at once.
    if [ -d /sys/fs/cgroup/unified ] && have runc; then echo 'runtime = "runc"'; fi
    printf '[network]\nnetwork_config_dir = "%s"\n' "$work/networks"
  } >"$work/containers.conf"
  printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$store/images" "$store/run/storage" >"$work/storage.conf"
  export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf
}

choose_engine() {
  if have podman; then
    own_podman
    if podman info >"$work/engine.log" 2>&1; then engine=podman; return 0; fi
    not_checked "podman: $(tail -n 1 "$work/engine.log")"
  fi
  if have docker && docker info >/dev/null 2>&1; then engine=docker; return 0; fi
  return 1
}

compose() {
  if [ "$engine" = docker ]; then
    docker compose --project-name "$project" --file "$work/source/deploy/compose/compose.yaml" "$@"
  else
    podman-compose --project-name "$project" --file "$work/source/deploy/compose/compose.yaml" --podman-build-args "$build_args" "$@"
  fi
}

can_compose() { if [ "$engine" = docker ]; then docker compose version >/dev/null 2>&1; else have podman-compose; fi; }

container() { if [ "$engine" = docker ]; then echo "$project-$1-1"; else echo "${project}_$1_1"; fi; }

clean_up() {
  local image
  if [ -n "$load" ]; then kill "$load" 2>/dev/null || true; fi
  if [ "$engine" = podman ]; then
    podman pod rm --all --force --time 0 >/dev/null 2>&1 || true
    podman rm --all --force --time 0 >/dev/null 2>&1 || true
    podman volume prune --force >/dev/null 2>&1 || true
    for image in "${images[@]}"; do podman rmi --force "kubecredential/kubecredential-$image:$tag" >/dev/null 2>&1 || true; done
  elif [ "$engine" = docker ] && [ -d "$work/source" ]; then
    compose down --volumes --timeout 0 >/dev/null 2>&1 || true
    for image in "${images[@]}"; do docker rmi --force "kubecredential/kubecredential-$image:$tag" >/dev/null 2>&1 || true; done
  fi
  # Files that containers wrote as other users belong to this user only inside the user namespace.
  if [ "$engine" = podman ] && [ "$(id -u)" -ne 0 ]; then podman unshare rm -rf "$work"; else rm -rf "$work"; fi
}

# --- Images -----------------------------------------------------------------------------------------------------------

base_images() {
  sed -n 's/^ARG [A-Z]*_IMAGE=//p' "$root/Dockerfile" "$root/frontends/Dockerfile"
  sed -n 's/^ *image: "\(docker\.io[^"]*\)"/\1/p' "$root/deploy/compose/compose.yaml"
}

is_stand_in() { [ "$(podman image inspect --format '{{index .Labels "kubecredential.stand-in"}}' "$1" 2>/dev/null)" = true ]; }

# Real base images if their registry answers, stand-ins if none does. If a registry answers and does not know a tag, that is a failure.
get_base_images() {
  title "Base images"
  local image host missing=() unreachable=' '
  for image in $(base_images); do
    host=${image%%/*}
    if "$engine" image inspect "$image" >/dev/null 2>&1 && { [ "$engine" = docker ] || ! is_stand_in "$image"; }; then
      ok "$image is here already"
    elif [[ $unreachable != *" $host "* ]] && "$engine" pull --quiet "$image" >"$work/pull.log" 2>&1; then
      ok "the registry has $image"
    elif [[ $unreachable != *" $host "* ]] && grep -qiE 'manifest unknown|name unknown|not found|does not exist' "$work/pull.log"; then
      bad "the registry does not have $image: $(tail -n 1 "$work/pull.log")"
    else
      if [[ $unreachable != *" $host "* ]]; then not_checked "the tags at $host: $(tail -n 1 "$work/pull.log")"; fi
      unreachable+="$host "
      missing+=("$image")
    fi
  done
  if [ "$failed" -gt 0 ]; then return 1; fi
  if [ ${#missing[@]} -eq 0 ]; then return 0; fi
  if [ "$engine" != podman ]; then
    not_checked "all else: Docker has no base images, and stand-ins are made for podman only"
    return 1
  fi
  echo "Making stand-ins for ${#missing[@]} base images out of Debian's packages and this machine's .NET and Node.js."
  if ! "$here/stand-ins.sh" "$work/stand-ins" "${missing[@]}" >"$work/stand-ins.log" 2>&1; then
    not_checked "all else: no base images, and no stand-ins: $(tail -n 1 "$work/stand-ins.log")"
    return 1
  fi
  not_checked "the real base images: those are stand-ins, of other versions and larger"
}

# The tree as git sees it, so that no .env of the user is read and nothing is written next to the user's files.
copy_source() {
  mkdir -p "$work/source"
  (cd "$root" && git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from - --ignore-failed-read) | tar --extract --directory "$work/source"
  # docker compose reads the same file; the values are what a user would enter.
  sh "$work/source/deploy/compose/generate-secrets.sh" || return 1
  cat >>"$work/source/deploy/compose/.env" <<EOF
TAG=$tag
REVISION=$revision
ISSUANCE_APP_PORT=$issuing_port
VERIFICATION_APP_PORT=$verifying_port
VERIFICATION_APP_URL=http://localhost:$verifying_port
EOF
  API_KEY=kc_admin_$(sed -n 's/^ISSUANCE_ADMIN_KEY=//p' "$work/source/deploy/compose/.env")
  export API_KEY
}

megabytes() { echo "$((($1 + 500000) / 1000000)) MB"; }

check_image() {
  local name=kubecredential/kubecredential-$1:$tag config size base
  config=$("$engine" image inspect --format '{{index .Config.Labels "org.opencontainers.image.version"}} {{index .Config.Labels "org.opencontainers.image.revision"}} {{.Config.User}}' "$name")
  case $config in
    "$tag $revision 1654" | "$tag $revision 101") ok "$1: version, revision, and a user that is not root" ;;
    *) bad "$1: version, revision and user are: $config" ;;
  esac
  size=$("$engine" image inspect --format '{{.Size}}' "$name")
  base=$("$engine" image inspect --format '{{.Size}}' "$2")
  figure "image of $1" "$(megabytes $((size - base))) on a base of $(megabytes "$base")"
}

build_images() {
  title "Images"
  local runtime nginx
  runtime=$(sed -n 's/^ARG RUNTIME_IMAGE=//p' "$root/Dockerfile")
  nginx=$(sed -n 's/^ARG NGINX_IMAGE=//p' "$root/frontends/Dockerfile")
  # Podman's own image format has no health checks. Stand-ins are Debian, whose C library is not Alpine's.
  build_args='--format docker'
  if [ "$engine" = podman ] && is_stand_in "$runtime"; then build_args+=' --build-arg TARGET_OS=linux'; fi
  check "the compose file builds the four images" compose build || return 1
  check_image issuance-api "$runtime"
  check_image verification-api "$runtime"
  check_image issuance-app "$nginx"
  check_image verification-app "$nginx"
}

# --- Load, and its ledger ---------------------------------------------------------------------------------------------

now() { date +%s.%N; }
since() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.0f", to - from }'; }
answers() { curl --silent --fail --max-time 5 --output /dev/null "$1"; }

# wait_for WHAT COMMAND...: waits until the command succeeds; if it does not in time, a check fails.
wait_for() {
  local what=$1 from
  shift
  from=$(date +%s)
  until "$@" >/dev/null 2>&1; do
    if [ $(($(date +%s) - from)) -gt "$ready_limit" ]; then bad "$what within $ready_limit s"; return 1; fi
    sleep 0.5
  done
  ok "$what"
}

show_containers() {
  local name state
  "$engine" ps --all --format '{{.Names}} {{.Status}}' | grep -v -- '-infra' | while read -r name state; do
    printf '%s: %s\n' "$name" "$state"
    "$engine" logs "$name" 2>&1 </dev/null | tail -n 5 | cut -c 1-200
  done
}

both_ready() { answers "$issuing/health" && answers "$verifying/health"; }

check_fronts() {
  local line
  python3 "$here/front.py" "$issuing" "$verifying" >"$work/front.log" 2>&1 || true
  while IFS= read -r line; do
    case $line in
      'ok '*) ok "${line#ok     }" ;;
      *) bad "${line#FAILED }" ;;
    esac
  done <"$work/front.log"
}

# memory NAME: the memory of each serving container according to the engine, in lines "container amount".
memory() { "$engine" stats --no-stream --format '{{.Name}} {{.MemUsage}}' | grep -vE -- '-infra|-migrate' | sed "s/ \/.*//; s/^${project}[-_]//" | sort >"$work/memory-$1"; }

memory_figures() {
  local name rest loaded
  while read -r name rest; do
    loaded=$(awk -v name="$name" '$1 == name { print $2 }' "$work/memory-load")
    figure "$1: memory of $name, at rest and under load" "$rest, $loaded"
  done <"$work/memory-rest"
}

start_load() {
  python3 "$here/ledger.py" issue "$issuing" "$work/acknowledged" >"$work/load" &
  load=$!
  sleep "$seconds"
}

# stop_load WHAT: closes the ledger. Sets unanswered.
stop_load() {
  local acknowledged slowest lost
  sleep "$seconds"
  kill -TERM "$load"
  wait "$load" || true
  load=''
  read -r acknowledged unanswered slowest <"$work/load"
  lost=$(python3 "$here/ledger.py" settle "$verifying" "$work/acknowledged") || true
  if [ "$lost" = 0 ] && [ "$acknowledged" -gt 0 ]; then ok "$1: $acknowledged acknowledged, 0 lost"; else bad "$1: $acknowledged acknowledged, $lost of all until now lost"; fi
  figure "$1: acknowledged, lost, unanswered, slowest answer" "$acknowledged, $lost, $unanswered, $slowest ms"
}

# contents CONTAINER PASSWORD: prints the contents of both databases.
contents() {
  local database
  for database in issuance verification; do
    "$engine" exec --env "PGPASSWORD=$2" "$1" psql --host 127.0.0.1 --username postgres --dbname "$database" --tuples-only --no-align \
      --command "SELECT count(*), md5(string_agg(id::text, ',' ORDER BY id)) FROM credentials" || return 1
  done
}

check_contents() {
  local held
  held=$(contents "$@" | sort -u) || true
  if [ -n "$held" ] && [ "$(wc -l <<<"$held")" -eq 1 ]; then ok "both databases hold the same ${held%%|*} credentials"; else bad "the databases differ: $held"; fi
}

# shellcheck disable=SC2016 # expanded by the container's shell
confined() { "$engine" exec "$1" sh -c '[ "$(id -u)" != 0 ] && ! touch /written-to-root'; }
healthy() { if [ "$engine" = docker ]; then [ "$(docker inspect --format '{{.State.Health.Status}}' "$1")" = healthy ]; else podman healthcheck run "$1"; fi; }

# --- Compose ----------------------------------------------------------------------------------------------------------

# kill_container SERVICE: kills it, and starts it again after a while.
kill_container() {
  "$engine" kill "$(container "$1")" >>"$work/fault.log" 2>&1
  sleep 3
  "$engine" start "$(container "$1")" >>"$work/fault.log" 2>&1
}

run_compose() {
  local from service password
  from=$(now)
  check "up" compose up --detach --no-build || return 0
  wait_for "both services are ready, as the web apps' addresses tell" both_ready || { show_containers; return 0; }
  figure "compose: from up to ready" "$(since "$from") s"
  for service in "${services[@]}"; do
    wait_for "$service: its own health check passes" healthy "$(container "$service")" || true
    check "$service: not root, and its root file system is read-only" confined "$(container "$service")" || true
  done
  check_fronts
  memory rest
  start_load
  memory load
  kill_container issuance-api
  stop_load "compose, issuance-api killed under load"
  start_load
  kill_container verification-api
  stop_load "compose, verification-api killed under load"
  start_load
  kill_container redis
  stop_load "compose, redis killed under load"
  memory_figures compose
  password=$(sed -n 's/^POSTGRES_PASSWORD=//p' "$work/source/deploy/compose/.env")
  check_contents "$(container postgres)" "$password"
}

verify_compose() {
  title "Compose"
  run_compose
  compose down --volumes >/dev/null 2>&1 || true
  rm -f "$work/acknowledged"
}

# --- Kubernetes -------------------------------------------------------------------------------------------------------

find_kubectl() {
  # The tests have one in their cache.
  local kept=("${XDG_CACHE_HOME:-$HOME/.cache}"/kubecredential/kubernetes-*/kubectl/kubectl)
  if have kubectl; then type -P kubectl; elif [ -x "${kept[0]}" ]; then echo "${kept[0]}"; else return 1; fi
}

# Publishes, builds the development overlay, and creates pods from it.
make_pods() {
  dotnet run --project "$root/KubeCredential.AppHost" --no-launch-profile -- --operation publish --step publish-kubernetes --output-path "$work/published" "Tag=$tag" \
    && sh "$work/published/kubernetes/overlays/development/generate-secrets.sh" \
    && "$kubectl" kustomize "$work/published/kubernetes/overlays/development" >"$work/objects.yaml" \
    && "$kubectl" label --local --output json --filename "$work/objects.yaml" verify=true >"$work/objects.json" \
    && mkdir -p "$work/pods" \
    && python3 "$here/pods.py" "$work/objects.json" "$work/pods" "issuance-app=$issuing_port" "verification-app=$verifying_port" >"$work/left-out"
}

# A service's name resolves to all pods that have it as an alias.
start_pod() {
  sed "s/-NUMBER\([\"/]\)/-$2\1/g" "$work/pods/$1.pod.json" >"$work/pods/$1-$2.yaml"
  sed -n 's|.*"path": "\(.*/scratch/[^"]*\)".*|\1|p' "$work/pods/$1-$2.yaml" | xargs -r -d '\n' install -d -m 1777
  # Without systemd to run health checks podman prints warnings.
  podman kube play --network "$project:alias=$1" "$work/pods/$1-$2.yaml" >"$work/play.log" 2>&1 || { cat "$work/play.log"; return 1; }
}

pod_ready() {
  local command
  mapfile -t command <"$work/pods/$1.ready"
  podman exec "$1-$2-$1" "${command[@]}"
}

start_all_pods() {
  local file name
  podman network create "$project" >/dev/null || return 1
  for file in "$work"/pods/*.pod.json; do
    name=$(basename "$file" .pod.json)
    start_pod "$name" 0 || return 1
  done
}

# roll NAME OLD NEW: podman has no controllers, so this does what the published strategy (maxUnavailable 0, maxSurge 1) asks of one: it adds a
# pod, and removes the old one only when the new one is ready.
roll() {
  start_pod "$1" "$3"
  wait_for "$1-$3 is ready" pod_ready "$1" "$3" || return 1
  podman pod stop --time 45 "$1-$2" >/dev/null 2>&1
  podman pod rm --force "$1-$2" >/dev/null 2>&1
}

# replace NAME OLD NEW: a pod dies, and its controller creates another.
replace() {
  podman pod kill "$1-$2" >/dev/null 2>&1
  podman pod rm --force --time 0 "$1-$2" >/dev/null 2>&1
  sleep 3
  start_pod "$1" "$3"
}

verify_kubernetes() {
  title "Kubernetes objects, by podman kube play"
  local from name
  if [ "$engine" != podman ]; then not_checked "the Kubernetes objects: Docker does not run them, podman does"; return 0; fi
  if ! have dotnet; then not_checked "the Kubernetes objects: publishing them needs the .NET SDK"; return 0; fi
  if ! kubectl=$(find_kubectl); then not_checked "the Kubernetes objects: no kubectl"; return 0; fi
  check "published, and built by kubectl kustomize" make_pods || return 0
  API_KEY=kc_admin_$(sed -n 's/^issuance-admin-key=//p' "$work/published/kubernetes/overlays/development/secrets.env")
  not_checked "kinds that podman does not have, replaced by aliases on one network and ports of this machine: $(cat "$work/left-out")"
  from=$(now)
  check "all pods start" start_all_pods || return 0
  wait_for "both services are ready, as the web apps' addresses tell" both_ready || { show_containers; return 0; }
  figure "kubernetes: from the first pod to ready" "$(since "$from") s"
  for name in "${services[@]}"; do
    wait_for "$name: its readiness probe passes" pod_ready "$name" 0 || true
    check "$name: not root, and its root file system is read-only" confined "$name-0-$name" || true
  done
  check_fronts
  memory rest
  start_load
  memory load
  roll issuance-api 0 1
  roll verification-api 0 1
  stop_load "kubernetes, rolling restart of both services under load"
  # In a cluster a terminating pod gets no new requests for 5 s before it is told to stop (preStop). Podman's names resolve to it until it is gone.
  not_checked "that a rolling restart drops no request: podman has no Services; here $unanswered went unanswered"
  start_load
  replace issuance-api 1 2
  stop_load "kubernetes, pod of issuance-api killed under load"
  start_load
  replace verification-api 1 2
  stop_load "kubernetes, pod of verification-api killed under load"
  start_load
  replace redis 0 0
  stop_load "kubernetes, pod of redis killed under load"
  memory_figures kubernetes
  check_contents postgres-0-postgres "$(awk '$1 == "POSTGRES_PASSWORD" { print $2 }' <(podman exec postgres-0-postgres env | tr '=' ' '))"
}

# --- Everything -------------------------------------------------------------------------------------------------------

free_ports() {
  python3 -c 'import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(one.getsockname()[1] for one in sockets))'
}

main() {
  local program missing=()
  work=$(mktemp -d "${TMPDIR:-/tmp}/kc-verify.XXXXXX")
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  if ! choose_engine; then
    not_checked "images, ${parts[*]}, and the tags of the base images: neither podman nor docker answers on this machine"
    finish
    return
  fi
  for program in python3 curl git; do have "$program" || missing+=("$program"); done
  can_compose || missing+=("$([ "$engine" = docker ] && echo "the compose plugin of docker" || echo podman-compose)")
  if [ ${#missing[@]} -gt 0 ]; then
    not_checked "images, ${parts[*]}, and the tags of the base images: missing ${missing[*]}"
    finish
    return
  fi

  echo "$engine, on $(nproc) cores"
  read -r issuing_port verifying_port <<<"$(free_ports)"
  issuing=http://localhost:$issuing_port
  verifying=http://localhost:$verifying_port
  revision=$(git -C "$root" rev-parse HEAD)
  build_args=''
  if ! get_base_images; then finish; return; fi
  copy_source
  if ! build_images; then finish; return; fi
  local part
  for part in "${parts[@]}"; do "verify_$part"; done
  finish
}

main
