"""Watches a session and brings what happens on its open page to the screen, whoever does it."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any

from engine.operations.errors import OperationError
from schemas.messages.requests import GetExecution, GetInteraction
from schemas.messages.session import ExecutionView, InteractionView
from tui.interaction.open_page import OpenPage

Changed = Callable[[str, Mapping[str, Any], InteractionView], Awaitable[None]]
"""Takes the kind of change, what it says, and the page as it is now."""

_MOST_READS = 5


class PageChanges:
    """`changed` is told each change, `began` each module that begins to run before the next page."""

    def __init__(
        self,
        page: OpenPage,
        *,
        changed: Changed,
        began: Callable[[list[ExecutionView]], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._page = page
        self._changed = changed
        self._began = began
        self._complain = complain

    async def watch(self, after: int) -> None:
        """Follow the session from its event number `after`, for as long as the page is there."""
        ids = self._page.ids
        try:
            async with aclosing(self._page.engine.changes(ids["session_id"], after)) as changes:
                async for change in changes:
                    if change.data.get("interaction_id") == ids["interaction_id"]:
                        await self._take(change.kind, change.data)
                    elif change.kind == "execution_started" and not change.data.get("interaction_id"):
                        asked = GetExecution(execution_id=str(change.data["execution_id"]))
                        self._began([await self._page.engine.call(asked)])
        except OperationError as error:
            self._complain(error)

    async def _take(self, kind: str, data: Mapping[str, Any]) -> None:
        if kind == "values_committed":
            return
        try:
            view = await self._view()
        except OperationError as error:
            self._complain(error)
            return
        await self._changed(kind, data, view)

    async def _view(self) -> InteractionView:
        """The page as it is now; read again if the person typed meanwhile."""
        reads = 0
        while True:
            revision = self._page.model.revision
            view = await self._page.engine.call(GetInteraction(**self._page.ids))
            reads += 1
            if self._page.model.revision == revision or reads == _MOST_READS:
                return view
