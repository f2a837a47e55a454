"""One form on the whole screen, with everything that can be done to it as a whole."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from schemas.clean_text import clean_line
from tui.confirm import Confirm
from tui.form.renderer import SchemaFormRenderer
from tui.form_tools.steps import FormSteps
from tui.form_tools.tools import FormTools
from tui.widgets.key_footer import KeyFooter
from tui.widgets.quick_screen import QuickScreen

if TYPE_CHECKING:
    from tui.form_tools.preset_shelf import PresetShelf


class FormScreen(QuickScreen[None]):
    """Posts `Submitted` with a valid value; leaves the program by `action_leave`."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "submit", "Submit", priority=True),
        Binding("f9", "form_menu", "Form", priority=True),
        Binding("f2", "view", "JSON", priority=True),
        Binding("slash", "form_tool('search')", "Search", show=False),
        Binding("f3", "form_tool('search')", "Search", priority=True),
        Binding("ctrl+g", "form_tool('jump')", "Jump", priority=True),
        Binding("f5", "form_tool('show_next')", "Show", priority=True),
        Binding("ctrl+z", "undo", "Undo", priority=True),
        Binding("ctrl+y", "redo", "Redo", priority=True, show=False),
        Binding("ctrl+r", "form_tool('reset_field')", "Reset field", priority=True),
        Binding("f10", "form_tool('copy_json')", "Copy", priority=True, show=False),
        Binding("ctrl+n", "form_tool('next_error')", "Next error", priority=True, show=False),
        Binding("escape", "leave", "Leave"),
    ]

    class Submitted(Message):
        """The person submitted a valid form."""

        def __init__(self, value: Any) -> None:
            super().__init__()
            self.value = value

    def __init__(self, model: FormModel, home: Path) -> None:
        super().__init__()
        self.model = model
        self._home = home
        self._said = ""
        title = model.schema.get("title")
        self._heading = clean_line(title) if isinstance(title, str) and title.strip() else "Form"

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        yield SchemaFormRenderer(self.model, marks_changes=True)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.tools = FormTools(
            self.form,
            FormSteps(self.form, self._stepped),
            shelf=self._presets,
            told=self._say_title,
        )
        self._say_title()
        self.tools.bar.go()

    def _presets(self) -> "PresetShelf":
        from tui.form_tools.preset_shelf import FilePresets  # noqa: PLC0415 - few forms need it at the start

        return FilePresets(self._home, self.model.schema)

    @property
    def form(self) -> SchemaFormRenderer:
        """The form's widgets."""
        return self.query_one(SchemaFormRenderer)

    def form_commands(self) -> Iterator[SystemCommand]:
        """What the palette offers."""
        yield SystemCommand("Submit", "Print the values and end", self.action_submit)
        for choice in self.tools.choices:
            yield SystemCommand(choice.title, choice.about, partial(self.tools.do, choice.name))

    def _say_title(self) -> None:
        parts = [self._heading, *(["● changed"] if self.model.dirty else []), *self.tools.words()]
        if self.tools.bar.tried and self.model.errors:
            parts.append(f"✗ {len(self.model.errors)} to correct")
        title = "   ".join(parts)
        line = self.query_one_optional("#title", Static)  # gone when the screen is being removed
        if title != self._said and line is not None:
            self._said = title
            # Its size stays, and a layout of the whole screen at every key would be felt.
            line.update(Content(title), layout=False)

    @on(SchemaFormRenderer.Changed)
    def _edited(self) -> None:
        self._say_title()

    @on(SchemaFormRenderer.Validated)
    def _validated(self) -> None:
        self.tools.validated()
        self._say_title()

    # Ending

    def action_submit(self) -> None:
        if self.tools.check():
            value = self.model.submission()
            self.post_message(self.Submitted(None if value is ABSENT else value))

    async def action_leave(self) -> None:
        if self.tools.bar.searches:
            self.tools.bar.end_search()
        elif not self.model.dirty:
            self.app.exit(None)
        elif not isinstance(self.app.screen, Confirm):
            question = Content("Leave without submitting? What you typed is lost.")
            self.app.push_screen(Confirm(question, "Leave"), self._leave)

    def _leave(self, agreed: bool | None) -> None:
        if agreed:
            self.app.exit(None)

    # The form as a whole

    def action_form_menu(self) -> None:
        """Everything that can be done to the form, by letter."""
        self.tools.menu()

    def action_form_tool(self, name: str) -> None:
        """One of these by its name."""
        self.tools.do(name)

    def action_view(self) -> None:
        """The form, its JSON, its YAML, and again."""
        self.tools.view_next()

    def action_undo(self) -> None:
        self._show_step(self.model.undo())

    def action_redo(self) -> None:
        self._show_step(self.model.redo())

    def _show_step(self, changed: frozenset[str]) -> None:
        if changed:
            self.form.show_changed(changed)
            self._stepped()

    def _stepped(self) -> None:
        self.tools.follow()
