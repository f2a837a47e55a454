"""Workers on PostgreSQL: limits over all of them, crashes, outages, jobs set aside."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from engine.queue.job_queue import RunLater
from engine.queue.lanes import lane_for
from engine.queue.pgqueuer.queue import PgQueuerQueue
from engine.store.database import Database
from tests.engine.queue.handlers import Worker, put, worker_loop


@pytest.fixture
def kind() -> str:
    return "pgqueuer"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


def program(stack: AsyncExitStack, database: Database, **options: Any) -> PgQueuerQueue:
    """A queue as one more program would open it."""
    queue = PgQueuerQueue(database, worker_loop(database, **options))
    stack.push_async_callback(queue.close)
    return queue


async def reached(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(15):
        while not condition():  # noqa: ASYNC110 - whatever changes
            await asyncio.sleep(0.01)


class Overlap:
    """A handler for several workers that counts how many jobs run at once."""

    def __init__(self) -> None:
        self.now = self.most = self.done = 0

    async def __call__(self, job_id: str) -> None:
        del job_id
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.02)
        self.now -= 1
        self.done += 1


async def test_a_lane_s_limit_holds_over_two_workers(database: Database, stack: AsyncExitStack) -> None:
    one, two, jobs = program(stack, database), program(stack, database), Overlap()
    await one.start(jobs)
    await two.start(jobs)
    await put(database, one, *map(str, range(12)), lane=lane_for("text", 3))
    await reached(lambda: jobs.done == 12)
    assert jobs.most == 3


async def test_two_workers_with_one_job(database: Database, stack: AsyncExitStack) -> None:
    worker = Worker()
    for queue in (workers := [program(stack, database) for _ in range(2)]):
        await queue.start(worker)
    for number in range(10):
        await put(database, workers[0], f"job {number}", lane=f"lane {number}")
    await worker.until(lambda: len(worker.ended) == 10)
    assert sorted(worker.begun) == [f"job {number}" for number in range(10)]


async def test_a_worker_runs_no_more_at_once_than_it_says(database: Database, stack: AsyncExitStack) -> None:
    queue, jobs = program(stack, database, at_once=2), Overlap()
    await queue.start(jobs)
    for number in range(8):
        await put(database, queue, str(number), lane=f"lane {number}")
    await reached(lambda: jobs.done == 8)
    assert jobs.most == 2


async def test_a_worker_takes_its_queues_alone(database: Database, stack: AsyncExitStack) -> None:
    queue, worker = program(stack, database, queues=["comfyui"]), Worker()
    await queue.start(worker)
    await put(database, queue, "text", lane="llm.generate/openai")
    await put(database, queue, "picture", lane="media.generate/comfyui@2")
    await worker.until(lambda: worker.ended == ["picture"])
    await queue.drained()
    assert await queue.holds("text")
    assert worker.begun == ["picture"]


async def test_a_job_of_a_worker_that_lives_stays_its_own(database: Database, stack: AsyncExitStack) -> None:
    one, two = (program(stack, database, heartbeat_seconds=0.4) for _ in range(2))
    holding, other = Worker(holds=True), Worker()
    await one.start(holding)
    await put(database, one, "a")
    await holding.until(lambda: holding.begun == ["a"])
    await two.start(other)
    await asyncio.sleep(1.2)  # three times the time without a sign of life
    assert other.begun == []


async def test_a_job_that_asks_for_it_is_run_later(database: Database, stack: AsyncExitStack) -> None:
    queue = program(stack, database)
    begun: list[float] = []

    async def handler(job_id: str) -> None:
        del job_id
        begun.append(asyncio.get_running_loop().time())
        if len(begun) == 1:
            raise RunLater(0.3, "busy")

    await queue.start(handler)
    await put(database, queue, "a")
    await reached(lambda: len(begun) == 2)
    assert begun[1] - begun[0] >= 0.3
    await queue.drained()
    assert await queue.dead() == []


async def test_what_falls_is_set_aside_until_a_person_decides(
    database: Database, stack: AsyncExitStack
) -> None:
    queue, worker = program(stack, database), Worker(fails=True)
    await queue.start(worker)
    await put(database, queue, "a", "b")
    await worker.until(lambda: sorted(worker.begun) == ["a", "b"])
    await queue.drained()
    dead = await queue.dead()
    assert {(job.id, job.lane, job.why) for job in dead} == {
        (job_id, "lane", "the handler fell") for job_id in "ab"
    }
    assert not await queue.holds("a")
    worker.fails = False
    assert await queue.revive("a")
    await worker.until(lambda: worker.ended == ["a"])
    assert await queue.bury("b")
    assert not await queue.bury("b")
    assert not await queue.revive("b")
    assert await queue.dead() == []
