"""Shows a kept page at once, begins the session behind it, and gives the page over to it."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from engine.operations.errors import OperationError
from schemas import messages
from tui.early.early_screen import EarlyScreen
from tui.early.kept_page import INTERACTION_ID, SESSION_ID, KeptPage, PageShelf, text_of
from tui.early.late_engine import LateEngine
from tui.engine_host import EngineHost
from tui.opening import OpeningScreen
from tui.opening_session import Start, find_or_begin, is_before_page
from tui.session_ways import SessionWays

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
            self._engine.give_up()
            self.screen.give_up()
            self._app.switch_screen(OpeningScreen(self._host, self._start, problem=error))
            return
        text = text_of(view)
        if text == self._kept.text:
            self._come(engine, view)
        else:
            await self._replace(engine, view)
        self._begun(view, self._start[1] if begun else "")
        await self._remember(text)

    async def _remember(self, text: str | None) -> None:
        """For the next time. A session's page is kept when it is left."""
        kept = self._kept
        if text is None or (text != kept.text and kept.mark):
            await asyncio.to_thread(self._shelf.forget)
        elif text != kept.text or kept.misses:
            misses = 0 if text == kept.text else kept.misses + 1
            await asyncio.to_thread(self._shelf.keep, KeptPage(text, misses))

    def _come(self, engine: "Engine", view: "SessionView") -> None:
        assert view.interaction is not None
        self.screen.come(view)
        self._engine.come(engine, {SESSION_ID: view.id, INTERACTION_ID: view.interaction.id})

    async def _replace(self, engine: "Engine", view: "SessionView") -> None:
        from tui.session_screens import screen_for  # noqa: PLC0415 - rarely

        self._engine.give_up()
        typed, screen = self.screen.give_up(), screen_for(engine, view)
        await self._app.switch_screen(screen)
        if typed and isinstance(screen, SessionWays) and screen.recall:
            await screen.recall(typed)
