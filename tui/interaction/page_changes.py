"""Watches a session and brings what happens on its open page to the screen, whoever does it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from engine.operations.errors import OperationError
from schemas import messages
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.messages.events import SessionChange
    from schemas.messages.session import ExecutionView, InteractionView

Changed = Callable[[str, Mapping[str, Any], "InteractionView"], Awaitable[None]]
"""Takes the kind of change, what it says, and the page as it is now."""

_MOST_READS = 5


class PageChanges:
    """`changed` is told each change, `began` each module that begins to run before the next page."""

    def __init__(
        self,
        page: OpenPage,
        *,
        changed: Changed,
        began: Callable[[list["ExecutionView"]], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._page = page
        self._changed = changed
        self._began = began
        self._complain = complain
        self._due: list[SessionChange] = []
        self._news = asyncio.Event()

    async def watch(self, after: int) -> None:
        """Follow the session from its event number `after`, for as long as the page is there."""
        async with asyncio.TaskGroup() as group:
            taking = group.create_task(self._take_all())
            try:
                await self._read(after)
            except OperationError as error:
                self._complain(error)
            finally:
                taking.cancel()

    async def _read(self, after: int) -> None:
        ids = self._page.ids
        async with aclosing(self._page.engine.changes(ids["session_id"], after)) as changes:
            async for change in changes:
                if change.data.get("interaction_id") == ids["interaction_id"]:
                    self._due.append(change)
                    self._news.set()
                elif change.kind == "execution_started" and not change.data.get("interaction_id"):
                    asked = messages.GetExecution(execution_id=str(change.data["execution_id"]))
                    self._began([await self._page.engine.call(asked)])

    async def _take_all(self) -> None:
        """Take what has happened since the last look with one look at the page: a sweep begins 2,000 runs."""
        while True:
            await self._news.wait()
            self._news.clear()
            due, self._due = _telling(self._due), []
            if not due:
                continue
            try:
                view = await self._view()
            except OperationError as error:
                self._complain(error)
                continue
            for change in due:
                await self._changed(change.kind, change.data, view)

    async def _view(self) -> "InteractionView":
        """The page as it is now; read again if the person typed meanwhile."""
        reads = 0
        while True:
            revision = self._page.model.revision
            view = await self._page.engine.call(messages.GetInteraction(**self._page.ids))
            reads += 1
            if self._page.model.revision == revision or reads == _MOST_READS:
                return view


def _telling(changes: list["SessionChange"]) -> list["SessionChange"]:
    """Those that change what is shown. Of many runs that began, one says all: the page names every run."""
    began = [change for change in changes if change.kind == "execution_started"]
    return [
        change
        for change in changes
        if change.kind != "values_committed" and (change.kind != "execution_started" or change is began[-1])
    ]
