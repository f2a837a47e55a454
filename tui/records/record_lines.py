"""Records as lines with check boxes, drawn when they are seen, so that a hundred thousand cost little."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tui.results.wrap import fit
from tui.widgets.line_view import LineView

BOX = 4
"""Cells of the check box."""

Piece = tuple[str, str]
"""A text, and which of the lines' looks it has."""

_LOOKS = ("cursor", "text", "dim", "accent", "success", "error", "warning")


class RecordLines(LineView):
    """A subclass has the records, and calls `records_changed` when there are others.

    The cursor stays on its record whatever comes and goes around it. A subclass binds the key of `tick`.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    RecordLines {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .record-lines--cursor { background: $foreground 12%; }
        &:focus > .record-lines--cursor { background: $primary 50%; text-style: bold; }
        & > .record-lines--text { color: $foreground; }
        & > .record-lines--dim { color: $foreground 60%; }
        & > .record-lines--accent { color: $text-accent; }
        & > .record-lines--success { color: $text-success; }
        & > .record-lines--error { color: $text-error; }
        & > .record-lines--warning { color: $text-warning; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"record-lines--{name}" for name in _LOOKS}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "move_page(-1)", "Page up", show=False),
        Binding("pagedown", "move_page(1)", "Page down", show=False),
        Binding("home", "move_edge(0)", "Top", show=False),
        Binding("end", "move_edge(1)", "End", show=False),
    ]

    class CursorMoved(Message):
        """Another record is under the cursor, or none."""

    class Selected(Message):
        """Other records are selected."""

    class Opened(Message):
        """The person wants to go into the record under the cursor."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.empty = ""
        """What is said where there is no record."""
        self._at = 0
        self._cursor: int | None = None
        self._aimed: int | None = None

    @property
    def ids(self) -> Sequence[int]:
        """The ids of the records, line by line."""
        raise NotImplementedError

    def is_selected(self, record_id: int) -> bool:
        """Whether its box is checked."""
        raise NotImplementedError

    def toggle(self, record_id: int) -> None:
        """Select a record, or let it go."""
        raise NotImplementedError

    def pieces(self, at: int, width: int) -> list[Piece]:
        """What a line says after its box, in `width` cells."""
        raise NotImplementedError

    @property
    def cursor(self) -> int | None:
        """The id of the record under the cursor."""
        return self._cursor

    def aim(self, record_id: int) -> None:
        """The record that gets the cursor as soon as it is among the lines."""
        self._aimed = record_id

    def records_changed(self) -> None:
        """Draw what there is now; where the record under the cursor is gone, the next one gets it."""
        ids, at = self.ids, self._at
        self.on_resize()
        if self._cursor is not None and ids[at : at + 1] != [self._cursor] and self._cursor in ids:
            at = ids.index(self._cursor)
        if self._aimed in ids:
            at, self._aimed = ids.index(self._aimed), None
        at = max(0, min(at, len(ids) - 1))
        moved, self._at = at != self._at, at
        self.refresh()
        if self._arrived() or moved:
            self._reveal()

    def _go(self, at: int) -> None:
        if self.ids:
            self._at = max(0, min(at, len(self.ids) - 1))
            self._reveal()
            self.refresh()
            self._arrived()

    def _arrived(self) -> bool:
        """Tell whether another record is under the cursor than before."""
        before, self._cursor = self._cursor, self.ids[self._at] if self.ids else None
        if before != self._cursor:
            self.post_message(self.CursorMoved())
        return before != self._cursor

    def _reveal(self) -> None:
        self.scroll_to_region(Region(0, self._at, 1, 1), animate=False, force=True, immediate=True)

    # -- keys and clicks ------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self._go(self._at + by)

    def action_move_page(self, by: int) -> None:
        self._go(self._at + by * max(1, self.scrollable_content_region.height - 1))

    def action_move_edge(self, end: int) -> None:
        self._go(len(self.ids) - 1 if end else 0)

    def action_tick(self) -> None:
        """Select the record, or let it go, and go on to the next one."""
        self._toggle()
        self._go(self._at + 1)

    def _toggle(self) -> None:
        if self._cursor is not None:
            self.toggle(self._cursor)
            self.refresh()
            self.post_message(self.Selected())

    def action_open(self) -> None:
        if self._cursor is not None:
            self.post_message(self.Opened())

    def on_click(self, event: events.Click) -> None:
        at = event.y + self.scroll_offset.y
        if at < len(self.ids):
            self._go(at)
            if event.x < BOX:
                self._toggle()
            elif event.chain == 2:
                self.action_open()

    # -- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lines are as wide as the list."""
        self.virtual_size = Size(self.scrollable_content_region.width, max(1, len(self.ids)))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.scrollable_content_region.width
        at = y + self.scroll_offset.y
        ids = self.ids
        if at < len(ids):
            box = ("[x] ", "accent") if self.is_selected(ids[at]) else ("[ ] ", "dim")
            pieces = [box, *self.pieces(at, width - BOX)]
        else:
            pieces = [(fit(f" {self.empty}", width), "dim")] if at == 0 else []
        over = self._look("cursor") if at == self._at and ids else None
        ground = Style(bgcolor=over.bgcolor, bold=over.bold) if over else Style()
        segments = [Segment(text, self._look(look) + ground) for text, look in pieces]
        return Strip(segments).adjust_cell_length(width, self.rich_style + ground)

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"record-lines--{name}")
