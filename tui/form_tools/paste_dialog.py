"""Takes JSON from the terminal's paste or the program's clipboard, and says what it would change."""

from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from engine.form.absent import ABSENT
from engine.form.model import FormModel
from schemas.clean_text import clean, clean_line
from tui.form_tools.value_text import Unreadable, fitting, read
from tui.form_tools.what_changes import changes, laid_over, unknown
from tui.widgets.key_footer import KeyFooter

_MOST_TEXT = 5_000_000
_MOST_LINES, _MOST_WHERE_LOW = 10, 4
_LOW = 30
_LONGEST_NAME = 28


class PasteDialog(ModalScreen[list[Any] | None]):
    """Ends with the value that the form is to have, in a list, or None."""

    DEFAULT_CSS = """
    PasteDialog {
        align: center middle;
        & > Vertical {
            width: 90; max-width: 98%; height: auto; max-height: 96%; padding: 0 2;
            border: round $accent; background: $surface;
        }
        & TextArea, & TextArea:focus { height: 12; border: none; padding: 0 1; background: $panel; }
        &.-short TextArea { height: 6; }
        & #outcome { height: auto; margin-top: 1; }
        & .hint { color: $text-muted; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Fill the form", priority=True),
        Binding("ctrl+r", "replace", "Clear the rest", priority=True),
        Binding("escape", "close", "Back"),
    ]

    def __init__(self, model: FormModel, clipboard: str = "") -> None:
        """`clipboard` is what was copied inside the program: it is offered if it is JSON."""
        super().__init__()
        self._model = model
        self._replaces = False
        self._value: Any = ABSENT
        self._text = clipboard if len(clipboard) <= _MOST_TEXT and _is_value(clipboard) else ""

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content("Fill the form from JSON")
            yield Static("Paste it here.", classes="hint")
            yield TextArea(clean(self._text), tab_behavior="focus")
            yield Static(id="outcome")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(TextArea).select_all()
        self._look()

    def on_resize(self) -> None:
        self.set_class(self.app.size.height < _LOW, "-short")
        self._look()

    @on(TextArea.Changed)
    def _look(self) -> None:
        self.query_one("#outcome", Static).update(self._outcome(self.query_one(TextArea).text))

    def _outcome(self, text: str) -> Content:
        """What would happen; `_value` is what the form would be given."""
        self._value = ABSENT
        try:
            if (pasted := read(text, "json")) is ABSENT:
                return Content.styled("Nothing is pasted yet.", "dim")
            pasted = fitting(self._model, pasted)
        except Unreadable as error:
            return Content.styled(f"✗ {clean_line(str(error))}", "$text-error")
        names = unknown(self._model, pasted)
        if names:
            pasted = {key: inner for key, inner in pasted.items() if key not in names}
        self._value = pasted if self._replaces else laid_over(self._model.submission(), pasted)
        lines = changes(self._model, self._value)
        most = _MOST_WHERE_LOW if self.has_class("-short") else _MOST_LINES
        rest = [f"and {len(lines) - most} more"] if len(lines) > most else []
        head = f"Changes {len(lines)}:" if lines else "Changes nothing: the form has these values."
        notes = ["What it does not name is cleared." if self._replaces else "What it does not name stays."]
        if names:
            shown = ", ".join(clean_line(name)[:_LONGEST_NAME] for name in names[:3])
            more = f" and {len(names) - 3} more" if len(names) > 3 else ""
            notes.append(f"No field of the form, left out: {shown}{more}.")
        return Content("\n").join(
            [
                Content.styled(head, "bold"),
                *(Content(f"  {line}") for line in lines[:most]),
                *(Content.styled(f"  {line}", "dim") for line in rest),
                Content.styled(" ".join(notes), "dim"),
            ]
        )

    def action_replace(self) -> None:
        """Clear what is not named, or not."""
        self._replaces = not self._replaces
        self._look()

    def action_take(self) -> None:
        self._look()
        if self._value is not ABSENT:
            self.dismiss([self._value])

    def action_close(self) -> None:
        self.dismiss(None)


def _is_value(text: str) -> bool:
    try:
        return isinstance(read(text, "json"), dict | list)
    except Unreadable:
        return False
