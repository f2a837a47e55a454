"""Asks the person for a line or for a longer text."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Static

from schemas.clean_text import clean, clean_line
from tui.widgets.growing_text_area import PromptArea
from tui.widgets.key_footer import KeyFooter


class AskLine(ModalScreen[str | None]):
    """Ends with the line, cleaned and without spaces around it, or None."""

    DEFAULT_CSS = """
    AskLine {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 96%; height: auto; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & Input, & Input:focus { margin: 1 0; background: $panel; }
        & .hint { color: $text-muted; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Back")]

    def __init__(
        self,
        question: Content,
        value: str = "",
        *,
        hint: str = "Enter takes it. Escape goes back.",
        suggester: Suggester | None = None,
        max_length: int = 4096,
    ) -> None:
        super().__init__()
        self._question = question
        self._value = value
        self._hint = hint
        self._suggester = suggester
        self._max_length = max_length

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question)
            yield Input(
                clean_line(self._value),
                suggester=self._suggester,
                max_length=self._max_length,
                select_on_focus=False,
            )
            yield Static(self._hint, classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(clean_line(event.value).strip())

    def action_close(self) -> None:
        self.dismiss(None)


class AskText(ModalScreen[str | None]):
    """Ends with a text of any number of lines, or None. ctrl+s takes it."""

    DEFAULT_CSS = """
    AskText {
        align: center middle;
        & > Vertical {
            width: 96; max-width: 98%; height: auto; max-height: 96%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & PromptArea { margin: 1 0; max-height: 18; background: $panel; }
        &.-low PromptArea { max-height: 6; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Take it", priority=True),
        Binding("escape", "close", "Back"),
    ]

    def __init__(self, question: Content, text: str = "") -> None:
        super().__init__()
        self._question = question
        self._text = text

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question)
            yield PromptArea(clean(self._text))
        yield KeyFooter()

    def on_mount(self) -> None:
        area = self.query_one(PromptArea)
        area.move_cursor(area.document.end)

    def action_take(self) -> None:
        self.dismiss(clean(self.query_one(PromptArea).text))

    def action_close(self) -> None:
        self.dismiss(None)
