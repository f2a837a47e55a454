"""Files by their content: `blob:<sha256>` names one, for ever the same bytes.

Where they lie is decided once, by `engine.store.opening_blobs`: in a folder of this machine, or on S3.
"""

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Protocol

from engine.store.errors import StorageError
from schemas.frozen import frozen

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


@frozen
class StoredBlob:
    """A blob as it lies there: `size` in bytes, `at` when it was last written, in Unix seconds."""

    url: str
    size: int
    at: float


class Blobs(Protocol):
    """What every place for blobs can do. All raise `StorageError`.

    A blob is there whole or not at all; to write one that is there already does no harm, by
    however many programs at once, and makes it young again for `reroll store clean`.
    """

    @property
    def where(self) -> str:
        """The place in words for a person, without anything secret."""
        ...

    async def write(self, data: bytes, media_type: str) -> str:
        """Store `data` and return its url once it will last."""
        ...

    async def write_file(self, file: Path, media_type: str) -> str:
        """Store what is in a file, piece by piece, and return its url once it will last."""
        ...

    async def read(self, url: str) -> bytes:
        """The bytes of a `blob:` url, checked against their hash."""
        ...

    async def path(self, url: str) -> Path:
        """A file of this machine with these bytes, with a suffix that fits them; only to be read.

        It may be fetched for that, and may be removed again some minutes after it was last asked for.
        """
        ...

    def near(self, url: str) -> Path | None:
        """The file that `path` gives, if it need not be fetched. Blocks shortly."""
        ...

    async def look(self, url: str) -> StoredBlob | None:
        """What lies there of that name, or None. Asks the place itself."""
        ...

    async def verify(self, url: str) -> int:
        """Read a blob where it lies, return its size; `StorageError` (`damaged`) if it is other content."""
        ...

    def stored(self) -> AsyncGenerator[StoredBlob]:
        """Every blob that lies there, in no order."""
        ...

    async def delete(self, url: str) -> None:
        """Remove a blob, if it is there."""
        ...

    async def tidy(self, before: float) -> int:
        """Remove what writers that were killed left before that time; how many files that were."""
        ...

    async def close(self) -> None:
        """Wait for what is being fetched."""
        ...


def digest_of(url: str) -> str:
    """The SHA-256 that a `blob:` url names. Raises `StorageError` for anything else."""
    digest = url.removeprefix("blob:")
    if not _DIGEST.fullmatch(digest):
        raise StorageError("unavailable", f"{url[:80]!r} is not a blob.")
    return digest


def extension_of(media_type: str) -> str:
    """How files of this type end, with the dot."""
    return _EXTENSIONS.get(media_type, ".bin")


def media_type_of(extension: str) -> str:
    """The type of files that end so."""
    return next((kind for kind, each in _EXTENSIONS.items() if each == extension), "application/octet-stream")


def gone(url: str, where: str) -> StorageError:
    """A blob that is not where it should be."""
    return StorageError("unavailable", f"The file of {url[:17]}… is missing from {where}.")


def damaged(url: str, where: str) -> StorageError:
    """A blob whose bytes are not those it is named for."""
    return StorageError(
        "damaged",
        f"The file of {url[:17]}… in {where} is damaged: its content is another one.",
        hint="Bring it back from a backup, or copy it with `reroll store copy` from a store that has it.",
    )
