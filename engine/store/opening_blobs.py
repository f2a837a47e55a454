"""Where the blobs of a home are: in its own folder, in another one, or on S3."""

from collections.abc import Callable
from pathlib import Path

from engine.store.blobs import Blobs
from engine.store.folder_blobs import FolderBlobs

VARIABLE = "REROLL_BLOBS"
CACHE_MB = 2048
"""How large the copies of what is on S3 may become, in `cache/blobs` of the home."""


def open_blobs(home: Path, said: str, variable: Callable[[str], str], *, cache_mb: int = CACHE_MB) -> Blobs:
    """The blobs at `said`: empty for `blobs/` of the home, `s3://…` (see `S3Address`), or a folder.

    `variable` gives the value of an environment variable, or "". Raises `StorageError`.
    """
    if not said.startswith("s3:"):
        return FolderBlobs(home / Path(said).expanduser() if said else home / "blobs")
    from engine.store.blob_cache import BlobCache  # noqa: PLC0415 - most homes have a folder
    from engine.store.s3_address import S3Address  # noqa: PLC0415
    from engine.store.s3_blobs import S3Blobs  # noqa: PLC0415

    cache = BlobCache(home / "cache" / "blobs", cache_mb * 1024 * 1024)
    return S3Blobs(S3Address.parse(said), cache, variable)
