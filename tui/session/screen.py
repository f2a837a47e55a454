"""What the screens of a session have in common: a title, a way back, and the engine's answers."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar, TypeVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.client.engine import Engine
from engine.operations.errors import OperationError
from schemas.clean_text import clean, clean_line
from schemas.messages.base import Answered
from tui.session.outcome import Outcome
from tui.widgets.key_footer import KeyFooter
from tui.widgets.quick_screen import QuickScreen

R = TypeVar("R")


class SessionScreen(QuickScreen[Outcome | None]):
    """A screen over a session's page. Escape goes back to it; ends with what is to happen there.

    A subclass gives its `heading`, its `body`, and bindings with a description each: the
    command palette lists these as well.
    """

    heading: ClassVar[str] = ""
    DEFAULT_CSS = """
    SessionScreen {
        & > #heading {
            height: 1; background: $panel; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & OptionList, & OptionList:focus {
            border: none; padding: 0; height: 1fr; background: $background; background-tint: transparent;
            scrollbar-size-vertical: 1; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & OptionList > .option-list--option { padding: 0 1; }
        & .notice { height: auto; padding: 0 1; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back", id="session.back")]

    def __init__(self, engine: Engine, session_id: str, title: str = "") -> None:
        super().__init__()
        self.engine = engine
        self.session_id = session_id
        self._title = title
        self._note = ""

    def compose(self) -> ComposeResult:
        yield Static(self._heading(), id="heading")
        yield from self.body()
        yield KeyFooter(first="session.do.")

    def body(self) -> Iterable[Widget]:
        """What stands between the title and the keys."""
        return ()

    def note(self, text: str) -> None:
        """Say something beside the title, such as a count."""
        self._note = text
        if heading := self.query_one_optional("#heading", Static):  # Gone when the screen is being removed.
            heading.update(self._heading())

    def _heading(self) -> Content:
        note = f"   {self._note}" if self._note else ""
        return Content.assemble(
            (self.heading, "bold $accent"), f"   {clean_line(self._title)}", (note, "dim")
        )

    async def ask(self, request: Answered[R]) -> R | None:
        """The engine's reply; None after saying what was wrong."""
        try:
            return await self.engine.call(request)
        except OperationError as error:
            self.complain(error)
            return None

    def complain(self, error: OperationError) -> None:
        """Say what the engine could not do."""
        text = f"{clean(error.body.message)}\n{clean(error.body.hint)}".strip()
        self.notify(text, severity="error", markup=False, timeout=8)

    async def action_back(self) -> None:
        """Back to what is below."""
        self.dismiss(None)

    def page_commands(self) -> Iterator[SystemCommand]:
        """What can be done here now, for the command palette."""
        for binding in Binding.make_bindings(self.__class__.BINDINGS):
            if binding.description and self.check_action(*_parsed(binding.action)):
                about = binding.tooltip or f"{self.heading}: {binding.description.lower()}"
                yield SystemCommand(binding.description, about, partial(self.run_action, binding.action))


def _parsed(action: str) -> tuple[str, tuple[object, ...]]:
    return action.partition("(")[0], ()
