"""What the form holds, on disk: saved while the person types, and told when it cannot be."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.operations.errors import OperationError
from schemas import messages
from tui.interaction.draft_keeper import DraftKeeper, SaveState
from tui.interaction.open_page import OpenPage, held_in

if TYPE_CHECKING:
    from schemas.messages.session import Draft

CHANGED = "draft_changed"


class Drafts:
    """Saves the page's draft. `tell` shows the state, `complain` is told the first failure of several."""

    def __init__(
        self, page: OpenPage, *, tell: Callable[[SaveState], None], complain: Callable[[OperationError], None]
    ) -> None:
        self._page = page
        self._complain = complain
        self._keeper = DraftKeeper(self._save, tell)
        self._error: OperationError | None = None
        self._unsaved: set[str] = set()
        self._reshaped = False
        self._version = page.view.draft_version
        self._writer = secrets.token_hex(8)
        self._read = page.view
        self._known: Draft | None = None
        self.elsewhere: Callable[[OperationError], None] = complain
        """Told when somebody else changed the form since it was read, as long as that is not settled."""

    @property
    def known(self) -> "Draft":
        """What was read or saved last."""
        return self._known or held_in(self._read)

    @known.setter
    def known(self, draft: "Draft") -> None:
        self._known = draft

    def goes_on_from(self, version: int) -> None:
        """What was saved elsewhere up to this version is known here."""
        self._version = version

    @property
    def unsaved(self) -> frozenset[str]:
        """Names of fields that were edited since the last save."""
        return frozenset(self._unsaved)

    def touch(self, name: str = "") -> None:
        """The form changed; `name` is the field that the person edited."""
        if name:
            self._unsaved.add(name)
            self._reshaped = False
        self._keeper.touch()

    def touch_reshaped(self) -> None:
        """The form has another shape: what that changed of its values is no edit of the person's."""
        self._reshaped = True
        self._keeper.touch()

    async def settle(self) -> None:
        """Save, so that the engine finds as edits only what the person edited. `OperationError`."""
        await self.flush()
        if self._reshaped:
            committed = self._page.request.display_data.get("current_values") or {}
            await self._page.engine.call(messages.SaveDraft(**self._page.ids, values=dict(committed)))

    def forget_unsaved(self) -> None:
        """The form holds what the engine told, whatever was typed."""
        self._unsaved.clear()

    async def flush(self) -> bool:
        """Save what is not saved yet; returns whether everything is on disk."""
        return await self._keeper.flush()

    def give_up(self) -> None:
        """What was typed is saved by another page, from now on."""
        self._keeper.give_up()

    async def save_now(self) -> None:
        """Save because the person asked for it: a failure is told again."""
        self._keeper.touch()
        if not await self._keeper.flush() and self._error:
            self._complain(self._error)

    async def close(self) -> None:
        """Save and stop."""
        await self._keeper.close()

    async def _save(self) -> None:
        await self._page.engine.ready()
        draft, saving = self._page.model.draft(), frozenset(self._unsaved)
        request = messages.SaveDraft(
            **self._page.ids,
            values=draft.values,
            unparsed=draft.unparsed,
            shapes=draft.shapes,
            version=self._version,
            writer=self._writer,
        )
        self._unsaved.clear()
        try:
            saved = await self._page.engine.call(request)
        except OperationError as error:
            self._unsaved |= saving
            if error.body.code == CHANGED:
                self.elsewhere(error)
            elif self._error is None:
                self._complain(error)
            self._error = error
            raise
        self._error = None
        self._version = saved.version
        self.known = draft
