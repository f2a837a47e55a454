"""The screen of an interaction that has not begun yet."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from engine.operations.errors import OperationError
from tui.early.late_engine import LateEngine
from tui.interaction.screen import InteractionScreen

if TYPE_CHECKING:
    from schemas.messages.session import SessionView


class EarlyScreen(InteractionScreen):
    """Shows `kept` until the page has begun, and from then on what any page shows."""

    def __init__(self, engine: LateEngine, kept: "SessionView", *, painted: Callable[[], object]) -> None:
        """`painted` is called once the page is to be seen."""
        super().__init__(engine, kept)
        self._painted = painted
        self._gone = False

    def begin_watching(self) -> None:
        """There is nothing to watch yet."""
        self._painted()

    def come(self, view: "SessionView") -> None:
        """The page has begun, and shows the same."""
        self._page.come(view)
        super().begin_watching()

    def give_up(self) -> Mapping[str, Any]:
        """Another page takes the place of this one. Returns what was typed, by field."""
        self._gone = True
        model = self._page.model
        names = {path.partition("/")[0] for path in model.touched}
        self._drafts.give_up()
        return {name: value for name, value in model.draft().values.items() if name in names}

    async def action_home(self) -> None:
        """Leave the page, once what is typed is saved; not the one that took its place meanwhile."""
        await self.leave()
        if not self._gone:
            await super().action_home()

    def action_session(self, name: str) -> None:
        """A screen about the session is opened once the session has its id."""
        self.run_worker(self._open_about(name), group="session")

    async def _open_about(self, name: str) -> None:
        with suppress(OperationError):
            await self._engine.ready()
            super().action_session(name)

    def _complain(self, error: OperationError) -> None:
        """What was asked of a page that gives way is nothing to complain about."""
        if not self._gone:
            super()._complain(error)
