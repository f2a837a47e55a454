#!/usr/bin/env bash
# Backs up what Reroll keeps while it runs. Usage: backup.sh FOLDER, with REROLL_HOME and REROLL_STORE as the
# server has them. The same folder again takes what is new; the database of before stays until the new one is whole.
#
# The database comes first and the files after: a file is there before the row that names it, and none is changed.
# So every file that this database names is among those that are copied later. The other way round would lack some.
set -euo pipefail
umask 077
target=${1:?the folder to back up to}
home=${REROLL_HOME:?the home folder of the server}
store=${REROLL_STORE:-}
mkdir -p "$target"

if [ -n "$store" ]; then
    pg_dump --format=custom --no-owner --schema=reroll --file="$target/reroll.dump.part" "$store"
    sync "$target/reroll.dump.part"
    mv "$target/reroll.dump.part" "$target/reroll.dump"
else
    rm -f "$target/reroll.db.part"
    "${PYTHON:-python3}" -c '
import sqlite3, sys
source = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=60)
source.execute("VACUUM INTO ?", (sys.argv[2],))
' "$home/reroll.db" "$target/reroll.db.part"
    sync "$target/reroll.db.part"
    mv "$target/reroll.db.part" "$target/reroll.db"
fi

# Names that begin with a dot are of files that are not whole yet.
for folder in blobs uploads workflows; do
    if [ -d "$home/$folder" ]; then
        mkdir -p "$target/$folder"
        (cd "$home/$folder" && find . -type f ! -name '.*' -exec cp --parents --preserve=all --no-clobber --target-directory="$target/$folder" {} +)
    fi
done
for file in config.toml .env; do
    if [ -f "$home/$file" ]; then
        cp --preserve=all "$home/$file" "$target/$file"
    fi
done
sync "$target"
