"""One line for each execution that runs, or that failed and can be retried."""

from dataclasses import replace

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from schemas.clean_text import clean_line
from schemas.frozen import frozen

BAR_CELLS = 12
ROOM_FOR_BAR = 60
"""Cells of the strip from which on it draws bars."""

MOST_LINES = 4


@frozen
class Run:
    """What the strip shows of an execution."""

    execution_id: str
    label: str
    loading_label: str
    waiting: bool = False
    fraction: float | None = None
    message: str = ""
    error: str = ""
    retryable: bool = False
    previewed: bool = False


class RunStrip(Static):
    """Progress of what runs; failures stay until they are retried or dismissed.

    One line is always there, with how the last execution ended: a strip that came and went
    would move the whole page each time, under the person's eyes. Only low terminals, where
    every line counts, hide it in between.
    """

    DEFAULT_CSS = """
    RunStrip { height: auto; min-height: 1; padding: 0 1; text-wrap: nowrap; }
    """

    class _OfOne(Message):
        def __init__(self, execution_id: str) -> None:
            super().__init__()
            self.execution_id = execution_id

    class CancelRequested(_OfOne):
        """The person clicked what runs or waits."""

    class RetryRequested(_OfOne):
        """The person clicked what failed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._runs: dict[str, Run] = {}
        self._outcome = Content("")
        self._lines = 1

    def on_mount(self) -> None:
        self.add_class("-idle")

    @property
    def running(self) -> list[Run]:
        """What runs or waits, the newest last."""
        return [run for run in self._runs.values() if not run.error]

    @property
    def failed(self) -> list[Run]:
        """What failed and was not retried, the newest last."""
        return [run for run in self._runs.values() if run.error]

    def show_run(self, run: Run) -> None:
        """Add or replace an execution's line."""
        self._runs[run.execution_id] = run
        self._changed()

    def say(self, outcome: Content) -> None:
        """Show how an execution ended, until something else runs."""
        self._outcome = outcome
        self._draw()

    def progress(self, execution_id: str, fraction: float | None, message: str) -> None:
        """An execution is further on."""
        if run := self._runs.get(execution_id):
            self._runs[execution_id] = replace(run, fraction=fraction, message=message, waiting=False)
            self._draw()

    def previewed(self, execution_id: str) -> None:
        """How it looks so far is among the results."""
        run = self._runs.get(execution_id)
        if run and not run.previewed:
            self._runs[execution_id] = replace(run, previewed=True)
            self._draw()

    def remove_run(self, execution_id: str) -> None:
        """An execution is over, or its failure was dismissed."""
        if self._runs.pop(execution_id, None):
            self._changed()

    def on_resize(self) -> None:
        self._draw()

    def on_click(self, event: events.Click) -> None:
        run = self._line_at(event.y)
        if run:
            kind = self.RetryRequested if run.error else self.CancelRequested
            self.post_message(kind(run.execution_id))

    def _line_at(self, row: int) -> Run | None:
        shown = self._shown()
        return shown[row] if 0 <= row < len(shown) else None

    def _shown(self) -> list[Run]:
        return list(self._runs.values())[-MOST_LINES:]

    def _changed(self) -> None:
        self.set_class(not self._runs, "-idle")
        self._draw()
        # What can be cancelled or retried has changed.
        self.screen.refresh_bindings()

    def _draw(self) -> None:
        room = self.content_region.width
        lines = [_line(run, room) for run in self._shown()] or [self._outcome]
        grown, self._lines = len(lines) != self._lines, len(lines)
        self.update(Content("\n").join(lines), layout=grown)


def _line(run: Run, room: int) -> Content:
    """What runs, then what can be done about it; the first gives way where there is no room."""
    hint = Content.styled(
        "  ctrl+x cancel"
        if not run.error
        else "  R retry · esc dismiss"
        if run.retryable
        else "  esc dismiss",
        "dim",
    )
    text = _text(run, BAR_CELLS if not room or room >= ROOM_FOR_BAR else 0)
    if room and text.cell_length + hint.cell_length > room:
        text = text.truncate(max(room - hint.cell_length, room // 2), ellipsis=True)
    return text + hint


def _text(run: Run, bar_cells: int) -> Content:
    if run.error:
        return Content.assemble(
            ("✗ ", "bold $text-error"),
            (f"{clean_line(run.label)}: {clean_line(run.error)}", "$text-error"),
        )
    if run.waiting:
        return Content.assemble(("◷ ", "$accent"), f"{clean_line(run.label)} waits its turn")
    state = f" {clean_line(run.message)}" if run.message else ""
    state += " ▦ preview" if run.previewed else ""
    if run.fraction is not None:
        full = round(run.fraction * bar_cells)
        bar = "█" * full + "░" * (bar_cells - full)
        state = f" {bar} {run.fraction:.0%}{state}" if bar else f" {run.fraction:.0%}{state}"
    return Content.assemble(
        ("▶ ", "$accent"),
        clean_line(run.loading_label or f"{run.label} …"),
        (state, "$accent"),
    )
