"""Everything that can be done to the form as a whole, by letter."""

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

from tui.form_tools.choices import Choice


class FormMenu(ModalScreen[str | None]):
    """Ends with the name of what was chosen, or None."""

    DEFAULT_CSS = """
    FormMenu {
        align: center middle;
        & > Vertical {
            width: 66; max-width: 96%; height: auto; max-height: 100%; padding: 0 2;
            border: round $accent; background: $surface;
        }
        &.-low > Vertical { padding: 0 1; }
        & OptionList, & OptionList:focus {
            border: none; padding: 0; height: auto; max-height: 100%; background: $surface;
            background-tint: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & .hint { color: $text-muted; }
        &.-low .hint { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f9", "close", "Back")]

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._choices = choices

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = Content("The form")
            yield Static("Press a letter, or choose with the arrows and Enter.", classes="hint")
            yield OptionList(*[Option(_line(choice), id=choice.name) for choice in self._choices])

    def on_key(self, event: events.Key) -> None:
        for choice in self._choices:
            if choice.key == event.character:
                event.stop()
                self.dismiss(choice.name)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)


def _line(choice: Choice) -> Content:
    return Content.assemble(
        (f" {choice.key} ", "bold $accent"), f" {choice.title}", (f"  {choice.about}", "dim")
    )
