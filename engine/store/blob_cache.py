"""A bounded folder of blobs that lie elsewhere: what was used last stays."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterable
from hashlib import sha256
from pathlib import Path

from engine.store.blobs import damaged, digest_of, extension_of
from engine.store.errors import StorageError, from_os
from engine.store.folder_blobs import FolderBlobs, tidied
from engine.store.whole_file import whole_file

IN_USE_SECONDS = 600.0
"""What was asked for this long ago or less stays, even over the bound: somebody may be about to open it."""

_LEFT_SECONDS = 86_400.0
"""What was being fetched so long ago by a program that was killed is nobody's any more."""


class BlobCache:
    """Copies in `folder`, about `most_bytes` of them. Several programs may share it."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._files = FolderBlobs(folder)
        self.folder = folder
        self._most = most_bytes
        self._room = 0
        """Bytes that may come before all files are looked at again."""

    def find(self, url: str) -> Path | None:
        """The copy, which is the one used last then. Blocks shortly."""
        path = self._files.near(url)
        if path is not None:
            try:
                os.utime(path)
            except FileNotFoundError:
                return None
            except OSError:
                pass
        return path

    def read(self, url: str) -> bytes | None:
        """The bytes of the copy, if there is one and it is what `url` says. Blocks."""
        path = self.find(url)
        if path is None:
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None
        return data if sha256(data).hexdigest() == digest_of(url) else None

    async def keep(self, data: bytes, media_type: str) -> None:
        """Keep a copy of what was just written, where that is possible."""
        with contextlib.suppress(StorageError):
            await self._files.write(data, media_type)
            await self._grown(len(data))

    async def fill(self, url: str, media_type: str, pieces: AsyncIterable[bytes], where: str) -> Path:
        """Keep what comes, once it is whole and what `url` says; else `StorageError`.

        `where` it comes from, for a message.
        """
        digest, size = sha256(), 0
        target = self.folder / digest_of(url)[:2] / (digest_of(url) + extension_of(media_type))
        await asyncio.to_thread(_make, target.parent)
        with whole_file(self.folder) as copy:
            async for piece in pieces:
                digest.update(piece)
                size += len(piece)
                await asyncio.to_thread(copy.file.write, piece)
            if digest.hexdigest() != digest_of(url):
                raise damaged(url, where)
            await asyncio.to_thread(copy.name, target)
        await self._grown(size)
        return target

    async def forget(self, url: str) -> None:
        """Drop a copy."""
        with contextlib.suppress(StorageError):
            await self._files.delete(url)

    async def _grown(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            self._room = await asyncio.to_thread(self._trim)

    def _trim(self) -> int:
        """Remove what was used longest ago; return how much may come until the next look."""
        found: list[tuple[float, int, Path]] = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                stat = path.stat()
                found.append((stat.st_mtime, stat.st_size, path))
        tidied(self.folder, time.time() - _LEFT_SECONDS)
        total, old = sum(size for _, size, _ in found), time.time() - IN_USE_SECONDS
        for used, size, path in sorted(found):
            if total <= self._most or used > old:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size
        # Another program may fill it too: look again well before it could be full of ours.
        return max(self._most - total, self._most // 10) // 2


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise from_os(error, folder) from None
