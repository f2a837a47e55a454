"""Runs executions that the queue hands out, which may have been begun by another program before."""

import asyncio
import contextlib
import logging
from typing import Any

from engine.actions.giving_back import MOST_BEGUN, GivingBack
from engine.actions.pipeline import Pipeline
from engine.actions.tasks import ExecutionTasks
from engine.logs.context import works_on
from engine.queue.job_queue import RunLater
from engine.store.again import times_begun
from engine.store.errors import StorageError
from engine.store.executions import ExecutionRow, Executions
from engine.store.owner import Owner

LOOK_SECONDS = 2.0
"""How often to look whether the program that runs an execution still lives."""

WORKER_LOST: dict[str, Any] = {
    "code": "worker_lost",
    "message": f"The workers that ran this were lost, {MOST_BEGUN} times. It is not begun again by itself.",
    "hint": "See what they wrote in their logs; `reroll queue requeue` and retry run it again.",
    "retryable": True,
}


_log = logging.getLogger(__name__)


class WorkerLostError(Exception):
    """The job is set aside: it may be what ends its workers."""


class JobRuns:
    """A handler of jobs that sees each execution to its end, whoever ran or runs it."""

    def __init__(
        self,
        executions: Executions,
        pipeline: Pipeline,
        tasks: ExecutionTasks,
        owner: Owner,
        giving_back: GivingBack,
    ) -> None:
        self._executions = executions
        self._pipeline = pipeline
        self._tasks = tasks
        self._owner = owner
        self._back = giving_back

    async def run(self, execution_id: str) -> None:
        """Return once it has ended. Raises `RunLater` where it waits for something."""
        try:
            if (row := await self._executions.get(execution_id)) is not None:
                works_on(execution=execution_id, session=row.request.session_id)
                _log.info("job %s (%s): %s", execution_id, row.request.action, row.status)
            while (row := await self._executions.get(execution_id)) and row.ended_at is None:
                await self._further(row)
            _log.info("job %s ended: %s", execution_id, row.status if row else "deleted")
        except StorageError as error:
            raise RunLater(1.0, error.message) from None

    async def _further(self, row: ExecutionRow) -> None:
        if row.id in self._tasks:
            await self._tasks.wait(row.id)
        elif row.status == "queued":
            await self._begin(row.id)
        elif row.owner != self._owner.name and not await self._owner.gone({row.owner}):
            # It holds its place in the lane, whoever runs it.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._executions.ended(row.id)
        elif not await self._back.take_over(row.id, row.request, row.owner):
            now = await self._executions.get(row.id)
            if now is not None and (now.status, now.owner) == (row.status, row.owner):
                await self._give_up(row)

    async def _begin(self, execution_id: str) -> None:
        self._back.waits.pop(execution_id, None)
        self._back.mine.add(execution_id)
        try:
            self._tasks.start(execution_id)
            if execution_id not in self._tasks:
                raise RunLater(0.0, "this worker is stopping")
            await self._tasks.wait(execution_id)
        finally:
            if execution_id not in self._tasks:
                self._back.mine.discard(execution_id)
        seconds = self._back.waits.pop(execution_id, None)
        if seconds is not None:
            raise RunLater(seconds)

    async def _give_up(self, row: ExecutionRow) -> None:
        if await times_begun(self._back.database, row.id) < MOST_BEGUN:
            await self._pipeline.interrupt(row.id)
            return
        await self._pipeline.give_up(row.id, WORKER_LOST)
        raise WorkerLostError(WORKER_LOST["message"])
