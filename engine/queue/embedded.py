"""The embedded queue: jobs in SQLite, run as tasks of this process."""

import asyncio
import time
from collections import Counter

from engine.queue.job_queue import Handler
from engine.store.database import Database, Transaction
from engine.store.errors import StorageError

POLL_SECONDS = 2.0
"""How often to look for jobs that a program which died left waiting."""


class EmbeddedQueue:
    """Implements `JobQueue`. Waiting jobs are claimed by whichever program gets there first."""

    def __init__(self, database: Database, owner: str, *, lane_limit: int = 1) -> None:
        self._database = database
        self._owner = owner
        self._lane_limit = lane_limit
        self._busy: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None

    async def start(self, handler: Handler) -> None:
        """Begin to run jobs, the ones that were left waiting first."""
        self._loop = asyncio.create_task(self._run(handler), name="queue")

    async def put(self, transaction: Transaction, job_id: str, lane: str) -> None:
        """Add a job at the end of its lane, in the caller's transaction."""
        await transaction.execute(
            "INSERT INTO jobs (id, lane, place) VALUES (?, ?, ?)", (job_id, lane, time.time_ns())
        )

    def wake(self) -> None:
        """Look for jobs now."""
        self._wake.set()

    async def withdraw(self, job_id: str) -> bool:
        """Take a waiting job out; False if it already runs or is done."""
        async with self._database.transaction() as transaction:
            return await transaction.execute("DELETE FROM jobs WHERE id = ? AND owner = ''", (job_id,)) == 1

    async def close(self) -> None:
        """Stop; running handlers are cancelled and waiting jobs stay for the next start."""
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    async def _run(self, handler: Handler) -> None:
        async with asyncio.TaskGroup() as running:
            while True:
                self._wake.clear()
                try:
                    for job_id, lane in await self._claim():
                        self._busy[lane] += 1
                        running.create_task(self._handle(handler, job_id, lane), name=f"job {job_id}")
                except StorageError:
                    # A full or locked database says so wherever the person acts; keep looking.
                    await asyncio.sleep(POLL_SECONDS)
                try:
                    await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
                except TimeoutError:
                    continue

    async def _handle(self, handler: Handler, job_id: str, lane: str) -> None:
        try:
            await handler(job_id)
        finally:
            self._busy[lane] -= 1
            self._wake.set()
            try:
                async with self._database.transaction() as transaction:
                    await transaction.execute("DELETE FROM jobs WHERE id = ?", (job_id,))
            except StorageError:
                # The execution has ended on record, so the job cannot run twice.
                pass

    async def _claim(self) -> list[tuple[str, str]]:
        if not await self._database.one("SELECT 1 FROM jobs WHERE owner = '' LIMIT 1"):
            return []
        claimed: list[tuple[str, str]] = []
        free = self._busy.copy()
        async with self._database.transaction() as transaction:
            for job_id, lane in await transaction.all(
                "SELECT id, lane FROM jobs WHERE owner = '' ORDER BY place"
            ):
                if free[lane] < self._lane_limit:
                    free[lane] += 1
                    claimed.append((job_id, lane))
                    await transaction.execute("UPDATE jobs SET owner = ? WHERE id = ?", (self._owner, job_id))
        return claimed
