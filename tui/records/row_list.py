"""Rows with check boxes, drawn when they are seen, so that a hundred thousand cost little."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tui.records.row import Row, counted
from tui.results.wrap import fit
from tui.widgets.line_view import LineView

BOX = 4
"""Cells of the check box."""

FACTS = 13
"""Cells of what is said at the right."""


class RowList(LineView):
    """What is selected stays so while a filter hides it; the cursor stays on its record."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RowList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .row-list--cursor { background: $foreground 12%; }
        &:focus > .row-list--cursor { background: $primary 50%; text-style: bold; }
        & > .row-list--text { color: $foreground; }
        & > .row-list--dim { color: $foreground 60%; }
        & > .row-list--accent { color: $text-accent; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"row-list--{name}" for name in ("cursor", "text", "dim", "accent")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home", "move_edge(0)", "Top", show=False),
        Binding("end", "move_edge(1)", "End", show=False),
        Binding("space", "tick", "Select", id="session.do.toggle"),
    ]

    class CursorMoved(Message):
        """Another record is under the cursor, or none."""

    class Selected(Message):
        """Other records are selected."""

    class Opened(Message):
        """The person clicked twice on a record."""

    def __init__(self) -> None:
        super().__init__(id="rows")
        self.rows: list[Row] = []
        self.selected: dict[int, Row] = {}
        self.empty = ""
        """What is said where there is no row."""
        self._at = 0
        self._cursor: int | None = None

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self._at] if self._at < len(self.rows) else None

    def show(self, rows: Sequence[Row]) -> None:
        """Other rows; the cursor stays on its record if that is among them."""
        places = {row.id: at for at, row in enumerate(rows)}
        self.rows = list(rows)
        self._at = places.get(self._cursor or 0, max(0, min(self._at, len(rows) - 1)))
        self._shown()
        self._reveal()

    def add(self, rows: Sequence[Row]) -> None:
        """More rows after those that are there."""
        self.rows += rows
        self._shown()

    def _shown(self) -> None:
        self.on_resize()
        self._arrived()
        self.refresh()

    def select_all(self) -> None:
        """Select all rows that are shown; where they are selected already, let them go."""
        if all(row.id in self.selected for row in self.rows):
            for row in self.rows:
                self.selected.pop(row.id, None)
        else:
            self.selected |= {row.id: row for row in self.rows}
        self.refresh()
        self.post_message(self.Selected())

    def forget_selection(self) -> None:
        """Nothing is selected any more."""
        self.selected = {}
        self.refresh()

    def forget_gone(self) -> None:
        """What is not among the rows is not there any more, and not selected either."""
        there = {row.id for row in self.rows}
        self.selected = {number: row for number, row in self.selected.items() if number in there}

    def _go(self, at: int) -> None:
        if self.rows:
            self._at = max(0, min(at, len(self.rows) - 1))
            self._reveal()
            self.refresh()
            self._arrived()

    def _arrived(self) -> None:
        now = self.current.id if self.current else None
        if now != self._cursor:
            self._cursor = now
            self.post_message(self.CursorMoved())

    def _reveal(self) -> None:
        self.scroll_to_region(Region(0, self._at, 1, 1), animate=False, force=True, immediate=True)

    # -- keys and clicks ------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self._go(self._at + by)

    def action_move_page(self, by: int) -> None:
        self._go(self._at + by * max(1, self.scrollable_content_region.height - 1))

    def action_move_edge(self, end: int) -> None:
        self._go(len(self.rows) - 1 if end else 0)

    def action_tick(self) -> None:
        """Select the record, or let it go, and go on to the next one."""
        self._toggle()
        self._go(self._at + 1)

    def _toggle(self) -> None:
        row = self.current
        if row is not None:
            if self.selected.pop(row.id, None) is None:
                self.selected[row.id] = row
            self.refresh()
            self.post_message(self.Selected())

    def on_click(self, event: events.Click) -> None:
        at = event.y + self.scroll_offset.y
        if at < len(self.rows):
            self._go(at)
            if event.x < BOX:
                self._toggle()
            elif event.chain == 2:
                self.post_message(self.Opened())

    # -- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lines are as wide as the list."""
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(self.rows)))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        if at < len(self.rows):
            pieces = self._pieces(self.rows[at], width)
        else:
            pieces = [(fit(f" {self.empty}", width), "dim")] if at == 0 else []
        over = self._look("cursor") if at == self._at and self.rows else None
        ground = Style(bgcolor=over.bgcolor, bold=over.bold) if over else Style()
        segments = [Segment(text, self._look(look) + ground) for text, look in pieces]
        return Strip(segments).adjust_cell_length(width, self.rich_style + ground)

    def _pieces(self, row: Row, width: int) -> list[tuple[str, str]]:
        digits = len(str(self.rows[-1].place))
        place = f"{row.place:>{digits}} "
        return [
            ("[x] ", "accent") if row.id in self.selected else ("[ ] ", "dim"),
            (place, "dim"),
            (fit(row.title, max(1, width - BOX - len(place) - FACTS - 1)), "text"),
            (fit(f" {_facts(row)}", FACTS + 1), "dim"),
        ]

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"row-list--{name}")


def _facts(row: Row) -> str:
    for count, word in ((row.sections, "section"), (row.files, "file")):
        if count:
            return counted(count, word)
    return ""
