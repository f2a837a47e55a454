"""What can be done with the results, by letter: opened with F6."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.interaction.result_choices import Choice
from tui.letter_menu import LetterMenu, Line


class ResultsMenu(LetterMenu):
    """Ends with the name of what was chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "close", "Back", show=False)]

    def __init__(self, choices: Sequence[Choice], about: str) -> None:
        """`about` says which result those are about that are about one."""
        super().__init__(
            [
                Line(
                    each.name,
                    each.letter,
                    each.title,
                    of=f" · {about}" if each.of_one and about else "",
                    about=each.about,
                )
                for each in choices
                if each.letter
            ]
        )
