"""Where the fields of a form go: cells of a grid, worked out without Textual."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Width = Literal["full", "half", "third", "auto"]

SECTION_COLUMNS = 6
"""The columns of a section: thirds, halves and full rows are 2, 3 and 6 of them."""

NARROW = 48
"""Below this many terminal columns the grid has two columns: a third becomes a half."""

STACKED = 36
"""Below this many terminal columns the grid has one column: every field takes a row."""

_MOST_ROWS = 100  # Of one field; a document may ask for anything.


@dataclass(frozen=True)
class Placement:
    """What a field asks for. `column` and `row` count from 1; spans are in columns and rows.

    `column_span` wins over `width`. Without both, a field with a `column` takes one column
    and any other one the full row. "auto" is as wide as the field's content.
    """

    column: int | None = None
    row: int | None = None
    column_span: int | None = None
    row_span: int = 1
    width: Width | None = None


class Cell(NamedTuple):
    """What a field got, counting from 0: it covers `columns` x `rows` cells."""

    column: int
    row: int
    columns: int
    rows: int


class Arrangement(NamedTuple):
    """One cell for each field, in their order, on a grid of so many columns."""

    columns: int
    cells: list[Cell]


def place(
    fields: Sequence[Placement],
    columns: int = SECTION_COLUMNS,
    available: int | None = None,
    auto_spans: Sequence[int] | None = None,
) -> Arrangement:
    """Arrange `fields` so that none overlaps another and no row is empty.

    As in CSS grids, fields with both `column` and `row` are placed first, then those with a
    `row`; where one of them would cover an earlier one it moves down. The others flow: each
    takes the next place where it fits, in its own column if it asked for one, and what does
    not fit into the rest of a row goes to the next. Spans wider than the grid are cut to it.

    `available` is the grid's width in terminal columns. Where it is narrow (below `NARROW`,
    `STACKED`) the grid has fewer columns, and explicit places give way to the reading order
    that they would have had. `auto_spans` has, for each field, the columns that its content
    needs; it is used for those of width "auto".
    """
    spans = [_span(field, columns, auto_spans[i] if auto_spans else 1) for i, field in enumerate(fields)]
    cells = _arrange(fields, spans, columns)
    if available is None or available >= NARROW:
        return Arrangement(columns, cells)
    fewer = 1 if available < STACKED else min(2, columns)
    order = sorted(range(len(fields)), key=lambda i: (cells[i].row, cells[i].column))
    flowing = [Placement(row_span=fields[i].row_span if fewer > 1 else 1) for i in order]
    narrow = _arrange(flowing, [1 if 2 * spans[i] <= columns else fewer for i in order], fewer)
    return Arrangement(fewer, [cell for _, cell in sorted(zip(order, narrow, strict=True))])


def _span(field: Placement, columns: int, auto: int) -> int:
    if field.column_span is not None:
        wanted = field.column_span
    elif field.width is None:
        wanted = 1 if field.column is not None else columns
    else:
        wanted = {"full": columns, "half": columns // 2, "third": columns // 3, "auto": auto}[field.width]
    return min(columns, max(1, wanted))


def _arrange(fields: Sequence[Placement], spans: Sequence[int], columns: int) -> list[Cell]:
    board = _Board(columns)
    cells: dict[int, Cell] = {}
    asked = list(enumerate(zip(fields, spans, strict=True)))
    for index, (field, span) in asked:
        if field.column is not None and field.row is not None:
            cells[index] = board.put_at(field.column, field.row, span, field.row_span)
    for index, (field, span) in asked:
        if field.column is None and field.row is not None:
            cells[index] = board.put_in_row(field.row, span, field.row_span)
    for index, (field, span) in asked:
        if field.row is None:
            cells[index] = board.put_next(field.column, span, field.row_span)
    return _without_empty_rows([cells[index] for index in range(len(fields))])


class _Board:
    """Which cells are taken, and how far the flow has come. Columns and rows asked for count from 1."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._taken: set[tuple[int, int]] = set()
        self._column = self._row = 0

    def put_at(self, column: int, row: int, span: int, rows: int) -> Cell:
        """Take the place asked for, or the first free one below it."""
        column, row = self._inside(column, span), max(0, row - 1)
        while (cell := self._take(column, row, span, rows)) is None:
            row += 1
        return cell

    def put_in_row(self, row: int, span: int, rows: int) -> Cell:
        """Take the first free place in the row asked for, or below it."""
        row = max(0, row - 1)
        while True:
            for column in range(self.columns - span + 1):
                if cell := self._take(column, row, span, rows):
                    return cell
            row += 1

    def put_next(self, column: int | None, span: int, rows: int) -> Cell:
        """Go on with the flow, to a column if one is asked for."""
        if column is not None:
            column = self._inside(column, span)
            if column < self._column:
                self._row += 1
            self._column = column
        while True:
            if self._column + span > self.columns:
                self._row, self._column = self._row + 1, 0
            elif cell := self._take(self._column, self._row, span, rows):
                self._column += span
                return cell
            elif column is None:
                self._column += 1
            else:
                self._row += 1

    def _inside(self, column: int, span: int) -> int:
        return min(max(0, column - 1), self.columns - span)

    def _take(self, column: int, row: int, span: int, rows: int) -> Cell | None:
        rows = min(_MOST_ROWS, max(1, rows))
        covered = {(c, r) for c in range(column, column + span) for r in range(row, row + rows)}
        if covered & self._taken:
            return None
        self._taken |= covered
        return Cell(column, row, span, rows)


def _without_empty_rows(cells: list[Cell]) -> list[Cell]:
    """Close the gaps that hidden fields and far-away rows would leave."""
    used = sorted({row for cell in cells for row in range(cell.row, cell.row + cell.rows)})
    number = {row: index for index, row in enumerate(used)}
    return [cell._replace(row=number[cell.row]) for cell in cells]
