"""Queues of each kind, as several programs would open them."""

import itertools
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from engine.queue import embedded
from engine.queue.embedded import EmbeddedQueue
from engine.queue.job_queue import JobQueue
from engine.queue.pgqueuer.queue import PgQueuerQueue
from engine.store.database import Database
from engine.store.postgres.address import Address, address_of
from engine.store.postgres.database import PostgresDatabase
from engine.store.sqlite.database import SqliteDatabase
from tests.engine.queue.handlers import MakeQueue, Program, worker_loop
from tests.servers.postgres import PostgresServer

_EMPTY = (
    "DELETE FROM jobs",
    "DELETE FROM queue_pause",
    "DO $$ BEGIN IF to_regclass('pgqueuer') IS NOT NULL THEN TRUNCATE pgqueuer, pgqueuer_log; END IF; END $$",
)


@pytest.fixture(scope="module")
def shared_address(postgres_server: PostgresServer) -> Address:
    """A database for the tests of a module: its tables are made once."""
    return address_of(postgres_server.create(f"queue_{next(_numbers)}"))


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgres", "pgqueuer"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which queue: the embedded one on either store, or PgQueuer."""
    return request.param


@pytest.fixture
async def database(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    monkeypatch.setattr(embedded, "POLL_SECONDS", 0.02)
    opened: Database
    if kind == "sqlite":
        opened = await SqliteDatabase.open(tmp_path / "reroll.db")
    else:
        opened = await PostgresDatabase.open(request.getfixturevalue("shared_address"))
        async with opened.transaction() as transaction:
            for statement in _EMPTY:
                await transaction.execute(statement)
        if kind == "pgqueuer":
            await worker_loop(opened).prepare()
    yield opened
    await opened.close()


@pytest.fixture
async def queues(kind: str, database: Database) -> AsyncIterator[MakeQueue]:
    """Makes a queue as one more program would open it."""
    programs = itertools.count(1)
    async with AsyncExitStack() as stack:

        def make() -> JobQueue:
            queue: JobQueue
            if kind == "pgqueuer":
                queue = PgQueuerQueue(database, worker_loop(database))
            else:
                queue = EmbeddedQueue(database, Program(f"program {next(programs)}"))
            stack.push_async_callback(queue.close)
            return queue

        yield make
