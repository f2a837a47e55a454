"""What can go wrong with the disk and the database, in words for a person."""

import errno
import sqlite3
from pathlib import Path


class StorageError(Exception):
    """Storage failed.

    `code` is one of disk_full, damaged, locked, read_only, newer, closed, unavailable.
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def from_sqlite(error: sqlite3.Error, path: Path) -> StorageError:
    """Say what an SQLite error means for the database at `path`."""
    # The low byte is the primary code; errors of Python's own module have none.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
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


def from_os(error: OSError, path: Path) -> StorageError:
    """Say what an operating system error means for the file or folder at `path`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return StorageError(
            "read_only",
            f"{path} cannot be written.",
            hint="Check its permissions, or set REROLL_HOME to another folder.",
        )
    return StorageError("unavailable", f"{path} cannot be used: {error.strerror or error}.")


def disk_full(path: Path) -> StorageError:
    """There is no room left where `path` is."""
    return StorageError(
        "disk_full",
        f"The disk is full: {path} could not be written. What was saved before is still there.",
        hint="Free some space, then try again.",
    )
