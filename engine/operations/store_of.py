"""The store of a home, as its settings and the environment say."""

from pathlib import Path

from engine.config import Store as StoreSettings
from engine.providers.credentials import Credentials
from engine.store.database import BUSY_SECONDS
from engine.store.opening import Store, open_store

VARIABLE = "REROLL_STORE"


def store_url(home: Path, settings: StoreSettings) -> str:
    """The URL in `REROLL_STORE` (the environment, or `.env`), or at `[store] url`; "" for the home folder."""
    return Credentials(home).variable(VARIABLE) or settings.url


async def store_of(
    home: Path, settings: StoreSettings, url: str = "", *, busy_seconds: float = BUSY_SECONDS
) -> Store:
    """Open the store at `url`, or else where the home says it is. Raises `StorageError`."""
    return await open_store(home, url or store_url(home, settings), busy_seconds=busy_seconds)
