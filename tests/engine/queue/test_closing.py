"""Closing the queue ends it, whatever happens in the same moment."""

import asyncio
from pathlib import Path

import pytest

from engine.queue.embedded import EmbeddedQueue
from engine.store.sqlite.database import SqliteDatabase
from engine.store.sqlite.owner import FileOwner


@pytest.mark.parametrize("turns", range(8))
async def test_closing_right_after_a_wake_up(tmp_path: Path, turns: int) -> None:
    """The wake-up and the cancellation meet; neither may swallow the other, at whichever turn of the loop."""
    database = await SqliteDatabase.open(tmp_path / "reroll.db")

    async def handler(_job: str) -> None:
        raise AssertionError("there is no job")

    owner = FileOwner(tmp_path)
    queue = EmbeddedQueue(database, owner)
    await queue.start(handler)
    await database.all("SELECT 1")  # by now it has looked for jobs and waits
    queue.wake()
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await queue.close()
    await owner.close()
    await database.close()
