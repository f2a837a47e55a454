"""Two programs on one PostgreSQL: each sees at once what the other does."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from engine.actions.action import ActionEvent, ActionInput, Item, Outputs, Token
from engine.client.local import LocalEngine
from engine.operations.errors import OperationError
from schemas.messages.executions import CancelExecution, GetExecution
from schemas.messages.interactions import SaveDraft
from schemas.messages.sessions import EditSession, GetSession, ListSessions, StartSession
from tests.engine.fakes import Fakes, Gate, write_flow
from tests.engine.page import Page, kinds
from tests.engine.store.conftest import until

AT_ONCE = 1.0
"""Seconds; where nobody tells, it takes `NET_SECONDS`."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "one"


@pytest.fixture
async def engine(home: Path, fakes: Fakes, store_url: str) -> AsyncIterator[LocalEngine]:
    engine = await LocalEngine.open(home, registry=fakes.registry(), store=store_url)
    yield engine
    await engine.close()


@pytest.fixture
async def other(
    tmp_path: Path, fakes: Fakes, store_url: str, engine: LocalEngine
) -> AsyncIterator[LocalEngine]:
    """The same store, from another machine: another home folder."""
    other = await LocalEngine.open(tmp_path / "two", registry=fakes.registry(), store=store_url)
    await until(lambda: _signals(engine).far and _signals(other).far)
    yield other
    await other.close()


def _signals(engine: LocalEngine):
    return engine._services.database.signals


async def test_sessions_and_changes_are_seen_at_once(page: Page, other: LocalEngine) -> None:
    assert [each.id for each in (await other.call(ListSessions())).sessions] == [page.session_id]
    changes = other.changes(page.session_id, (await page.session()).seq)
    waiting = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0.05)
    await page.engine.call(EditSession(session_id=page.session_id, title="Another"))
    change = await asyncio.wait_for(waiting, AT_ONCE)
    assert change.kind == "session_renamed"
    assert (await other.call(GetSession(session_id=page.session_id))).summary.title == "Another"
    await changes.aclose()


async def test_what_one_runs_streams_to_the_other(page: Page, other: LocalEngine) -> None:
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    seen: list[str] = []

    async def watch() -> None:
        async for event in other.events(execution.id):
            seen.append(event.kind)

    watching = asyncio.create_task(watch())
    async with asyncio.timeout(10):
        await gate.there.wait()
    gate.go.set()
    await page.events(execution)
    await asyncio.wait_for(watching, AT_ONCE)
    assert seen == kinds(await page.events(execution))
    assert seen[-1] == "completed"


async def test_what_one_runs_the_other_cancels(page: Page, other: LocalEngine) -> None:
    page.fakes.action.play = gate = Gate()
    execution = await page.press("run")
    async with asyncio.timeout(10):
        await gate.there.wait()
    async with asyncio.timeout(AT_ONCE):
        ended = await other.call(CancelExecution(execution_id=execution.id))
    assert ended.status == "cancelled"


async def test_the_same_press_on_both_runs_once(page: Page, other: LocalEngine) -> None:
    twin = Page(other, page.fakes, page.started)
    one, two = await asyncio.gather(page.press("run", key="k"), twin.press("run", key="k"))
    assert one.id == two.id
    await page.events(one)
    assert page.fakes.action.runs == 1


async def test_the_second_who_types_is_told_what_the_first_did(page: Page, other: LocalEngine) -> None:
    here = {"session_id": page.session_id, "interaction_id": page.id}
    first = await page.engine.call(SaveDraft(**here, values={"subject": "a fox"}, writer="one"))
    assert first.version is not None
    with pytest.raises(OperationError) as caught:
        await other.call(SaveDraft(**here, values={"subject": "an owl"}, version=0, writer="two"))
    assert caught.value.status == 409


async def test_a_session_of_one_goes_on_on_the_other(page: Page, other: LocalEngine) -> None:
    twin = Page(other, page.fakes, page.started)
    execution, events = await twin.run("run")
    assert execution.status == "completed"
    assert kinds(await page.events(execution)) == kinds(events)


async def test_both_start_sessions_of_one_workflow(
    engine: LocalEngine, other: LocalEngine, tmp_path: Path
) -> None:
    flow = write_flow(tmp_path / "flow")
    started = await asyncio.gather(
        *(each.call(StartSession(workflow=flow)) for _ in range(3) for each in (engine, other))
    )
    assert len({view.id for view in started}) == 6
    assert len((await other.call(ListSessions())).sessions) == 6


async def test_a_program_that_seemed_gone_writes_nothing_more(page: Page, other: LocalEngine) -> None:
    """It was held up for so long that the other one has given up what it ran."""
    items: list[str] = []

    async def play(given: ActionInput) -> AsyncGenerator[ActionEvent]:
        yield Token("before")
        gate.there.set()
        await gate.go.wait()
        yield Token("after")
        items.append("made")
        yield Item("text", {"text": "late"})
        yield Outputs({"said": "late"})

    gate = Gate()
    page.fakes.action.play = play
    execution = await page.press("run")
    async with asyncio.timeout(10):
        await gate.there.wait()
    await until_text(other, execution.id, "before")
    services = page.engine._services
    await services.database.beside("DELETE FROM programs WHERE name = ?", (services.owner.name,))
    await other._services.running._recovery.look()
    told = [event async for event in other.events(execution.id)]
    assert kinds(told)[-1] == "failed"

    gate.go.set()
    await services.tasks.drained()
    assert items == ["made"]
    for engine in (page.engine, other):
        assert [event async for event in engine.events(execution.id)] == told
        row = await engine.call(GetExecution(execution_id=execution.id))
        assert row.status == "interrupted"
    rows = await services.database.all("SELECT COUNT(*) FROM results")
    assert rows == [(0,)]
    # It goes on with other things, and is one of those who live again with its next beat.
    await services.owner.beat()
    assert await other._services.owner.gone({services.owner.name}) == set()
    assert (await page.run("run", key="next"))[0].id != execution.id


async def until_text(engine: LocalEngine, execution_id: str, wanted: str) -> None:
    async with asyncio.timeout(10), aclosing(engine.events(execution_id)) as events:
        async for event in events:
            if event.kind == "token" and event.data["text"] == wanted:
                return
