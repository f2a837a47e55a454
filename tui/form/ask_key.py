"""Asks for the key of a map's entry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from schemas.clean_text import clean_line


class AskKey(ModalScreen[str | None]):
    """Ends with the key as it was typed, or None."""

    DEFAULT_CSS = """
    AskKey {
        align: center middle;
        & > Vertical {
            width: 60; max-width: 96%; height: auto; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & Input, & Input:focus { margin: 1 0; background: $panel; border: none; height: 1; }
        & .hint { color: $text-muted; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Back")]

    AUTO_FOCUS = "Input"

    def __init__(self, question: str, key: str = "") -> None:
        super().__init__()
        self._question = Content(question)
        self._key = clean_line(key)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question)
            yield Input(self._key, max_length=1000, select_on_focus=False, compact=True)
            yield Static("Enter takes it. Escape goes back.", classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value:
            self.dismiss(event.value)

    def action_close(self) -> None:
        self.dismiss(None)
