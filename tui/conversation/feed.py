"""Follows a conversation: the whole of it after each change, and the reply that is being written."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import Any

from engine.operations.errors import OperationError
from schemas.messages.conversation import ConversationView, GetConversation
from tui.interaction.open_page import OpenPage

FRAME = 1 / 30
"""Seconds between two showings of what a reply has said."""

LOOK_PAUSE = 0.05
"""Seconds between two looks at the conversation: a reply may ask for many actions at once."""

MOST_CUT = 20
"""How many of the replies that were cut are read again when a page is reopened."""

_NOT_TOLD = frozenset({"values_committed", "data_changed", "proposal_made", "change_undone", "change_redone"})
"""Changes of the session that change nothing of its conversation."""

Show = Callable[[ConversationView, Mapping[str, str]], None]
"""Takes the conversation, and by execution what replies that are no turns have said."""

Grow = Callable[[str, str], None]
"""Takes an execution, and what its reply has said so far."""


class ConversationFeed:
    """One per page. `start` runs a coroutine as long as the page is there, `later` calls after seconds."""

    def __init__(
        self,
        page: OpenPage,
        *,
        show: Show,
        grow: Grow,
        start: Callable[[Coroutine[Any, Any, None]], object],
        later: Callable[[float, Callable[[], None]], object],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._page = page
        self._show = show
        self._grow = grow
        self._start = start
        self._later = later
        self._complain = complain
        self._news = asyncio.Event()
        self._said: dict[str, list[str]] = {}
        self._grown: set[str] = set()
        self.view: ConversationView | None = None
        """The conversation as it was last told."""

    async def watch(self, after: int) -> None:
        """Show the conversation; follow the session from its event number `after`."""
        self._news.set()
        async with asyncio.TaskGroup() as group:
            looking = group.create_task(self._look())
            try:
                await self._listen(after)
            except OperationError as error:
                self._complain(error)
            finally:
                looking.cancel()

    def take(self, view: ConversationView) -> None:
        """This is the conversation now."""
        self.view = view
        cut = view.partial[-MOST_CUT:]
        kept = {partial.execution_id for partial in cut}
        for execution_id in self._said.keys() - kept:
            del self._said[execution_id]
        for partial in cut:
            if partial.execution_id not in self._said:
                self._said[partial.execution_id] = []
                self._start(self._read(partial.execution_id))
        self._show(view, {execution_id: self._text(execution_id) for execution_id in self._said})

    async def runs_of_actions(self) -> set[str]:
        """Executions of the actions that replies asked for, as of now."""
        try:
            view = await self._page.engine.call(GetConversation(**self._page.ids))
        except OperationError:
            return set()  # whoever looks next says so
        replies = [*view.turns, *view.partial, *view.earlier]
        return {action.execution_id for reply in replies for action in reply.actions}

    async def _listen(self, after: int) -> None:
        session_id = self._page.ids["session_id"]
        async with aclosing(self._page.engine.changes(session_id, after)) as changes:
            async for change in changes:
                if change.kind not in _NOT_TOLD:
                    self._news.set()

    async def _look(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                self.take(await self._page.engine.call(GetConversation(**self._page.ids)))
            except OperationError as error:
                self._complain(error)
            await asyncio.sleep(LOOK_PAUSE)

    async def _read(self, execution_id: str) -> None:
        """Take what a reply says, from its first word."""
        try:
            async with aclosing(self._page.engine.events(execution_id)) as events:
                async for event in events:
                    said = self._said.get(execution_id)
                    if said is None:  # it is a turn by now, which says it all
                        return
                    if event.kind == "token":
                        said.append(str(event.data.get("text", "")))
                        self._grow_soon(execution_id)
        except OperationError as error:
            self._complain(error)

    def _grow_soon(self, execution_id: str) -> None:
        if not self._grown:
            self._later(FRAME, self._grow_now)
        self._grown.add(execution_id)

    def _grow_now(self) -> None:
        grown, self._grown = self._grown, set()
        for execution_id in grown & self._said.keys():
            self._grow(execution_id, self._text(execution_id))

    def _text(self, execution_id: str) -> str:
        said = self._said[execution_id]
        said[:] = ["".join(said)]
        return said[0].lstrip()
