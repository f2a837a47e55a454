"""Who follows the queue waits for a change of it."""

import asyncio

import pytest

from engine.client.local import LocalEngine
from engine.session import queue_board
from schemas.messages.executions import CancelExecution
from schemas.messages.queue import ListQueue, QueueView
from tests.engine.fakes import Gate
from tests.engine.page import Page


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_board, "BUSY_SECONDS", 0.01)
    monkeypatch.setattr(queue_board, "AT_ONCE_SECONDS", 0)


async def changed(page: Page, before: QueueView, wait: float = 20) -> QueueView:
    return await asyncio.wait_for(page.engine.call(ListQueue(seen=before.mark, wait=wait)), 10)


async def test_a_change_is_told_and_nothing_before(page: Page, engine: LocalEngine) -> None:
    idle = await engine.call(ListQueue())
    assert await changed(page, idle, wait=0.02) == idle
    waiting = asyncio.create_task(changed(page, idle))
    await asyncio.sleep(0)
    assert not waiting.done()
    page.fakes.action.play = gate = Gate()
    execution = await page.press("queue")  # idle, it would look again after seconds: it is told
    seen = await waiting
    assert [each.execution_id for each in (*seen.running, *seen.waiting)] == [execution.id]
    await gate.there.wait()
    running = await changed(page, idle)
    await engine.call(CancelExecution(execution_id=execution.id))
    ended = await changed(page, running)
    while ended.running:
        ended = await changed(page, ended)
    assert [each.status for each in ended.ended] == ["cancelled"]


async def test_whoever_waits_is_let_go_when_a_server_shuts_down(page: Page, engine: LocalEngine) -> None:
    idle = await engine.call(ListQueue())
    waiting = asyncio.create_task(changed(page, idle))
    await asyncio.sleep(0)
    engine._services.queue.end_waiting()
    assert await waiting == idle
