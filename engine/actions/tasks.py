"""The executions that run in this program: one task each, to be cancelled or closed."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.actions.pipeline import Pipeline

CANCEL_SECONDS = 10.0
"""How long to wait for an action that was cancelled to clean up after itself."""


class ExecutionTasks:
    """Runs recorded executions through the pipeline, which is asked for when the first one begins."""

    def __init__(self, pipeline: "Callable[[], Pipeline]") -> None:
        self._pipeline = pipeline
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closing = False

    def __contains__(self, execution_id: str) -> bool:
        return execution_id in self._tasks

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, execution_id: str) -> None:
        """Begin to run it. Once the program is closing it stays queued, for the next one to find."""
        if self._closing or execution_id in self._tasks:
            return
        task = asyncio.create_task(self._pipeline().run(execution_id), name=f"execution {execution_id}")
        self._tasks[execution_id] = task
        task.add_done_callback(lambda _: self._forget(execution_id))

    async def wait(self, execution_id: str) -> None:
        """Wait for its end; it goes on if whoever waits is cancelled."""
        if task := self._tasks.get(execution_id):
            await asyncio.wait([task])

    async def drained(self) -> None:
        """Return once nothing runs here."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def cancel(self, execution_id: str) -> None:
        """Stop it by the person's wish; returns when its end is recorded, or it will not stop."""
        if task := self._tasks.get(execution_id):
            self._pipeline().cancelling.add(execution_id)
            task.cancel()
            await asyncio.wait([task], timeout=CANCEL_SECONDS)

    async def close(self) -> None:
        """Stop everything: what runs is recorded as interrupted."""
        self._closing = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=CANCEL_SECONDS)

    def _forget(self, execution_id: str) -> None:
        self._tasks.pop(execution_id, None)
        self._pipeline().cancelling.discard(execution_id)
