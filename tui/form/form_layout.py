"""Turns `_ux` layout into places in a grid."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.form.field import Field, Kind
from engine.form.hints import FormHints
from schemas.documents.layout_words import Gap
from tui.widgets.field_placement import SECTION_COLUMNS, Placement, Width, place

_SHORT: frozenset[Kind] = frozenset(
    {"number", "integer", "select", "checkbox", "date", "time", "datetime", "color", "constant", "null"}
)
"""Kinds that share a row where nobody says otherwise."""

_SHORT_WHERE_NARROW = _SHORT - {"datetime"} | {"slider"}
_SIDE_BY_SIDE: dict[int, Width] = {1: "full", 2: "half", 4: "half"}


class Grid(NamedTuple):
    """The columns that lines of the form stand in, and the room between them.

    What is `apart` shares its grid with nothing else: its rows count from its own first one. A
    `frame` is a title, and asks for a box around it, at a depth of `indent`.
    """

    columns: int = SECTION_COLUMNS
    gap: Gap = "sm"
    apart: str = ""
    frame: str = ""
    indent: int = 0


PLAIN = Grid()


class Placed(NamedTuple):
    """A field with its place; `new_row` where the form may be cut before it."""

    field: Field
    placement: Placement
    new_row: bool


def grid_of(ux: FormHints) -> Grid:
    """The grid of what is laid out by these hints."""
    return Grid(ux.grid_columns if ux.layout == "grid" else SECTION_COLUMNS, ux.grid_gap)


def asks_for_rows(fields: Sequence[Field]) -> bool:
    """Whether any of the fields has its own row in the grid, so that they must stand in one."""
    return any(field.placement.row is not None for field in fields)


def is_short(field: Field) -> bool:
    """Whether a part of a narrow row is enough for the field's control, and nobody placed it."""
    return field.kind in _SHORT_WHERE_NARROW and field.placement.column is None


def arrange(fields: Sequence[Field], ux: FormHints) -> list[Placed]:
    """Return fields that share a grid with their places, in the order in which the eye meets them.

    That order is the one for Tab, so the rows are to be mounted in it.
    """
    placed = [(field, _placement(field, len(fields), ux)) for field in fields]
    cells = place([placement for _, placement in placed], grid_of(ux).columns).cells
    order = sorted(range(len(placed)), key=lambda at: (cells[at].row, cells[at].column))
    arranged: list[Placed] = []
    reached = 0
    for at in order:
        cell = cells[at]
        arranged.append(Placed(*placed[at], new_row=cell.column == 0 and cell.row >= reached))
        reached = max(reached, cell.row + cell.rows)
    return arranged


def _placement(field: Field, siblings: int, ux: FormHints) -> Placement:
    asked = field.placement
    span, width = asked.column_span, asked.width
    if field.entry:
        width = width or "full"
    if span is None and width is None:
        if ux.layout == "grid":
            span = 1
        elif ux.layout == "sections" and asked.column is None:
            width = "half" if field.kind in _SHORT else "full"
        elif ux.layout == "horizontal" and asked.column is None:
            width = _SIDE_BY_SIDE.get(siblings, "third")
    return Placement(asked.column, asked.row, span, asked.row_span or 1, width)
