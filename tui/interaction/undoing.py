"""Undo and redo of the page, and stepping through its generations.

A field is one change once it has been left. What a change is called comes from whoever made
it: the field's title, the action's label.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from engine.operations.errors import Conflict, OperationError
from schemas import messages
from tui.interaction.drafts import Drafts
from tui.interaction.open_page import OpenPage

if TYPE_CHECKING:
    from schemas.messages.base import Answered
    from schemas.messages.session import InteractionView

MOST_LABEL = 200

Take = Callable[["InteractionView", bool], Awaitable[None]]
"""Takes the page as it is now, and whether the form is to hold exactly what it says."""


class Undoing:
    """One per page; one request at a time. `say` is told in a few words what was done."""

    def __init__(
        self,
        page: OpenPage,
        drafts: Drafts,
        *,
        take: Take,
        say: Callable[[str], None],
        complain: Callable[[OperationError], None],
    ) -> None:
        self._page = page
        self._drafts = drafts
        self._take = take
        self._say = say
        self._complain = complain
        self._edited: list[str] = []
        self._lock = asyncio.Lock()

    def edited(self, name: str) -> bool:
        """The person edits a field; returns whether that begins a change."""
        begins = name not in self._edited
        if begins:
            self._edited.append(name)
        return begins

    def is_edited(self, name: str) -> bool:
        """Whether a field was edited and is not a change of its own yet."""
        return name in self._edited

    @property
    def undo_label(self) -> str | None:
        """What would be taken back, or None."""
        return self._label() if self._edited else self._page.view.undo

    @property
    def redo_label(self) -> str | None:
        """What would be done again, or None."""
        return None if self._edited else self._page.view.redo

    async def commit(self, label: str = "") -> None:
        """Make what was edited one change, called `label` or by its fields. Says what is wrong itself."""
        async with self._lock:
            try:
                await self._commit(label)
            except OperationError as error:
                self._complain(error)

    async def undo(self) -> None:
        """Take back the last change."""
        await self._go(messages.UndoChange(**self._page.ids), "Undone", self.undo_label)

    async def redo(self) -> None:
        """Do the last undone change again."""
        await self._go(messages.RedoChange(**self._page.ids), "Done again", self.redo_label)

    async def step(self, by: int) -> None:
        """Show an earlier or later generation."""
        view = self._page.view
        number = view.generation + by
        if not 1 <= number <= len(view.generations):
            return
        label = view.generations[number - 1].label or ("the first" if number == 1 else "")
        said = f"Generation {number} of {len(view.generations)}"
        await self._go(messages.ChooseGeneration(**self._page.ids, number=number), said, label)

    async def _go(self, request: "Answered[InteractionView]", said: str, label: str | None) -> None:
        async with self._lock:
            try:
                await self._commit()
                await self._drafts.settle()
                view = await self._page.engine.call(request)
            except Conflict as error:
                self._say(error.body.message)
                return
            except OperationError as error:
                self._complain(error)
                return
            self._edited.clear()
            self._drafts.forget_unsaved()
            await self._take(view, True)
            self._say(f"{said}: {label}" if label else said)

    async def _commit(self, label: str = "") -> None:
        if not self._edited or not await self._drafts.flush():
            return
        revision = self._page.model.revision
        request = messages.CommitValues(**self._page.ids, label=(label or self._label())[:MOST_LABEL])
        view = await self._page.engine.call(request)
        if self._page.model.revision == revision:
            self._edited.clear()
        await self._take(view, False)

    def _label(self) -> str:
        return ", ".join(self._page.titles.get(name, name) for name in self._edited)
