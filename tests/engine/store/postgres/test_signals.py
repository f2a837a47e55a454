"""News between programs."""

import asyncio
from typing import Any

import psycopg
import pytest

from engine.store.postgres import signals
from engine.store.postgres.database import PostgresDatabase
from engine.store.signals import NET_SECONDS
from tests.engine.store.conftest import until


@pytest.fixture
async def hearing(database: PostgresDatabase, other: PostgresDatabase) -> None:
    """Both hear one another."""
    await until(lambda: database.signals.far and other.signals.far)


async def tell(database: PostgresDatabase, *topics: str) -> None:
    async with database.transaction(of="x") as transaction:
        for topic in topics:
            await transaction.tell(topic)


@pytest.mark.usefixtures("hearing")
async def test_what_one_tells_the_other_hears(database: PostgresDatabase, other: PostgresDatabase) -> None:
    heard: list[str] = []
    with (
        other.signals.listen("a", lambda: heard.append("a")),
        other.signals.listen("b", lambda: heard.append("b"), own=False),
        database.signals.listen("a", lambda: heard.append("its own")),
        database.signals.listen("b", lambda: heard.append("not its own"), own=False),
    ):
        await tell(database, "a", "a", "b", "c")
        await until(lambda: len(heard) == 3)
        assert sorted(heard) == ["a", "b", "its own"]
        await tell(other, "b")
        await until(lambda: "not its own" in heard)
    await tell(database, "a")
    assert database.signals.pause(0.1) == NET_SECONDS


@pytest.mark.usefixtures("hearing")
async def test_more_news_than_one_notification_holds(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    topics = [f"{n}-{'x' * 200}" for n in range(200)]
    heard: set[str] = set()
    listeners = [other.signals.listen(each, lambda each=each: heard.add(each)) for each in topics]
    for listener in listeners:
        listener.__enter__()
    await tell(database, *topics)
    await until(lambda: len(heard) == len(topics))


@pytest.mark.usefixtures("hearing")
async def test_what_is_told_last_is_told_before_it_closes(
    database: PostgresDatabase, other: PostgresDatabase
) -> None:
    heard = asyncio.Event()
    with other.signals.listen("end", heard.set):
        await tell(database, "end")
        await database.close()
        async with asyncio.timeout(5):
            await heard.wait()


@pytest.mark.usefixtures("hearing")
async def test_what_is_on_its_way_is_told_before_it_closes(
    database: PostgresDatabase, other: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = psycopg.AsyncConnection.execute

    async def send_slowly(connection: Any, query: Any, *given: Any, **options: Any) -> Any:
        if b"pg_notify" in query:
            await asyncio.sleep(0.2)
        return await send(connection, query, *given, **options)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", send_slowly)
    heard = asyncio.Event()
    with other.signals.listen("end", heard.set):
        await tell(database, "end")
        await until(lambda: database.signals._sending)
        await database.close()
        async with asyncio.timeout(5):
            await heard.wait()


@pytest.mark.usefixtures("hearing")
async def test_who_was_cut_off_looks_once_and_hears_again(
    database: PostgresDatabase, other: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "_PAUSE_SECONDS", 0.05)
    heard: list[int] = []
    with other.signals.listen("a", lambda: heard.append(1)):
        await database.beside(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await until(lambda: bool(heard) and other.signals.far and database.signals.far)
        heard.clear()
        await tell(database, "a")
        await until(lambda: bool(heard))


@pytest.mark.usefixtures("hearing")
async def test_one_who_fails_to_hear_does_not_make_the_program_deaf(
    database: PostgresDatabase, other: PostgresDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def fails() -> None:
        raise KeyError("x")

    with other.signals.listen("a", fails):
        await tell(database, "a")
        await until(lambda: "KeyError" in caplog.text)
    await until(lambda: other.signals.far)
    with other.signals.listen("b", lambda: heard.append("b")):
        await until(lambda: other.signals.far)
        await tell(database, "b")
        await until(lambda: bool(heard))
