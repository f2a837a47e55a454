"""Asks whether a workflow's own code may run, when something needed it to."""

from collections.abc import Callable
from typing import Any

from textual.content import Content
from textual.screen import Screen

from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.documents import CheckDocuments
from schemas.messages.session import ExecutionView
from schemas.messages.trust import GetTrust, TrustView, TrustWorkflow
from tui.confirm import Confirm
from tui.interaction.open_page import OpenPage


class Trusting:
    """`retry` runs an execution again once the person agreed."""

    def __init__(
        self,
        screen: Screen[Any],
        page: OpenPage,
        *,
        retry: Callable[[str], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._screen = screen
        self._page = page
        self._retry = retry
        self._complain = complain

    async def ask(self, execution: ExecutionView) -> None:
        """Ask about an execution that was refused because the workflow's folder is not trusted."""
        if self._screen.is_current and await self.agreed():
            self._retry(execution.id)

    async def agreed(self) -> bool:
        """Show what would be trusted, and trust it if the person agrees; whether it is trusted now."""
        try:
            documents = await self._page.engine.call(CheckDocuments(session_id=self._page.session.id))
            seen = await self._page.engine.call(GetTrust(workflow=documents.source))
            if not await self._screen.app.push_screen_wait(Confirm(_question(seen), "Trust it")):
                return False
            await self._page.engine.call(TrustWorkflow(workflow=documents.source, digest=seen.digest))
        except OperationError as error:
            self._complain(error)
            return False
        return True


def _question(seen: TrustView) -> Content:
    """What would be trusted, with everything that tells whether to."""
    lines = [Content.styled("This workflow wants to run code of its own.", "bold"), Content("")]
    lines += [Content.assemble(("Folder: ", "dim"), clean_line(seen.folder))]
    lines += [
        Content.assemble(("Code: ", "dim"), f"{clean_line(name)}, {size:,} bytes")
        for name, size in seen.files.items()
    ]
    lines += [
        Content.assemble(("Sends: ", "dim"), f"{clean_line(name)} to {clean_line(', '.join(hosts))}")
        for name, hosts in seen.sends.items()
    ]
    if seen.gives:
        lines.append(Content.assemble(("It gets to see: ", "dim"), clean_line(", ".join(seen.gives))))
    lines += [Content(""), Content("Code can do everything that you can do on this machine. ")]
    lines += [Content.styled("You are asked again when it changes.", "dim")]
    return Content("\n").join(lines)
