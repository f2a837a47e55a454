"""One form on the whole screen, with everything that can be done to it as a whole."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from engine.form.same_json import same_json
from schemas.clean_text import clean, clean_line
from tui.confirm import Confirm
from tui.form.renderer import SchemaFormRenderer
from tui.form_app.error_summary import ErrorSummary
from tui.form_app.jump import Jump
from tui.form_app.presets_menu import PresetsMenu
from tui.form_app.search import SHOWINGS, Showing, keep_for
from tui.form_app.text_view import Format, Unreadable, read, written
from tui.widgets.key_footer import KeyFooter
from tui.widgets.quick_screen import QuickScreen

_NEXT: dict[Format | None, Format | None] = {None: "json", "json": "yaml", "yaml": None}
_SHOWN: dict[Showing, str] = {
    "all": "all fields",
    "changed": "only what changed",
    "errors": "only errors",
    "set": "only what is set",
}


class FormScreen(QuickScreen[None]):
    """Posts `Submitted` with a valid value; leaves the program by `action_leave`."""

    CSS_PATH = "screen.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "submit", "Submit", priority=True),
        Binding("f2", "view", "JSON", priority=True),
        Binding("slash", "search", "Search"),
        Binding("f3", "search", "Search", priority=True, show=False),
        Binding("ctrl+g", "jump", "Jump", priority=True),
        Binding("f5", "show", "Show", priority=True),
        Binding("ctrl+z", "undo", "Undo", priority=True),
        Binding("ctrl+y", "redo", "Redo", priority=True, show=False),
        Binding("ctrl+r", "reset_field", "Reset field", priority=True),
        Binding("f9", "presets", "Presets", priority=True),
        Binding("f10", "copy", "Copy", priority=True, show=False),
        Binding("ctrl+n", "next_error", "Next error", priority=True, show=False),
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
        self._view: Format | None = None
        self._showing: Showing = "all"
        self._advanced = True
        self._tried = False
        self._said = ""
        self._fault = ""
        title = model.schema.get("title")
        self._heading = clean_line(title) if isinstance(title, str) and title.strip() else "Form"

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        yield Input(id="search", placeholder="Search names and help; enter goes there, escape ends it")
        yield ErrorSummary()
        yield SchemaFormRenderer(self.model, marks_changes=True)
        yield TextArea(id="text", show_line_numbers=True, tab_behavior="focus")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._say_title()
        first = next(iter(self.form.shown_paths), None)
        if first is not None:
            self.form.focus_field(first)

    @property
    def form(self) -> SchemaFormRenderer:
        """The form's widgets."""
        return self.query_one(SchemaFormRenderer)

    @property
    def text(self) -> TextArea:
        """The form's value as text."""
        return self.query_one("#text", TextArea)

    def form_commands(self) -> Iterator[SystemCommand]:
        """What the palette offers."""
        for title, about, call in (
            ("Submit", "Print the values and end", self.action_submit),
            ("Reset form", "Take back everything", self.action_reset),
            ("Copy as JSON", "Put the values on the clipboard", self.action_copy),
            ("Copy as YAML", "Put the values on the clipboard", lambda: self._copy("yaml")),
            ("Paste JSON", "Fill the form from the clipboard of this program", self.action_paste),
            ("Presets", "Named sets of values", self.action_presets),
            ("Advanced fields", "Show or hide what is advanced", self.action_advanced),
            ("Next error", "Go to the next thing that is wrong", self.action_next_error),
        ):
            yield SystemCommand(title, about, call)
        for showing in SHOWINGS:
            yield SystemCommand(f"Show {_SHOWN[showing]}", "Filter", partial(self._show, showing))

    def _say_title(self) -> None:
        parts: list[Content] = [Content(self._heading)]
        if self.model.dirty:
            parts.append(Content("● changed"))
        if self._showing != "all":
            parts.append(Content(_SHOWN[self._showing]))
        if not self._advanced:
            parts.append(Content("advanced hidden"))
        if self._view is not None:
            parts.append(Content(f"as {self._view.upper()}"))
            if self._fault:
                parts.append(Content(f"✗ not taken yet: {self._fault}"))
        if self._tried and self.model.errors:
            parts.append(Content(f"✗ {len(self.model.errors)} to correct"))
        title = Content("   ").join(parts)
        if title.plain != self._said:
            self._said = title.plain
            # Its size stays, and a layout of the whole screen at every key would be felt.
            self.query_one("#title", Static).update(title, layout=False)

    @on(SchemaFormRenderer.Changed)
    def _edited(self) -> None:
        self._say_title()

    @on(SchemaFormRenderer.Validated)
    def _validated(self) -> None:
        if self._tried:
            self._show_errors()
        self._say_title()

    # Ending

    def action_submit(self) -> None:
        if self._view is not None and not self._take_text():
            return
        self._tried = True
        if self.form.show_errors():
            self._show_errors()
            self._say_title()
        else:
            value = self.model.submission()
            self.post_message(self.Submitted(None if value is ABSENT else value))

    async def action_leave(self) -> None:
        if self.query_one("#search").has_class("-shown"):
            self._end_search()
        elif not self.model.dirty:
            self.app.exit(None)
        elif not isinstance(self.app.screen, Confirm):
            question = Content("Leave without submitting? What you typed is lost.")
            self.app.push_screen(Confirm(question, "Leave"), self._leave)

    def _leave(self, agreed: bool | None) -> None:
        if agreed:
            self.app.exit(None)

    # Errors

    def _show_errors(self) -> None:
        lines = [
            (path, f"{self._title_of(path)} {message}")
            for path in ["", *self.form.error_paths()]
            for message in self.model.errors.get(path, ())
        ]
        self.query_one(ErrorSummary).show(lines)

    def _title_of(self, path: str) -> str:
        try:
            return self.model.field(path).title if path else "The form"
        except KeyError:
            return path

    def action_next_error(self) -> None:
        self._tried = True
        self.model.validate()
        self._show_errors()
        self.query_one(ErrorSummary).next()

    def on_error_summary_wanted(self, event: ErrorSummary.Wanted) -> None:
        self._show("all")
        self.form.focus_field(event.path)

    # Finding

    def action_search(self) -> None:
        search = self.query_one("#search", Input)
        search.add_class("-shown")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "search":
            self._filter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "search":
            first = next(iter(self.form.shown_paths), None)
            fields = [p for p in self.form.shown_paths if not self.model.children(p)]
            self._end_search(fields[0] if fields and event.value.strip() else first)

    def _end_search(self, path: str | None = None) -> None:
        search = self.query_one("#search", Input)
        search.remove_class("-shown")
        search.value = ""
        self._filter()
        path = path or next(iter(self.form.shown_paths), None)
        if path is not None:
            self.form.focus_field(path)

    def action_show(self) -> None:
        self._show(SHOWINGS[(SHOWINGS.index(self._showing) + 1) % len(SHOWINGS)])

    def _show(self, showing: Showing) -> None:
        if showing == "errors":
            self.model.validate()
        if showing != self._showing:
            self._showing = showing
            self._filter()

    def action_advanced(self) -> None:
        self._advanced = not self._advanced
        self._filter()

    def _filter(self) -> None:
        sought = self.query_one("#search", Input).value
        self.form.show_only(keep_for(self.model, self._showing, sought, advanced=self._advanced))
        self._say_title()

    def action_jump(self) -> None:
        screen = self.form.region
        places = {
            path: widget.region.offset
            for path, widget in self.form.body.mounted()
            if widget.region.area and screen.contains_point(widget.region.offset)
        }
        self.app.push_screen(Jump(places), self._jumped)

    def _jumped(self, path: str | None) -> None:
        if path is not None:
            self.form.focus_field(path)

    # Steps

    def action_undo(self) -> None:
        self._stepped(self.model.undo())

    def action_redo(self) -> None:
        self._stepped(self.model.redo())

    def action_reset(self) -> None:
        self._stepped(self.model.reset())

    def action_reset_field(self) -> None:
        path = self.form.focused_path
        if path is not None:
            self._stepped(self.model.reset(path))

    def _stepped(self, changed: frozenset[str]) -> None:
        if changed:
            self.form.show_changed(changed)
            self._write_text()
            self._say_title()

    # As text

    def action_view(self) -> None:
        """The form, its JSON, its YAML, and again."""
        if self._view is not None and not self._take_text():
            return
        self._view = _NEXT[self._view]
        self.set_class(self._view is not None, "-text")
        self._write_text()
        self._say_title()
        if self._view is None:
            path = next(iter(self.form.shown_paths), None)
            if path is not None:
                self.form.focus_field(path)
        else:
            self.text.focus()

    def _write_text(self) -> None:
        if self._view is not None:
            text = clean(written(self.model.submission(), self._view))
            if text != self.text.text:
                self.text.text = text

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if event.text_area.id == "text" and self._view is not None:
            self._take_text(complain=False)

    def _take_text(self, *, complain: bool = True) -> bool:
        """Make what is written the form's value; whether it can be read."""
        assert self._view is not None
        try:
            value = read(self.text.text, self._view)
        except Unreadable as error:
            self._fault = clean_line(str(error))
            self._say_title()
            if complain:
                self.notify(f"Not taken: {error}", severity="warning", markup=False)
            return False
        self._fault = ""
        self._fill(value)
        self._say_title()
        return True

    def _fill(self, value: Any) -> None:
        before = self.model.submission()
        if (value is ABSENT) == (before is ABSENT) and same_json(value, before):
            return
        if value is ABSENT:
            self.model.clear("")
        else:
            self.model.set_value("", value)
        self.form.show_changed({"", *self.form.shown_paths})
        self._say_title()

    def action_copy(self) -> None:
        self._copy("json")

    def _copy(self, format_: Format) -> None:
        self.app.copy_to_clipboard(clean(written(self.model.submission(), format_)))
        self.notify(f"Copied as {format_.upper()}.", markup=False)

    def action_paste(self) -> None:
        try:
            value = read(self.app.clipboard, "json")
        except Unreadable as error:
            self.notify(f"The clipboard holds no JSON: {error}", severity="warning", markup=False)
            return
        if value is not ABSENT:
            self._fill(value)
            self._write_text()

    # Presets

    def action_presets(self) -> None:
        if not isinstance(self.app.screen, PresetsMenu):
            menu = PresetsMenu(self._home, self.model.schema, self.model.submission())
            self.app.push_screen(menu, self._preset_chosen)

    def _preset_chosen(self, chosen: list[Any] | None) -> None:
        if chosen:
            self._fill(chosen[0])
            self._write_text()
