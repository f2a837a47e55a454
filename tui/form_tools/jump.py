"""Letters at the fields on the screen: one key goes to one of them."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widgets import Static

LETTERS = "asdfghjklqwertyuiopzxcvbnm1234567890"


class Jump(ModalScreen[str | None]):
    """Ends with the path whose letter was pressed, or None; `places` maps paths to screen offsets."""

    DEFAULT_CSS = """
    Jump { background: transparent; }
    Jump Static {
        position: absolute; width: 3; height: 1; background: $accent; color: $background; text-style: bold;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+g", "close", "Back")]

    def __init__(self, places: Mapping[str, Offset]) -> None:
        super().__init__()
        ordered = sorted(places.items(), key=lambda each: (each[1].y, each[1].x))
        self._places = dict(zip(LETTERS, ordered, strict=False))

    def compose(self) -> ComposeResult:
        for letter, (_, offset) in self._places.items():
            label = Static(Content(f" {letter} "))
            label.styles.offset = offset
            yield label

    def on_key(self, event: events.Key) -> None:
        if event.character in self._places:
            event.stop()
            self.dismiss(self._places[event.character][0])

    def on_click(self) -> None:
        self.dismiss(None)

    def action_close(self) -> None:
        self.dismiss(None)
