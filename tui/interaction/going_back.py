"""Going back to a page that was completed."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.screen import Screen

from schemas import messages
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.messages.session import SessionView


class GoingBack:
    """One per page. `leave` saves what is typed and returns whether it is on disk."""

    def __init__(self, screen: Screen[Any], page: OpenPage, *, leave: Callable[[], Awaitable[bool]]) -> None:
        self._screen = screen
        self._page = page
        self._leave = leave

    @property
    def possible(self) -> bool:
        """Whether a page was completed before this one."""
        return any(page.completed and page.id != self._page.view.id for page in self._page.session.pages)

    async def choose(self, step_id: str = "") -> "SessionView | None":
        """Let the person choose a page and open it again; the session then, or None. `OperationError`."""
        engine, session_id = self._page.engine, self._page.session.id
        view = await engine.call(messages.GetSession(session_id=session_id))
        from tui.interaction.pages_menu import PagesMenu  # noqa: PLC0415 - shown later, if at all

        chosen = await self._screen.app.push_screen_wait(PagesMenu(view.pages, self._page.view.id, step_id))
        if chosen is None or not await self._leave():
            return None
        return await engine.call(messages.ReopenInteraction(session_id=session_id, interaction_id=chosen))


def waiting_note(session: "SessionView") -> Content:
    """What is to be said on a page that was gone back to; empty on any other."""
    count = sum(page.aside for page in session.pages)
    if not count:
        return Content("")
    waits = "1 page after this one waits" if count == 1 else f"{count} pages after this one wait"
    return Content.assemble(("↶ ", "$accent"), (f"{waits}; Continue unchanged takes you back there.", "dim"))
