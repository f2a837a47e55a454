"""What every `JobQueue` must do. Another implementation joins by another parameter of `queues`."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engine.queue import embedded
from engine.queue.embedded import EmbeddedQueue
from engine.queue.job_queue import JobQueue
from engine.store.database import Database
from engine.store.sqlite.database import SqliteDatabase
from engine.store.sqlite.owner import FileOwner
from tests.engine.store.child import Child

MakeQueue = Callable[[], JobQueue]


@dataclass
class Worker:
    """A handler that writes down what it was given; it holds jobs until they may end."""

    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    holds: bool = False
    fails: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, job_id: str) -> None:
        self.begun.append(job_id)
        await self._tell()
        try:
            async with self.changed:
                await self.changed.wait_for(lambda: not self.holds)
        except asyncio.CancelledError:
            self.cancelled.append(job_id)
            raise
        if self.fails:
            raise RuntimeError("the handler fell")
        self.ended.append(job_id)
        await self._tell()

    async def release(self) -> None:
        self.holds = False
        await self._tell()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(condition)

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


@pytest.fixture
async def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(embedded, "POLL_SECONDS", 0.02)
    database = await SqliteDatabase.open(tmp_path / "reroll.db")
    yield database
    await database.close()


@pytest.fixture(params=["embedded"])
async def queues(database: Database, tmp_path: Path) -> AsyncIterator[MakeQueue]:
    """Makes a queue as one more program would open it."""
    made: list[tuple[EmbeddedQueue, FileOwner]] = []

    def make() -> JobQueue:
        owner = FileOwner(tmp_path / "owners")
        queue = EmbeddedQueue(database, owner)
        made.append((queue, owner))
        return queue

    yield make
    for queue, owner in made:
        await queue.close()
        await owner.close()


async def put(database: Database, queue: JobQueue, *jobs: str, lane: str = "lane") -> None:
    async with database.transaction() as transaction:
        for job in jobs:
            await queue.put(transaction, job, lane)
    queue.wake()


async def test_each_job_runs_once_in_order(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker()
    await queue.start(worker)
    await put(database, queue, "a", "b")
    await put(database, queue, "c")
    await worker.until(lambda: worker.ended == ["a", "b", "c"])
    assert worker.begun == ["a", "b", "c"]


async def test_one_job_of_a_lane_at_a_time_and_lanes_beside_each_other(
    database: Database, queues: MakeQueue
) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "a1", "a2", lane="a")
    await put(database, queue, "b1", lane="b")
    await worker.until(lambda: sorted(worker.begun) == ["a1", "b1"])
    assert await queue.holds("a2")
    await worker.release()
    await worker.until(lambda: sorted(worker.ended) == ["a1", "a2", "b1"])


async def test_a_lane_is_one_lane_for_all_programs(database: Database, queues: MakeQueue) -> None:
    one, two, worker = queues(), queues(), Worker(holds=True)
    await one.start(worker)
    await put(database, one, "a1", "a2")
    await worker.until(lambda: worker.begun == ["a1"])
    other = Worker(changed=worker.changed)
    await two.start(other)
    two.wake()
    await asyncio.sleep(0.1)  # several looks of the second program
    assert other.begun == []
    await worker.release()
    await worker.until(lambda: sorted(worker.ended + other.ended) == ["a1", "a2"])


async def test_a_job_that_was_rolled_back_never_runs(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker()
    await queue.start(worker)

    async def fail() -> None:
        async with database.transaction() as transaction:
            await queue.put(transaction, "ghost", "lane")
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert not await queue.holds("ghost")
    await put(database, queue, "real")
    await worker.until(lambda: worker.ended == ["real"])
    assert worker.begun == ["real"]


async def test_withdrawing(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "runs", "waits")
    await worker.until(lambda: worker.begun == ["runs"])
    assert await queue.withdraw("waits")
    assert not await queue.withdraw("waits")
    assert not await queue.withdraw("runs")
    await worker.release()
    await worker.until(lambda: worker.ended == ["runs"])
    assert not await queue.holds("waits")


async def test_withdrawing_many(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "runs", "a", "b", "stays")
    await worker.until(lambda: worker.begun == ["runs"])

    async def fail() -> None:
        async with database.transaction() as transaction:
            await queue.withdraw_many(transaction, ["a", "b"])
            raise KeyError

    with pytest.raises(KeyError):
        await fail()
    assert await queue.holds("a")
    async with database.transaction() as transaction:
        await queue.withdraw_many(transaction, ["a", "runs", "b", "nothing"])
    assert list(await queue.lanes()) == ["runs", "stays"]
    await worker.release()
    await worker.until(lambda: worker.ended == ["runs", "stays"])


async def test_waiting_jobs_run_in_the_order_they_are_moved_to(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "runs", "a", "b", "c")
    await worker.until(lambda: worker.begun == ["runs"])
    assert await queue.move("c", "front")
    assert await queue.move("a", "down")
    assert not await queue.move("runs", "back")
    assert not await queue.move("nothing", "up")
    assert list(await queue.lanes()) == ["runs", "c", "b", "a"]
    await worker.release()
    await worker.until(lambda: worker.ended == ["runs", "c", "b", "a"])


async def test_a_job_is_begun_by_the_program_that_put_it(database: Database, queues: MakeQueue) -> None:
    one, two, mine, others = queues(), queues(), Worker(), Worker()
    await two.start(others)
    await one.start(mine)
    await one.pause()
    await put(database, one, "a", "b", lane="lane")
    await one.resume()
    two.wake()
    await two.drained()  # it has looked
    await mine.until(lambda: mine.ended == ["a", "b"])
    assert others.begun == []


async def test_what_a_program_leaves_waiting_is_begun_by_another(
    database: Database, queues: MakeQueue
) -> None:
    one, two, holding, worker = queues(), queues(), Worker(holds=True), Worker()
    await one.start(holding)
    await two.start(worker)
    await put(database, one, "a", "b")
    await holding.until(lambda: holding.begun == ["a"])
    await one.close()
    await worker.until(lambda: worker.ended[-1:] == ["b"])


async def test_while_paused_no_program_begins_a_job(database: Database, queues: MakeQueue) -> None:
    one, two, worker = queues(), queues(), Worker()
    await one.pause()
    await one.start(worker)
    await two.start(worker)
    await put(database, one, "a")
    await one.drained()  # it has looked
    await two.drained()
    assert worker.begun == []
    assert await two.paused_since() is not None
    await two.resume()
    await worker.until(lambda: worker.ended == ["a"])
    assert await one.paused_since() is None


async def test_drained_once_everything_is_done(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "a", "b")
    await worker.until(lambda: worker.begun == ["a"])
    draining = asyncio.create_task(queue.drained())
    await asyncio.sleep(0.05)  # several looks
    assert not draining.done()
    await worker.release()
    await asyncio.wait_for(draining, 10)
    assert worker.ended == ["a", "b"]


async def test_a_handler_that_raises_does_not_stop_the_others(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(fails=True)
    await queue.start(worker)
    await put(database, queue, "bad")
    await worker.until(lambda: worker.begun == ["bad"])
    worker.fails = False
    await put(database, queue, "good")
    await worker.until(lambda: worker.ended == ["good"])
    assert worker.begun == ["bad", "good"]


async def test_closing_cancels_what_runs_and_leaves_what_waits(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "runs", "waits")
    await worker.until(lambda: worker.begun == ["runs"])
    await queue.close()
    assert worker.cancelled == ["runs"]
    assert worker.begun == ["runs"]

    following, next_worker = queues(), Worker()
    assert await following.holds("waits")
    await following.start(next_worker)
    # The first is offered again too: who runs it knows that it had begun.
    await next_worker.until(lambda: next_worker.ended[-1:] == ["waits"])


async def test_jobs_put_while_nobody_runs_them_wait(database: Database, queues: MakeQueue) -> None:
    queue = queues()
    await put(database, queue, "a")
    worker = Worker()
    await queue.start(worker)
    await worker.until(lambda: worker.ended == ["a"])


async def test_a_job_does_not_run_before_its_transaction_is_committed(
    database: Database, queues: MakeQueue
) -> None:
    queue, worker = queues(), Worker()
    await queue.start(worker)
    async with database.transaction() as transaction:
        await queue.put(transaction, "a", "lane")
        queue.wake()
        await asyncio.sleep(0.05)
        assert worker.begun == []
    await worker.until(lambda: worker.ended == ["a"])


HOLDER = """
import asyncio, sys
from pathlib import Path
from engine.queue.embedded import EmbeddedQueue
from engine.store.sqlite.database import SqliteDatabase
from engine.store.sqlite.owner import FileOwner
async def main():
    database, owner = await SqliteDatabase.open(Path(sys.argv[1])), FileOwner(Path(sys.argv[2]))
    queue = EmbeddedQueue(database, owner)
    async def hold(job):
        print(job, flush=True)
        await asyncio.Event().wait()
    await queue.start(hold)
    async with database.transaction() as t:
        await queue.put(t, "running", "lane")
        await queue.put(t, "waiting", "lane")
    queue.wake()
    await asyncio.Event().wait()
asyncio.run(main())
"""


async def test_after_a_kill_another_program_that_is_open_already_goes_on(
    database: Database, queues: MakeQueue, tmp_path: Path
) -> None:
    with Child(HOLDER, tmp_path / "reroll.db", tmp_path / "owners") as child:
        assert await asyncio.to_thread(child.line) == "running"
        queue, worker = queues(), Worker()
        await queue.start(worker)
        await asyncio.sleep(0.1)  # several looks: it lives, its lane is busy
        assert worker.begun == []
        child.kill()
        await worker.until(lambda: worker.ended == ["running", "waiting"])
