"""What can go wrong with the disk and the database, in words for a person."""

import errno
from pathlib import Path


class StorageError(Exception):
    """Storage failed.

    `code` is one of disk_full, damaged, locked, read_only, newer, closed, unavailable, lost
    (the connection broke and nothing was saved), unknown (nobody can tell whether it was saved),
    conflict, gone.
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class AlreadyThere(StorageError):
    """A row of that key is there already: somebody was faster. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            "conflict",
            "Somebody else saved the same a moment ago. Nothing was changed.",
            hint="Look at it again, then repeat what is still to be done.",
        )


def belongs_to_nothing() -> StorageError:
    """What a new row belongs to is not there (any more)."""
    return StorageError(
        "gone",
        "What this belongs to was deleted in the meantime. Nothing was changed.",
        hint="Go back to the list and open it again.",
    )


def closed() -> StorageError:
    """The engine of this program was closed."""
    return StorageError("closed", "The engine was closed.")


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
