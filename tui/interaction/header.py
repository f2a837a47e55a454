"""The line on top: workflow, steps, and whether what was typed is saved."""

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from schemas.clean_text import clean_line
from schemas.messages.session import SessionView, StepView
from tui.interaction.draft_keeper import SaveState

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

    save_state: reactive[SaveState | None] = reactive(None)
    busy: reactive[str] = reactive("")

    def __init__(self, view: SessionView) -> None:
        super().__init__()
        self._title = clean_line(view.summary.title)
        self._steps = view.steps

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
        left = Content.assemble((self._title, "bold"), "   ", self._path())
        room = self.content_region.width
        gap = max(1, room - left.cell_length - len(saved))
        if left.cell_length + len(saved) + 1 > room:
            left = left.truncate(max(0, room - len(saved) - 1), ellipsis=True)
            gap = 1
        self.update(Content.assemble(left, " " * gap, (saved, style)), layout=False)

    def _path(self) -> Content:
        parts = [_step(step) for step in self._steps] if len(self._steps) > 1 else []
        return Content.styled("  ›  ", "dim").join(parts)


def _step(step: StepView) -> Content:
    style = {"done": "$text-success", "current": "bold $accent", "ahead": "dim"}[step.status]
    return Content.styled(f"{_MARKS[step.status]} {clean_line(step.title)}", style)
