"""Databases on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from engine.store.postgres.address import address_of
from engine.store.postgres.database import PostgresDatabase


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[PostgresDatabase]:
    database = await PostgresDatabase.open(address_of(store_url), patience=5, lock=0.2)
    yield database
    await database.close()


@pytest.fixture
async def other(store_url: str) -> AsyncIterator[PostgresDatabase]:
    """The same one, as another program opens it."""
    database = await PostgresDatabase.open(address_of(store_url), patience=5, lock=0.2)
    yield database
    await database.close()
