"""The embedded queue: jobs in SQLite, run as tasks of this process."""

import asyncio
import contextlib
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable

from engine.queue.job_queue import DeadJob, Handler, Place
from engine.queue.lanes import held, let_go, limit_of
from engine.store.database import Database, Row, Transaction
from engine.store.errors import StorageError
from engine.store.owner import Owner
from engine.store.signals import JOBS

POLL_SECONDS = 2.0
"""How often to look for jobs that another program put, finished or left behind, where nobody tells."""

_BACKGROUND = 10**18
"""What the places of background jobs are further behind: thirty years, in nanoseconds."""

_log = logging.getLogger(__name__)


class EmbeddedQueue:
    """Implements `JobQueue`. A waiting job is claimed by the program that put it.

    That one has the environment it was meant for: keys, stand-ins. Once it is gone, or if it
    runs no jobs, whichever program gets there first claims the job. A claimed job carries its
    program's name; what one that is gone had claimed waits again.
    """

    def __init__(self, database: Database, owner: Owner, *, lane_limit: int = 1) -> None:
        self._database = database
        self._owner = owner.name
        self._programs = owner
        self._lane_limit = lane_limit
        self._running: dict[str, asyncio.Task[None]] = {}
        self._done: set[str] = set()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        """Set after a look that found nothing to begin while nothing runs here."""
        self._loop: asyncio.Task[None] | None = None

    @property
    def redelivers(self) -> bool:
        return False

    async def start(self, handler: Handler) -> None:
        """Begin to run jobs, the ones that were left waiting first."""
        self._loop = asyncio.create_task(self._run(handler), name="queue")

    async def put(
        self, transaction: Transaction, job_id: str, lane: str, *, background: bool = False
    ) -> None:
        """Add a job at the end of its lane, in the caller's transaction."""
        place = time.time_ns() + (_BACKGROUND if background else 0)
        await transaction.execute(
            "INSERT INTO jobs (id, lane, place, put_by) VALUES (?, ?, ?, ?)",
            (job_id, lane, place, self._owner if self._loop else ""),
        )
        await transaction.tell(JOBS)

    def wake(self) -> None:
        """Look for jobs now."""
        self._wake.set()

    async def holds(self, job_id: str) -> bool:
        """Whether the job waits or runs."""
        return await self._database.one("SELECT 1 FROM jobs WHERE id = ?", (job_id,)) is not None

    async def withdraw(self, job_id: str) -> bool:
        """Take a waiting job out; False if it already runs or is done."""
        async with self._database.transaction() as transaction:
            return await transaction.execute("DELETE FROM jobs WHERE id = ? AND owner = ''", (job_id,)) == 1

    async def hold(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Begin none of these until `release`; those that run go on."""
        await self._rename(transaction, job_ids, held)

    async def release(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Let jobs that were held take their turns again."""
        await self._rename(transaction, job_ids, let_go)
        transaction.after_commit(self.wake)
        await transaction.tell(JOBS)

    async def _rename(
        self, transaction: Transaction, job_ids: Iterable[str], renamed: Callable[[str], str]
    ) -> None:
        rows = await transaction.all(_WAITING, (json.dumps(list(job_ids)),))
        lanes = [(renamed(let_go(lane)), job_id) for job_id, lane in rows]
        await transaction.execute_many("UPDATE jobs SET lane = ? WHERE id = ?", lanes)

    async def withdraw_many(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Take waiting jobs out, in the caller's transaction; those that run stay."""
        await transaction.execute_many(
            "DELETE FROM jobs WHERE id = ? AND owner = ''", [(job_id,) for job_id in job_ids]
        )

    async def lanes(self) -> dict[str, str]:
        """The lane of every job that waits or runs, by id, in the order of their turns."""
        return {job_id: lane for job_id, lane, *_ in await self._database.all(_JOBS)}

    async def move(self, job_id: str, to: Place) -> bool:
        """Give a waiting job another turn; False if it does not wait."""
        async with self._database.transaction() as transaction:
            rows = await transaction.all("SELECT id, place FROM jobs WHERE owner = '' ORDER BY place, rowid")
            order = [row[0] for row in rows]
            if job_id not in order:
                return False
            at = order.index(job_id)
            last = len(order) - 1
            goal = {"up": max(at - 1, 0), "down": min(at + 1, last), "front": 0, "back": last}[to]
            order.insert(goal, order.pop(at))
            # The places that there are, dealt out anew; jobs put in the same instant share one.
            places: list[int] = []
            for row in rows:
                places.append(max(row[1], places[-1] + 1) if places else row[1])
            await transaction.execute_many(
                "UPDATE jobs SET place = ? WHERE id = ?", zip(places, order, strict=True)
            )
        return True

    async def pause(self) -> None:
        """Begin no more jobs, in any program, until `resume`."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO queue_pause (since) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM queue_pause)",
                (time.time(),),
            )

    async def resume(self) -> None:
        """Begin jobs again."""
        async with self._database.transaction() as transaction:
            await transaction.execute("DELETE FROM queue_pause")
            transaction.after_commit(self.wake)
            await transaction.tell(JOBS)

    async def paused_since(self) -> float | None:
        """When it was paused, in Unix seconds; None if it is not."""
        row = await self._database.one(_PAUSE)
        return float(row[0]) if row else None

    async def dead(self) -> list[DeadJob]:
        """None: a handler that falls is logged."""
        return []

    async def revive(self, job_id: str) -> bool:
        del job_id
        return False

    async def bury(self, job_id: str) -> bool:
        del job_id
        return False

    async def drained(self) -> None:
        """Return once nothing runs here and nothing waits that could begin here.

        What waits while the queue is paused, or behind a job of another program, cannot.
        """
        while self._loop and not self._loop.done():
            if running := list(self._running.values()):
                await asyncio.wait(running)
                continue
            self._idle.clear()
            self._wake.set()
            await self._idle.wait()
            if not self._running:
                return

    @property
    def connected(self) -> bool:
        return self._loop is not None

    async def wind_down(self) -> None:
        """Begin no more jobs here; return once none runs."""
        if self._loop:
            self._loop.cancel()
            await asyncio.wait([self._loop, *self._running.values()])

    async def close(self) -> None:
        """Stop; running handlers are cancelled and waiting jobs stay for the next start."""
        tasks = [task for task in (self._loop, *self._running.values()) if task]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        self._idle.set()
        with contextlib.suppress(StorageError):  # else the next program sees that this one is gone
            async with self._database.transaction() as transaction:
                await self._forget_done(transaction)
                await transaction.execute("UPDATE jobs SET owner = '' WHERE owner = ?", (self._owner,))
                await transaction.execute("UPDATE jobs SET put_by = '' WHERE put_by = ?", (self._owner,))
                await transaction.tell(JOBS)

    async def _run(self, handler: Handler) -> None:
        with self._database.signals.listen(JOBS, self.wake, own=False):
            while True:
                self._wake.clear()
                # A full or locked database says so wherever the person acts; keep looking.
                with contextlib.suppress(StorageError):
                    for job_id in await self._claim():
                        task = asyncio.create_task(self._handle(handler, job_id), name=f"job {job_id}")
                        self._running[job_id] = task
                    if not self._running:
                        self._idle.set()
                with contextlib.suppress(TimeoutError):
                    # Not wait_for: in Python 3.11 it swallows a cancellation that comes with the
                    # wake-up, and closing would wait for ever.
                    async with asyncio.timeout(self._database.signals.pause(POLL_SECONDS)):
                        await self._wake.wait()

    async def _handle(self, handler: Handler, job_id: str) -> None:
        try:
            await handler(job_id)
        except Exception:  # noqa: BLE001 - a fault in one job must not stop the others
            _log.exception("job %s", job_id)
        finally:
            self._running.pop(job_id, None)
        self._done.add(job_id)
        self._wake.set()

    async def _claim(self) -> list[str]:
        """Take what may run now; return the ids."""
        # Look before taking the write lock: most of the time there is nothing to do.
        rows = await self._database.all(_JOBS)
        paused = await self._database.one(_PAUSE) is not None
        if not self._done and (paused or not self._choose(rows, await self._gone(rows))):
            return []
        gone = await self._gone(rows)
        async with self._database.transaction() as transaction:
            await self._forget_done(transaction)
            if await transaction.one(_PAUSE):
                return []
            rows = await transaction.all(_JOBS)
            claimed = self._choose(rows, gone)
            for job_id in claimed:
                await transaction.execute("UPDATE jobs SET owner = ? WHERE id = ?", (self._owner, job_id))
        return claimed

    def _choose(self, rows: Iterable[Row], gone: set[str]) -> list[str]:
        """Ids of waiting jobs that are ours to begin, in their order, for which their lanes have room."""
        busy = Counter(lane for _, lane, owner, _ in rows if owner and owner not in gone)
        chosen: list[str] = []
        for job_id, lane, owner, put_by in rows:
            waits = not owner or owner in gone
            if waits and busy[lane] < limit_of(lane, self._lane_limit):
                busy[lane] += 1  # whoever begins it: nothing behind it may overtake it
                if not put_by or put_by == self._owner or put_by in gone:
                    chosen.append(job_id)
        return chosen

    async def _gone(self, rows: Iterable[Row]) -> set[str]:
        """Which of the jobs' programs no longer run."""
        names = {name for row in rows for name in (row[2], row[3])} - {"", self._owner}
        return await self._programs.gone(names) if names else set()

    async def _forget_done(self, transaction: Transaction) -> None:
        done = list(self._done)
        await transaction.execute_many("DELETE FROM jobs WHERE id = ?", [(job_id,) for job_id in done])
        transaction.after_commit(lambda: self._done.difference_update(done))
        if done:
            await transaction.tell(JOBS)


_JOBS = "SELECT id, lane, owner, put_by FROM jobs ORDER BY place, rowid"
_WAITING = "SELECT id, lane FROM jobs WHERE owner = '' AND id IN (SELECT value FROM json_each(?))"
_PAUSE = "SELECT since FROM queue_pause"
