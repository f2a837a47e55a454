"""What a press does while the last one of the same button still runs (A15)."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from engine.operations.errors import Conflict
from schemas.messages.executions import CancelExecution, GetExecution, ListExecutions
from tests.engine.fakes import Gate, sub_action
from tests.engine.page import Page, kinds


async def pressed_twice(start: Any, policy: str, **keys: Any) -> tuple[Page, Any, Gate]:
    page = await start(sub_actions=[sub_action("run", concurrency=policy, **keys)])
    page.fakes.action.play = gate = Gate(value={})
    first = await page.press("run")
    async with asyncio.timeout(10):
        await gate.there.wait()
    return page, first, gate


async def test_allow_runs_them_side_by_side(start: Any) -> None:
    page, first, gate = await pressed_twice(start, "allow")
    second = await page.press("run")
    async with aclosing(page.engine.events(second.id)) as events:
        await anext(event async for event in events if event.kind == "token")
    assert page.fakes.action.runs == 2
    gate.go.set()
    assert kinds(await page.events(first))[-1] == "completed"
    assert kinds(await page.events(second))[-1] == "completed"


async def test_refuse_says_so_and_changes_nothing(start: Any) -> None:
    page, first, gate = await pressed_twice(start, "refuse")
    with pytest.raises(Conflict, match="running already"):
        await page.press("run")
    assert len((await page.view()).executions) == 1
    gate.go.set()
    await page.events(first)
    execution, _ = await page.run("run")
    assert execution.status == "completed"


async def test_replace_cancels_the_one_before(start: Any) -> None:
    page, first, gate = await pressed_twice(start, "replace")
    second = await page.press("run")
    assert (await page.engine.call(GetExecution(execution_id=first.id))).status == "cancelled"
    gate.go.set()
    assert kinds(await page.events(second))[-1] == "completed"


@pytest.mark.parametrize("mode", ["streaming", "async"])
async def test_queue_waits_for_its_turn_and_can_be_cancelled_meanwhile(start: Any, mode: str) -> None:
    page, first, gate = await pressed_twice(start, "queue", execution_mode=mode)
    second, third = await page.press("run"), await page.press("run")
    assert [second.status, third.status] == ["queued", "queued"]
    cancelled = await page.engine.call(CancelExecution(execution_id=second.id))
    assert cancelled.status == "cancelled"
    assert page.fakes.action.runs == 1
    gate.go.set()
    assert kinds(await page.events(first))[-1] == "completed"
    assert kinds(await page.events(third))[-1] == "completed"
    assert page.fakes.action.runs == 2


async def test_two_results_are_two_buttons(start: Any) -> None:
    page = await start(sub_actions=[sub_action("run", concurrency="refuse")])
    page.fakes.action.play = gate = Gate(value={})
    first = await page.press("run", params={"result_id": "a"})
    second = await page.press("run", params={"result_id": "b"})
    gate.go.set()
    await page.events(first)
    await page.events(second)


async def test_the_same_press_twice_runs_once(page: Page) -> None:
    presses = [page.press("run", key="one press") for _ in range(5)]
    executions = await asyncio.gather(*presses)
    assert len({execution.id for execution in executions}) == 1
    await page.events(executions[0])
    assert page.fakes.action.runs == 1


async def test_executions_are_listed_page_by_page(page: Page) -> None:
    ran = [(await page.run("now"))[0].id for _ in range(5)]

    async def listed(**keys: Any) -> list[str]:
        found = await page.engine.call(ListExecutions(session_id=page.session_id, **keys))
        return [each.id for each in found.executions]

    assert await listed() == ran
    assert await listed(limit=2) == ran[3:]
    assert await listed(limit=2, before=ran[3]) == ran[1:3]
    assert await listed(before=ran[0]) == []
