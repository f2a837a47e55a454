"""One sub-action over every combination of some values: planned, run, stopped, filled."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from engine.operations.errors import Conflict, NotFound, Unprocessable
from engine.store.signals import Signals
from engine.store.sqlite.database import SqliteTransaction
from schemas.messages.events import ExecutionEvent
from schemas.messages.executions import GetResult
from schemas.messages.queue import ListQueue
from schemas.messages.sweeps import (
    AxisSpec,
    FillSweep,
    GetSweep,
    GetSweepCell,
    ListSweeps,
    PlanSweep,
    StartSweep,
    StopSweep,
    SweepView,
)
from tests.engine.fakes import Gate
from tests.engine.page import Page

SUBJECTS = AxisSpec(field="subject", values="a fox, an owl")
SIZES = AxisSpec(field="size", values="1..3")


def sweep(page: Page, *axes: AxisSpec, action: str = "paint", key: str = "k", **values: Any) -> StartSweep:
    return StartSweep(
        session_id=page.session_id,
        interaction_id=page.id,
        action_id=action,
        values=values,
        axes=list(axes),
        idempotency_key=key,
    )


async def ended(page: Page, view: SweepView) -> SweepView:
    """The sweep when nothing of it waits or runs any more."""
    async with asyncio.timeout(20):
        while any(cell.status in ("queued", "running") for cell in view.cells):
            await asyncio.sleep(0.01)
            view = await page.engine.call(GetSweep(sweep_id=view.id))
    return view


async def test_every_combination_runs_once_with_its_values(page: Page) -> None:
    view = await ended(page, await page.engine.call(sweep(page, SUBJECTS, SIZES, mood="calm")))
    assert [axis.labels for axis in view.axes] == [["a fox", "an owl"], ["1", "2", "3"]]
    assert [cell.at for cell in view.cells] == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    assert {cell.status for cell in view.cells} == {"completed"}
    asked = sorted((each.prompt, each.params["size"]) for each in page.fakes.painter.asked)
    assert asked == [(name, size) for name in ("a fox", "an owl") for size in (1, 2, 3)]
    assert len((await page.data())["generations"]) == 6
    (made,) = view.cells[4].results
    result = await page.engine.call(GetResult(content_id=made))
    assert result.provenance.values == {"subject": "an owl", "mood": "calm", "size": 2}


async def test_a_plan_says_how_many_and_runs_nothing(page: Page) -> None:
    request = sweep(page, SUBJECTS, AxisSpec(field="size", values="0, 1"), AxisSpec(repeat=2))
    plan = await page.engine.call(PlanSweep(**request.model_dump(exclude={"idempotency_key"})))
    assert (len(plan.cells), plan.runs) == (8, 4)
    refused = [cell for cell in plan.cells if cell.status == "refused"]
    assert {tuple(cell.errors) for cell in refused} == {("size: must be at least 1",)}
    assert page.fakes.painter.asked == []


async def test_the_same_key_is_one_sweep(page: Page) -> None:
    first = await page.engine.call(sweep(page, SUBJECTS))
    again = await page.engine.call(sweep(page, SUBJECTS))
    assert first.id == again.id
    await ended(page, again)
    assert len(page.fakes.painter.asked) == 2
    listed = await page.engine.call(ListSweeps(session_id=page.session_id, interaction_id=page.id))
    assert [each.id for each in listed.sweeps] == [first.id]


async def test_readings_of_a_text(page: Page) -> None:
    view = await page.engine.call(sweep(page, AxisSpec(field="subject"), subject="a {red|blue} fox"))
    await ended(page, view)
    assert sorted(each.prompt for each in page.fakes.painter.asked) == ["a blue fox", "a red fox"]


async def test_who_answers_is_of_its_cell(page: Page) -> None:
    axis = AxisSpec(providers=["one", "two"])
    await ended(page, await page.engine.call(sweep(page, axis, subject="a fox")))
    assert sorted(str(name) for name in page.fakes.named) == ["one", "two"]
    page.fakes.named.clear()
    await ended(page, await page.engine.call(sweep(page, axis, action="write", key="w", subject="a fox")))
    assert sorted(str(name) for name in page.fakes.named) == ["one", "two"]


async def test_providers_answer_at_the_same_time(page: Page) -> None:
    gates = [Gate(value=1), Gate(value=2)]
    waiting = list(gates)
    page.fakes.action.play = lambda given: waiting.pop(0)(given)
    view = await page.engine.call(sweep(page, AxisSpec(providers=["one", "two"]), action="queue"))
    async with asyncio.timeout(10):
        for gate in gates:
            await gate.there.wait()
    for gate in gates:
        gate.go.set()
    await ended(page, view)


async def test_the_values_of_a_cell(page: Page) -> None:
    axes = (SUBJECTS, AxisSpec(providers=["one", "two"]))
    view = await page.engine.call(sweep(page, *axes, mood="calm"))
    cell = await page.engine.call(GetSweepCell(sweep_id=view.id, at=[1, 0]))
    assert cell.values == {"subject": "an owl", "mood": "calm"}
    assert cell.provider == "one"
    with pytest.raises(NotFound):
        await page.engine.call(GetSweepCell(sweep_id=view.id, at=[2, 0]))
    await ended(page, view)


async def test_what_was_stopped_is_filled_and_what_is_done_stays(page: Page) -> None:
    first, second = Gate(value=1), Gate(value=2)
    gates = [first, second]
    page.fakes.action.play = lambda given: gates.pop(0)(given)
    view = await page.engine.call(sweep(page, AxisSpec(repeat=3), action="queue"))
    async with asyncio.timeout(10):
        await first.there.wait()
        first.go.set()
        await second.there.wait()
    stopped = await page.engine.call(StopSweep(sweep_id=view.id))
    assert sorted(cell.status for cell in stopped.cells) == ["cancelled", "cancelled", "completed"]
    page.fakes.action.play = None
    filled = await ended(page, await page.engine.call(FillSweep(sweep_id=view.id)))
    assert {cell.status for cell in filled.cells} == {"completed"}
    assert page.fakes.action.runs == 4


async def test_all_that_wait_are_stopped_in_one_transaction(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(value=1)
    page.fakes.action.play = gate
    view = await page.engine.call(sweep(page, AxisSpec(repeat=40), action="queue"))
    async with asyncio.timeout(10):
        await gate.there.wait()
    heard = asyncio.create_task(last_event(page, view.cells[-1].execution_id or ""))
    await asyncio.sleep(0)
    committed = 0
    commit = SqliteTransaction.commit

    async def counted(self: SqliteTransaction, signals: Signals) -> None:
        nonlocal committed
        committed += 1
        await commit(self, signals)

    monkeypatch.setattr(SqliteTransaction, "commit", counted)
    stopped = await page.engine.call(StopSweep(sweep_id=view.id))
    assert {cell.status for cell in stopped.cells} == {"cancelled"}
    assert committed < 10
    async with asyncio.timeout(10):
        assert (await heard).kind == "cancelled"
    assert page.fakes.action.runs == 1
    queue = await page.engine.call(ListQueue())
    assert not queue.running
    assert not queue.waiting


async def last_event(page: Page, execution_id: str) -> ExecutionEvent:
    async with aclosing(page.engine.events(execution_id)) as events:
        return [event async for event in events][-1]


async def test_failed_cells_alone_run_again(page: Page) -> None:
    page.fakes.painter.fails_after = 0
    view = await ended(page, await page.engine.call(sweep(page, SUBJECTS)))
    assert [cell.status for cell in view.cells] == ["failed", "failed"]
    assert view.cells[0].error is not None
    page.fakes.painter.fails_after = None
    view = await ended(page, await page.engine.call(FillSweep(sweep_id=view.id)))
    assert [cell.status for cell in view.cells] == ["completed", "completed"]
    asked = len(page.fakes.painter.asked)
    assert await page.engine.call(FillSweep(sweep_id=view.id)) == view
    assert len(page.fakes.painter.asked) == asked


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ([AxisSpec(field="nosuch", values="1")], "The form has no field 'nosuch'"),
        ([AxisSpec(field="size", values="0")], "The form refuses the values of every run"),
        ([AxisSpec()], "Each side varies either"),
        ([AxisSpec(repeat=5000)], "How often must be from 1"),
    ],
)
async def test_what_makes_no_sweep(page: Page, axes: list[AxisSpec], said: str) -> None:
    with pytest.raises(Unprocessable, match=said):
        await page.engine.call(sweep(page, *axes))


async def test_what_is_not_there(page: Page) -> None:
    with pytest.raises(NotFound):
        await page.engine.call(GetSweep(sweep_id="none"))
    with pytest.raises(NotFound):
        await page.engine.call(sweep(page, SUBJECTS, action="nosuch"))


async def test_a_completed_page_takes_no_sweep(page: Page) -> None:
    from schemas.messages.interactions import ContinueInteraction

    await page.engine.call(ContinueInteraction(session_id=page.session_id, interaction_id=page.id, values={}))
    with pytest.raises(Conflict):
        await page.engine.call(sweep(page, SUBJECTS))
