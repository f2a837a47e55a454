"""The team's queue: jobs in PostgreSQL, begun by workers, kept and handed out by PgQueuer."""

import json
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from engine.queue.job_queue import DeadJob, Handler, Place
from engine.queue.lanes import held, is_shared, lane_for, let_go, queue_of
from engine.queue.pgqueuer.tables import CHANNEL, enqueue_sql, wake_up
from engine.queue.pgqueuer.worker_loop import WorkerLoop
from engine.store.database import Database, Transaction

_OF = "queue"
BACKGROUND, USUAL = 0, 10
"""Priorities; of those with the same, the first put is the first begun."""


class PgQueuerQueue:
    """Implements `JobQueue` on the tables that `tables.install` made.

    A job is a row of PgQueuer's: its lane the entrypoint, its id the key and the payload. Only a
    program that called `start`, a worker, begins jobs.
    """

    def __init__(
        self, database: Database, loop: WorkerLoop, at_once: Callable[[str], int] = lambda _: 1
    ) -> None:
        """`at_once` says of a provider how many jobs of it run at once, where their lane does not."""
        self._database = database
        self._loop = loop
        self._at_once = at_once

    @property
    def redelivers(self) -> bool:
        return True

    async def start(self, handler: Handler) -> None:
        """Begin to run jobs. Returns at once: a server that cannot be reached is tried again."""
        self._loop.start(handler)

    async def put(
        self, transaction: Transaction, job_id: str, lane: str, *, background: bool = False
    ) -> None:
        """Add a job at the end of its lane, in the caller's transaction."""
        priority = BACKGROUND if background else USUAL
        if is_shared(lane):
            lane = lane_for(lane, self._at_once(queue_of(lane).partition("/")[2]))
        row = ([priority], [lane], [job_id.encode()], [timedelta()], [job_id], ["{}"])
        await transaction.all(enqueue_sql(), row)

    def wake(self) -> None:
        """Nothing: PostgreSQL tells every worker of a new job when it is committed."""

    async def holds(self, job_id: str) -> bool:
        """Whether the job waits or runs."""
        return await self._database.one(_HOLDS, (job_id,)) is not None

    async def withdraw(self, job_id: str) -> bool:
        """Take a waiting job out; False if it already runs or is done."""
        async with self._database.transaction(of=_OF) as transaction:
            return await transaction.execute(_WITHDRAW, ([job_id],)) == 1

    async def withdraw_many(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Take waiting jobs out, in the caller's transaction; those that run stay."""
        await transaction.execute(_WITHDRAW, (list(job_ids),))

    async def hold(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Begin none of these until `release`; those that run go on."""
        await self._rename(transaction, job_ids, held)

    async def release(self, transaction: Transaction, job_ids: Iterable[str]) -> None:
        """Let jobs that were held take their turns again."""
        await self._rename(transaction, job_ids, let_go)
        await _wake(transaction)

    async def _rename(
        self, transaction: Transaction, job_ids: Iterable[str], renamed: Callable[[str], str]
    ) -> None:
        ids = list(job_ids)
        rows = await transaction.all(
            "SELECT DISTINCT entrypoint FROM pgqueuer WHERE status = 'queued' AND dedupe_key = ANY(?)", (ids,)
        )
        for (lane,) in rows:
            await transaction.execute(
                "UPDATE pgqueuer SET entrypoint = ?"
                " WHERE status = 'queued' AND entrypoint = ? AND dedupe_key = ANY(?)",
                (renamed(let_go(lane)), lane, ids),
            )

    async def lanes(self) -> dict[str, str]:
        """The lane of every job that waits or runs, by id, in the order of their turns."""
        return {row[0]: row[1] for row in await self._database.all(_JOBS)}

    async def move(self, job_id: str, to: Place) -> bool:
        """Give a waiting job another turn; False if it does not wait."""
        async with self._database.transaction(of=_OF) as transaction:
            rows = await transaction.all(
                "SELECT id, dedupe_key FROM pgqueuer WHERE status = 'queued'"
                " ORDER BY priority DESC, id FOR UPDATE"
            )
            places = [row[0] for row in rows]
            order = [row[1] for row in rows]
            if job_id not in order:
                return False
            at, last = order.index(job_id), len(order) - 1
            goal = {"up": max(at - 1, 0), "down": min(at + 1, last), "front": 0, "back": last}[to]
            contents = places.copy()
            contents.insert(goal, contents.pop(at))
            low, high = min(at, goal), max(at, goal) + 1
            # The places (priority and id) stay, what is in them moves.
            await transaction.execute(_DEAL, (places[low:high], contents[low:high]))
            await transaction.execute(_KEY, (places[low:high],))
        return True

    async def pause(self) -> None:
        """Begin no more jobs, in any worker, until `resume`."""
        async with self._database.transaction(of=_OF) as transaction:
            await transaction.execute(
                "INSERT INTO queue_pause (since) SELECT ? WHERE NOT EXISTS (SELECT 1 FROM queue_pause)",
                (time.time(),),
            )

    async def resume(self) -> None:
        """Begin jobs again."""
        async with self._database.transaction(of=_OF) as transaction:
            await transaction.execute("DELETE FROM queue_pause")
            await _wake(transaction)

    async def paused_since(self) -> float | None:
        """When it was paused, in Unix seconds; None if it is not."""
        row = await self._database.one("SELECT since FROM queue_pause")
        return float(row[0]) if row else None

    async def dead(self) -> list[DeadJob]:
        """Jobs that were set aside, the last first."""
        rows = await self._database.all(_DEAD)
        return [DeadJob(job_id, lane, float(since), _why(error)) for job_id, lane, since, error in rows]

    async def revive(self, job_id: str) -> bool:
        """Let a job that was set aside wait again; False if it was not."""
        async with self._database.transaction(of=_OF) as transaction:
            done = await transaction.execute(_REVIVE, (job_id,))
            await _wake(transaction)
        return done == 1

    async def bury(self, job_id: str) -> bool:
        """Forget a job that was set aside; False if it was not."""
        async with self._database.transaction(of=_OF) as transaction:
            sql = "DELETE FROM pgqueuer WHERE status = 'failed' AND dedupe_key = ?"
            return await transaction.execute(sql, (job_id,)) == 1

    async def drained(self) -> None:
        """Return once nothing runs here and nothing waits that could begin here."""
        await self._loop.drained()

    @property
    def connected(self) -> bool:
        return self._loop.connected.is_set()

    async def wind_down(self) -> None:
        """Begin no more jobs here; return once none runs, and that is written."""
        await self._loop.wind_down()

    async def close(self) -> None:
        """Cancel the handlers that run and give their jobs back; what waits stays."""
        await self._loop.close()


async def _wake(transaction: Transaction) -> None:
    await transaction.all("SELECT pg_notify(?, ?)", (CHANNEL, wake_up()))


def _why(error: str | None) -> str:
    found: dict[str, Any] = json.loads(error) if error else {}
    return str(found.get("exception_message") or found.get("exception_type") or "")


_HOLDS = "SELECT 1 FROM pgqueuer WHERE dedupe_key = ? AND status IN ('queued', 'picked')"
_WITHDRAW = "DELETE FROM pgqueuer WHERE status = 'queued' AND dedupe_key = ANY(?)"
_JOBS = (
    "SELECT dedupe_key, entrypoint FROM pgqueuer WHERE status IN ('queued', 'picked')"
    " ORDER BY status = 'queued', priority DESC, id"
)
_DEAL = """
UPDATE pgqueuer AS place
SET entrypoint = job.entrypoint, payload = job.payload, headers = job.headers, attempts = job.attempts,
    execute_after = job.execute_after, created = job.created, dedupe_key = NULL
FROM unnest(?::bigint[], ?::bigint[]) AS dealt(place, job) JOIN pgqueuer AS job ON job.id = dealt.job
WHERE place.id = dealt.place
"""
_KEY = "UPDATE pgqueuer SET dedupe_key = convert_from(payload, 'UTF8') WHERE id = ANY(?)"
_DEAD = """
SELECT dedupe_key, entrypoint, extract(epoch FROM updated),
       (SELECT traceback::text FROM pgqueuer_log AS log WHERE log.job_id = job.id AND traceback IS NOT NULL
        ORDER BY log.id DESC LIMIT 1)
FROM pgqueuer AS job WHERE status = 'failed' ORDER BY updated DESC
"""
_REVIVE = """
UPDATE pgqueuer SET status = 'queued', execute_after = now(), updated = now(), attempts = 0,
    queue_manager_id = NULL
WHERE status = 'failed' AND dedupe_key = ?
"""
