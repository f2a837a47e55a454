"""Executions that workers run: put off, begun again or given up after a crash, set aside."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from engine.actions.action import Token
from engine.actions.giving_back import MOST_BEGUN
from engine.client.local import LocalEngine
from engine.operations.errors import NotFound
from engine.operations.queue_of import AsWorker
from engine.operations.services import Services
from engine.providers.errors import ProviderError
from engine.store.workers import WorkerRow, add_worker
from schemas.messages.executions import GetExecution
from schemas.messages.queue import DropDeadJob, ListDeadJobs, ListQueue, RequeueDeadJob
from tests.engine.fakes import Fakes, Gate
from tests.engine.page import Page

CAT = {"subject": "a cat"}


@pytest.fixture
async def server(
    home: Path, fakes: Fakes, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Services]:
    """One that runs no jobs itself."""
    monkeypatch.setenv("REROLL_STORE", postgres_url)
    monkeypatch.setenv("REROLL_JOBS", "workers")
    home.mkdir()
    (home / "config.toml").write_text('[providers.fake]\nkind = "sketch"\n')
    services = await Services.open(home, registry=fakes.registry())
    yield services
    await services.close()


@pytest.fixture
def engine(server: Services) -> LocalEngine:
    return LocalEngine(server)


class Workshop:
    """Workers of this process; each begins when it is asked for."""

    def __init__(self, home: Path, fakes: Fakes) -> None:
        self._home = home
        self._fakes = fakes
        self.open: list[Services] = []

    async def worker(self, *queues: str) -> Services:
        worker = AsWorker(queues, heartbeat_seconds=0.5)
        services = await Services.open(self._home, registry=self._fakes.registry(), worker=worker)
        self.open.append(services)
        row = WorkerRow(services.owner.name, f"worker {len(self.open)}", "here", 1, queues, worker.at_once, 0)
        await add_worker(services.database, row)
        return services


@pytest.fixture
async def workshop(home: Path, server: Services, fakes: Fakes) -> AsyncIterator[Workshop]:
    del server  # it opened the store
    workshop = Workshop(home, fakes)
    yield workshop
    for services in workshop.open:
        await services.close()


async def ended(page: Page, execution_id: str) -> str:
    """How it ended."""
    async with asyncio.timeout(15):
        while (view := await page.engine.call(GetExecution(execution_id=execution_id))).ended_at is None:  # noqa: ASYNC110 - the store tells
            await asyncio.sleep(0.02)
    return view.status


async def abandoned(page: Page, server: Services, action: str, begun: int = 1) -> str:
    """An execution that a worker had begun so often when it was lost."""
    asked = await page.press(action, values=CAT)
    async with server.database.transaction() as transaction:
        await transaction.execute(
            "UPDATE executions SET status = 'running', owner = 'lost' WHERE id = ?", (asked.id,)
        )
        for seq in range(1, begun + 1):
            await transaction.execute(
                "INSERT INTO execution_events (execution_id, seq, at, kind, data)"
                " VALUES (?, ?, 0, 'started', '{}')",
                (asked.id, seq),
            )
    return asked.id


async def logged(server: Services, execution_id: str) -> list[str]:
    """What its log lines say."""
    events, _ = await server.executions.stored_since(execution_id, 0)
    return [event.data["message"] for event in events if event.kind == "log"]


async def test_without_a_worker_nothing_runs_and_the_queue_says_so(page: Page, workshop: Workshop) -> None:
    asked = await page.press("queue")
    view = await page.engine.call(ListQueue())
    assert [each.execution_id for each in view.waiting] == [asked.id]
    assert view.by_workers
    assert view.workers == []
    await workshop.worker("comfyui")
    assert (await page.engine.call(ListQueue())).unserved == [view.waiting[0].lane]
    await workshop.worker()
    assert await ended(page, asked.id) == "completed"


async def test_a_provider_that_says_later_is_asked_later(
    page: Page, server: Services, fakes: Fakes, workshop: Workshop
) -> None:
    fakes.painter.fails_after = 0
    fakes.painter.error = ProviderError("rate_limited", "Too many requests.", retryable=True, retry_after=0.4)
    asked = await page.press("paint", values=CAT)
    await workshop.worker()
    async with asyncio.timeout(10):
        while not await logged(server, asked.id):  # noqa: ASYNC110 - the store tells
            await asyncio.sleep(0.01)
    fakes.painter.fails_after = None
    assert await ended(page, asked.id) == "completed"
    assert len(fakes.painter.asked) == 2
    assert fakes.painter.asked[0].idempotency_key == fakes.painter.asked[1].idempotency_key
    assert (await logged(server, asked.id))[0].startswith("Too many requests. It is begun again in 0 s")


async def test_a_provider_that_goes_on_saying_it_fails_in_the_end(
    page: Page, fakes: Fakes, workshop: Workshop
) -> None:
    fakes.painter.fails_after = 0
    fakes.painter.error = ProviderError("rate_limited", "Too many.", retryable=True, retry_after=0.01)
    asked = await page.press("paint", values=CAT)
    await workshop.worker()
    assert await ended(page, asked.id) == "failed"
    assert len(fakes.painter.asked) == MOST_BEGUN


async def test_what_a_lost_worker_had_begun_is_begun_again_where_that_costs_nothing(
    page: Page, server: Services, fakes: Fakes, workshop: Workshop
) -> None:
    lost = await abandoned(page, server, "paint")
    await workshop.worker()
    assert await ended(page, lost) == "completed"
    assert len(fakes.painter.asked) == 1


async def test_else_it_is_interrupted_and_can_be_retried(
    page: Page, server: Services, fakes: Fakes, workshop: Workshop
) -> None:
    lost = await abandoned(page, server, "queue")
    await workshop.worker()
    assert await ended(page, lost) == "interrupted"
    assert fakes.action.runs == 0


async def test_what_ends_its_workers_again_and_again_is_set_aside(
    page: Page, server: Services, fakes: Fakes, workshop: Workshop
) -> None:
    lost = await abandoned(page, server, "paint", begun=MOST_BEGUN)
    other = await abandoned(page, server, "paint", begun=MOST_BEGUN)
    await workshop.worker()
    assert await ended(page, lost) == await ended(page, other) == "failed"
    async with asyncio.timeout(10):
        while len(dead := (await page.engine.call(ListDeadJobs())).jobs) < 2:  # noqa: ASYNC110 - the store tells
            await asyncio.sleep(0.02)
    assert {(job.execution_id, job.label, job.status) for job in dead} == {
        (each, "Paint", "failed") for each in (lost, other)
    }
    assert (await page.engine.call(ListQueue())).dead == 2
    assert fakes.painter.asked == []

    view = await page.engine.call(RequeueDeadJob(execution_id=lost))
    again = [*view.waiting, *view.running]
    assert [each.label for each in again] in (["Paint"], [])
    await page.engine.call(DropDeadJob(execution_id=other))
    assert (await page.engine.call(ListDeadJobs())).jobs == []
    with pytest.raises(NotFound):
        await page.engine.call(DropDeadJob(execution_id=other))
    async with asyncio.timeout(10):
        while not fakes.painter.asked:  # noqa: ASYNC110 - the store tells
            await asyncio.sleep(0.01)


async def test_a_worker_that_closes_interrupts_what_may_not_be_run_twice(
    page: Page, fakes: Fakes, workshop: Workshop
) -> None:
    fakes.action.play = gate = Gate(before=(Token("so far"),))
    asked = await page.press("queue")
    worker = await workshop.worker()
    await asyncio.wait_for(gate.there.wait(), 10)
    await worker.close()
    assert await ended(page, asked.id) == "interrupted"
