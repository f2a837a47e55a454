"""PostgreSQL goes away under an open engine and comes back: nothing is lost, it goes on by itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from pathlib import Path

import pytest

from engine.actions.action import ActionEvent, ActionInput, Item, Outputs, Token
from engine.client.local import LocalEngine
from schemas.messages.sessions import EditSession, GetSession
from tests.engine.fakes import Fakes
from tests.engine.page import Page, kinds, text
from tests.engine.store.conftest import until
from tests.servers.postgres import PostgresServer

OUT_SECONDS = 0.3
"""By hand with 8: REROLL's own waits are longer than that, the driver's and PgQueuer's are not."""


@pytest.fixture(scope="module")
def server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """One that may be stopped. (The shared one says whether there is any.)"""
    with PostgresServer() as server:
        yield server


@pytest.fixture
async def engine(home: Path, fakes: Fakes, server: PostgresServer) -> AsyncIterator[LocalEngine]:
    store = server.create("outage")
    engine = await LocalEngine.open(home, registry=fakes.registry(), store=store)
    yield engine
    await engine.close()
    server.drop("outage")


async def test_what_runs_goes_on_and_what_was_typed_is_there(page: Page, server: PostgresServer) -> None:
    words = [f"{number} " for number in range(60)]
    halfway, back = asyncio.Event(), asyncio.Event()

    async def play(_: ActionInput) -> AsyncGenerator[ActionEvent]:
        for number, word in enumerate(words):
            yield Token(word)
            if number == 30:
                halfway.set()
            await asyncio.sleep(0.01)
        await back.wait()
        yield Item("text", {"text": "made"})
        yield Outputs({"said": "all"})

    page.fakes.action.play = play
    changes = page.engine.changes(page.session_id, (await page.session()).seq)
    seen: list[str] = []

    async def watch() -> None:
        async for change in changes:
            seen.append(change.kind)

    watching = asyncio.create_task(watch())
    execution = await page.press("run")
    reading = asyncio.create_task(page.events(execution))
    await page.save(subject="before")
    async with asyncio.timeout(10):
        await halfway.wait()

    await asyncio.to_thread(server.stop)
    typing = asyncio.create_task(page.save(subject="meanwhile"))
    renaming = asyncio.create_task(
        page.engine.call(EditSession(session_id=page.session_id, title="Meanwhile"))
    )
    await asyncio.sleep(OUT_SECONDS)
    assert not typing.done()
    server.start()
    async with asyncio.timeout(20):
        await asyncio.gather(typing, renaming)
        back.set()
        events = await reading
    assert text(events) == "".join(words)
    assert kinds(events)[-2:] == ["result", "completed"]
    view = await page.engine.call(GetSession(session_id=page.session_id))
    assert view.summary.title == "Meanwhile"
    assert view.interaction is not None
    assert view.interaction.draft is not None
    assert view.interaction.draft.values == {"subject": "meanwhile"}
    await until(lambda: "session_renamed" in seen and "execution_ended" in seen)
    watching.cancel()
    await asyncio.wait([watching])
    database = page.engine._services.database
    await until(lambda: database.signals.far)
