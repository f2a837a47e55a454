"""PostgreSQL for tests: one server for each process of the suite.

`postgres_url` is an empty database, new for each test. `store_url` is one with the store's tables, which
are made once and emptied after each test: that takes milliseconds.
"""

import asyncio
import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.servers.postgres import MISSING, PostgresServer, binaries

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server that all tests of this process share: do not stop it."""
    if binaries() is None:
        pytest.skip(MISSING)
    with PostgresServer() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a new, empty database."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def _store(postgres_server: PostgresServer) -> str:
    from engine.store.postgres.address import address_of
    from engine.store.postgres.database import PostgresDatabase

    async def make() -> None:
        database = await PostgresDatabase.open(address_of(postgres_server.url("store")))
        await database.close()

    postgres_server.create("store")
    # Asked for by a fixture with a loop of its own, there is one here already.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(lambda: asyncio.run(make())).result()
    return "store"


@pytest.fixture
def store_url(postgres_server: PostgresServer, _store: str) -> Iterator[str]:
    """The URL of a store on PostgreSQL with nothing in it."""
    yield postgres_server.url(_store)
    postgres_server.execute(_CUT, "postgres")
    postgres_server.execute(_EMPTY, _store)


# What a test has left open would wait, or be waited for.
_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'store'"
_EMPTY = """
DO $$
DECLARE
    each record;
    used boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'reroll' AND tablename <> 'version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM reroll.%I)', each.tablename) INTO used;
        IF used THEN
            EXECUTE format('DELETE FROM reroll.%I', each.tablename);
        END IF;
    END LOOP;
    FOR each IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'reroll'
                AND last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE reroll.%I RESTART', each.sequencename);
    END LOOP;
END
$$
"""
