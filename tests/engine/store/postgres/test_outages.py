"""A database that goes away: what is known of what was saved, and that it goes on by itself."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from engine.store.errors import StorageError
from engine.store.postgres.address import address_of
from engine.store.postgres.database import PostgresDatabase
from engine.store.postgres.outcomes import Outcomes
from tests.engine.store.conftest import until
from tests.engine.store.test_database import add, keys
from tests.servers.postgres import PASSWORD, PostgresServer

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@pytest.fixture(scope="module")
def own_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """One that may be stopped. (The shared one says whether there is any.)"""
    with PostgresServer() as server:
        server.create("store")
        yield server


def cut(server: PostgresServer) -> None:
    server.execute(f"{CUT} AND datname = 'store'")


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is to be done at the next commits: before and after it is sent."""
    plan: list[Any] = []
    execute = psycopg.AsyncConnection.execute

    async def planned(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        if query != b"COMMIT" or not plan:
            return await execute(self, query, *rest, **more)
        before, after = plan.pop()
        if before:
            before()
        done = await execute(self, query, *rest, **more)
        if after:
            await self.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        return done

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", planned)
    return plan


async def write(database: PostgresDatabase, key: str, told: list[str]) -> None:
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO documents (hash, body) VALUES (?, '')", (key,))
        transaction.after_commit(lambda: told.append(key))


async def test_connections_that_were_cut_are_replaced(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    await asyncio.gather(*(add(database, str(n), of=str(n)) for n in range(5)))
    await asyncio.gather(*(keys(database) for _ in range(5)))
    cut(postgres_server)
    assert await keys(database) == [*"01234"]
    cut(postgres_server)
    await add(database, "5")
    assert await keys(database) == [*"012345"]


async def test_cut_in_the_middle_nothing_was_saved(
    database: PostgresDatabase, postgres_server: PostgresServer
) -> None:
    async def work() -> None:
        async with database.transaction() as transaction:
            await transaction.execute("INSERT INTO documents (hash, body) VALUES ('a', '')")
            cut(postgres_server)
            await transaction.execute("INSERT INTO documents (hash, body) VALUES ('b', '')")

    with pytest.raises(StorageError) as caught:
        await work()
    assert caught.value.code == "lost"
    assert await keys(database) == []
    await add(database, "c")


async def test_cut_after_the_commit_it_is_found_out_that_it_was_saved(
    database: PostgresDatabase, commits: list[Any]
) -> None:
    told: list[str] = []
    commits.append((None, True))
    await write(database, "a", told)
    assert told == ["a"]
    assert await keys(database) == ["a"]


async def test_cut_before_the_commit_it_is_found_out_that_it_was_not(
    database: PostgresDatabase, commits: list[Any], postgres_server: PostgresServer
) -> None:
    told: list[str] = []
    commits.append((lambda: cut(postgres_server), False))
    with pytest.raises(StorageError) as caught:
        await write(database, "a", told)
    assert caught.value.code == "lost"
    assert told == []
    assert await keys(database) == []


async def test_where_nobody_can_be_asked_nobody_claims_to_know(
    database: PostgresDatabase, commits: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def out(*_: Any) -> Any:
        raise StorageError("unavailable", "")

    told: list[str] = []
    commits.append((None, True))
    with monkeypatch.context() as patch:
        patch.setattr(Outcomes, "of", out)
        with pytest.raises(StorageError) as caught:
            await write(database, "a", told)
    assert caught.value.code == "unknown"
    assert told == []
    assert "cannot be told" in caught.value.message
    assert caught.value.hint


async def test_after_a_crash_a_number_may_be_anothers(database: PostgresDatabase, commits: list[Any]) -> None:
    """A crash empties the table that tells of it."""
    told: list[str] = []
    await database.beside("DELETE FROM uncrashed")
    commits.append((None, True))
    with pytest.raises(StorageError) as caught:
        await write(database, "a", told)
    assert (caught.value.code, told) == ("unknown", [])
    commits.append((None, True))
    await write(database, "b", told)
    assert told == ["b"]


async def test_a_server_that_is_stopped_and_started_again(own_server: PostgresServer) -> None:
    """Nothing that was acknowledged is lost; who asked meanwhile waited."""
    database = await PostgresDatabase.open(address_of(own_server.url("store")), patience=15)
    saved: list[str] = []
    failed: list[str] = []
    going = True

    async def keep_writing(name: str) -> None:
        number = 0
        while going:
            number += 1
            key = f"{name}{number:05}"
            try:
                await add(database, key, of=name)
            except StorageError as error:
                failed.append(error.code)
            else:
                saved.append(key)
            await asyncio.sleep(0.002)

    writers = [asyncio.create_task(keep_writing(each)) for each in "abc"]
    for kill in (False, True):
        await asyncio.sleep(0.1)
        await asyncio.to_thread(own_server.stop, kill=kill)
        before = len(saved)
        reading = asyncio.create_task(keys(database))
        await asyncio.sleep(0.3)
        own_server.start()
        assert set(saved[:before]) <= set(await reading)
        await until(lambda enough=before + 10: len(saved) >= enough)
    going = False
    await asyncio.gather(*writers)
    assert set(saved) <= set(await keys(database))
    assert set(failed) <= {"lost", "unknown"}
    await until(lambda: database.signals.far)
    await database.close()


async def test_one_that_is_not_there_is_said_without_its_password(own_server: PostgresServer) -> None:
    url = own_server.url("store")
    with pytest.raises(StorageError) as caught:
        await PostgresDatabase.open(address_of(url.replace(str(own_server.port), "1")), patience=0.1)
    assert caught.value.code == "unavailable"
    assert "127.0.0.1:1/store" in caught.value.message
    assert PASSWORD not in f"{caught.value} {caught.value.hint} {caught.value.__cause__!r}"


@pytest.mark.parametrize(
    ("old", "new"), [(f":{PASSWORD}@", ":wrong@"), ("/store", "/elsewhere"), ("reroll:", "nobody:")]
)
async def test_what_waiting_does_not_change_is_said_at_once(
    own_server: PostgresServer, old: str, new: str
) -> None:
    began = time.monotonic()
    with pytest.raises(StorageError) as caught:
        await PostgresDatabase.open(address_of(own_server.url("store").replace(old, new)), patience=30)
    assert time.monotonic() - began < 10
    assert caught.value.code == "unavailable"
    assert PASSWORD not in str(caught.value)
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["postgresql://a:sec%ret@host/db", "postgresql://a:secret@host:port:x/db?nonsense=1"]
)
def test_an_url_that_cannot_be_read_is_not_shown(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        address_of(url)
    assert "sec" not in caught.value.message
    assert caught.value.__suppress_context__


def test_what_is_shown_of_an_url() -> None:
    address = address_of("postgresql://me:secret@db.example:5433/team?sslmode=require")
    assert address.where == "postgresql://me@db.example:5433/team"
    assert "secret" not in repr(address)
    assert address.settings["password"] == "secret"
    assert address.settings["sslmode"] == "require"


async def test_who_holds_the_lock_for_too_long_is_said(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    async with other.transaction():
        with pytest.raises(StorageError) as caught:
            await add(database, "a")
        assert caught.value.code == "locked"
        with pytest.raises(StorageError):
            await add(database, "a", of="one")
    await add(database, "a")


async def test_who_stops_waiting_for_a_connection_leaves_none_behind(own_server: PostgresServer) -> None:
    """Half made, it would keep a place at the server for a minute."""
    kept: list[PostgresDatabase] = []  # with all that an exception in its tasks holds on to
    for turns in range(0, 24, 3):
        database = await PostgresDatabase.open(address_of(own_server.url("store")))
        for _ in range(turns):
            await asyncio.sleep(0)
        await database.close()
        kept.append(database)
    with psycopg.connect(own_server.socket_url("store"), autocommit=True) as there:
        open_yet = (
            "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        await until(lambda: not there.execute(open_yet).fetchall(), 5)
