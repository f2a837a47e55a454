"""Asks what should be different before a sub-action runs."""

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from schemas.clean_text import clean_line

if TYPE_CHECKING:
    from schemas.documents.sub_action import SubAction


class FeedbackScreen(ModalScreen[str | None]):
    """Ends with the person's answer (empty: nothing in particular), or None if they changed their mind."""

    DEFAULT_CSS = """
    FeedbackScreen {
        align: center middle;
        & > Vertical {
            width: 72; max-width: 96%; height: auto; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & Input { margin: 1 0; background: $panel; }
        & .hint { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Back")]

    def __init__(self, sub_action: "SubAction") -> None:
        super().__init__()
        self._sub_action = sub_action

    def compose(self) -> ComposeResult:
        feedback = self._sub_action.feedback
        with Vertical():
            yield Static(Content(clean_line(feedback.prompt if feedback else "")))
            yield Input()
            yield Static("Enter runs it, empty is fine. Escape goes back.", classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(clean_line(event.value).strip())

    def action_close(self) -> None:
        self.dismiss(None)
