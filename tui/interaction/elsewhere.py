"""Two who type in the same form: what one saved is not lost when the other saves."""

from typing import Any

from textual.content import Content
from textual.screen import Screen

from engine.form.paths import join
from engine.form.stored import with_fields_of
from engine.operations.errors import OperationError
from schemas.clean_text import clean_line
from schemas.messages.session import Draft
from tui.confirm import Confirm
from tui.interaction.drafts import Drafts
from tui.interaction.open_page import OpenPage
from tui.interaction.page_form import PageForm


class Elsewhere:
    """Takes what somebody else changed beside what is typed here; asks where both changed the same field."""

    def __init__(self, screen: Screen[Any], page: OpenPage, drafts: Drafts, form: PageForm) -> None:
        self._screen = screen
        self._page = page
        self._drafts = drafts
        self._form = form
        self._asking = False
        drafts.elsewhere = self._changed

    def _changed(self, error: OperationError) -> None:
        if not self._asking:  # it is tried again every few seconds
            self._asking = True
            self._screen.run_worker(self._settle(error), group="elsewhere", exit_on_error=False)

    async def _settle(self, error: OperationError) -> None:
        try:
            said = error.body.details
            theirs, by = Draft.model_validate(said["draft"]), clean_line(str(said["by"]))
            mine, unsaved = self._page.model.draft(), self._drafts.unsaved
            both = sorted(name for name in unsaved if _differs(theirs, self._drafts.known, name))
            if both and not await self._screen.app.push_screen_wait(self._question(both, by)):
                self._form.meet(theirs)
                self._drafts.forget_unsaved()
            else:
                self._form.meet(with_fields_of(theirs, mine, unsaved))
                if not both:
                    self._screen.notify(f"Changed elsewhere{f' by {by}' if by else ''}.", markup=False)
            self._drafts.known = theirs
            self._drafts.goes_on_from(int(said["version"]))
            self._drafts.touch()
        finally:
            self._asking = False

    def _question(self, fields: list[str], by: str) -> Confirm:
        named = ", ".join(clean_line(self._page.titles.get(name, name)) for name in fields)
        whose = f"by {by}" if by else "in another program"
        return Confirm(
            Content(f"Changed elsewhere {whose}, and here too: {named}."),
            "Keep mine",
            no="Take theirs",
        )


def _differs(one: Draft, other: Draft, name: str) -> bool:
    return _of(one, name) != _of(other, name)


def _of(draft: Draft, name: str) -> tuple[object, object]:
    return draft.values.get(name), draft.unparsed.get(join("", name))
