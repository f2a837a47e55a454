"""Files by their content: `blob:<sha256>` names one, for ever the same bytes."""

import asyncio
import hashlib
import re
from pathlib import Path

from engine.store.errors import StorageError, from_os
from engine.store.whole_file import sync_folder, write_whole

_DIGEST = re.compile(r"[0-9a-f]{64}")
_EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/json": ".json",
    "video/mp4": ".mp4",
    "audio/mpeg": ".mp3",
}


class Blobs:
    """A folder of files named for the SHA-256 of their content."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def write(self, data: bytes, media_type: str) -> str:
        """Store `data` and return its url once it is on disk. Raises `StorageError`."""
        return await asyncio.to_thread(self._write, data, media_type)

    async def read(self, url: str) -> bytes:
        """The bytes of a `blob:` url. Raises `StorageError` if they are gone."""
        return await asyncio.to_thread(self._read, url)

    def path(self, url: str) -> Path:
        """Where the file of a `blob:` url is; `StorageError` if there is none."""
        digest = url.removeprefix("blob:")
        if not _DIGEST.fullmatch(digest):
            raise StorageError("unavailable", f"{url!r} is not a blob.")
        found = next(iter(sorted((self.folder / digest[:2]).glob(f"{digest}.*"))), None)
        if found is None:
            raise StorageError("unavailable", f"The file of {url[:17]}… is missing from {self.folder}.")
        return found

    def _read(self, url: str) -> bytes:
        path = self.path(url)
        try:
            return path.read_bytes()
        except OSError as error:
            raise from_os(error, path) from None

    def _write(self, data: bytes, media_type: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        shelf = self.folder / digest[:2]
        target = shelf / (digest + _EXTENSIONS.get(media_type, ".bin"))
        if target.exists():
            return f"blob:{digest}"
        try:
            if not shelf.is_dir():
                shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
                sync_folder(self.folder)
        except OSError as error:
            raise from_os(error, target) from None
        write_whole(target, data)
        return f"blob:{digest}"
