"""The question on quitting while something runs."""

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

Leaving = Literal["finish", "stop"]


class LeaveRunning(ModalScreen[Leaving | None]):
    """Ends with what becomes of what runs, or None to stay. The focus starts on what loses nothing."""

    DEFAULT_CSS = """
    LeaveRunning {
        align: center middle;
        & > Vertical {
            width: 72; max-width: 94%; height: auto; padding: 1 2;
            border: round $warning; background: $surface;
        }
        & .dim { color: $text-muted; margin-top: 1; }
        & Horizontal { height: auto; align-horizontal: right; margin-top: 1; }
        & Button { margin-left: 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f,ctrl+q", "answer('finish')", "Finish in the background"),
        Binding("s", "answer('stop')", "Stop"),
        Binding("escape,n", "answer('')", "Stay"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]
    AUTO_FOCUS = "#finish"

    def __init__(self, running: int, waiting: int = 0) -> None:
        super().__init__()
        self._count = running
        self._waiting = waiting

    def compose(self) -> ComposeResult:
        one = self._count == 1
        runs = "1 execution runs" if one else f"{self._count} executions run"
        waits = f", {self._waiting} more wait{'s' if self._waiting == 1 else ''}" if self._waiting else ""
        them = "it" if one and not waits else "them"
        with Vertical():
            yield Static(Content(f"{runs} here{waits}.\nLet {them} finish in the background?"))
            about = (
                "In the background, all that runs or waits here goes on without the screen. "
                "What is stopped can be retried; what waits is begun the next time."
            )
            yield Static(Content(about), classes="dim")
            with Horizontal():
                yield Button("Stay (esc)", id="stay", compact=True)
                yield Button("Stop (s)", id="stop", variant="error", compact=True)
                yield Button("Finish (f)", id="finish", variant="primary", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.action_answer(event.button.id or "")

    def action_answer(self, how: str) -> None:
        match how:
            case "finish" | "stop":
                self.dismiss(how)
            case _:
                self.dismiss(None)
