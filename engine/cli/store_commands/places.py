"""The stores that a command names: this one, another home folder, or a PostgreSQL with its files."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from engine.config import load_config
from engine.home import home_folder
from engine.moving.copying import End
from engine.operations.blobs_of import blobs_of
from engine.operations.store_of import store_url
from engine.providers.credentials import Credentials
from engine.providers.registry import settings_of
from engine.store.blobs import Blobs
from engine.store.errors import StorageError
from engine.store.opening import FILE, open_store
from engine.store.opening_blobs import open_blobs
from schemas.frozen import frozen

HERE = "here"
_POSTGRES = ("postgresql://", "postgres://")


@frozen
class Place:
    """An open store. `home` is its folder on this machine; `name` has nothing secret."""

    name: str
    end: End
    home: Path
    shared: bool


def is_there(said: str) -> bool:
    """Whether a folder holds a store; of any other name it is taken for granted."""
    return said == HERE or said.startswith(_POSTGRES) or (Path(said).expanduser() / FILE).is_file()


@asynccontextmanager
async def opened(said: str, blobs: str = "", *, make: bool = False) -> AsyncGenerator[Place]:
    """Open a store by what a person called it. Raises `StorageError` and `ConfigError`.

    `here` is the one that Reroll uses now, by the environment and the settings; a folder is a home, by its
    own settings alone; a `postgresql://` URL has its files at `blobs`, or where those of `here` are.
    Only with `make` a folder that holds none yet gets one.
    """
    home = home_folder() if said == HERE or said.startswith(_POSTGRES) else Path(said).expanduser().absolute()
    settings = (await asyncio.to_thread(load_config, home, settings_of)).store
    variable = Credentials(home).variable
    url = store_url(home, settings) if said == HERE else settings.url
    if said.startswith(_POSTGRES):
        url = said
    if not url and not make and not (home / FILE).is_file():
        raise StorageError("gone", f"There is no store in {home}.", hint="Say a home folder, or a URL.")
    if blobs:
        # As any path of a command: from where one stands, not from the home.
        blobs = blobs if blobs.startswith("s3:") else str(Path(blobs).expanduser().absolute())
        files: Blobs = await asyncio.to_thread(open_blobs, home, blobs, variable)
    elif said == HERE or said.startswith(_POSTGRES):
        files = await asyncio.to_thread(blobs_of, home, settings)
    else:
        files = await asyncio.to_thread(open_blobs, home, settings.blobs, variable)
    store = await open_store(home, url)
    try:
        name = str(getattr(store.database, "where", "")) or str(home / FILE)
        yield Place(name, End(store.database, files), home, shared=bool(url))
    finally:
        await files.close()
        await store.close()
