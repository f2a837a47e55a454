"""Finds executions that nobody runs any more and says so: their program was killed, or its disk was full."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.actions.tasks import ExecutionTasks
from engine.queue.job_queue import JobQueue
from engine.store.errors import StorageError
from engine.store.executions import ExecutionRow, Executions
from engine.store.owner import Owner

if TYPE_CHECKING:
    from engine.actions.pipeline import Pipeline

LOOK_SECONDS = 5.0
"""How often to look; the first look is before anything else runs."""


class Recovery:
    """Records executions without a program as interrupted, so that they can be retried."""

    def __init__(
        self,
        executions: Executions,
        pipeline: "Callable[[], Pipeline]",
        tasks: ExecutionTasks,
        queue: JobQueue,
        owner: Owner,
    ) -> None:
        self._executions = executions
        self._pipeline = pipeline
        self._tasks = tasks
        self._queue = queue
        self._owner = owner
        self._suspects: set[str] = set()
        self._loop: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Look once, then now and then: other programs of this home may die while this one lives."""
        await self.look()
        self._loop = asyncio.create_task(self._keep_looking(), name="recovery")

    async def look(self) -> None:
        """Interrupt what has nobody. Raises `StorageError`."""
        suspects: set[str] = set()
        rows = await self._executions.unfinished()
        gone = await self._owner.gone({row.owner for row in rows} - {self._owner.name})
        # After the executions: what has got a job by then had it before.
        held = set(await self._queue.lanes()) if rows else set[str]()
        for row in rows:
            if not self._abandoned(row, gone, held):
                continue
            # Ours may be just about to begin: only what is still without a task at the second look.
            if row.owner == self._owner.name and row.id not in self._suspects:
                suspects.add(row.id)
                continue
            await self._pipeline().interrupt(row.id)
        self._suspects = suspects

    async def close(self) -> None:
        """Stop looking."""
        if self._loop:
            self._loop.cancel()
            await asyncio.wait([self._loop])

    def _abandoned(self, row: ExecutionRow, gone: set[str], held: set[str]) -> bool:
        if row.id in self._tasks:
            return False
        if row.owner != self._owner.name and row.owner not in gone:
            return False
        # What runs as a job of workers is their business, for as long as there is the job.
        if row.status == "running" and not self._queue.redelivers:
            return True
        return row.id not in held

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            # A full or locked database says so wherever the person acts.
            with contextlib.suppress(StorageError):
                await self.look()
