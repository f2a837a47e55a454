"""What the person does to a page's form: edits, and the ways to what can be done to it as a whole.

The tools of `tui.form_tools` are imported when the first of them is used.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import SystemCommand
from textual.binding import Binding
from textual.content import Content

from engine.form.paths import keys_of
from tui.form.renderer import SchemaFormRenderer
from tui.interaction.drafts import Drafts
from tui.interaction.open_page import OpenPage
from tui.interaction.panes import Panes
from tui.interaction.parts import Parts
from tui.session_ways import SessionWays

if TYPE_CHECKING:
    from tui.form_tools.tools import FormTools

BINDINGS = (
    Binding("f9", "form_menu", "Form", priority=True, id="page.form-menu"),
    Binding("slash", "form_tool('search')", "Search", id="page.search"),
    Binding("J", "form_tool('jump')", "Jump", show=False, id="page.jump"),
    Binding("f10", "form_tool('copy_json')", "Copy as JSON", show=False, priority=True, id="page.copy-json"),
)
"""Capital letters and signs: the small ones belong to sub-actions."""


class FormWays(SessionWays):
    """A page with a form, which may have no field."""

    _page: OpenPage
    _drafts: Drafts
    _parts: Parts
    _tools: "FormTools | None" = None

    def _name_keys(self) -> None:
        """Some keys do something else now."""
        raise NotImplementedError

    # Edits

    @on(SchemaFormRenderer.Changed)
    def _edited(self, message: SchemaFormRenderer.Changed) -> None:
        message.stop()
        self._take_edit(_field_of(message.name))

    def _take_edit(self, name: str) -> None:
        """The person has given a field another value: it is saved, and can be undone."""
        self._parts.review.edited()
        self._drafts.touch(name)
        self._parts.change_runs.edited(name)
        if self._parts.undoing.edited(name):
            self._name_keys()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A field that was edited and left is one change."""
        field = getattr(event.widget, "field", None)
        if field is not None and self._parts.undoing.is_edited(_field_of(field.name)):
            self.run_worker(self._parts.undoing.commit(), group="history")

    # The form as a whole

    @property
    def _form(self) -> SchemaFormRenderer:
        return self.query_one(SchemaFormRenderer)

    def form_tools(self) -> "FormTools":
        """What can be done to the form as a whole."""
        if self._tools is None:
            from tui.interaction.page_tools import page_tools  # noqa: PLC0415 - few need any at the start

            self._tools = page_tools(self._form, self._page, self._parts.undoing, self._take_edit, self._said)
        return self._tools

    def form_is_valid(self) -> bool:
        """Whether the form may be used now; else it is shown with all that is wrong."""
        if self._tools is None and not self._form.show_errors():
            return True
        if self.form_tools().check():
            return True
        self._show_form()
        return False

    def follow_form(self) -> None:
        """The form holds other values, or is another one."""
        if self._tools is not None:
            self._tools.follow()

    @on(SchemaFormRenderer.Validated)
    def _validated(self) -> None:
        if self._tools is not None or self._page.model.objections:
            self.form_tools().validated()

    def _show_form(self) -> None:
        panes = self.query_one(Panes)
        panes.uncover("form")
        panes.show("form")

    def _said(self) -> None:
        """Above the form stands how it is shown, and how to see all of it again."""
        if self._tools is not None and self.is_attached:
            words = self._tools.words()
            way = "F9 t: the form" if self._tools.as_text else "F9 a: all fields"
            self._tools.bar.say(Content(f"{' · '.join(words)}   {way}" if words else ""))

    def action_form_menu(self) -> None:
        """Everything that can be done to the form, by letter."""
        self._show_form()
        self.form_tools().menu()

    def action_form_tool(self, name: str) -> None:
        """One of these by its name."""
        self._show_form()
        self.form_tools().do(name)

    def form_commands(self) -> Iterator[SystemCommand]:
        """All of it by name, for the command palette."""
        if self._page.model.fields:
            from tui.form_tools.choices import choices  # noqa: PLC0415 - as above

            for choice in choices(command=True):
                yield SystemCommand(
                    f"Form: {choice.title}", choice.about, partial(self.action_form_tool, choice.name)
                )


def _field_of(path: str) -> str:
    """The name of the top-level field that a path leads into; "" for the form itself."""
    return next(iter(keys_of(path)), "")
