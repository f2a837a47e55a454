"""Follows a session while a script drives it: what changes in it, and every execution that begins."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from engine.cli.headless.report import Report
from engine.operations.services import Services
from schemas.messages.events import ExecutionEvent


class Watch:
    """Hands everything that happens after event number `after` of a session to a report, in order.

    `stop` is called, once, as soon as that cannot go on, for example because the output was closed.
    """

    def __init__(
        self,
        services: Services,
        session_id: str,
        after: int,
        report: Report,
        stop: Callable[[], object],
    ) -> None:
        self._services = services
        self._session_id = session_id
        self._seen = after
        self.report = report
        self._stop = stop
        self._stopped = False
        self._moved = asyncio.Event()
        self._following: dict[str, asyncio.Task[None]] = {}
        self._task = asyncio.create_task(self._changes())
        self._task.add_done_callback(self._done)
        self.ends: dict[str, ExecutionEvent] = {}
        """The last event of each execution that has ended."""

    @property
    def running(self) -> list[str]:
        """Executions that began while this watched and have not ended."""
        return [each for each, task in self._following.items() if not task.done()]

    @property
    def trouble(self) -> BaseException | None:
        """What went wrong with watching, such as a closed output; None while all is well."""
        for task in (self._task, *self._following.values()):
            if task.done() and not task.cancelled() and (error := task.exception()):
                return error
        return None

    async def until(self, seq: int) -> None:
        """Wait until event number `seq` and the end of every execution were reported.

        Raises what went wrong with watching.
        """
        while self._seen < seq or self.running:
            if error := self.trouble:
                raise error
            self._moved.clear()
            await self._moved.wait()
        if error := self.trouble:
            raise error

    async def close(self) -> None:
        """Stop watching."""
        tasks = [self._task, *self._following.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _changes(self) -> None:
        async with aclosing(self._services.log.changes(self._session_id, self._seen)) as changes:
            async for change in changes:
                self.report.change(change)
                if change.kind == "execution_started":
                    self._follow(str(change.data["execution_id"]))
                self._seen = change.seq
                self._moved.set()

    def _follow(self, execution_id: str) -> None:
        if execution_id not in self._following:
            task = asyncio.create_task(self._events(execution_id))
            task.add_done_callback(self._done)
            self._following[execution_id] = task

    async def _events(self, execution_id: str) -> None:
        async with aclosing(self._services.executions.events(execution_id)) as events:
            async for event in events:
                self.report.event(event)
                self.ends[execution_id] = event

    def _done(self, task: asyncio.Task[None]) -> None:
        self._moved.set()
        if not task.cancelled() and task.exception() and not self._stopped:
            self._stopped = True
            self._stop()
