#!/usr/bin/env bash
# Runs one PostgreSQL server on 127.0.0.1 for this application. The AppHost sets:
#   PG_BIN            directory of postgres and initdb
#   PG_HOME           directory that keeps the data, below the data directory of the application
#   PG_PASSWORD_FILE  file with the password of the user postgres
#   PG_PORT           port to listen on
#   PG_DATABASES      names of the databases, which are created if they do not exist
set -euo pipefail
umask 077

fail() {
  printf 'PostgreSQL cannot start: %s\n' "$*" >&2
  exit 1
}

# PostgreSQL refuses to run as root, so root hands the server to another user, who must be able to reach the data.
user=
if [ "$(id -u)" = 0 ]; then
  command -v setpriv >/dev/null || fail "it does not run as root, and setpriv (util-linux), which could change the user, is not installed. Run as another user."
  user=nobody
  if id -u postgres >/dev/null 2>&1; then user=postgres; fi
  group=$(id -g "$user")
  drop=(setpriv --reuid "$user" --regid "$group" --clear-groups)
fi

as_server() {
  if [ -n "$user" ]; then "${drop[@]}" -- "$@"; else "$@"; fi
}

if [ -n "$user" ]; then
  parent=$(dirname "$PG_HOME")
  if ! as_server test -x "$parent"; then
    # The data directory is ours: let the server's group enter it, without reading it.
    chgrp "$group" "$parent"
    chmod g+x "$parent"
  fi
  if ! as_server test -x "$parent" && [ ! -L "$PG_HOME" ]; then
    # A directory further up cannot be entered, such as /root. It is not ours to open, so the data goes elsewhere.
    [ ! -e "$PG_HOME" ] || fail "the user $user cannot reach $PG_HOME. Set DataDirectory to a directory $user can enter."
    elsewhere=$(mktemp -d /var/lib/kubecredential-postgres.XXXXXX)
    ln -s "$elsewhere" "$PG_HOME"
    echo "The user $user cannot enter $parent: the data is kept in $elsewhere, linked from $PG_HOME."
  fi
fi

mkdir -p "$PG_HOME"
cd -P "$PG_HOME"
cluster=$PWD/cluster
if [ -n "$user" ]; then
  chown "$user:$group" .
  as_server test -w "$PWD" || fail "the user $user cannot write to $PWD. Set DataDirectory to a directory $user can enter."
fi
password=$(<"$PG_PASSWORD_FILE")

if [ ! -d cluster ]; then
  locale=C
  for candidate in C.UTF-8 C.utf8 en_US.UTF-8; do
    if locale -a 2>/dev/null | grep -qx "$candidate"; then
      locale=$candidate
      break
    fi
  done
  # Created under another name first, so that an interrupted start leaves nothing that looks complete. The inner shell opens the pipe
  # as the server's user, who could not open a pipe of root's.
  rm -rf cluster.new
  # shellcheck disable=SC2016
  PG_PASSWORD=$password as_server bash -c \
    '"$0/initdb" -D "$1" -U postgres -A scram-sha-256 --pwfile=<(printf "%s\n" "$PG_PASSWORD") -E UTF8 --locale="$2"' \
    "$PG_BIN" "$cluster.new" "$locale" >/dev/null
  echo "Created the database cluster $cluster (locale $locale)."
  mv cluster.new cluster
fi

# Single-user mode asks for no password and accepts no connections.
{
  echo "ALTER ROLE postgres PASSWORD '$password'"
  for database in $PG_DATABASES; do echo "CREATE DATABASE $database"; done
} | as_server "$PG_BIN/postgres" --single -D "$cluster" -c log_min_messages=fatal postgres >/dev/null

# On SIGTERM PostgreSQL waits for its clients to disconnect; on SIGINT it shuts down at once, and cleanly. Where setpriv exists (Linux)
# the server also gets SIGINT if this shell is killed.
command=("$PG_BIN/postgres" -D "$cluster" -p "$PG_PORT" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=on)
if [ -n "$user" ]; then
  command=("${drop[@]}" --pdeathsig INT -- "${command[@]}")
elif command -v setpriv >/dev/null; then
  command=(setpriv --pdeathsig INT -- "${command[@]}")
fi
"${command[@]}" 2>&1 &
server=$!
trap 'kill -INT "$server" 2>/dev/null || true' TERM INT HUP
status=0
while kill -0 "$server" 2>/dev/null; do
  status=0
  wait "$server" || status=$?
done
exit "$status"
