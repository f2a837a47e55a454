"""Says that the workflow's documents have changed on disk, and asks what to do about it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from schemas.clean_text import clean_line


class DocumentsBar(Horizontal):
    """One line with the two choices; it stays until one is made."""

    DEFAULT_CSS = """
    DocumentsBar { height: 1; padding: 0 1; background: $warning 25%; }
    DocumentsBar > Static { width: 1fr; height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    DocumentsBar Button { margin-left: 1; min-width: 0; }
    DocumentsBar Button { background: $panel; color: $foreground; text-style: none; }
    DocumentsBar Button:focus { background: $primary; color: $text; text-style: bold reverse; }
    """

    class Decided(Message):
        """The person wants the documents on disk (`adopt`), or to stay with those that are loaded."""

        def __init__(self, *, adopt: bool) -> None:
            super().__init__()
            self.adopt = adopt

    def compose(self) -> ComposeResult:
        yield Static("The workflow has changed on disk (D decides).")
        yield Button("Adopt", id="adopt", compact=True)
        yield Button("Keep mine", id="keep", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Decided(adopt=event.button.id == "adopt"))


class DocumentsChoice(ModalScreen[bool | None]):
    """The same choice by keyboard, with what each means. Ends with whether to adopt, or None."""

    DEFAULT_CSS = """
    DocumentsChoice {
        align: center middle;
        & > Vertical {
            width: 72; max-width: 96%; height: auto; padding: 1 2;
            border: round $warning; background: $surface;
        }
        & Static { height: auto; }
        & Horizontal { height: auto; margin-top: 1; }
        & Button { margin-right: 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer(True)", "Adopt"),
        Binding("k", "answer(False)", "Keep mine"),
        Binding("escape,D", "later", "Decide later"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]
    AUTO_FOCUS = "#adopt"

    def __init__(self, source: str) -> None:
        super().__init__()
        self._source = source

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(
                Content.assemble("The documents in ", (clean_line(self._source), "bold"), " are newer.")
            )
            yield Static(
                "Adopt: this page takes its new shape and keeps what you typed and made.\n"
                "Keep: the session goes on as it began, and does not ask about this version again."
            )
            with Horizontal():
                yield Button("Adopt (a)", id="adopt", compact=True, variant="success")
                yield Button("Keep mine (k)", id="keep", compact=True)
                yield Button("Decide later (esc)", id="later", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss({"adopt": True, "keep": False}.get(event.button.id or ""))

    def action_answer(self, adopt: bool) -> None:
        self.dismiss(adopt)

    def action_later(self) -> None:
        self.dismiss(None)
