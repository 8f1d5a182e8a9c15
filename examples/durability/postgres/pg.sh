#!/usr/bin/env bash
# A PostgreSQL cluster of our own, never the packaged one, and what the gate `postgres` calls.
# FAULT=no-sync: commits are not synced, and the restore knows the base backup alone; what was acknowledged since then is lost.
set -euo pipefail
home="${PG_HOME:-/tmp/gate-durability-postgres}"
port="${PG_PORT:-4392}"
bin="${PG_BIN:-$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)}"
data="$home/data" wal="$home/wal" archive="$home/archive" backup="$home/backup" # the log lies on another disk than the data

if [ ! -x "$bin/postgres" ]; then
  echo "PostgreSQL's programs are not in \"$bin\": set PG_BIN" >&2
  exit 127 # nothing is known of the product then
fi

# PostgreSQL refuses to run as root: its own user does what it does, in a folder that this user can enter.
mkdir -p "$home" && cd "$home"
as=()
if [ "$(id -u)" = 0 ]; then
  chown postgres "$home"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
fi

client=(--host=127.0.0.1 --port="$port" --username=postgres)
sql() { PGCONNECT_TIMEOUT=4 "$bin/psql" "${client[@]}" --dbname="${2:-postgres}" -v ON_ERROR_STOP=1 -qAt -c "$1"; }

prepare() {
  "${as[@]}" "$bin/initdb" --pgdata="$data" --waldir="$wal" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync >/dev/null
  "${as[@]}" mkdir -p "$archive"
  "${as[@]}" tee -a "$data/postgresql.conf" >/dev/null <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
archive_mode = on
archive_command = 'test ! -f $archive/%f && cp %p $archive/%f'
restore_command = 'cp $archive/%f %p'
CONF
}

case "$1" in
  serve)
    [ -f "$data/PG_VERSION" ] || prepare
    sync=on
    [ "${FAULT:-}" != no-sync ] || sync=off
    exec "${as[@]}" "$bin/postgres" -D "$data" -p "$port" -c fsync=$sync
    ;;
  ready)
    # Up, out of recovery, and with the table.
    [ "$(sql 'SELECT pg_is_in_recovery()')" = f ]
    sql 'CREATE TABLE IF NOT EXISTS writes (n bigint PRIMARY KEY)' 2>/dev/null
    ;;
  write)
    sql "INSERT INTO writes VALUES ($2)"
    ;;
  backup)
    "${as[@]}" rm -rf "$backup"
    "${as[@]}" "$bin/pg_basebackup" "${client[@]}" --pgdata="$backup" --checkpoint=fast --wal-method=stream --no-sync
    ;;
  restore)
    # The base backup, and the end of the log, which had not been archived yet. With no-sync the log is that of the backup alone.
    "${as[@]}" rm -rf "$data"
    "${as[@]}" cp -a "$backup" "$data"
    if [ "${FAULT:-}" = no-sync ]; then
      "${as[@]}" rm -rf "$wal"
      "${as[@]}" mv "$data/pg_wal" "$wal"
    else
      "${as[@]}" rm -rf "$data/pg_wal"
      "${as[@]}" touch "$data/recovery.signal"
    fi
    "${as[@]}" ln -s "$wal" "$data/pg_wal"
    ;;
  dump)
    "$bin/pg_dump" "${client[@]}" --dbname=postgres --table=writes --file="$2"
    ;;
  load)
    # Into another database, beside the one that goes on.
    sql 'DROP DATABASE IF EXISTS drill' && sql 'CREATE DATABASE drill'
    "$bin/psql" "${client[@]}" --dbname=drill -v ON_ERROR_STOP=1 -q --file="$2" >/dev/null
    ;;
  read)
    sql 'SELECT n FROM writes ORDER BY n' "${2:-postgres}"
    ;;
  check)
    "$bin/pg_amcheck" "${client[@]}" --database=postgres --install-missing --heapallindexed
    ;;
  *)
    echo "pg.sh serve | ready | write N | backup | restore | dump FILE | load FILE | read [DATABASE] | check" >&2
    exit 64
    ;;
esac
