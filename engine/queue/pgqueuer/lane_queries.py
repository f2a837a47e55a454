"""What PgQueuer asks its tables, for lanes that come and go while it runs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.models import Job
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter

from engine.queue.lanes import limit_of, serves
from engine.queue.pgqueuer.tables import names

_LANES = """
WITH RECURSIVE waiting AS (
    (SELECT entrypoint FROM pgqueuer WHERE status = 'queued' ORDER BY entrypoint LIMIT 1)
    UNION ALL
    SELECT (SELECT next.entrypoint FROM pgqueuer AS next WHERE next.status = 'queued'
            AND next.entrypoint > waiting.entrypoint ORDER BY next.entrypoint LIMIT 1)
    FROM waiting WHERE waiting.entrypoint IS NOT NULL
)
SELECT lane FROM (
    SELECT entrypoint AS lane FROM waiting WHERE entrypoint IS NOT NULL
    UNION SELECT entrypoint FROM pgqueuer WHERE status = 'picked'
) AS lanes WHERE NOT EXISTS (SELECT FROM queue_pause)
"""
"""None while the queue is paused. One step for each lane, not for each job that waits."""

_UNTIL_NEXT = """
SELECT min(job.execute_after) - now() AS seconds
FROM unnest($1::text[], $2::bigint[]) AS lane(name, most)
CROSS JOIN LATERAL (
    SELECT execute_after FROM pgqueuer
    WHERE entrypoint = lane.name AND status = 'queued' ORDER BY execute_after LIMIT 1
) AS job
WHERE lane.most > (SELECT count(*) FROM pgqueuer WHERE entrypoint = lane.name AND status = 'picked')
"""

KNOWN_SECONDS = 0.05
"""How long the lanes are taken to be the same, where many short jobs follow each other."""

_NOTHING = timedelta.max


@dataclass
class LaneQueries(Queries):
    """PgQueuer's queries with the lanes of the moment in place of entrypoints that are known before.

    `queues` are those that this worker serves; `most` how many jobs it runs at once. `seen` is told
    of the lanes before a job of one is handed out; `running` says how many run here now.
    """

    qbe: QueryBuilderEnvironment = field(default_factory=lambda: QueryBuilderEnvironment(names()))
    qbq: QueryQueueBuilder = field(default_factory=lambda: QueryQueueBuilder(names()))
    queues: Collection[str] = ()
    most: int = 10
    seen: Callable[[Collection[str]], None] = lambda _: None
    running: Callable[[], int] = lambda: 0
    taking: bool = True
    """False: hand out no more jobs."""
    _until_next: timedelta = _NOTHING
    _known: list[str] = field(default_factory=list[str])
    _known_at: float = -KNOWN_SECONDS

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: dict[QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: QueueManagerId,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[Job]:
        """Jobs of whatever lanes there are now; none while the queue is paused or this worker is full."""
        del entrypoints, global_concurrency_limit  # what was known before; ours are of this moment
        room = self.most - self.running()
        if not self.taking or room < 1:
            return []
        batch = min(batch_size, room)
        if monotonic() - self._known_at < KNOWN_SECONDS:
            jobs = await self._jobs(batch, queue_manager_id, heartbeat_timeout)
            if jobs:
                return jobs
        await self._look()
        return await self._jobs(batch, queue_manager_id, heartbeat_timeout)

    async def _jobs(self, batch: int, worker: QueueManagerId, heartbeat: timedelta) -> list[Job]:
        """Jobs of the lanes that are known."""
        if not self._known or not self.taking:
            return []
        self.seen(self._known)
        limits = {QueueEntrypoint(lane): EntrypointExecutionParameter(limit_of(lane)) for lane in self._known}
        return await super().dequeue(batch, limits, worker, self.most, heartbeat)

    async def eligible_queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """Whether a job could begin here now: PgQueuer looks again at once if so.

        Its own does not know of lanes that are full, and would look ten times a second.
        """
        self._until_next = _NOTHING
        if not self.taking or self.running() >= self.most:
            return 0
        await self._look()
        lanes = self._known
        if not lanes:
            return 0
        rows = await self.driver.fetch(_UNTIL_NEXT, lanes, [limit_of(lane) for lane in lanes])
        seconds = rows[0]["seconds"]
        if not isinstance(seconds, timedelta):
            return 0
        self._until_next = seconds
        return int(seconds <= timedelta())

    async def next_deferred_eta(self, entrypoints: list[QueueEntrypoint]) -> timedelta | None:
        """How long until one that was put off may begin, as the last look found."""
        return None if self._until_next is _NOTHING else self._until_next

    async def queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """Nothing: what could begin was looked for just before, put off or not, in one query."""
        return 0

    async def busy(self, queue_manager_id: QueueManagerId) -> bool:
        """Whether jobs here are not over in the tables yet."""
        sql = "SELECT EXISTS (SELECT FROM pgqueuer WHERE queue_manager_id = $1 AND status = 'picked') AS busy"
        return bool((await self.driver.fetch(sql, queue_manager_id))[0]["busy"])

    async def give_back(self, queue_manager_id: QueueManagerId) -> None:
        """Let wait again what this worker had, before its connection was lost."""
        await self.driver.execute(
            "UPDATE pgqueuer SET status = 'queued', queue_manager_id = NULL, slot = NULL"
            " WHERE queue_manager_id = $1 AND status = 'picked'",
            queue_manager_id,
        )

    async def forget_history(self, older: timedelta) -> None:
        """Delete PgQueuer's log of jobs: four rows each, which nothing else deletes or needs."""
        await self.driver.execute("DELETE FROM pgqueuer_log WHERE created < now() - $1::interval", older)

    async def _look(self) -> None:
        """Find the lanes of this instant that this worker serves."""
        now = monotonic()
        rows = await self.driver.fetch(_LANES)
        lanes = [str(row["lane"]) for row in rows]
        self._known = [lane for lane in lanes if limit_of(lane) and serves(self.queues, lane)]
        self._known_at = now
