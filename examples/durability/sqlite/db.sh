#!/usr/bin/env bash
# What the gate `sqlite` calls. FAULT=old-backup: the restore leaves out the write-ahead log.
set -euo pipefail
home="${STORE_HOME:-$(cd "$(dirname "$0")" && pwd)/state}"
backup="$home/backup" crashed="$home/crashed"
port="${STORE_PORT:-4391}"

# The contents as one hash; to open a database is to replay its log.
contents() { sqlite3 -batch "$1" .dump | sha256sum; }

case "$1" in
  write)
    curl --silent --fail --max-time 4 --output /dev/null --request POST "http://127.0.0.1:$port/writes/$2"
    ;;
  backup)
    # The log is folded in, the file copied: nothing changes it until the next backup, all that is new stands in the log.
    rm -rf "$backup" && mkdir -p "$backup"
    [[ "$(sqlite3 -batch -cmd '.timeout 4000' "$home/store.db" 'PRAGMA wal_checkpoint(truncate);')" == 0\|* ]]
    cp "$home/store.db" "$backup/"
    ;;
  restore)
    # Backup and log are kept aside, for the check. The gate has removed the database itself.
    rm -rf "$crashed" && mkdir -p "$crashed"
    cp "$backup/store.db" "$crashed/"
    mv "$home"/store.db-* "$crashed/"
    cp "$backup/store.db" "$home/"
    if [ "${FAULT:-}" != old-backup ]; then cp "$crashed/store.db-wal" "$home/"; fi
    ;;
  read)
    sqlite3 -batch -readonly "$home/store.db" 'SELECT n FROM writes ORDER BY n;'
    ;;
  check)
    [ "$(sqlite3 -batch -readonly "$home/store.db" 'PRAGMA integrity_check;')" = ok ]
    [ "$(contents "$home/store.db")" = "$(contents "$crashed/store.db")" ]
    ;;
  *)
    echo "db.sh write N | backup | restore | read | check" >&2
    exit 64
    ;;
esac
