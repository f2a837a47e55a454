"""The line on top: workflow, steps, and whether what was typed is saved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from schemas.clean_text import clean_line
from tui.interaction.draft_keeper import SaveState

if TYPE_CHECKING:
    from schemas.messages.session import SessionView, StepView

_MARKS = {"done": "✓", "current": "▸", "ahead": "·"}
_SAVE: dict[SaveState | None, tuple[str, str]] = {
    None: ("", ""),
    "typing": ("● typing", "dim"),
    "saved": ("✓ saved", "$text-success"),
    "failed": ("✗ NOT SAVED", "bold $text-error"),
}


class Header(Static):
    """Shows where the session stands."""

    DEFAULT_CSS = """
    Header { height: 1; background: $panel; padding: 0 1; layout: horizontal; }
    """

    class StepClicked(Message):
        """The person clicked a step that is done."""

        def __init__(self, step_id: str) -> None:
            super().__init__()
            self.step_id = step_id

    save_state: reactive[SaveState | None] = reactive(None)
    busy: reactive[str] = reactive("")

    def __init__(self, view: "SessionView") -> None:
        super().__init__()
        self._title = clean_line(view.summary.title)
        self._steps = view.steps
        self._places: list[tuple[int, int, str]] = []

    def show_steps(self, steps: Sequence["StepView"]) -> None:
        """Show other steps."""
        self._steps = list(steps)
        self._draw()

    def on_click(self, event: events.Click) -> None:
        column = event.x - self.styles.padding.left
        for start, end, step_id in self._places:
            if start <= column < end:
                self.post_message(self.StepClicked(step_id))

    def on_mount(self) -> None:
        self._draw()

    def watch_save_state(self) -> None:
        self._draw()

    def watch_busy(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        saved, style = _SAVE[self.save_state]
        if self.busy:
            saved, style = f"◌ {self.busy}", "$accent"
        title = Content.assemble((self._title, "bold"), "   ")
        left = title + self._path(title.cell_length)
        room = self.content_region.width
        gap = max(1, room - left.cell_length - len(saved))
        if left.cell_length + len(saved) + 1 > room:
            left = left.truncate(max(0, room - len(saved) - 1), ellipsis=True)
            gap = 1
        self.update(Content.assemble(left, " " * gap, (saved, style)), layout=False)

    def _path(self, column: int) -> Content:
        parts = [_step(step) for step in self._steps] if len(self._steps) > 1 else []
        between = Content.styled("  ›  ", "dim")
        self._places = []
        for step, part in zip(self._steps, parts, strict=False):
            if step.status == "done":
                self._places.append((column, column + part.cell_length, step.id))
            column += part.cell_length + between.cell_length
        return between.join(parts)


def _step(step: "StepView") -> Content:
    style = {"done": "$text-success", "current": "bold $accent", "ahead": "dim"}[step.status]
    return Content.styled(f"{_MARKS[step.status]} {clean_line(step.title)}", style)
