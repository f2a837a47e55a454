"""A sweep's cells as a matrix in one widget: labels stay at its edges, cells are drawn on demand."""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from schemas.clean_text import clean_line
from tui.results.card import CardLook, CardStyles, draw_card, picture_size
from tui.results.image_cache import ImageCache, ImageLoader
from tui.results.result_item import ResultItem
from tui.results.wrap import ellipsis, first_lines, fit
from tui.sweeps.matrix_plane import Plane

LEAST_WIDTH, MOST_WIDTH = 20, 36
"""Of a cell, with its frame."""
_MOST_LABEL = 22
_CELLS_KEPT = 200
_STYLES = ("card", "cursor", "selected", "title", "text", "label", "progress", "failed")


class MatrixView(ScrollView, can_focus=True):
    """Shows the cells of a plane with a roving cursor.

    `item` says what stands in a cell by its number, `selected` whether its result is selected; both
    are asked only for cells that are drawn.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    MatrixView {
        height: 1fr; overflow: auto; scrollbar-size: 1 1;
        & > .matrix-view--card { color: $foreground 45%; }
        & > .matrix-view--cursor { color: $accent; text-style: bold; }
        & > .matrix-view--selected { color: $success; text-style: bold; }
        & > .matrix-view--title { color: $foreground; }
        & > .matrix-view--text { color: $foreground 90%; }
        & > .matrix-view--label { color: $foreground 60%; }
        & > .matrix-view--progress { color: $accent; }
        & > .matrix-view--failed { color: $text-error; }
        & > .matrix-view--heading { color: $accent; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"matrix-view--{name}" for name in (*_STYLES, "heading")}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(0, -1)", "Left", show=False),
        Binding("right", "move(0, 1)", "Right", show=False),
        Binding("up", "move(-1, 0)", "Up", show=False),
        Binding("down", "move(1, 0)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-10000, -10000)", "First", show=False),
        Binding("end", "move(10000, 10000)", "Last", show=False),
    ]

    class CursorMoved(Message):
        """The cursor stands on another cell."""

    class Chosen(Message):
        """The person wants to see the cell under the cursor."""

    def __init__(
        self,
        item: Callable[[int], ResultItem],
        selected: Callable[[int], bool],
        image_loader: ImageLoader,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self._item, self._selected = item, selected
        self._plane = Plane.of((1,))
        self._row_labels: Sequence[str] = ("",)
        self._column_labels: Sequence[str] = ()
        self._row = self._column = 0
        self._cell = Size(LEAST_WIDTH, 5)
        self._label_width = 4
        self._styles_of_cells: CardStyles | None = None
        self._drawn: LRUCache[int, list[Strip]] = LRUCache(_CELLS_KEPT)
        self._images = ImageCache(
            image_loader,
            start=lambda coroutine: self.run_worker(coroutine, group="images", exit_on_error=False),
            wanted=lambda reference: any(self._item(each).image == reference for each in self.in_view()),
            arrived=lambda _reference: self.redraw(),
        )

    # -- what the caller sees -------------------------------------------------------------------

    def show_plane(self, plane: Plane, rows: Sequence[str], columns: Sequence[str]) -> None:
        """Show another part of the sweep, with labels for its rows and columns; the cursor stays in it."""
        self._plane, self._row_labels, self._column_labels = plane, rows, columns
        self._row, self._column = min(self._row, plane.height - 1), min(self._column, plane.width - 1)
        self._arrange()

    @property
    def cursor(self) -> int:
        """The number of the cell under the cursor."""
        return self._plane.number(self._row, self._column)

    @cursor.setter
    def cursor(self, number: int) -> None:
        if place := self._plane.place(number):
            self._move_to(*place)

    def in_view(self) -> list[int]:
        """The numbers of the cells that are on the screen."""
        left, top = self.scroll_offset
        width, height = self._room
        rows = range(
            top // self._cell.height, min(self._plane.height, -(-(top + height) // self._cell.height))
        )
        columns = range(
            left // self._cell.width, min(self._plane.width, -(-(left + width) // self._cell.width))
        )
        return [self._plane.number(row, column) for row in rows for column in columns]

    def redraw(self, numbers: Iterable[int] | None = None) -> None:
        """Draw cells again that are others now; None for all."""
        if numbers is None:
            self._drawn.clear()
            self.refresh()
            return
        changed = set(numbers)
        for number in changed:
            self._drawn.discard(number)
        if changed.intersection(self.in_view()):
            self.refresh()

    # -- layout and drawing ---------------------------------------------------------------------

    @property
    def _room(self) -> Size:
        """Where cells are: without the labels."""
        region = self.scrollable_content_region
        return Size(max(0, region.width - self._label_width), max(0, region.height - self._heading_lines))

    @property
    def _heading_lines(self) -> int:
        return 1 if self._plane.columns is not None else 0

    def on_resize(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.size
        if not width or not height:
            return
        longest = max((len(label) for label in self._row_labels), default=0)
        self._label_width = min(_MOST_LABEL, width // 4, longest + 1) if self._row_labels else 0
        room = width - self._label_width - 1  # a scrollbar may come
        if self._plane.columns is None:
            across = room
        else:
            across = max(LEAST_WIDTH, min(MOST_WIDTH, room // self._plane.width))
        down = max(5, min(10, (height - self._heading_lines - 1) // self._plane.height))
        self._cell = Size(min(across, max(room, 4)), down)
        self.virtual_size = Size(
            self._label_width + self._plane.width * self._cell.width,
            self._heading_lines + self._plane.height * self._cell.height,
        )
        self.redraw()
        self.call_after_refresh(self._show_cursor)

    def notify_style_update(self) -> None:
        """Forget drawings made with other colours."""
        super().notify_style_update()
        self._styles_of_cells = None
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        styles, width = self._cell_styles(), self.scrollable_content_region.width
        left = self.scroll_offset.x
        if y < self._heading_lines:
            labels = [self._heading(column) for column in range(self._plane.width)]
            return self._line(Strip([Segment(" " * self._label_width)]), labels, left, width)
        row, line = divmod(y - self._heading_lines + self.scroll_offset.y, self._cell.height)
        if row >= self._plane.height:
            return Strip.blank(width, styles.text)
        columns = _covering(left, width, self._cell.width, self._plane.width)
        strips = [self._draw(row, column)[line] for column in columns]
        return self._line(self._row_label(row, line), strips, left - columns.start * self._cell.width, width)

    def _line(self, label: Strip, strips: Sequence[Strip], left: int, width: int) -> Strip:
        cells = Strip.join(strips).crop(left, left + width - self._label_width)
        return Strip.join([label, cells]).adjust_cell_length(width, self._cell_styles().text)

    def _heading(self, column: int) -> Strip:
        on = column == self._column and self.has_focus
        style = self.get_component_rich_style("matrix-view--heading" if on else "matrix-view--title")
        text = fit(
            ellipsis(clean_line(self._column_labels[column][:400]), self._cell.width - 2),
            self._cell.width - 1,
        )
        return Strip([Segment(f" {text}", style)], self._cell.width)

    def _row_label(self, row: int, line: int) -> Strip:
        if not self._label_width:
            return Strip([])
        on = row == self._row and self.has_focus
        style = self.get_component_rich_style("matrix-view--heading" if on else "matrix-view--title")
        lines = first_lines(self._row_labels[row], self._label_width - 1, self._cell.height - 2)
        text = lines[line - 1] if 0 < line <= len(lines) else ""
        return Strip([Segment(fit(text, self._label_width), style)], self._label_width)

    def _draw(self, row: int, column: int) -> list[Strip]:
        number = self._plane.number(row, column)
        if (drawn := self._drawn.get(number)) is not None:
            return drawn
        item = self._item(number)
        width, height = self._cell
        picture, complete = None, True
        if item.image is not None and item.state == "ready":
            picture = self._images.get(item.image, picture_size(item, width, height))
            complete = picture is not None
        at_cursor = (row, column) == (self._row, self._column)
        look = CardLook(number + 1, at_cursor, self.has_focus, self._selected(number))
        strips = draw_card(item, look, width, height, self._cell_styles(), picture)
        if complete:
            self._drawn[number] = strips
        return strips

    def _cell_styles(self) -> CardStyles:
        if self._styles_of_cells is None:
            styles = [self.get_component_rich_style(f"matrix-view--{name}") for name in _STYLES]
            self._styles_of_cells = CardStyles(*styles)
        return self._styles_of_cells

    # -- the cursor -----------------------------------------------------------------------------

    def on_focus(self) -> None:
        self.redraw([self.cursor])

    def on_blur(self) -> None:
        self.redraw([self.cursor])

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor by rows and columns; at the edge it stays."""
        self._move_to(self._row + down, self._column + right)

    def action_page(self, by: int) -> None:
        """Move the cursor by whole screens."""
        self._move_to(self._row + by * max(1, self._room.height // self._cell.height), self._column)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; on the cell under the cursor, and twice, show it."""
        offset = event.get_content_offset(self)
        place = self._place_at(offset) if offset is not None else None
        if place is None:
            return
        event.stop()
        if event.chain > 1 or place == (self._row, self._column):
            self.post_message(self.Chosen())
        self._move_to(*place)

    def _place_at(self, offset: Offset) -> tuple[int, int] | None:
        if offset.x < self._label_width or offset.y < self._heading_lines:
            return None
        column = (offset.x - self._label_width + self.scroll_offset.x) // self._cell.width
        row = (offset.y - self._heading_lines + self.scroll_offset.y) // self._cell.height
        return (row, column) if row < self._plane.height and column < self._plane.width else None

    def _move_to(self, row: int, column: int) -> None:
        before = self.cursor
        self._row = max(0, min(row, self._plane.height - 1))
        self._column = max(0, min(column, self._plane.width - 1))
        if before != self.cursor:
            self.redraw([before, self.cursor])
            self.refresh()  # the labels as well
            self.post_message(self.CursorMoved())
        self._show_cursor()

    def _show_cursor(self) -> None:
        """Scroll just as far as needed to show the whole cell."""
        width, height = self._room
        left, top = self._column * self._cell.width, self._row * self._cell.height
        x = min(max(self.scroll_offset.x, left + self._cell.width - width), left)
        y = min(max(self.scroll_offset.y, top + self._cell.height - height), top)
        if (x, y) != tuple(self.scroll_offset):
            self.scroll_to(x, y, animate=False, force=True)


def _covering(start: int, length: int, each: int, count: int) -> range:
    """Which of `count` things of a size stand in a stretch of cells."""
    return range(start // each, min(count, -(-(start + length) // each)))
