"""The list of records: one line each, drawn when it is seen, so that ten thousand cost little."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tui.results.wrap import fit
from tui.script_steps.record_line import BOX_CELLS, record_line
from tui.script_steps.step_records import StepRecord, StepRecords
from tui.widgets.line_view import LineView


class RecordList(LineView):
    """Shows `records.shown`; the cursor stays on its record whatever is filtered around it."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RecordList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .record-list--cursor { background: $foreground 12%; }
        &:focus > .record-list--cursor { background: $primary 50%; text-style: bold; }
        & > .record-list--text { color: $foreground; }
        & > .record-list--dim { color: $foreground 60%; }
        & > .record-list--accent { color: $text-accent; }
        & > .record-list--success { color: $text-success; }
        & > .record-list--error { color: $text-error; }
        & > .record-list--warning { color: $text-warning; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"record-list--{name}" for name in ("cursor", "text", "dim", "accent", "success", "error", "warning")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home", "move_edge(0)", "Top", show=False),
        Binding("end", "move_edge(1)", "End", show=False),
        Binding("enter", "open", "Edit", id="step.open"),
        Binding("space", "mark", "Select", id="step.select"),
    ]

    class CursorMoved(Message):
        """Another record is under the cursor, or none."""

    class Opened(Message):
        """The person wants to edit the record under the cursor."""

    class Selected(Message):
        """Other records are selected."""

    def __init__(self, records: StepRecords, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.records = records
        self.empty = ""
        """What is said where there is no record."""
        self._at = 0
        self._cursor: int | None = None

    @property
    def cursor(self) -> int | None:
        """The id of the record under the cursor."""
        return self._cursor

    @property
    def current(self) -> StepRecord | None:
        """The record under the cursor."""
        return self.records.records.get(self._cursor) if self._cursor is not None else None

    def show_records(self) -> None:
        """Draw what there is now; where the record under the cursor is gone, the next one gets it."""
        shown = self.records.shown
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(shown)))
        if self._at >= len(shown) or shown[self._at] != self._cursor:
            try:
                self._at = shown.index(self._cursor) if self._cursor is not None else 0
            except ValueError:
                self._at = max(0, min(self._at, len(shown) - 1))
        before, self._cursor = self._cursor, shown[self._at] if shown else None
        self.refresh()
        if before != self._cursor:
            self._reveal()
            self.post_message(self.CursorMoved())

    def go_to(self, record_id: int) -> None:
        """Put the cursor on a record, if it is shown."""
        if record_id in self.records.shown:
            self._go(self.records.shown.index(record_id))

    def _go(self, at: int) -> None:
        shown = self.records.shown
        if not shown:
            return
        self._at = max(0, min(at, len(shown) - 1))
        before, self._cursor = self._cursor, shown[self._at]
        self._reveal()
        self.refresh()
        if before != self._cursor:
            self.post_message(self.CursorMoved())

    def _reveal(self) -> None:
        self.scroll_to_region(Region(0, self._at, 1, 1), animate=False, force=True, immediate=True)

    # -- keys and clicks ------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self._go(self._at + by)

    def action_move_page(self, by: int) -> None:
        self._go(self._at + by * max(1, self.scrollable_content_region.height - 1))

    def action_move_edge(self, end: int) -> None:
        self._go(len(self.records.shown) - 1 if end else 0)

    def action_open(self) -> None:
        if self._cursor is not None:
            self.post_message(self.Opened())

    def action_mark(self) -> None:
        """Select the record, or let it go, and go on to the next one."""
        if self._cursor is not None:
            self.records.toggle(self._cursor)
            self._go(self._at + 1)
            self.refresh()
            self.post_message(self.Selected())

    def on_click(self, event: events.Click) -> None:
        at = event.y + self.scroll_offset.y
        if at >= len(self.records.shown):
            return
        self._go(at)
        if event.x < BOX_CELLS and self._cursor is not None:
            self.records.toggle(self._cursor)
            self.refresh()
            self.post_message(self.Selected())
        elif event.chain == 2:
            self.action_open()

    # -- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lines are as wide as the list."""
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(self.records.shown)))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        shown = self.records.shown
        if at < len(shown):
            record = self.records.records[shown[at]]
            digits = len(str(len(self.records)))
            chosen = record.id in self.records.selected
            pieces = record_line(record, width, selected=chosen, digits=digits)
        else:
            pieces = [(fit(f" {self.empty}", width), "dim")] if at == 0 else []
        over = self._look("cursor") if shown and at == self._at else None
        ground = Style(bgcolor=over.bgcolor, bold=over.bold) if over else Style()
        segments = [Segment(text, self._look(look) + ground) for text, look in pieces]
        return Strip(segments).adjust_cell_length(width, self.rich_style + ground)

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"record-list--{name}")
