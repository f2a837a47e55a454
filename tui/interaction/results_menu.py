"""What can be done with the results, by letter: opened with F6."""

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

from tui.interaction.result_choices import Choice


class ResultsMenu(ModalScreen[str | None]):
    """Ends with the name of what was chosen, or None."""

    DEFAULT_CSS = """
    ResultsMenu {
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
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f6", "close", "Back")]

    def __init__(self, choices: Sequence[Choice], about: str) -> None:
        """`about` says which result those are about that are about one."""
        super().__init__()
        self._choices = [choice for choice in choices if choice.letter]
        self._about = about

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Press a letter, or choose with the arrows and Enter.", classes="hint")
            yield OptionList(*[Option(self._line(choice), id=choice.name) for choice in self._choices])

    def _line(self, choice: Choice) -> Content:
        of = f" · {self._about}" if choice.of_one and self._about else ""
        return Content.assemble(
            (f" {choice.letter} ", "bold $accent"),
            f" {choice.title}",
            (of, "$accent"),
            (f"  {choice.about}", "dim"),
        )

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if choice.letter == event.character:
                event.stop()
                self.dismiss(choice.name)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)
