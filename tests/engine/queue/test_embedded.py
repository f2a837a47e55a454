"""The embedded queue: whose job it is."""

import asyncio
from pathlib import Path

import pytest

from engine.queue.embedded import EmbeddedQueue
from engine.store.database import Database
from engine.store.sqlite.owner import FileOwner
from tests.engine.queue.handlers import MakeQueue, Worker, put
from tests.engine.store.child import Child


@pytest.fixture
def kind() -> str:
    return "sqlite"


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
    database: Database, tmp_path: Path
) -> None:
    with Child(HOLDER, tmp_path / "reroll.db", tmp_path / "owners") as child:
        assert await asyncio.to_thread(child.line) == "running"
        owner, worker = FileOwner(tmp_path / "owners"), Worker()
        queue = EmbeddedQueue(database, owner)
        await queue.start(worker)
        await asyncio.sleep(0.1)  # several looks: it lives, its lane is busy
        assert worker.begun == []
        child.kill()
        await worker.until(lambda: worker.ended == ["running", "waiting"])
        await queue.close()
        await owner.close()
