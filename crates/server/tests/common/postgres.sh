#!/bin/sh
# Makes an empty database and prints its address:
#
#     postgres.sh STATE_DIRECTORY DATABASE
#
# It belongs to the server that COUNTERSIGN_TEST_POSTGRES names (a role that may create databases),
# else to a private cluster, which is started when none runs yet.
#
# Whoever uses the cluster holds a shared lock on STATE_DIRECTORY/users.lock for as long. A keeper
# in the background stops the cluster and removes every trace of it once nobody has held that lock
# for fifteen seconds, so it outlives a gap between two tests and nothing outlives a test run.
# The cluster listens on a free port of 127.0.0.1 with a password of its own, commits durably, and
# runs as the user postgres when the caller is root.
set -eu

state=$1
database=$2
mkdir -p "$state"
bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)

# Makes $database at the server $1 and prints its address.
database_at() {
    PATH="$PATH:$bin" psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 \
        --command="CREATE DATABASE \"$database\"" "$1" >&2
    server=${1%%\?*}
    options=${1#"$server"}
    echo "${server%/*}/$database$options"
    exit 0
}

if [ -n "${COUNTERSIGN_TEST_POSTGRES:-}" ]; then
    database_at "$COUNTERSIGN_TEST_POSTGRES"
fi
exec 9>"$state/start.lock"
flock 9

if [ -f "$state/url" ] && [ -f "$state/pid" ] && kill -0 "$(cat "$state/pid")" 2>/dev/null; then
    flock -u 9
    database_at "$(cat "$state/url")"
fi

if [ -z "$bin" ]; then
    echo "postgres.sh: no /usr/lib/postgresql/*/bin: install the package postgresql" >&2
    exit 1
fi

directory=$(mktemp -d /tmp/countersign-postgres.XXXXXX)
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && echo "$password" >"$directory/password")
as=""
if [ "$(id -u)" = 0 ]; then
    as="setpriv --reuid=postgres --regid=postgres --init-groups --"
    chown -R postgres:postgres "$directory"
fi

cd "$directory"
# initdb looks its user up. Where an installer with a narrow umask made /etc/passwd private, it gets
# to see a readable copy, in a mount namespace of its own.
seen=""
if [ -n "$as" ] && ! $as test -r /etc/passwd; then
    install -m 644 /etc/passwd "$directory/passwd"
    seen="unshare --mount sh -c 'mount --bind $directory/passwd /etc/passwd && exec \"\$@\"' initdb"
fi
eval "$seen $as" '"$bin/initdb" -D "$directory/data" -U countersign -A scram-sha-256 -E UTF8 --locale=C \
    --pwfile="$directory/password"' >"$state/initdb.log" 2>&1 9>&- || {
    cat "$state/initdb.log" >&2
    rm -rf "$directory"
    exit 1
}
attempt=0
while :; do
    port=$(shuf -i 20000-60000 -n 1)
    options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories='' -c max_connections=300"
    if $as "$bin/pg_ctl" -D "$directory/data" -l "$directory/log" -w -t 60 -o "$options" start \
        >"$state/start.log" 2>&1 9>&-; then
        break
    fi
    attempt=$((attempt + 1))
    if [ "$attempt" -ge 5 ]; then
        cat "$directory/log" >&2
        exit 1
    fi
done
head -n 1 "$directory/data/postmaster.pid" >"$state/pid"
(umask 077 && echo "postgres://countersign:$password@127.0.0.1:$port/postgres" >"$state/url")

# The keeper.
export state directory bin as
setsid sh -c '
    idle=0
    while sleep 3; do
        kill -0 "$(cat "$state/pid")" 2>/dev/null || break
        if flock --nonblock --exclusive "$state/users.lock" true; then idle=$((idle + 1)); else idle=0; fi
        if [ "$idle" -ge 5 ]; then
            exec 9>"$state/start.lock"
            flock 9
            flock --nonblock --exclusive "$state/users.lock" true && break
            exec 9>&-
            idle=0
        fi
    done
    $as "$bin/pg_ctl" -D "$directory/data" -m immediate stop
    rm -rf "$directory" "$state/url" "$state/pid"
' </dev/null >/dev/null 2>&1 9>&- &

flock -u 9
database_at "$(cat "$state/url")"
