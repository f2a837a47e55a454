"""Writes a file whole or not at all: a temporary name, synced, renamed, the folder synced."""

import contextlib
import os
import tempfile
from pathlib import Path

from engine.store.errors import from_os


def write_whole(target: Path, data: bytes) -> None:
    """Put `data` into `target`, on disk when this returns; its folder must exist. Raises `StorageError`."""
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
        sync_folder(target.parent)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise from_os(error, target) from None


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` last. Windows cannot open folders; there the rename is durable enough."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
