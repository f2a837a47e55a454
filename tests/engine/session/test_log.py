"""The session log: two programs append to one session, and a fold is the same wherever it is made."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from engine.client.local import LocalEngine
from engine.session.errors import UnknownSession
from engine.session.event_rows import events_in
from engine.session.fold import fold
from engine.session.log import SessionLog
from engine.session.state import SessionEvent, SessionState
from engine.session.stored_state import LEAST_EVENTS
from engine.store.database import Database
from engine.store.postgres.address import address_of
from engine.store.postgres.database import PostgresDatabase
from engine.store.sqlite.database import SqliteDatabase
from schemas.messages.interactions import CommitValues, SaveDraft
from tests.engine.page import Page

WHEN = 1_700_000_000.0


def renamed(title: str) -> SessionEvent:
    return SessionEvent("session_renamed", {"title": title})


async def new_session(log: SessionLog, database: Database, session_id: str = "s") -> None:
    async with database.transaction() as transaction:
        await transaction.execute(
            "INSERT INTO documents (hash, body) VALUES ('h', '{}') ON CONFLICT DO NOTHING"
        )
    row = (session_id, "w", "W", "T", "open", "", 0, "h", WHEN, WHEN)
    started = {"workflow_id": "w", "workflow_title": "W", "content_hash": "h", "title": "T", "state": {}}
    await log.create(session_id, row, [SessionEvent("session_started", started)])


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def open_database(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Callable[[], Awaitable[Database]]]:
    """Opens one database as one more program does."""
    async with AsyncExitStack() as stack:

        async def open_one() -> Database:
            if kind == "sqlite":
                opened: Database = await SqliteDatabase.open(tmp_path / "reroll.db", busy_seconds=2)
            else:
                opened = await PostgresDatabase.open(address_of(request.getfixturevalue("store_url")))
            stack.push_async_callback(opened.close)
            return opened

        yield open_one


@pytest.fixture
async def database(open_database: Callable[[], Awaitable[Database]]) -> Database:
    return await open_database()


@pytest.fixture
async def other(database: Database, open_database: Callable[[], Awaitable[Database]]) -> Database:
    """The same database opened by another program."""
    return await open_database()


async def test_two_programs_append_to_one_session(database: Database, other: Database) -> None:
    ours, theirs = SessionLog(database), SessionLog(other)
    await new_session(ours, database)

    async def append(log: SessionLog, name: str) -> None:
        for n in range(10):
            # What is decided depends on the newest state, whoever wrote it.
            await log.change("s", lambda state, n=n: [renamed(f"{state.title}{name}{n}")])

    await asyncio.gather(append(ours, "a"), append(theirs, "b"))

    mine, yours = await ours.state("s"), await theirs.state("s")
    assert mine == yours == await SessionLog(database).state("s")
    assert mine.seq == 21
    assert sorted(mine.title) == sorted("T" + "".join(f"a{n}b{n}" for n in range(10)))


async def test_a_failing_decision_changes_nothing(database: Database) -> None:
    log = SessionLog(database)
    await new_session(log, database)

    def decide(_state: SessionState) -> list[SessionEvent]:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await log.change("s", decide)

    async def write(transaction) -> None:
        await transaction.execute("UPDATE sessions SET title = 'x'")
        raise ValueError("later")

    with pytest.raises(ValueError, match="later"):
        await log.change("s", lambda _: [renamed("never")], write)

    assert (await log.state("s")).title == "T"
    assert await database.all("SELECT title FROM sessions") == [("T",)]
    await log.change("s", lambda _: [renamed("now")])
    assert (await log.state("s")).seq == 2


async def test_kinds_of_a_newer_program_are_skipped(database: Database) -> None:
    log = SessionLog(database)
    await new_session(log, database)
    await log.change("s", lambda _: [SessionEvent("hologram_projected", {"x": 1}), renamed("after")])
    state = await SessionLog(database).state("s")
    assert (state.title, state.seq) == ("after", 3)


async def test_a_session_that_another_program_deleted_is_unknown(database: Database, other: Database) -> None:
    log = SessionLog(database)
    await new_session(log, database)
    assert (await log.state("s")).title == "T"
    async with other.transaction() as transaction:
        await transaction.execute("DELETE FROM sessions")
    with pytest.raises(UnknownSession):
        await log.state("s")
    with pytest.raises(UnknownSession):
        await log.change("s", lambda _: [renamed("x")])


async def test_cancelled_in_the_middle_of_a_change_the_state_is_what_is_stored(
    database: Database,
) -> None:
    log = SessionLog(database)
    await new_session(log, database)
    for turns in range(25):
        task = asyncio.create_task(log.change("s", lambda _, n=turns: [renamed(str(n))]))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert await log.state("s") == await SessionLog(database).state("s")


async def test_changes_go_on_after_a_number_and_show_what_others_wrote(
    database: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.session.log.ELSEWHERE_POLL_SECONDS", 0.01)
    ours, theirs = SessionLog(database), SessionLog(other)
    await new_session(ours, database)
    await ours.change("s", lambda _: [renamed("one")])
    seen: list[tuple[int, str]] = []

    async def watch() -> None:
        async for change in ours.changes("s", after=1):
            seen.append((change.seq, change.data["title"]))
            if len(seen) == 3:
                return

    watching = asyncio.create_task(watch())
    await theirs.change("s", lambda _: [renamed("two")])
    await ours.change("s", lambda _: [renamed("three")])
    await asyncio.wait_for(watching, 5)
    assert seen == [(2, "one"), (3, "two"), (4, "three")]


async def test_changes_end_when_the_log_is_closed(database: Database) -> None:
    log = SessionLog(database)
    await new_session(log, database)
    changes = log.changes("s")
    assert (await anext(changes)).seq == 1
    waiting = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)
    log.close()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, 5)
    with pytest.raises(UnknownSession):
        await anext(SessionLog(database).changes("nobody"))


async def test_a_state_folded_anew_while_others_read_and_write_stays_whole(home: Path, page: Page) -> None:
    ids = {"session_id": page.session_id, "interaction_id": page.id}

    async def edit(engine: LocalEngine, subject: str) -> None:
        await engine.call(SaveDraft(**ids, values={"subject": subject}))
        await engine.call(CommitValues(**ids))

    for number in range(LEAST_EVENTS + 5):
        await edit(page.engine, f"before {number}")
    other = await LocalEngine.open(home, registry=page.fakes.registry())
    try:
        log = other._services.log
        assert (await log.state(page.session_id)).interaction(page.id).undoable[0].request is None
        reading = [log.whole(page.session_id) if at % 2 else log.state(page.session_id) for at in range(20)]
        writing = [edit(other, f"meanwhile {at}") for at in range(10)]
        await asyncio.gather(*reading, *writing)
        state = await log.whole(page.session_id)
        rows = await other._services.database.all(
            "SELECT seq, at, kind, data FROM session_events WHERE session_id = ? ORDER BY seq",
            (page.session_id,),
        )
        whole = SessionState(page.session_id)
        fold(whole, events_in(rows))
        assert state == whole
    finally:
        await other.close()
