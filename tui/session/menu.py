"""What there is to a session beside its page, by letter: opened with ctrl+t."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

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


class SessionMenu(ModalScreen[str | None]):
    """Ends with the name of what was chosen, or None."""

    DEFAULT_CSS = """
    SessionMenu {
        align: center middle;
        & > Vertical {
            width: 70; max-width: 96%; height: auto; max-height: 80%; padding: 1 2;
            border: round $accent; background: $surface;
        }
        &.-low > Vertical { max-height: 100%; padding: 0 1; }
        & OptionList, & OptionList:focus {
            border: none; padding: 0; height: auto; background: $surface;
            background-tint: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & .hint { color: $text-muted; margin-bottom: 1; }
        &.-low .hint { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+t", "close", "Back")]

    def __init__(self, *, on_result: bool) -> None:
        super().__init__()
        self._choices = (*CHOICES, *ABOUT_RESULT) if on_result else CHOICES

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("Press a letter, or choose with the arrows and Enter.", classes="hint")
            yield OptionList(*[Option(_line(*choice), id=choice[1]) for choice in self._choices])

    def on_key(self, event: events.Key) -> None:
        for key, name, _title, _about in self._choices:
            if key == event.key:
                event.stop()
                self.dismiss(name)
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_close(self) -> None:
        self.dismiss(None)


def _line(key: str, _name: str, title: str, about: str) -> Content:
    return Content.assemble((f" {key} ", "bold $accent"), f" {title}", (f"  {about}", "dim"))
