"""Everything that can be done to the form as a whole, by letter."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.form_tools.choices import Choice
from tui.letter_menu import LetterMenu, Line


class FormMenu(LetterMenu):
    """Ends with the name of what was chosen, or None."""

    DEFAULT_CSS = """
    FormMenu {
        & > Vertical { width: 66; }
        & OptionList, & OptionList:focus { max-height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "close", "Back", show=False)]

    def __init__(self, choices: Sequence[Choice]) -> None:
        lines = [Line(each.name, each.key, each.title, about=each.about) for each in choices]
        super().__init__(lines, "The form")
