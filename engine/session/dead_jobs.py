"""Jobs that the queue has set aside: shown, begun once more, or forgotten."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.queue import job_queue
from engine.queue.job_queue import JobQueue
from engine.session.errors import SessionError
from engine.session.running import Running
from engine.store.database import Database
from schemas.messages.queue import DeadJob

if TYPE_CHECKING:
    from engine.actions.pipeline import Pipeline


class DeadJobs:
    """Services of them. Raises `SessionError`."""

    def __init__(
        self, database: Database, queue: JobQueue, running: Running, pipeline: "Callable[[], Pipeline]"
    ) -> None:
        self._database = database
        self._queue = queue
        self._running = running
        self._pipeline = pipeline

    async def list(self) -> list[DeadJob]:
        """All of them, the last first."""
        return [await self._shown(job) for job in await self._queue.dead()]

    async def requeue(self, execution_id: str) -> None:
        """Begin it once more: the execution itself, or as a retry what has ended."""
        job = await self._find(execution_id)
        row = await self._running.get(execution_id)
        if row.ended_at is None:
            await self._queue.revive(job.id)
            return
        await self._running.retry(execution_id, f"requeue-{execution_id}")
        await self._queue.bury(job.id)

    async def drop(self, execution_id: str) -> None:
        """Forget it; what had not begun is recorded as cancelled."""
        job = await self._find(execution_id)
        await self._queue.bury(job.id)
        await self._pipeline().cancel_waiting(execution_id)

    async def _find(self, execution_id: str) -> job_queue.DeadJob:
        found = next((job for job in await self._queue.dead() if job.id == execution_id), None)
        if found is None:
            raise SessionError(
                "not_found", "No such job was set aside.", hint="`reroll queue dead` lists them."
            )
        return found

    async def _shown(self, job: job_queue.DeadJob) -> DeadJob:
        row = await self._database.one(
            "SELECT e.session_id, s.title, json_extract(e.request, '$.label'), e.status"
            " FROM executions AS e JOIN sessions AS s ON s.id = e.session_id WHERE e.id = ?",
            (job.id,),
        )
        session_id, title, label, status = row or ("", "", "", "")
        return DeadJob(
            execution_id=job.id,
            session_id=session_id,
            session_title=title,
            label=label or "",
            status=status,
            lane=job.lane,
            since=job.since,
            why=job.why,
        )
