"""Lanes that say how many of their jobs run at once, and jobs that are held back."""

from engine.queue.lanes import held, lane_for, lane_within, let_go, limit_of, queue_of, serves
from engine.store.database import Database
from tests.engine.queue.handlers import MakeQueue, Worker, put


def test_a_lane_says_how_many_run_at_once() -> None:
    assert limit_of(lane_for("llm.generate/openai", 4)) == 4
    assert lane_for("llm.generate/openai", 1) == "llm.generate/openai"
    assert limit_of("llm.generate/me@home") == 1
    assert limit_of("plain", 3) == 3
    assert limit_of(held("plain@4")) == 0
    assert let_go(held("plain@4")) == let_go("plain@4") == "plain@4"


def test_a_lane_says_what_is_asked_in_it() -> None:
    lane = lane_within(lane_for("media.generate/comfyui", 4), "session/page/button")
    assert queue_of(held(lane)) == queue_of("media.generate/comfyui") == "media.generate/comfyui"
    assert limit_of(lane) == 1
    assert queue_of("llm.generate/me@home") == "llm.generate/me@home"


def test_a_worker_serves_actions_providers_or_both() -> None:
    lane = "media.generate/comfyui@4"
    assert serves((), lane)
    assert all(
        serves([name, "other"], lane) for name in ("media.generate", "comfyui", "media.generate/comfyui")
    )
    assert not serves(["sketch", "llm.generate/comfyui"], lane)
    assert serves(["transform"], "transform")
    assert not serves([""], "transform")


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
