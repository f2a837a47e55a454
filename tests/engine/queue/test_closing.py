"""Closing the queue ends it, whatever happens in the same moment."""

import asyncio
from pathlib import Path

import pytest

from engine.queue.embedded import EmbeddedQueue
from engine.store.database import Database


@pytest.mark.parametrize("turns", range(8))
async def test_closing_right_after_a_wake_up(tmp_path: Path, turns: int) -> None:
    """The wake-up and the cancellation meet; neither may swallow the other, at whichever turn of the loop."""
    database = await Database.open(tmp_path / "reroll.db")

    async def handler(_job: str) -> None:
        raise AssertionError("there is no job")

    queue = EmbeddedQueue(database, "me", lambda _: True)
    await queue.start(handler)
    await database.all("SELECT 1")  # by now it has looked for jobs and waits
    queue.wake()
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await queue.close()
    await database.close()
