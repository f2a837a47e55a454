"""Which programs of a home folder live.

Each engine holds a lock on a file of its own for as long as it lives. The operating system
releases the lock with the process, however it ended; pids and heartbeats are not needed.
"""

import contextlib
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

if os.name == "nt":  # pragma: no cover - not run on the development machines
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # pyright: ignore
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


class FileOwner:
    """Implements `engine.store.owner.Owner`."""

    def __init__(self, folder: Path) -> None:
        """Claim a new name in `folder`. Raises OSError."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self.name = uuid.uuid4().hex
        self._handle = os.open(
            self._path(self.name), os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600
        )
        _lock(self._handle)

    def alive(self, name: str) -> bool:
        """Whether the program that claimed `name` still runs; forgets it if not."""
        if name == self.name:
            return True
        try:
            handle = os.open(self._path(name), os.O_RDWR)
        except OSError:
            return False
        try:
            if not _lock(handle):
                return True
        finally:
            os.close(handle)
        with contextlib.suppress(OSError):
            self._path(name).unlink()
        return False

    async def gone(self, names: Iterable[str]) -> set[str]:
        """See `Owner`."""
        return {name for name in names if not self.alive(name)}

    async def close(self) -> None:
        """Give the claim back."""
        os.close(self._handle)
        with contextlib.suppress(OSError):
            self._path(self.name).unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.lock"
