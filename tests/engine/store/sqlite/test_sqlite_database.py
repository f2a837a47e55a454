"""The database: what it says when it cannot be used, and that cancelling leaves nothing half done."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.store.database import Database
from engine.store.errors import StorageError
from engine.store.sqlite.database import SqliteDatabase
from engine.store.sqlite.errors import from_sqlite
from engine.store.tables import MIGRATIONS
from tests.engine.store.child import Child

ADD = "INSERT INTO documents VALUES (?, ?)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "reroll.db"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = await SqliteDatabase.open(path, busy_seconds=0.05)
    yield database
    await database.close()


async def add(database: Database, key: str, body: str = "") -> None:
    async with database.transaction() as transaction:
        await transaction.execute(ADD, (key, body))


async def keys(database: Database) -> list[str]:
    return [row[0] for row in await database.all("SELECT hash FROM documents ORDER BY hash")]


async def refused(path: Path) -> StorageError:
    with pytest.raises(StorageError) as caught:
        await SqliteDatabase.open(path, busy_seconds=0.05)
    assert str(path) in caught.value.message
    return caught.value


async def test_a_new_database_has_the_newest_tables(database: Database) -> None:
    assert await database.one("PRAGMA user_version") == (len(MIGRATIONS),)
    assert await database.one("PRAGMA journal_mode") == ("wal",)


async def test_what_is_there_stays_when_it_is_opened_again(path: Path) -> None:
    first = await SqliteDatabase.open(path)
    await add(first, "a")
    await first.close()
    second = await SqliteDatabase.open(path)
    assert await keys(second) == ["a"]
    await second.close()


async def test_older_tables_are_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await SqliteDatabase.open(path)
    await add(first, "a")
    await first.close()
    newer = (*MIGRATIONS, "ALTER TABLE documents ADD COLUMN note TEXT; CREATE TABLE extra (x TEXT) STRICT")
    monkeypatch.setattr("engine.store.sqlite.database.MIGRATIONS", newer)
    second = await SqliteDatabase.open(path)
    assert await second.all("SELECT hash, note FROM documents") == [("a", None)]
    await second.close()


async def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await (await SqliteDatabase.open(path)).close()
    broken = (*MIGRATIONS, "CREATE TABLE extra (x TEXT) STRICT; CREATE NONSENSE")
    with monkeypatch.context() as patch:
        patch.setattr("engine.store.sqlite.database.MIGRATIONS", broken)
        with pytest.raises(StorageError):
            await SqliteDatabase.open(path)
    database = await SqliteDatabase.open(path)
    assert await database.all("SELECT * FROM sqlite_master WHERE name = 'extra'") == []
    await database.close()


async def test_a_newer_database_is_refused(path: Path) -> None:
    await (await SqliteDatabase.open(path)).close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version=99")
    raw.close()
    assert (await refused(path)).code == "newer"


async def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"my novel, chapter one" * 100)
    assert (await refused(path)).code == "damaged"
    assert path.read_bytes() == b"my novel, chapter one" * 100


async def test_a_database_damaged_in_the_middle_says_so_when_it_is_read(path: Path) -> None:
    database = await SqliteDatabase.open(path)
    for n in range(200):
        await add(database, str(n), "x" * 500)
    await database.close()
    data = bytearray(path.read_bytes())
    data[4096 * 8 :] = b"\xff" * (len(data) - 4096 * 8)
    path.write_bytes(data)

    async def read_all() -> None:
        database = await SqliteDatabase.open(path)
        try:
            await database.all("SELECT sum(length(body)) FROM documents")
        finally:
            await database.close()

    with pytest.raises(StorageError) as caught:
        await read_all()
    assert caught.value.code == "damaged"


async def test_a_database_that_another_program_holds(database: Database, path: Path) -> None:
    await add(database, "a")
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError) as caught:
        await add(database, "b")
    assert caught.value.code == "locked"
    assert await keys(database) == ["a"]
    raw.execute("COMMIT")
    await add(database, "b")
    raw.close()
    assert await keys(database) == ["a", "b"]


async def test_a_database_held_exclusively_cannot_be_opened(path: Path) -> None:
    await (await SqliteDatabase.open(path)).close()
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("PRAGMA locking_mode=EXCLUSIVE")
    raw.execute("BEGIN EXCLUSIVE")
    assert (await refused(path)).code == "locked"
    raw.close()


async def test_a_full_disk(database: Database) -> None:
    await add(database, "a")
    async with database.transaction() as transaction:
        [[pages]] = await transaction.all("PRAGMA page_count")
        await transaction.all(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageError) as caught:
        await add(database, "b", "x" * 100_000)
    assert caught.value.code == "disk_full"
    assert await keys(database) == ["a"]
    async with database.transaction() as transaction:
        await transaction.all("PRAGMA max_page_count=100000")
    await add(database, "b", "x" * 100_000)
    assert await keys(database) == ["a", "b"]


async def test_a_database_that_cannot_be_written(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.all("PRAGMA query_only=ON")
    with pytest.raises(StorageError) as caught:
        await add(database, "a")
    assert caught.value.code == "read_only"


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as caught:
        await SqliteDatabase.open(tmp_path / "file" / "home" / "reroll.db")
    assert caught.value.code == "unavailable"


def test_an_error_is_told_by_its_code_and_not_by_the_words_in_a_path(tmp_path: Path) -> None:
    error = sqlite3.OperationalError("unable to open database file: /full/locked/readonly.db")
    assert from_sqlite(error, tmp_path).code == "unavailable"


@pytest.mark.parametrize("statement", ["BEGIN IMMEDIATE", "COMMIT"])
async def test_cancelled_while_begin_or_commit_is_in_its_thread(
    database: Database, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, told = asyncio.Event(), []
    name = "_begin" if statement.startswith("BEGIN") else "commit"
    owner = SqliteDatabase if name == "_begin" else type(await _transaction(database))
    real = getattr(owner, name)

    async def slow(self, *given) -> None:
        there.set()
        await asyncio.sleep(0)
        await real(self, *given)

    monkeypatch.setattr(owner, name, slow)

    async def write() -> None:
        async with database.transaction() as transaction:
            await transaction.execute(ADD, ("a", ""))
            transaction.after_commit(lambda: told.append(1))

    task = asyncio.create_task(write())
    await there.wait()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert await keys(database) == (["a"] if name == "commit" else [])
    assert told == ([1] if name == "commit" else [])
    await asyncio.wait_for(add(database, "b"), 5)


async def _transaction(database: Database):
    async with database.transaction() as transaction:
        return transaction


async def test_cancelled_while_it_opens_it_leaves_no_thread(path: Path) -> None:
    """Such a thread would answer, at its end, to a loop that may be closed by then."""
    outcomes: set[bool] = set()
    before = set(threading.enumerate())
    for turns in range(30):
        task = asyncio.create_task(SqliteDatabase.open(path))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        outcomes.add(task.cancelled())
        if not task.cancelled():
            await task.result().close()
        for thread in set(threading.enumerate()) - before:
            thread.join(5)  # it has answered for the last time, and may not be quite gone
            assert not thread.is_alive()
    assert True in outcomes


async def test_a_closed_database_says_so(path: Path) -> None:
    database = await SqliteDatabase.open(path)
    await database.close()
    with pytest.raises(StorageError) as caught:
        await database.all("SELECT 1")
    assert caught.value.code == "closed"
    with pytest.raises(StorageError):
        await add(database, "a")


CHILD = """
import asyncio, sys
from pathlib import Path
from engine.store.sqlite.database import SqliteDatabase
async def main():
    database = await SqliteDatabase.open(Path(sys.argv[1]))
    async with database.transaction() as t:
        await t.execute("INSERT INTO documents VALUES (?, '')", (sys.argv[2],))
    print("there", flush=True)
    {more}
    await database.close()
asyncio.run(main())
"""


def test_several_programs_make_a_new_database_at_the_same_time(path: Path) -> None:
    children = [Child(CHILD.format(more=""), path, n) for n in range(4)]
    assert [child.line() for child in children] == ["there"] * 4
    for child in children:
        with child:
            assert child.process.wait(20) == 0


async def test_killed_in_a_transaction_only_what_was_committed_is_there(path: Path) -> None:
    more = """async with database.transaction() as t:
        await t.execute("INSERT INTO documents VALUES ('half', '')")
        print("there", flush=True)
        await asyncio.Event().wait()"""
    with Child(CHILD.format(more=more), path, "whole") as child:
        assert (child.line(), child.line()) == ("there", "there")
        child.kill()
    database = await SqliteDatabase.open(path)
    assert await keys(database) == ["whole"]
    await add(database, "next")
    await database.close()


async def test_several_programs_make_one_database_at_once(tmp_path: Path) -> None:
    opened = await asyncio.gather(*[SqliteDatabase.open(tmp_path / "home" / "reroll.db") for _ in range(6)])
    for database in opened:
        await database.close()
