"""What every `JobQueue` must do."""

import asyncio

import pytest

from engine.store.database import Database
from tests.engine.queue.handlers import MakeQueue, Worker, put


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
    queue.wake()
    await worker.until(lambda: worker.ended == ["a"])


async def test_what_is_put_as_background_comes_after_all_others(
    database: Database, queues: MakeQueue
) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "runs")
    await worker.until(lambda: worker.begun == ["runs"])
    async with database.transaction() as transaction:
        await queue.put(transaction, "cell 1", "lane", background=True)
        await queue.put(transaction, "cell 2", "lane", background=True)
        await queue.put(transaction, "press", "lane")
    assert list(await queue.lanes()) == ["runs", "press", "cell 1", "cell 2"]
    assert await queue.move("cell 2", "front")
    assert list(await queue.lanes()) == ["runs", "cell 2", "press", "cell 1"]
    await worker.release()
    await worker.until(lambda: worker.ended == ["runs", "cell 2", "press", "cell 1"])


async def test_winding_down_lets_what_runs_end_and_begins_nothing(
    database: Database, queues: MakeQueue
) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "runs", "waits")
    await worker.until(lambda: worker.begun == ["runs"])
    down = asyncio.create_task(queue.wind_down())
    await asyncio.sleep(0.05)  # several looks
    assert not down.done()
    await worker.release()
    await asyncio.wait_for(down, 10)
    assert worker.ended == ["runs"]
    await queue.close()
    assert await queues().holds("waits")
