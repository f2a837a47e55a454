"""Blobs in a folder of this machine: files named for the SHA-256 of their content."""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import BinaryIO

from engine.store.blobs import StoredBlob, damaged, digest_of, extension_of, gone
from engine.store.errors import from_os
from engine.store.whole_file import sync_folder, whole_file, write_whole

PIECE = 1024 * 1024
"""Bytes that are read at once."""


class FolderBlobs:
    """`ab/abcd….png` below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def where(self) -> str:
        """The folder."""
        return str(self.folder)

    async def write(self, data: bytes, media_type: str) -> str:
        """See `Blobs`."""
        return await asyncio.to_thread(self._write, data, media_type)

    async def write_file(self, file: Path, media_type: str) -> str:
        """See `Blobs`."""
        return await asyncio.to_thread(self._write_file, file, media_type)

    async def read(self, url: str) -> bytes:
        """See `Blobs`."""
        return await asyncio.to_thread(self._read, url)

    async def path(self, url: str) -> Path:
        """See `Blobs`."""
        return await asyncio.to_thread(self.find, url)

    def near(self, url: str) -> Path | None:
        """See `Blobs`."""
        return next(iter(sorted(self._shelf(digest_of(url)).glob(f"{digest_of(url)}.*"))), None)

    def find(self, url: str) -> Path:
        """As `path`. Blocks."""
        found = self.near(url)
        if found is None:
            raise gone(url, self.where)
        return found

    async def look(self, url: str) -> StoredBlob | None:
        """See `Blobs`."""
        return await asyncio.to_thread(self._look, url)

    async def verify(self, url: str) -> int:
        """See `Blobs`."""
        return await asyncio.to_thread(self._verify, url)

    async def stored(self) -> AsyncGenerator[StoredBlob]:
        """See `Blobs`. Other files in the folder are nobody's business."""
        for shelf in await asyncio.to_thread(self._shelves):
            for blob in await asyncio.to_thread(_on_shelf, shelf):
                yield blob

    async def delete(self, url: str) -> None:
        """See `Blobs`."""
        await asyncio.to_thread(self._delete, url)

    async def tidy(self, before: float) -> int:
        """See `Blobs`."""
        return await asyncio.to_thread(tidied, self.folder, before)

    async def close(self) -> None:
        """Nothing is left to do."""

    def _read(self, url: str) -> bytes:
        path = self.find(url)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise from_os(error, path) from None
        if hashlib.sha256(data).hexdigest() != digest_of(url):
            raise damaged(url, self.where)
        return data

    def _write(self, data: bytes, media_type: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        target = self._shelf(digest) / (digest + extension_of(media_type))
        if not _renewed(target, len(data)):
            self._make_shelf(target.parent)
            write_whole(target, data)
        return f"blob:{digest}"

    def _write_file(self, file: Path, media_type: str) -> str:
        self._make_shelf(self.folder)
        with whole_file(self.folder) as copy:
            try:
                content = file.open("rb")
            except OSError as error:
                raise from_os(error, file) from None
            with content:
                digest, size = copied(content, copy.file)
            target = self._shelf(digest) / (digest + extension_of(media_type))
            if not _renewed(target, size):
                self._make_shelf(target.parent)
                copy.name(target)
        return f"blob:{digest}"

    def _look(self, url: str) -> StoredBlob | None:
        try:
            found = self.near(url)
            return None if found is None else _stored(found)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise from_os(error, self.folder) from None

    def _verify(self, url: str) -> int:
        path = self.find(url)
        try:
            with path.open("rb") as content:
                digest, size = copied(content)
        except OSError as error:
            raise from_os(error, path) from None
        if digest != digest_of(url):
            raise damaged(url, self.where)
        return size

    def _delete(self, url: str) -> None:
        digest = digest_of(url)
        for path in self._shelf(digest).glob(f"{digest}.*"):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise from_os(error, path) from None

    def _shelf(self, digest: str) -> Path:
        return self.folder / digest[:2]

    def _shelves(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        try:
            return sorted(each for each in self.folder.iterdir() if len(each.name) == 2 and each.is_dir())
        except OSError as error:
            raise from_os(error, self.folder) from None

    def _make_shelf(self, shelf: Path) -> None:
        try:
            if not shelf.is_dir():
                shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
                sync_folder(shelf.parent)
        except OSError as error:
            raise from_os(error, shelf) from None


def tidied(folder: Path, before: float) -> int:
    """Remove new files below a folder that got no name until then; how many. Blocks."""
    count = 0
    for path in (*folder.glob(".new-*"), *folder.glob("??/.new-*")):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


def copied(content: BinaryIO, target: BinaryIO | None = None) -> tuple[str, int]:
    """Read a file piece by piece, into `target` if there is one; its SHA-256 and size. Blocks."""
    digest, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        digest.update(piece)
        size += len(piece)
        if target is not None:
            target.write(piece)
    return digest.hexdigest(), size


def _renewed(target: Path, size: int) -> bool:
    """Whether the file is there; then it is young again. One of another size is none of ours to keep."""
    try:
        if target.stat().st_size != size:
            return False
    except OSError:
        return False  # if it is more than that nothing is there, writing will say so
    with contextlib.suppress(OSError):
        os.utime(target)
    return True


def _on_shelf(shelf: Path) -> list[StoredBlob]:
    found: list[StoredBlob] = []
    for path in shelf.glob("*.*"):
        if len(path.stem) == 64 and path.stem.startswith(shelf.name):
            try:
                found.append(_stored(path))
            except FileNotFoundError:
                continue
            except OSError as error:
                raise from_os(error, path) from None
    return found


def _stored(path: Path) -> StoredBlob:
    stat = path.stat()
    return StoredBlob(f"blob:{path.stem}", stat.st_size, stat.st_mtime)
