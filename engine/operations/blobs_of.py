"""The blobs of a home, as its settings and the environment say."""

from pathlib import Path

from engine.config import Store
from engine.providers.credentials import Credentials
from engine.store.blobs import Blobs
from engine.store.opening_blobs import VARIABLE, open_blobs


def blobs_of(home: Path, settings: Store) -> Blobs:
    """Those at `REROLL_BLOBS` (the environment, or `.env`), at `[store] blobs`, or in the home itself.

    Raises `StorageError`.
    """
    variable = Credentials(home).variable
    said = variable(VARIABLE) or settings.blobs
    return open_blobs(home, said, variable, cache_mb=settings.blob_cache_mb)
