"""The store on PostgreSQL over bare psycopg and next to SQLite: events committed, a long session opened."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

import psycopg

from benchmarks.measures import Case, Figure, Sample, Scenario
from engine.session.log import SessionLog
from engine.store.database import Database
from engine.store.executions import ExecutionRequest, Executions, event
from engine.store.opening import open_store
from tests.servers.postgres import PostgresServer

_COMMITS, _SEVERAL = 1200, 4
_EVENTS, _OPENED = 1000, 15
_TEXT = "some words of a reply"
_SESSION = """
INSERT INTO sessions (id, workflow_id, workflow_title, title, status, content_hash, created_at, updated_at)
VALUES ('s', 'w', 'W', 'T', 'open', 'h', 1, 1)
"""
_ADD = (
    "INSERT INTO session_events (session_id, seq, at, kind, data) VALUES ('s', ?, 1.0, 'session_renamed', ?)"
)
_BARE = b"""
INSERT INTO reroll.execution_events (execution_id, seq, at, kind, data) VALUES (%s, %s, 1.0, 'token', %s)
"""

Commit = Callable[[str, int], Awaitable[None]]
"""Commits the event of that number of an execution."""


async def _fill(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO documents (hash, body) VALUES ('h', '{}')")
        await transaction.execute(_SESSION)
        for number in range(_SEVERAL):
            request = ExecutionRequest("a", "a", "streaming", "s", "step", "module")
            await Executions(database).add(transaction, str(number), str(number), request, "nobody")
        titles = [(number, f'{{"title": "{number}"}}') for number in range(1, _EVENTS + 1)]
        await transaction.execute_many(_ADD, titles)


async def _seconds(commit: Commit, writers: int, first: int) -> float:
    """Of one commit, `writers` at a time."""

    async def write(name: str) -> None:
        for number in range(_COMMITS // writers):
            await commit(name, first + number)

    began = time.perf_counter()
    await asyncio.gather(*(write(str(name)) for name in range(writers)))
    return (time.perf_counter() - began) / _COMMITS


async def _both(commit: Commit) -> dict[str, float]:
    await _seconds(commit, 1, 1)
    one, several = await _seconds(commit, 1, 10_001), await _seconds(commit, _SEVERAL, 20_001)
    return {"one": one * 1000, "several": several * 1000, "per second": 1 / several}


async def _ours(home: Path, url: str) -> Sample:
    store = await open_store(home, url)
    database = store.database
    executions = Executions(database)

    async def commit(name: str, number: int) -> None:
        written = event(name, number, "token", {"text": _TEXT})
        async with database.transaction(of=name) as transaction:
            await executions.record(transaction, written)
            transaction.after_commit(lambda: executions.publish(written))

    try:
        await _fill(database)
        times: list[float] = []
        for _ in range(_OPENED):
            began = time.perf_counter()
            await SessionLog(database).state("s")
            times.append(time.perf_counter() - began)
        return {**await _both(commit), "open": median(times) * 1000}
    finally:
        await store.close()


async def _bare(home: Path, url: str) -> Sample:
    store = await open_store(home, url)
    await _fill(store.database)
    await store.close()
    connections = [await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(_SEVERAL)]

    async def commit(name: str, number: int) -> None:
        connection = connections[int(name)]
        async with connection.transaction():
            await connection.execute(_BARE, (name, number, f'{{"text": "{_TEXT}"}}'))

    try:
        return await _both(commit)
    finally:
        for connection in connections:
            await connection.close()


def scenario() -> Scenario:
    """Ours on both databases, psycopg alone; a new database each."""

    def case(name: str, measured: Callable[[Path, str], Awaitable[Sample]], *, shared: bool = True) -> Case:
        def run() -> Sample:
            async def measure(home: Path, url: str) -> Sample:
                return await measured(home, url)

            with PostgresServer(durable=True) as server, tempfile.TemporaryDirectory() as home:
                return asyncio.run(measure(Path(home), server.create("store") if shared else ""))

        return Case(name, run)

    return Scenario(
        "Store",
        f"{_COMMITS} commits of one token event each, by one execution or by {_SEVERAL} at a time, told to "
        f"other programs; a session of {_EVENTS:,} events read and folded without its stored state. Over "
        "psycopg alone, one connection an execution, which takes no lock and tells nobody. All with fsync.",
        [
            case("bare", _bare),
            case("PostgreSQL", _ours),
            case("SQLite", _ours, shared=False),
        ],
        [
            Figure("psycopg: a commit", "bare", "one", "ms"),
            Figure(f"psycopg: a commit, {_SEVERAL} at a time", "bare", "several", "ms"),
            Figure("PostgreSQL: a commit", "PostgreSQL", "one", "ms", "bare"),
            Figure(f"PostgreSQL: a commit, {_SEVERAL} at a time", "PostgreSQL", "several", "ms", "bare"),
            Figure("PostgreSQL: commits", "PostgreSQL", "per second", "commits/s"),
            Figure("SQLite: a commit", "SQLite", "one", "ms"),
            Figure("SQLite: commits", "SQLite", "per second", "commits/s"),
            Figure("SQLite: a session opened", "SQLite", "open", "ms"),
            Figure("PostgreSQL: a session opened", "PostgreSQL", "open", "ms", "SQLite"),
        ],
    )
