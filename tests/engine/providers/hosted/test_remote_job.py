import asyncio

import pytest

from engine.providers.errors import ProviderError
from engine.providers.hosted.remote_job import remote_job
from engine.providers.http.limits import Limits


async def sent() -> str:
    return "job-1"


class Cancelled:
    def __init__(self, error: Exception | None = None) -> None:
        self.jobs: list[str] = []
        self._error = error

    async def __call__(self, job: str) -> None:
        self.jobs.append(job)
        if self._error:
            raise self._error


async def test_what_ended_is_left_alone() -> None:
    cancel = Cancelled()
    async with remote_job(Limits(), sent, cancel) as held:
        held.ended = True
    assert cancel.jobs == []


async def test_what_goes_on_is_cancelled_when_the_block_is_left() -> None:
    cancel = Cancelled()
    with pytest.raises(ValueError, match="broken"):
        async with remote_job(Limits(), sent, cancel):
            raise ValueError("broken")
    assert cancel.jobs == ["job-1"]


async def test_a_cancelling_that_fails_hides_nothing() -> None:
    cancel = Cancelled(ProviderError("unreachable", "gone"))
    with pytest.raises(ValueError, match="broken"):
        async with remote_job(Limits(), sent, cancel):
            raise ValueError("broken")


async def test_cancelled_while_it_is_being_sent() -> None:
    sending, told = asyncio.Event(), asyncio.Event()
    cancel = Cancelled()

    async def send() -> str:
        sending.set()
        await told.wait()
        return "job-2"

    async def run() -> None:
        async with remote_job(Limits(), send, cancel):
            raise AssertionError("nobody waits for it any more")

    task = asyncio.create_task(run())
    await sending.wait()
    task.cancel()
    await asyncio.sleep(0)
    told.set()  # the id comes after all
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cancel.jobs == ["job-2"]


async def test_cancelled_twice_the_last_words_are_still_said() -> None:
    begun, may_end, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def cancel(_job: str) -> None:
        begun.set()
        await may_end.wait()
        done.set()

    async def run() -> None:
        async with remote_job(Limits(), sent, cancel):
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    await asyncio.sleep(0.01)
    task.cancel()
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    may_end.set()
    async with asyncio.timeout(5):
        await done.wait()


async def test_without_a_way_to_cancel_nobody_waits() -> None:
    sending = asyncio.Event()

    async def send() -> str:
        sending.set()
        await asyncio.Event().wait()
        return ""

    async def run() -> None:
        async with remote_job(Limits(), send, None):
            pass

    task = asyncio.create_task(run())
    await sending.wait()
    task.cancel()
    async with asyncio.timeout(5):
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_slot_is_held_as_long_as_the_job() -> None:
    limits = Limits(1)
    cancel = Cancelled()
    order: list[str] = []

    async def one(name: str) -> None:
        async with remote_job(limits, sent, cancel) as held:
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            order.append(f"{name} ends")
            held.ended = True

    await asyncio.gather(one("a"), one("b"))
    assert order == ["a begins", "a ends", "b begins", "b ends"]
