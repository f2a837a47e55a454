"""Writes a file whole or not at all: a temporary name, synced, renamed, the folder synced."""

import contextlib
import os
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from engine.store.errors import from_os


@dataclass(slots=True)
class NewFile:
    """A file without a name yet; `file` takes its bytes."""

    file: BinaryIO
    _temporary: Path
    _named: bool = False

    def name(self, target: Path) -> None:
        """Make it `target`, in a folder of the same disk, once its bytes will last. Raises OSError."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self._temporary.replace(target)
        self._named = True
        sync_folder(target.parent)

    def drop(self) -> None:
        """Take it away again, unless it got a name."""
        with contextlib.suppress(OSError):
            self.file.close()
        if not self._named:
            with contextlib.suppress(OSError):
                self._temporary.unlink()


@contextlib.contextmanager
def whole_file(folder: Path) -> Generator[NewFile]:
    """A file to be filled and then named; one that got no name is taken away. Raises `StorageError`."""
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
    except OSError as error:
        raise from_os(error, folder) from None
    new = NewFile(os.fdopen(handle, "wb"), Path(temporary))
    try:
        yield new
    except OSError as error:
        raise from_os(error, folder) from None
    finally:
        new.drop()


def write_whole(target: Path, data: bytes) -> None:
    """Put `data` into `target`, on disk when this returns; its folder must exist. Raises `StorageError`."""
    with whole_file(target.parent) as new:
        try:
            new.file.write(data)
            new.name(target)
        except OSError as error:
            raise from_os(error, target) from None


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` last. Windows cannot open folders; there the rename is durable enough."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
