"""What SQLite's errors mean, in words for a person."""

import sqlite3
from pathlib import Path

from engine.store.errors import AlreadyThere, StorageError, belongs_to_nothing, disk_full


def from_sqlite(error: sqlite3.Error, path: Path) -> StorageError:
    """Say what an SQLite error means for the database at `path`."""
    extended: int = getattr(error, "sqlite_errorcode", 0)
    if extended in (sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE):
        return AlreadyThere()
    if extended == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return belongs_to_nothing()
    # The low byte is the primary code; errors of Python's own module have none.
    code = extended & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StorageError(
            "damaged",
            f"The database {path} is damaged. Nothing was changed.",
            hint="Restore it from a backup, or move it aside to start afresh. Images stay usable.",
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError(
            "locked",
            f"Another program holds the database {path}.",
            hint="Close the program that uses it, then try again. Nothing was lost.",
        )
    if code == sqlite3.SQLITE_READONLY:
        return StorageError(
            "read_only",
            f"The database {path} cannot be written.",
            hint="Check the permissions of the folder, or set REROLL_HOME to another one.",
        )
    return StorageError(
        "unavailable",
        f"The database {path} cannot be used: {error}.",
        hint="Check the folder, or set REROLL_HOME to another one.",
    )
