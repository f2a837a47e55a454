"""What every `Database` must do."""

import asyncio

import pytest

from engine.store.database import Database
from engine.store.errors import AlreadyThere, StorageError
from tests.engine.store.conftest import Open, until

ADD = "INSERT INTO documents (hash, body) VALUES (?, ?)"
ODD = "100 % 'quoted' \"so\" ? \\ \n \U0001f98a"


async def add(database: Database, key: str, body: str = "", *, of: str = "") -> None:
    async with database.transaction(of=of) as transaction:
        await transaction.execute(ADD, (key, body))


async def keys(database: Database) -> list[str]:
    return [row[0] for row in await database.all("SELECT hash FROM documents ORDER BY hash")]


async def test_what_was_written_is_read_back_as_it_was(database: Database) -> None:
    await add(database, ODD, ODD)
    row = await database.one("SELECT body FROM documents WHERE hash = ? AND body LIKE '100 %?%'", (ODD,))
    assert row is not None
    assert row[0] == ODD


async def test_what_is_there_stays_when_it_is_opened_again(open_database: Open) -> None:
    first = await open_database()
    await add(first, "a")
    await first.close()
    assert await keys(await open_database()) == ["a"]


async def test_how_many_rows_a_statement_changed(database: Database) -> None:
    async with database.transaction() as transaction:
        await transaction.execute_many(ADD, [(each, "") for each in "abc"])
        await transaction.execute_many(ADD, [])
        assert await transaction.execute("UPDATE documents SET body = ? WHERE hash > ?", ("x", "a")) == 2
        assert await transaction.execute("DELETE FROM documents WHERE hash = ?", ("z",)) == 0
        assert await transaction.one("SELECT 1 FROM documents WHERE hash = ?", ("z",)) is None
        assert [row[0] for row in await transaction.all("SELECT hash FROM documents ORDER BY 1")] == [*"abc"]


async def test_texts_are_ordered_by_their_characters_numbers(database: Database) -> None:
    for key in ("b", "A", "ä", "a", "B", "_", "\U0001f98a"):
        await add(database, key)
    assert await keys(database) == ["A", "B", "_", "a", "b", "ä", "\U0001f98a"]


async def test_an_exception_rolls_back(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as transaction:
            await transaction.execute(ADD, ("a", ""))
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await keys(database) == []
    await add(database, "b")


async def run(database: Database, *statements: tuple[str, tuple[str, ...]]) -> None:
    async with database.transaction() as transaction:
        for sql, parameters in statements:
            await transaction.execute(sql, parameters)


async def test_a_row_that_is_there_already(database: Database) -> None:
    await add(database, "a", "first")
    with pytest.raises(AlreadyThere):
        await run(database, (ADD, ("b", "")), (ADD, ("a", "second")))

    async def many() -> None:
        async with database.transaction() as transaction:
            await transaction.execute_many(ADD, [("b", ""), ("a", "second")])

    with pytest.raises(AlreadyThere):
        await many()
    assert await keys(database) == ["a"]


async def test_a_row_that_belongs_to_nothing(database: Database) -> None:
    sql = "INSERT INTO session_events (session_id, seq, at, kind, data) VALUES ('none', 1, 1, 'x', '{}')"
    with pytest.raises(StorageError) as caught:
        await run(database, (sql, ()))
    assert caught.value.code == "gone"


async def test_a_statement_that_is_none_breaks_nothing(database: Database) -> None:
    with pytest.raises(StorageError):
        await database.all("SELECT nonsense")
    with pytest.raises(StorageError):
        await run(database, (ADD, ("a", "")), ("nonsense", ()))
    assert await keys(database) == []


async def test_reading_writes_nothing(database: Database) -> None:
    with pytest.raises(StorageError):
        await database.all(f"{ADD} RETURNING hash", ("a", ""))
    assert await keys(database) == []


async def test_cancelled_anywhere_a_transaction_is_whole_or_not_there(database: Database) -> None:
    """And what must follow a commit follows it, exactly if there was one."""
    told: list[str] = []

    async def pair(name: str) -> None:
        async with database.transaction() as transaction:
            await transaction.execute(ADD, (f"{name}1", ""))
            await transaction.execute(ADD, (f"{name}2", ""))
            transaction.after_commit(lambda: told.append(name))

    outcomes: set[bool] = set()
    for turns in range(40):
        name = f"{turns:02}-"
        task = asyncio.create_task(pair(name))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        found = [key for key in await keys(database) if key.startswith(name)]
        assert found in ([], [f"{name}1", f"{name}2"])
        assert (name in told) == bool(found)
        outcomes.add(bool(found))
    assert False in outcomes
    await asyncio.wait_for(pair("last"), 5)


async def test_readers_that_are_cancelled_leave_the_others_alone(database: Database) -> None:
    await add(database, "a")
    for turns in range(12):
        task = asyncio.create_task(keys(database))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    assert await asyncio.gather(*(keys(database) for _ in range(12))) == [["a"]] * 12


async def test_a_closed_database_says_so(open_database: Open) -> None:
    database = await open_database()
    await database.close()
    with pytest.raises(StorageError) as caught:
        await database.all("SELECT 1")
    assert caught.value.code == "closed"
    with pytest.raises(StorageError):
        await add(database, "a")


async def test_several_open_it_at_once(open_database: Open) -> None:
    opened = await asyncio.gather(*(open_database() for _ in range(4)))
    await asyncio.gather(*(add(each, str(n)) for n, each in enumerate(opened)))
    assert await keys(opened[0]) == ["0", "1", "2", "3"]


@pytest.mark.parametrize("of", ["", "s"])
async def test_who_counts_on_what_was_read_is_not_overtaken(open_database: Open, of: str) -> None:
    """Read, then write what follows from it: of one thing nobody else does at the same time."""
    one, two = await open_database(), await open_database()

    async def count(database: Database) -> None:
        for _ in range(10):
            async with database.transaction(of=of) as transaction:
                [[known]] = await transaction.all("SELECT COUNT(*) FROM documents")
                await asyncio.sleep(0)
                await transaction.execute(ADD, (f"{known:03}", ""))

    await asyncio.gather(count(one), count(one), count(two), count(two))
    assert len(await keys(one)) == 40


async def test_the_whole_waits_for_the_parts_and_they_for_it(open_database: Open) -> None:
    one, two = await open_database(), await open_database()
    inside = 0

    async def write(database: Database, of: str, name: str) -> None:
        nonlocal inside
        async with database.transaction(of=of) as transaction:
            assert inside == 0 or of
            inside += 1 if of else 100
            await transaction.execute(ADD, (name, ""))
            await asyncio.sleep(0.002)
            assert inside < 100 or (inside == 100 and not of)
            inside -= 1 if of else 100

    await asyncio.gather(
        *(
            write(each, of, f"{n}{of}{turn}")
            for turn in range(4)
            for of in ("", "s", "t")
            for n, each in enumerate((one, two))
        )
    )
    assert len(await keys(one)) == 24


async def test_after_the_commit_what_was_told_is_heard(kind: str, open_database: Open) -> None:
    database = await open_database()
    if kind == "postgres":
        await until(lambda: database.signals.far)  # when it begins to hear others, everybody looks
    heard: list[str] = []
    with (
        database.signals.listen("news", lambda: heard.append("own")),
        database.signals.listen("news", lambda: heard.append("others"), own=False),
    ):
        async with database.transaction() as transaction:
            await transaction.tell("news")
            await transaction.tell("news")
            assert heard == []
        assert heard == ["own"]

        async def fail() -> None:
            async with database.transaction() as transaction:
                await transaction.tell("news")
                raise KeyError

        with pytest.raises(KeyError):
            await fail()
        assert heard == ["own"]
    database.signals.tell("news")
    assert heard == ["own"]
