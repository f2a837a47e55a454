"""A menu of which each line is chosen by a letter, or with the arrows."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from schemas.frozen import frozen


@frozen
class Line:
    """One choice: what it is called by a program and by a person, and more about it."""

    name: str
    letter: str
    title: str
    of: str = ""
    about: str = ""


class LetterMenu(ModalScreen[str | None]):
    """Ends with the name of what was chosen, or None. `heading` stands in the frame."""

    DEFAULT_CSS = """
    LetterMenu {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 96%; height: auto; max-height: 100%; padding: 0 2;
            border: round $accent; background: $surface;
        }
        &.-low > Vertical { padding: 0 1; }
        & OptionList, & OptionList:focus {
            border: none; padding: 0; height: auto; max-height: 1fr; background: $surface;
            background-tint: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & .hint { color: $text-muted; }
        &.-low .hint { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Back")]

    def __init__(self, lines: Sequence[Line], heading: str = "") -> None:
        super().__init__()
        self._lines = lines
        self._heading = heading

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            if self._heading:
                frame.border_title = Content(self._heading)
            yield Static("Press a letter, or choose with the arrows and Enter.", classes="hint")
            yield OptionList(*[Option(_drawn(line), id=line.name) for line in self._lines])

    def on_key(self, event: events.Key) -> None:
        for line in self._lines:
            if line.letter == event.character:
                event.stop()
                self.dismiss(line.name)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)


def _drawn(line: Line) -> Content:
    return Content.assemble(
        (f" {line.letter} ", "bold $accent"),
        f" {line.title}",
        (line.of, "$accent"),
        (f"  {line.about}", "dim"),
    )
