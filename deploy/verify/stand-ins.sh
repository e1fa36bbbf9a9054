#!/usr/bin/env bash
# If no registry can be reached, builds stand-ins for the base images, under their names, from Debian's packages and this machine's .NET and
# Node.js. They test our own layers and how the parts work together, but not the real base images: their versions differ, and they are far larger.
# verify.sh calls this for podman, with a separate image store, so that no stand-in is left among a user's images.
#
# Usage: stand-ins.sh WORK_DIRECTORY IMAGE...
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "Usage: $0 WORK_DIRECTORY IMAGE..." >&2
  exit 2
fi
work=$1
shift
debian=localhost/kubecredential-stand-in/debian

fail() {
  echo "stand-ins.sh: $*" >&2
  exit 1
}

# build NAME [CONTEXT]: builds the Dockerfile on standard input.
build() { podman build --quiet --format docker --label kubecredential.stand-in=true --tag "$1" --file - "${2:-$work/empty}" >/dev/null; }

debian_root() {
  if podman image exists "$debian"; then return; fi
  [ "$(id -u)" -eq 0 ] || fail "debootstrap needs root"
  command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
  # shellcheck source=/dev/null
  (. /etc/os-release && debootstrap --variant=minbase --include=ca-certificates,wget,libstdc++6,libicu72 "$VERSION_CODENAME" "$work/debian") >"$work/debootstrap.log" 2>&1 \
    || fail "debootstrap failed: $(tail -n 1 "$work/debootstrap.log")"
  # Packages may be downloaded through a proxy whose certificate this machine trusts.
  cp /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/ca-certificates.crt"
  tar -C "$work/debian" -c . | podman import --quiet - "$debian" >/dev/null
  rm -rf "$work/debian"
}

stand_in_redis() {
  build "$1" <<EOF
FROM $debian
RUN apt-get update -q && apt-get install -q -y --no-install-recommends redis-server && apt-get clean && install -d -o 999 -g 999 /data
VOLUME /data
WORKDIR /data
ENTRYPOINT ["redis-server"]
EOF
}

# Like the official image: a new cluster with POSTGRES_USER and POSTGRES_PASSWORD, reachable over the network, in a directory below the volume.
stand_in_postgres() {
  mkdir -p "$work/postgres"
  cat >"$work/postgres/start.sh" <<'EOF'
#!/bin/bash
set -euo pipefail
PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
export PGDATA=/var/lib/postgresql/stand-in/data
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  # shellcheck disable=SC2086 # several options
  initdb --username="$POSTGRES_USER" --pwfile=<(printf '%s\n' "$POSTGRES_PASSWORD") ${POSTGRES_INITDB_ARGS:-}
  echo "host all all all $POSTGRES_HOST_AUTH_METHOD" >>"$PGDATA/pg_hba.conf"
fi
exec postgres -c listen_addresses='*'
EOF
  build "$1" "$work/postgres" <<EOF
FROM $debian
# Without its directory for sockets: below podman's own tmpfs on /run, runc would mount a tmpfs there that only root can use.
RUN apt-get update -q && apt-get install -q -y --no-install-recommends postgresql && apt-get clean && rm -rf /var/lib/postgresql/* \
    && sed -i 's/^postgres:x:[0-9]*:[0-9]*/postgres:x:999:999/' /etc/passwd && install -d -o 999 -g 999 /var/lib/postgresql && rm -r /run/postgresql
# pg_isready and psql are on PATH, as in the official image.
RUN ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/
COPY start.sh /usr/local/bin/start.sh
VOLUME /var/lib/postgresql
ENTRYPOINT ["/bin/bash", "/usr/local/bin/start.sh"]
STOPSIGNAL SIGINT
EOF
}

stand_in_nginx() {
  build "$1" <<EOF
FROM $debian
RUN apt-get update -q && apt-get install -q -y --no-install-recommends nginx gettext-base && apt-get clean
EOF
}

stand_in_node() {
  local program modules
  program=$(readlink -f "$(command -v node)")
  modules=$(npm root --global)
  mkdir -p "$work/node"
  cp "$program" "$work/node/node"
  cp -a "$modules/npm" "$work/node/npm"
  build "$1" "$work/node" <<EOF
FROM $debian
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && npm --version
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
EOF
  rm -rf "$work/node"
}

# stand_in_dotnet NAME DIRECTORY...: an image with directories of this machine's .NET.
stand_in_dotnet() {
  local image=$1 home directory
  shift
  home=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mkdir -p "$work/dotnet"
  for directory in dotnet "$@"; do cp -a "$home/$directory" "$work/dotnet/"; done
  build "$image" "$work/dotnet" <<EOF
FROM $debian
COPY . /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/local/bin/dotnet
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_CERT_REVOCATION_MODE=offline
EOF
  rm -rf "$work/dotnet"
}

mkdir -p "$work/empty"
debian_root
for image in "$@"; do
  if podman image exists "$image"; then continue; fi
  case $image in
    */redis:*) stand_in_redis "$image" ;;
    */postgres:*) stand_in_postgres "$image" ;;
    */nginx-unprivileged:*) stand_in_nginx "$image" ;;
    */node:*) stand_in_node "$image" ;;
    */dotnet/sdk:*) stand_in_dotnet "$image" host packs sdk sdk-manifests shared templates ;;
    */dotnet/aspnet:*) stand_in_dotnet "$image" host shared ;;
    *) fail "there is no stand-in for $image" ;;
  esac
done
