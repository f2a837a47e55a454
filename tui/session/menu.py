"""What there is to a session beside its page, by letter: opened with ctrl+t."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.letter_menu import LetterMenu, Line

CHOICES = (
    ("h", "history", "History", "What ran, and where each result came from"),
    ("r", "references", "References", "Files and texts that go along with prompts"),
    ("a", "instruct", "Ask", "Ask a model in the light of the session"),
    ("s", "settings", "Settings", "Who answers and how; what the session is for"),
    ("t", "tree", "Session tree", "Forks: open, make, rename, delete"),
    ("q", "queue", "Queue", "What runs and waits, in all sessions"),
)
"""Letter, name, title and what it is."""

ABOUT_RESULT = (
    ("i", "where_from", "Where from", "Where the result under the cursor came from"),
    ("c", "compare", "Compare", "This result with another one: press it on both"),
)
"""The same, where a result is under the cursor: sub-actions may have these letters on the page."""


class SessionMenu(LetterMenu):
    """Ends with the name of what was chosen, or None."""

    DEFAULT_CSS = """
    SessionMenu {
        & > Vertical { width: 70; max-height: 80%; padding: 1 2; }
        &.-low > Vertical { max-height: 100%; padding: 0 1; }
        & .hint { margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "close", "Back", show=False)]

    def __init__(self, *, on_result: bool) -> None:
        choices = (*CHOICES, *ABOUT_RESULT) if on_result else CHOICES
        super().__init__([Line(name, letter, title, about=about) for letter, name, title, about in choices])
