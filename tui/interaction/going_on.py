"""Completing the page, and showing the one that follows."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from engine.operations.errors import OperationError
from schemas import messages
from tui.interaction.drafts import Drafts
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.messages.session import SessionView

SETTLE_SECONDS = 0.4
"""A page that has just appeared does not take the second half of a double press to go on."""


class GoingOn:
    """One per page; `follows` says that it takes the place of one that was just completed."""

    def __init__(self, page: OpenPage, drafts: Drafts, *, follows: bool, busy: Callable[[str], None]) -> None:
        self._page = page
        self._drafts = drafts
        self._busy = busy
        self._shown_at = time.monotonic() if follows else 0.0
        self._going = False

    @property
    def ready(self) -> bool:
        """Whether a wish to go on is taken now."""
        return not self._going and time.monotonic() >= self._shown_at + SETTLE_SECONDS

    async def go_on(self, content_ids: Sequence[str]) -> "SessionView":
        """Complete the page with these results selected; returns the session after it. `OperationError`."""
        self._going = True
        self._busy("going on")
        page = self._page
        try:
            await self._drafts.flush()
            await page.engine.call(
                messages.ContinueInteraction(
                    **page.ids, values=page.model.submission(), content_ids=list(content_ids)
                )
            )
            return await page.engine.call(messages.ResumeSession(session_id=page.session.id))
        except OperationError:
            self._going = False
            raise
        finally:
            self._busy("")
