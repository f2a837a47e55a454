"""Carries the wish to cancel from one program to another: the one that runs the execution stops it."""

import asyncio
import contextlib

from engine.actions.tasks import CANCEL_SECONDS, ExecutionTasks
from engine.session.errors import SessionError
from engine.store.errors import StorageError
from engine.store.executions import Executions
from engine.store.signals import CANCELS

LOOK_SECONDS = 0.5
"""How often to look for wishes, while something runs here, where nobody tells of them."""


class Cancellations:
    """Asks other programs to cancel, and does what they ask."""

    def __init__(self, executions: Executions, tasks: ExecutionTasks, owner: str) -> None:
        self._executions = executions
        self._signals = executions.signals
        self._tasks = tasks
        self._owner = owner
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for wishes."""
        self._loop = asyncio.create_task(self._keep_looking(), name="cancellations")

    async def close(self) -> None:
        """Stop looking."""
        if self._loop:
            self._loop.cancel()
            await asyncio.wait([self._loop])

    async def ask(self, execution_id: str) -> None:
        """Ask the program that runs it, and wait for the end. Raises `SessionError` if none comes."""
        await self._executions.ask_cancel(execution_id)
        try:
            async with asyncio.timeout(CANCEL_SECONDS):
                await self._executions.ended(execution_id)
        except TimeoutError:
            raise SessionError(
                "conflict",
                "The Reroll that runs this does not answer.",
                hint="Close that program; what it had made is kept.",
            ) from None

    async def _keep_looking(self) -> None:
        wake = asyncio.Event()
        with self._signals.listen(CANCELS, wake.set, own=False):
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._signals.pause(LOOK_SECONDS)):
                        await wake.wait()
                wake.clear()
                if not self._tasks:
                    continue
                # A full or locked database says so wherever the person acts.
                with contextlib.suppress(StorageError):
                    wanted = await self._executions.asked_to_cancel(self._owner)
                    await asyncio.gather(*(self._tasks.cancel(each) for each in wanted))
