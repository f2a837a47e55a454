"""The list of the queue: what runs and waits over all sessions, its order, and when it should be done."""

import asyncio
from pathlib import Path

import pytest

from engine.actions.action import Progress
from engine.client.local import LocalEngine
from engine.operations.errors import Conflict, NotFound
from engine.session.queue_board import seconds_left
from engine.store.queue_rows import QueueRow
from schemas.messages.executions import CancelExecution, GetExecution
from schemas.messages.queue import ListQueue, MoveInQueue, PauseQueue, QueueView, ResumeQueue
from schemas.messages.sessions import StartSession
from tests.engine.fakes import Fakes, Gate, write_flow
from tests.engine.page import Page, kinds

NOW = 1000.0


async def queue(page: Page, ended: int = 0) -> QueueView:
    return await page.engine.call(ListQueue(ended=ended))


async def until_running(page: Page, count: int = 1) -> QueueView:
    async with asyncio.timeout(10):
        while len((view := await queue(page)).running) < count:  # noqa: ASYNC110 - it is the database that tells
            await asyncio.sleep(0.005)
    return view


@pytest.fixture
def gate(fakes: Fakes) -> Gate:
    fakes.action.play = gate = Gate(before=(Progress(0.25, "one of four"),))
    return gate


async def test_what_runs_and_waits_with_its_session_page_and_progress(page: Page, gate: Gate) -> None:
    running = await page.press("queue")
    await asyncio.wait_for(gate.there.wait(), 10)
    first, second = await page.press("queue"), await page.press("queue")
    view = await queue(page)
    assert [each.execution_id for each in view.running] == [running.id]
    assert [(each.execution_id, each.position) for each in view.waiting] == [(first.id, 1), (second.id, 2)]
    [entry] = view.running
    session = (await page.session()).summary
    assert (entry.session_id, entry.session_title) == (page.session_id, session.title)
    assert (entry.fraction, entry.message) == (0.25, "one of four")
    assert entry.begun_at is not None
    assert entry.seconds_left is not None
    assert entry.here
    assert entry.lane == view.waiting[0].lane != ""
    assert view.paused_since is None
    gate.go.set()


async def test_moving_what_waits(page: Page, gate: Gate) -> None:
    await page.press("queue")
    await asyncio.wait_for(gate.there.wait(), 10)
    ids = [(await page.press("queue")).id for _ in range(3)]
    a, b, c = ids

    async def moved(execution_id: str, to: str) -> list[str]:
        view = await page.engine.call(MoveInQueue.model_validate({"execution_id": execution_id, "to": to}))
        return [each.execution_id for each in view.waiting]

    assert await moved(c, "front") == [c, a, b]
    assert await moved(c, "up") == [c, a, b]
    assert await moved(c, "down") == [a, c, b]
    assert await moved(a, "back") == [c, b, a]
    assert await moved(a, "up") == [c, a, b]
    gate.go.set()
    for each in ids:
        assert kinds(await page.events(await page.engine.call(GetExecution(execution_id=each))))[-1] == (
            "completed"
        )
    begun = {each.execution_id: each.begun_at for each in (await queue(page, ended=10)).ended}
    assert sorted(ids, key=lambda each: begun[each] or 0) == [c, a, b]


async def test_only_what_waits_can_be_moved(page: Page, gate: Gate) -> None:
    running = await page.press("queue")
    await asyncio.wait_for(gate.there.wait(), 10)
    with pytest.raises(Conflict):
        await page.engine.call(MoveInQueue(execution_id=running.id, to="up"))
    with pytest.raises(NotFound):
        await page.engine.call(MoveInQueue(execution_id="nothing", to="up"))
    gate.go.set()


async def test_a_paused_queue_begins_nothing_and_stays_paused_for_the_next_program(
    page: Page, gate: Gate, home: Path, fakes: Fakes
) -> None:
    running = await page.press("queue")
    await asyncio.wait_for(gate.there.wait(), 10)
    await page.engine.call(PauseQueue())
    waiting = await page.press("queue")
    gate.go.set()
    assert kinds(await page.events(running))[-1] == "completed"  # what runs goes on
    await page.engine.close()

    page.engine = await LocalEngine.open(home, registry=fakes.registry())
    async with asyncio.timeout(10):
        await page.engine.drained()  # type: ignore[attr-defined]
    view = await queue(page)
    assert view.paused_since is not None
    assert [each.execution_id for each in view.waiting] == [waiting.id]
    await page.engine.call(ResumeQueue())
    assert kinds(await page.events(waiting))[-1] == "completed"
    assert (await queue(page)).paused_since is None
    await page.engine.close()


async def test_pausing_twice_keeps_the_first_time(page: Page) -> None:
    await page.engine.call(PauseQueue())
    since = (await queue(page)).paused_since
    await page.engine.call(PauseQueue())
    assert (await queue(page)).paused_since == since


async def test_drained_when_all_that_runs_and_waits_is_done(page: Page, gate: Gate) -> None:
    executions = [await page.press("queue"), await page.press("queue"), await page.press("run")]
    await asyncio.wait_for(gate.there.wait(), 10)
    draining = asyncio.create_task(page.engine.drained())  # type: ignore[attr-defined]
    await asyncio.sleep(0)
    assert not draining.done()
    gate.go.set()
    await asyncio.wait_for(draining, 10)
    for execution in executions:
        assert (await page.engine.call(GetExecution(execution_id=execution.id))).status == "completed"


async def test_what_ended_is_listed_the_last_first(page: Page, fakes: Fakes) -> None:
    done, _ = await page.run("queue")
    fakes.action.play = gate = Gate()
    cancelled = await page.press("queue")
    await asyncio.wait_for(gate.there.wait(), 10)
    await page.engine.call(CancelExecution(execution_id=cancelled.id))
    view = await queue(page, ended=2)
    assert [(each.execution_id, each.status) for each in view.ended] == [
        (cancelled.id, "cancelled"),
        (done.id, "completed"),
    ]
    assert view.running == view.waiting == []


async def test_it_is_one_list_for_all_sessions(page: Page, gate: Gate, tmp_path: Path) -> None:
    other = Page(
        page.engine, page.fakes, await page.engine.call(StartSession(workflow=write_flow(tmp_path / "other")))
    )
    await page.press("run")
    await other.press("run")
    view = await until_running(page, 2)
    assert {each.session_id for each in view.running} == {page.session_id, other.session_id}
    gate.go.set()


def row(name: str, **keys: object) -> QueueRow:
    given = {
        "id": name,
        "session_id": "s",
        "session_title": "",
        "workflow_title": "",
        "page": "",
        "label": "",
        "action": "media.x.txt2img",
        "provider": "x",
        "mode": "async",
        "status": "queued",
        "owner": "",
        "queued_at": NOW,
        "begun_at": None,
        "ended_at": None,
        "error": None,
        "progress": {},
        **keys,
    }
    return QueueRow(**given)  # type: ignore[arg-type]


TYPICAL = {("media.x.txt2img", "x"): 10.0}


def test_time_left_follows_from_progress_then_from_earlier_ones() -> None:
    by_progress = row("a", status="running", begun_at=NOW - 30, progress={"fraction": 0.75})
    by_history = row("b", status="running", begun_at=NOW - 4)
    late = row("c", status="running", begun_at=NOW - 40)
    unknown = row("d", status="running", begun_at=NOW - 4, provider="never seen")
    left = seconds_left([by_progress, by_history, late, unknown], [], {}, TYPICAL, NOW)
    assert left == {"a": 10.0, "b": 6.0, "c": 0.0}


def test_what_waits_waits_for_its_lane() -> None:
    running = row("r", status="running", begun_at=NOW - 4)
    lanes = {"r": "one", "a": "one", "b": "one", "c": "two"}
    left = seconds_left([running], [row("a"), row("b"), row("c")], lanes, TYPICAL, NOW)
    assert left == {"r": 6.0, "a": 16.0, "b": 26.0, "c": 10.0}


def test_behind_something_unknown_nothing_is_known() -> None:
    running = row("r", status="running", begun_at=NOW, provider="never seen")
    left = seconds_left([running], [row("a")], {"r": "one", "a": "one"}, TYPICAL, NOW)
    assert left == {}
