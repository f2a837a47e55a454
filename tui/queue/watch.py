"""Follows the queue for the whole program: home counts what runs, and what ended elsewhere is told."""

import asyncio
import time
from typing import Any

from textual.app import App
from textual.message import Message

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.queue import ListQueue, QueueEntry, QueueView
from tui.queue.lines import who_works

WAIT_SECONDS, PAUSE_SECONDS = 25.0, 1.0
"""How long to wait for a change of the queue, and how long there is between two looks at least."""


class QueueSeen(Message):
    """To the screen that is shown: what runs and waits now."""

    def __init__(self, queue: QueueView) -> None:
        super().__init__()
        self.queue = queue


class QueueWatch:
    """One for the program. `session_id` of a screen says whose runs it follows by itself."""

    def __init__(self, app: App[Any], engine: Engine) -> None:
        self._app = app
        self._engine = engine
        self._background: set[str] = set()
        """Executions on the queue that had not ended."""
        self._now = asyncio.Event()
        self._mark = ""
        self._told_of_no_worker = False

    def look_now(self) -> None:
        """Do not wait for the next time."""
        self._now.set()

    async def run(self) -> None:
        """Look for as long as the program runs; what is wrong is said wherever the person acts."""
        while True:
            self._now.clear()
            begun = time.monotonic()
            try:
                queue = await self._changed()
            except OperationError:
                queue = None
            if queue is not None:
                self._mark = queue.mark
                self._take(queue)
            try:
                # A queue that changes again and again is not looked at for ever.
                async with asyncio.timeout(PAUSE_SECONDS - (time.monotonic() - begun)):
                    await self._now.wait()
                self._mark = ""  # who wants a look is told also what has not changed
            except TimeoutError:
                continue

    async def _changed(self) -> QueueView | None:
        """The queue once it is another one; None if it is to be looked at now."""
        asked = asyncio.ensure_future(self._engine.call(ListQueue(seen=self._mark, wait=WAIT_SECONDS)))
        now = asyncio.ensure_future(self._now.wait())
        try:
            await asyncio.wait({asked, now}, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():
                return asked.result()
            self._mark = ""
            return None
        finally:
            now.cancel()
            asked.cancel()
            await asyncio.gather(asked, now, return_exceptions=True)

    def _take(self, queue: QueueView) -> None:
        screen = self._app.screen
        screen.post_message(QueueSeen(queue))
        followed = any(getattr(each, "shows_queue", False) for each in self._app.screen_stack)
        for entry in reversed(queue.ended):
            if entry.execution_id in self._background and not followed:
                self._tell(entry)
        self._tell_of_no_worker(queue)
        unfinished = (*queue.running, *queue.waiting)
        self._background = {entry.execution_id for entry in unfinished if entry.lane}

    def _tell_of_no_worker(self, queue: QueueView) -> None:
        nobody = queue.by_workers and not queue.workers and bool(queue.waiting)
        if nobody and not self._told_of_no_worker:
            self._app.notify(who_works(queue), severity="warning", markup=False)
        self._told_of_no_worker = nobody

    def _tell(self, entry: QueueEntry) -> None:
        shown = {getattr(screen, "shown_session", "") for screen in self._app.screen_stack}
        if entry.session_id in shown or entry.status == "cancelled":
            return
        done = entry.status == "completed"
        said = f"{clean_line(entry.label)}: {'done' if done else entry.status}"
        self._app.notify(
            f"{'✓' if done else '✗'} {said} · {clean_line(entry.session_title)}",
            severity="information" if done else "warning",
            markup=False,
        )
