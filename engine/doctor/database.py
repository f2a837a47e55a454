"""The SQLite database and the files that belong to it, looked at without changing them."""

import hashlib
import os
import random
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from engine.doctor.finding import MIB, Finding, size
from engine.store.tables import MIGRATIONS

SECONDS = 3.0
"""For how long pages, and then files, are checked; all of them only if that was asked for."""
SAMPLE = 200
MOST_FILES = 200_000
LARGE_WAL = 64 * MIB
_BLOCK = MIB
_STEPS = 10_000
_NAME = re.compile(r"[0-9a-f]{64}\.")


def look_at_database(home: Path, *, all_of_it: bool = False) -> Iterator[Finding]:
    """The database of a home folder."""
    path = home / "reroll.db"
    if not path.exists():
        yield Finding("database", "ok", "none yet: it is made when Reroll first runs")
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=2)) as database:
            yield _version(database, path)
            yield _checked(database, None if all_of_it else SECONDS)
    except sqlite3.Error as error:
        todo = "Restore a backup, or move reroll.db aside to begin afresh; see docs/deploying.md."
        yield Finding("database", "failed", f"{path} cannot be read: {error}", todo)
    yield _wal(path)


def _version(database: sqlite3.Connection, path: Path) -> Finding:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    says = f"version {version}, {size(path.stat().st_size)}, SQLite {sqlite3.sqlite_version}"
    if version > len(MIGRATIONS):
        return Finding("database", "failed", f"{says}: of a newer Reroll", "Install that one.")
    if version < len(MIGRATIONS):
        todo = "Nothing: it is brought up to date when it is next opened. Make a backup before."
        return Finding("database", "note", f"{says}: this Reroll has version {len(MIGRATIONS)}", todo)
    return Finding("database", "ok", says)


def _checked(database: sqlite3.Connection, seconds: float | None) -> Finding:
    end = None if seconds is None else time.monotonic() + seconds

    def late() -> bool:
        return end is not None and time.monotonic() > end

    database.set_progress_handler(late, _STEPS)
    try:
        found = [str(row[0]) for row in database.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        says = f"no fault in the {seconds:g} s that were spent on it"
        return Finding("integrity", "note", says, "`reroll doctor --thorough` looks at all of it.")
    finally:
        database.set_progress_handler(None, 0)
    if found != ["ok"]:
        todo = "Stop Reroll, copy reroll.db*, restore a backup: see docs/deploying.md."
        return Finding("integrity", "failed", "; ".join(found)[:300], todo)
    return Finding("integrity", "ok", "quick_check finds nothing")


def _wal(path: Path) -> Finding:
    wal = path.with_name(path.name + "-wal")
    length = wal.stat().st_size if wal.exists() else 0
    if length > LARGE_WAL:
        todo = "Something reads for very long, or was killed: end all programs of Reroll once."
        return Finding("WAL", "warning", f"{size(length)} not yet folded into the database", todo)
    return Finding("WAL", "ok", size(length))


def look_at_blobs(folder: Path, *, all_of_them: bool = False) -> Iterator[Finding]:
    """Files by their content: how many, how large, and whether some of them are what their names say."""
    files: list[Path] = []
    total = 0
    for file in _files(folder):
        files.append(file)
        total += file.stat().st_size
        if len(files) >= MOST_FILES:
            break
    more = " or more" if len(files) >= MOST_FILES else ""
    says = f"{len(files)}{more} files, {size(total)}"
    chosen = files if all_of_them else random.sample(files, min(SAMPLE, len(files)))
    end = time.monotonic() + SECONDS
    looked, wrong = 0, list[Path]()
    for file in chosen:
        if not all_of_them and time.monotonic() > end:
            break
        looked += 1
        if not _is_itself(file):
            wrong.append(file)
    if wrong:
        todo = "Restore these files from a backup; the disk may be failing."
        named = ", ".join(file.name for file in wrong[:3])
        yield Finding("files", "failed", f"{says}; {len(wrong)} of {looked} are damaged: {named}", todo)
    else:
        yield Finding("files", "ok", f"{says}; {looked} looked at, each what its name says")


def _files(folder: Path) -> Iterator[Path]:
    try:
        shelves = sorted(entry.path for entry in os.scandir(folder) if entry.is_dir())
    except OSError:
        return
    for shelf in shelves:
        yield from (Path(entry.path) for entry in os.scandir(shelf) if _NAME.match(entry.name))


def _is_itself(file: Path) -> bool:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as content:
            while block := content.read(_BLOCK):
                digest.update(block)
    except OSError:
        return False
    return file.name.partition(".")[0] == digest.hexdigest()
