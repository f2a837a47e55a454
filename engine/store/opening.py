"""Opens the store: a file of the home folder, or a PostgreSQL that several machines share."""

import asyncio
from importlib import import_module
from pathlib import Path

from engine.home import DATABASE
from engine.store.database import BUSY_SECONDS, Database
from engine.store.errors import StorageError, from_os
from engine.store.owner import Owner
from schemas.frozen import frozen

FILE = DATABASE


@frozen
class Store:
    """An open database, and this program's claim on what it runs."""

    database: Database
    owner: Owner

    async def close(self) -> None:
        """Give the claim back and close."""
        try:
            await self.owner.close()
        finally:
            await self.database.close()


async def open_store(home: Path, url: str = "", *, busy_seconds: float = BUSY_SECONDS) -> Store:
    """Open the store at a `postgresql://` URL, or without one that in `home`. Raises `StorageError`."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise from_os(error, home) from None
    return await (_on_postgres(url) if url else _in_file(home, busy_seconds))


async def _in_file(home: Path, busy_seconds: float) -> Store:
    # Whoever works on PostgreSQL needs none of this, and the other way round; and in a thread, as the
    # screen goes on meanwhile.
    await asyncio.to_thread(import_module, "engine.store.sqlite.database")
    from engine.store.sqlite.database import SqliteDatabase  # noqa: PLC0415
    from engine.store.sqlite.owner import FileOwner  # noqa: PLC0415

    database = await SqliteDatabase.open(home / FILE, busy_seconds=busy_seconds)
    try:
        return Store(database, FileOwner(home / "owners"))
    except OSError as error:
        await database.close()
        raise from_os(error, home / "owners") from None


async def _on_postgres(url: str) -> Store:
    from engine.store.postgres.address import address_of, is_address  # noqa: PLC0415 - as above

    if not is_address(url):
        raise StorageError(
            "unavailable",
            "The store's URL cannot be used.",
            hint="It begins with postgresql://; without one everything is kept in the home folder.",
        )
    try:
        await asyncio.to_thread(import_module, "engine.store.postgres.database")
        from engine.store.postgres.database import PostgresDatabase  # noqa: PLC0415 - as above
        from engine.store.postgres.owner import CountingOwner  # noqa: PLC0415 - as above

        address = address_of(url)
    except ImportError:
        raise StorageError(
            "unavailable", "A store on PostgreSQL needs one more package.", hint="pip install 'reroll[team]'"
        ) from None
    database = await PostgresDatabase.open(address)
    try:
        return Store(database, await CountingOwner.claim(database))
    except BaseException:
        await database.close()
        raise
