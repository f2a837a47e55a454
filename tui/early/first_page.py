"""What a program shows first, if it is started with a workflow or a session."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from tui.early.kept_page import KeptPage, PageShelf, text_of
from tui.engine_host import EngineHost
from tui.opening import OpeningScreen
from tui.opening_session import Start

if TYPE_CHECKING:
    from schemas.messages.session import SessionView

KEEP_AFTER = 0.25
"""Seconds after the page is shown: until then there is more to do."""


class FirstPage:
    """The page as it was kept, else a screen that opens it."""

    def __init__(self, app: App[Any], host: EngineHost, start: Start) -> None:
        self._app = app
        self._host = host
        self._start, self._shelf, self._kept = (start, None, None) if host.server else _find(host, start)

    def screen(self, begun: Callable[["SessionView", str], None]) -> Screen[None]:
        """`begun` is told the session of an early page, once the engine has it; and see `ShowSession`."""
        if self._shelf and self._kept and self._kept.shown_early:
            from tui.early.early_page import EarlyPage  # noqa: PLC0415 - with all that a page needs

            with suppress(ValueError):
                early = EarlyPage(self._app, self._host, self._start, self._shelf, self._kept, begun=begun)
                self._shelf = None  # it keeps the page itself
                return early.screen
        return OpeningScreen(self._host, self._start)

    def keep(self, view: "SessionView") -> None:
        """A session was begun in the usual way: the workflow's page is kept for the next time. Once."""
        shelf, self._shelf = self._shelf, None
        untouched = view.interaction is not None and view.interaction.draft is None and not view.executions
        if shelf is not None and untouched:
            self._app.set_timer(KEEP_AFTER, partial(self._keep, shelf, view))

    async def _keep(self, shelf: PageShelf, view: "SessionView") -> None:
        await asyncio.to_thread(_keep, shelf, view, self._kept)


def _keep(shelf: PageShelf, view: "SessionView", before: KeptPage | None) -> None:
    text = text_of(view)
    if text is not None:
        misses = 0 if before is None or before.text == text else before.misses
        shelf.keep(KeptPage(text, misses))


def _find(host: EngineHost, start: Start) -> tuple[Start, PageShelf | None, KeptPage | None]:
    """What is to be opened, where its page is kept, and the page if it is there and up to date."""
    kind, name = start
    if kind in ("session", "continue") and "REROLL_STORE" not in os.environ:
        from engine.store.sqlite.at_rest import last_unfinished_at_rest, session_at_rest  # noqa: PLC0415 - only then

        found = (session_at_rest if kind == "session" else last_unfinished_at_rest)(host.home, name)
        if found is not None:
            shelf = PageShelf.of_session(host.home, found.session_id)
            kept = shelf.find()
            if kept is not None and kept.mark == (found.used_at, found.typed_at):
                return ("session", found.session_id), shelf, kept
            return start, None, None
    if kind in ("workflow", "continue"):
        shelf = PageShelf.of_workflow(host.home, name, host.stand_ins)
        return start, shelf, shelf.find()
    return start, None, None
