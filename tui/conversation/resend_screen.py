"""Asks what should have been said, before a conversation goes another way from there."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from schemas.clean_text import clean
from tui.widgets.growing_text_area import PromptArea


class ResendScreen(ModalScreen[str | None]):
    """Ends with the message to be sent, or None if the person changed their mind."""

    DEFAULT_CSS = """
    ResendScreen {
        align: center middle;
        & > Vertical {
            width: 84; max-width: 96%; height: auto; max-height: 90%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        & PromptArea { margin: 1 0; background: $panel; }
        & .title { text-style: bold; }
        & .hint { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back"),
        Binding("enter", "send", "Send", priority=True),
        Binding("ctrl+j,shift+enter", "new_line", "New line", priority=True),
    ]

    def __init__(self, asked: str) -> None:
        super().__init__()
        self._asked = clean(asked)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Say it differently", classes="title")
            yield PromptArea(self._asked, placeholder=Content("Your message"))
            yield Static(
                "Enter sends it in a new session that goes on from here; this one stays as it is. "
                "^j makes a new line, escape goes back.",
                classes="hint",
            )

    def on_mount(self) -> None:
        area = self.query_one(PromptArea)
        area.move_cursor(area.document.end)
        area.focus()

    def action_send(self) -> None:
        """End with the text, if there is any."""
        if text := self.query_one(PromptArea).text.strip():
            self.dismiss(text)

    def action_new_line(self) -> None:
        self.query_one(PromptArea).insert("\n", maintain_selection_offset=False)

    def action_close(self) -> None:
        self.dismiss(None)
