"""Shows a kept page at once, begins the session behind it, and gives the page over to it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.app import App

from engine.operations.errors import OperationError
from schemas import messages
from tui.early.early_screen import EarlyScreen
from tui.early.kept_page import INTERACTION_ID, SESSION_ID, KeptPage, PageShelf, text_of
from tui.early.late_engine import LateEngine
from tui.engine_host import EngineHost
from tui.navigation import ShowSession
from tui.opening import OpeningScreen
from tui.opening_session import Start, find_or_begin, is_before_page

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.session import SessionView


class EarlyPage:
    """One per program, for what it shows first. `begun` is told the session once it is on the screen.

    If the page is another one than it was, what was typed meanwhile is put into the new one.
    """

    def __init__(
        self,
        app: App[Any],
        host: EngineHost,
        start: Start,
        shelf: PageShelf,
        kept: KeptPage,
        *,
        begun: Callable[["SessionView", str], None],
    ) -> None:
        """Raises ValueError if the page cannot be read."""
        self._app = app
        self._host = host
        self._start = start
        self._shelf = shelf
        self._kept = kept
        self._begun = begun
        self._engine = LateEngine()
        self.screen = EarlyScreen(self._engine, kept.view(), painted=self._begin)

    def _begin(self) -> None:
        self._app.run_worker(self._open(), group="early")

    async def _open(self) -> None:
        try:
            engine = await self._host.engine()
            view, begun = await find_or_begin(engine, self._start)
            if is_before_page(view):
                view = await engine.call(messages.ResumeSession(session_id=view.id))
        except OperationError as error:
            typed = self._give_way()
            self._app.switch_screen(OpeningScreen(self._host, self._start, problem=error, typed=typed))
            return
        text, begun_from = text_of(view), self._start[1] if begun else ""
        if text == self._kept.text:
            self._come(engine, view, begun_from)
        else:
            self._app.post_message(ShowSession(view, begun_from=begun_from, typed=self._give_way()))
        await self._remember(text)

    def _come(self, engine: "Engine", view: "SessionView", begun_from: str) -> None:
        assert view.interaction is not None
        self.screen.come(view)
        self._engine.come(engine, {SESSION_ID: view.id, INTERACTION_ID: view.interaction.id})
        self._begun(view, begun_from)

    def _give_way(self) -> Mapping[str, Any]:
        """Another screen comes. Returns what was typed, by field."""
        typed = self.screen.give_up()
        self._engine.give_up()
        return typed

    async def _remember(self, text: str | None) -> None:
        """For the next time. A session's page is kept when it is left."""
        kept = self._kept
        if text is None or (text != kept.text and kept.mark):
            await asyncio.to_thread(self._shelf.forget)
        elif text != kept.text or kept.misses:
            misses = 0 if text == kept.text else kept.misses + 1
            await asyncio.to_thread(self._shelf.keep, KeptPage(text, misses))
