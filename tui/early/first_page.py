"""What a program shows first, if it is started to begin a workflow."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from tui.early.kept_page import PageShelf, text_of
from tui.engine_host import EngineHost
from tui.opening import OpeningScreen
from tui.opening_session import Start

if TYPE_CHECKING:
    from schemas.messages.session import SessionView

KEEP_AFTER = 1.0
"""Seconds after the page is shown: until then there is more to do."""


class FirstPage:
    """The workflow's page as it was kept, else a screen that opens it; keeps it for the next time."""

    def __init__(self, app: App[Any], host: EngineHost, start: Start) -> None:
        self._app = app
        self._host = host
        self._start = start
        begins = start[0] == "workflow" and not host.server
        self._shelf = PageShelf(host.home, start[1], host.stand_ins) if begins else None
        self._kept = self._shelf.find() if self._shelf else None

    def screen(self, begun: Callable[["SessionView"], None]) -> Screen[None]:
        """`begun` is told the session that an early page belongs to, once there is one."""
        if self._shelf and self._kept and self._kept.shown_early:
            from tui.early.early_page import EarlyPage  # noqa: PLC0415 - with all that a page needs

            with suppress(ValueError):
                early = EarlyPage(self._app, self._host, self._start, self._shelf, self._kept, begun=begun)
                self._shelf = None  # it keeps the page itself
                return early.screen
        return OpeningScreen(self._host, self._start)

    def keep(self, view: "SessionView") -> None:
        """A session was begun in the usual way: remember its page as the program's first one. Once."""
        shelf, self._shelf = self._shelf, None
        if shelf is not None:
            self._app.set_timer(KEEP_AFTER, partial(self._keep, shelf, view))

    async def _keep(self, shelf: PageShelf, view: "SessionView") -> None:
        await asyncio.to_thread(_keep, shelf, view, self._kept)


def _keep(shelf: PageShelf, view: "SessionView", before: Any) -> None:
    if (text := text_of(view)) is not None:
        shelf.keep(text, before)
