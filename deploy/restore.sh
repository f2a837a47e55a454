#!/usr/bin/env bash
# Puts a backup of backup.sh into an empty home folder and, with REROLL_STORE, an empty database.
# Usage: restore.sh FOLDER, with REROLL_HOME and REROLL_STORE as the new server will have them. Nothing may run on them.
set -euo pipefail
umask 077
source=${1:?the folder of the backup}
home=${REROLL_HOME:?the home folder to restore to}
store=${REROLL_STORE:-}
if [ -e "$home/reroll.db" ] || [ -d "$home/blobs" ]; then
    echo "restore: there is something in $home already; move it aside first" >&2
    exit 1
fi
mkdir -p "$home"
# The files come first: whoever opens the database may look for them.
for name in blobs uploads workflows config.toml .env; do
    if [ -e "$source/$name" ]; then
        cp --recursive --preserve=all "$source/$name" "$home/$name"
    fi
done
if [ -n "$store" ]; then
    pg_restore --no-owner --exit-on-error --single-transaction --dbname="$store" "$source/reroll.dump"
else
    cp --preserve=all "$source/reroll.db" "$home/reroll.db"
fi
echo "restore: done; reroll doctor --thorough looks at all of it"
