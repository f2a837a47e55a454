"""Notices that the workflow's documents have changed on disk, and does what the person decides."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.screen import Screen

from engine.operations.errors import OperationError
from schemas import messages
from schemas.clean_text import clean
from tui.interaction.documents_bar import DocumentsBar, DocumentsChoice
from tui.interaction.header import Header
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.messages.documents import DocumentsView
    from schemas.messages.session import SessionView

MOST_PROBLEMS = 5


class DocumentsWatch:
    """One per page. `adopted` is told the session once it runs on the new documents."""

    def __init__(
        self,
        screen: Screen[Any],
        page: OpenPage,
        *,
        adopted: Callable[["SessionView"], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._screen = screen
        self._page = page
        self._adopted = adopted
        self._complain = complain
        self._changed: DocumentsView | None = None

    @property
    def asks(self) -> bool:
        """Whether the person has something to decide."""
        return self._changed is not None

    async def check(self) -> None:
        """Look at the disk once, and say what is to be said."""
        try:
            found = await self._page.engine.call(messages.CheckDocuments(session_id=self._page.session.id))
        except OperationError:
            # The session runs on what it has; a folder that cannot be read is no news for the person.
            return
        if found.state == "changed":
            self._changed = found
            await self._screen.mount(DocumentsBar(), after=self._screen.query_one(Header))
            self._screen.refresh_bindings()
        elif found.state == "invalid":
            self._tell_problems(found)

    async def ask(self) -> None:
        """Ask what to do, with what each choice means."""
        if self._changed is None:
            return
        adopt = await self._screen.app.push_screen_wait(DocumentsChoice(Path(self._changed.source).name))
        if adopt is not None:
            await self.decide(adopt=adopt)

    async def decide(self, *, adopt: bool) -> None:
        """Adopt the documents on disk, or keep those that are loaded."""
        found = self._changed
        if found is None:
            return
        session_id = self._page.session.id
        try:
            if adopt:
                self._adopted(await self._page.engine.call(messages.AdoptDocuments(session_id=session_id)))
            else:
                await self._page.engine.call(
                    messages.KeepDocuments(session_id=session_id, content_hash=found.on_disk)
                )
        except OperationError as error:
            self._complain(error)
            return
        self._changed = None
        await self._screen.query(DocumentsBar).remove()
        self._screen.refresh_bindings()

    def _tell_problems(self, found: "DocumentsView") -> None:
        lines = [f"• {clean(problem)}" for problem in found.problems[:MOST_PROBLEMS]]
        if len(found.problems) > MOST_PROBLEMS:
            lines.append(f"… and {len(found.problems) - MOST_PROBLEMS} more")
        text = "\n".join(
            ["The documents on disk have changed, with errors. This session keeps its own.", *lines]
        )
        self._screen.notify(Content(text).plain, severity="warning", markup=False, timeout=15)
