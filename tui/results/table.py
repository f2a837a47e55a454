"""Lays out and draws results as a table: a line each, columns as wide as what stands in them.

The first columns (cursor, selection, number, marks) stay; the others move sideways by whole columns.
"""

from collections.abc import Sequence
from dataclasses import replace

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from schemas.clean_text import clean_line
from schemas.frozen import frozen
from tui.results.card import CURSOR, FAILED, SELECTED, CardLook, CardStyles, bar, marks_of
from tui.results.columns import PLAIN, Column, cell_text
from tui.results.result_item import ResultItem
from tui.results.wrap import ellipsis, fit

GAP = 2
MOST_WIDTH = 40
"""Cells of a column whose texts are longer, unless there is room left."""

_MOST_MARKS = 14
_SAMPLE = 256
"""Results looked at for the widths, spread over all: a table of 10,000 opens as fast as one of ten."""

_MORE_LEFT, _MORE_RIGHT = "‹", "›"
_UP, _DOWN = "▲", "▼"
_BAR = 10
_RIGHT_ALIGNED = frozenset({"number"})


@frozen
class Order:
    """The column that results are ordered by, and the way."""

    column: str
    descending: bool = False


def turned(order: Order) -> Order:
    """The other way round."""
    return replace(order, descending=not order.descending)


@frozen
class Table:
    """Columns with their natural widths in cells. `first` is the leftmost that is shown."""

    columns: Sequence[Column] = PLAIN
    widths: tuple[int, ...] = (0,)
    numbers: int = 1
    marks: int = 0
    first: int = 0
    order: Order | None = None

    def measured(self, items: Sequence[ResultItem]) -> "Table":
        """Return the table with widths for these results."""
        step = max(1, len(items) // _SAMPLE)
        sample = [*items[::step], *items[-1:]]
        widths = [cell_len(clean_line(column.title)) + 2 for column in self.columns]
        marks = 0
        for item in sample:
            marks = max(marks, cell_len(marks_of(item)))
            for at, column in enumerate(self.columns):
                widths[at] = max(widths[at], cell_len(cell_text(item, column)))
        first = min(self.first, max(0, len(self.columns) - 1))
        return replace(
            self,
            widths=tuple(widths),
            numbers=max(3, len(str(len(items)))),
            marks=min(marks, _MOST_MARKS),
            first=first,
        )

    def holds(self, item: ResultItem, count: int) -> bool:
        """Say whether the widths do for one more result, or one that changed."""
        if len(str(count)) > self.numbers or min(cell_len(marks_of(item)), _MOST_MARKS) > self.marks:
            return False
        return all(
            width >= MOST_WIDTH or cell_len(cell_text(item, column)) <= width
            for column, width in zip(self.columns, self.widths, strict=True)
        )

    @property
    def lead(self) -> int:
        """Cells of what stays at the left."""
        return 2 + self.numbers + 1 + (self.marks + 1 if self.marks else 0)

    def shown(self, width: int) -> list[tuple[Column, int]]:
        """Return the columns in a view of `width` cells, each with its width, from `first` on.

        What is left over goes to columns whose texts were cut. The last one may be cut by the edge.
        """
        room = width - self.lead
        chosen: list[tuple[Column, int, int]] = []
        for column, natural in zip(self.columns[self.first :], self.widths[self.first :], strict=True):
            if room < min(natural, 4):
                break
            given = min(natural, MOST_WIDTH, room)
            chosen.append((column, given, natural))
            room -= given + GAP
        spare = room + GAP if self.first + len(chosen) == len(self.columns) else 0
        laid: list[tuple[Column, int]] = []
        for column, given, natural in chosen:
            more = max(0, min(natural - given, spare))
            spare -= more
            laid.append((column, given + more))
        return laid

    def moved(self, by: int, width: int) -> "Table":
        """Return the table further left or right by some columns, as far as there is something to see."""
        if by > 0 and self._all_shown(width):
            return self
        return replace(self, first=max(0, min(self.first + by, len(self.columns) - 1)))

    def showing(self, name: str, width: int) -> "Table":
        """Return the table moved as far as needed to show one column whole."""
        at = next((at for at, column in enumerate(self.columns) if column.name == name), None)
        if at is None:
            return self
        table = replace(self, first=at) if at < self.first else self
        while table.first < at:
            laid = table.shown(width)
            if at - table.first < len(laid) and laid[at - table.first][1] >= min(self.widths[at], MOST_WIDTH):
                break
            table = replace(table, first=table.first + 1)
        return table

    def _all_shown(self, width: int) -> bool:
        laid = self.shown(width)
        whole = bool(laid) and laid[-1][1] >= min(self.widths[-1], MOST_WIDTH)
        return self.first + len(laid) == len(self.columns) and whole

    def column_at(self, x: int, width: int) -> Column | None:
        """Return the column at a cell of the view, if it is one."""
        left = self.lead
        for column, given in self.shown(width):
            if left <= x < left + given:
                return column
            left += given + GAP
        return None

    def head(self, width: int, styles: CardStyles) -> Strip:
        """Return the line with the titles; `‹` and `›` where there are more columns."""
        style = styles.title + Style(bold=True)
        left = _MORE_LEFT if self.first else " "
        segments = [Segment(fit(f"{left} {'#':>{self.numbers}}", self.lead), styles.label)]
        for at, (column, given) in enumerate(self.shown(width)):
            title = clean_line(column.title)
            if self.order and self.order.column == column.name:
                title = f"{ellipsis(title, given - 2)} {_DOWN if self.order.descending else _UP}"
            segments.append(Segment(" " * GAP if at else "", styles.text))
            segments.append(Segment(_aligned(title, given, column), style))
        strip = Strip(segments).adjust_cell_length(width, styles.text)
        if not self._all_shown(width):
            strip = Strip([*strip.crop(0, width - 1), Segment(_MORE_RIGHT, styles.label)], width)
        return strip

    def row(self, item: ResultItem, look: CardLook, width: int, styles: CardStyles) -> Strip:
        """Return the line of one result; one that is not ready says what it does, or why it failed."""
        signs = (CURSOR if look.cursor else " ") + (SELECTED if look.selected else " ")
        under_cursor = look.cursor and look.focused
        edge = styles.cursor if under_cursor else styles.selected if look.selected else styles.card
        segments = [Segment(f"{signs}{look.number:>{self.numbers}} ", edge)]
        if self.marks:
            segments.append(Segment(fit(marks_of(item), self.marks) + " ", styles.label))
        if item.state == "running":
            said = f"{bar(item.progress, _BAR)} {clean_line(item.message or item.title)}"
            segments.append(Segment(fit(said, width - self.lead), styles.progress))
        elif item.state == "failed":
            said = f"{FAILED} {clean_line(item.message) or 'failed'}"
            segments.append(Segment(fit(said, width - self.lead), styles.failed))
        else:
            weight = Style(bold=look.cursor or look.selected)
            for at, (column, given) in enumerate(self.shown(width)):
                segments.append(Segment(" " * GAP if at else "", styles.text))
                segments.append(
                    Segment(_aligned(cell_text(item, column), given, column), styles.text + weight)
                )
        return Strip(segments).adjust_cell_length(width, styles.text)


def _aligned(text: str, width: int, column: Column) -> str:
    if column.kind not in _RIGHT_ALIGNED:
        return fit(text, width)
    text = ellipsis(text, width)
    return " " * (width - cell_len(text)) + text
