"""The databases that implement the interface."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from engine.store.database import Database
from engine.store.postgres.address import address_of
from engine.store.postgres.database import PostgresDatabase
from engine.store.sqlite.database import SqliteDatabase

Open = Callable[[], Awaitable[Database]]


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that happens on another connection."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - there is nobody here to set an event
            await asyncio.sleep(0.005)


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def open_database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Opens one database as one more program does."""
    async with AsyncExitStack() as stack:

        async def open_one() -> Database:
            if kind == "sqlite":
                opened: Database = await SqliteDatabase.open(tmp_path / "home" / "reroll.db", busy_seconds=5)
            else:
                address = address_of(request.getfixturevalue("store_url"))
                opened = await PostgresDatabase.open(address, patience=5, lock=5)
            stack.push_async_callback(opened.close)
            return opened

        yield open_one


@pytest.fixture
async def database(open_database: Open) -> Database:
    return await open_database()
