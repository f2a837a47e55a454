"""Puts proposals before the person, one after the other, and tells the engine what was decided."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from schemas import messages

if TYPE_CHECKING:
    from engine.client.engine import Engine
    from schemas.messages.session import InteractionView

TYPING_PAUSE = 1.0
"""Seconds without an edit before a proposal may come between the person and the form."""

_LOOK_AGAIN = 0.1


class Review:
    """One per page. `view` gives the page's newest view, `take` gets the one after a decision."""

    def __init__(
        self,
        page: Screen[Any],
        engine: "Engine",
        titles: Mapping[str, str],
        *,
        view: Callable[[], "InteractionView"],
        take: Callable[["InteractionView"], Awaitable[None]],
    ) -> None:
        self._page = page
        self._engine = engine
        self._titles = titles
        self._view = view
        self._take = take
        self._edited_at = 0.0
        self._busy = False

    def edited(self) -> None:
        """The person is typing."""
        self._edited_at = time.monotonic()

    async def show(self, *, politely: bool) -> None:
        """Show what waits; `politely` not before the typing pauses. Raises `OperationError`."""
        if self._busy:
            return
        self._busy = True
        try:
            if politely:
                await self.pause_in_typing()
            while self._view().proposals:
                if not await self._decide():
                    return
        finally:
            self._busy = False

    async def pause_in_typing(self) -> None:
        """Wait for one: a letter that was meant for a field must not answer a question that just appeared."""
        while True:
            rest = self._edited_at + TYPING_PAUSE - time.monotonic()
            if rest <= 0 and self._page.is_current:
                return
            await asyncio.sleep(max(rest, _LOOK_AGAIN))

    async def _decide(self) -> bool:
        view = self._view()
        proposal = view.proposals[0]
        from tui.interaction.proposal import ProposalScreen  # noqa: PLC0415 - shown later, if at all

        fields = await self._page.app.push_screen_wait(ProposalScreen(proposal, self._titles))
        if fields is None:
            self._page.notify("The proposal waits; ctrl+r shows it again.", markup=False)
            return False
        request = messages.ResolveProposal(
            session_id=view.session_id,
            interaction_id=view.id,
            proposal_id=proposal.id,
            accept=bool(fields),
            fields=fields or None,
        )
        await self._take(await self._engine.call(request))
        return True
