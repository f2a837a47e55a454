"""Lanes that say how many of their jobs run at once, and jobs that are held back."""

from engine.queue.lanes import held, lane_for, let_go, limit_of
from engine.store.database import Database
from tests.engine.queue.test_queue_contract import MakeQueue, Worker, database, put, queues

__all__ = ["database", "queues"]


def test_a_lane_says_how_many_run_at_once() -> None:
    assert limit_of(lane_for("llm.generate/openai", 4)) == 4
    assert lane_for("llm.generate/openai", 1) == "llm.generate/openai"
    assert limit_of("llm.generate/me@home") == 1
    assert limit_of("plain", 3) == 3
    assert limit_of(held("plain@4")) == 0
    assert let_go(held("plain@4")) == let_go("plain@4") == "plain@4"


async def test_so_many_of_a_lane_run_at_once(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, *"abcde", lane=lane_for("text", 3))
    await worker.until(lambda: worker.begun == ["a", "b", "c"])
    await worker.release()
    await worker.until(lambda: sorted(worker.ended) == list("abcde"))


async def test_what_is_held_begins_only_when_it_is_released(database: Database, queues: MakeQueue) -> None:
    queue, worker = queues(), Worker(holds=True)
    await queue.start(worker)
    await put(database, queue, "runs", "waits", "other")
    await worker.until(lambda: worker.begun == ["runs"])
    async with database.transaction() as transaction:
        await queue.hold(transaction, ["runs", "waits", "unknown"])
    await worker.release()
    await queue.drained()
    assert worker.ended == ["runs", "other"]
    assert await queue.holds("waits")
    async with database.transaction() as transaction:
        await queue.release(transaction, ["waits"])
    await worker.until(lambda: worker.ended == ["runs", "other", "waits"])
