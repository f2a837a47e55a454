"""Two who type in the same form: what one saved is not lost when the other saves."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.content import Content
from textual.screen import Screen

from engine.form.paths import join
from engine.form.stored import with_fields_of
from engine.operations.errors import OperationError
from schemas import messages
from schemas.clean_text import clean_line
from tui.confirm import Confirm
from tui.interaction.drafts import Drafts
from tui.interaction.open_page import OpenPage
from tui.interaction.page_form import PageForm

if TYPE_CHECKING:
    from schemas.messages.session import Draft


class Elsewhere:
    """Takes what somebody else changed beside what is typed here; asks where both changed the same field."""

    def __init__(self, screen: Screen[Any], page: OpenPage, drafts: Drafts, form: PageForm) -> None:
        self._screen = screen
        self._page = page
        self._drafts = drafts
        self._form = form
        self._asking = False
        self._said: Mapping[str, Any] = {}
        drafts.elsewhere = self._changed

    def _changed(self, error: OperationError) -> None:
        # It is tried again every few seconds: what was told last counts.
        self._said = error.body.details
        if not self._asking:
            self._asking = True
            self._screen.run_worker(self._settle(), group="elsewhere", exit_on_error=False)

    async def _settle(self) -> None:
        try:
            by = clean_line(str(self._said["by"]))
            both = self._in_both()
            if both and not await self._screen.app.push_screen_wait(self._question(both, by)):
                self._form.meet(self._theirs)
                self._drafts.forget_unsaved()
            else:
                mine = self._page.model.draft()
                self._form.meet(with_fields_of(self._theirs, mine, self._drafts.unsaved))
            if not both:
                self._screen.notify(f"Changed elsewhere{f' by {by}' if by else ''}.", markup=False)
            self._drafts.known = self._theirs
            self._drafts.goes_on_from(int(self._said["version"]))
            self._drafts.touch()
        finally:
            self._asking = False

    @property
    def _theirs(self) -> "Draft":
        return messages.Draft.model_validate(self._said["draft"])

    def _in_both(self) -> list[str]:
        """Fields that were changed elsewhere and are edited here."""
        known, theirs = self._drafts.known, self._theirs
        return sorted(name for name in self._drafts.unsaved if _of(theirs, name) != _of(known, name))

    def _question(self, fields: list[str], by: str) -> Confirm:
        named = ", ".join(clean_line(self._page.titles.get(name, name)) for name in fields)
        whose = f"by {by}" if by else "in another program"
        return Confirm(
            Content(f"Changed elsewhere {whose}, and here too: {named}."),
            "Keep mine",
            no="Take theirs",
        )


def _of(draft: "Draft", name: str) -> tuple[object, object]:
    return draft.values.get(name), draft.unparsed.get(join("", name))
